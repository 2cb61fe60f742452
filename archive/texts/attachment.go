package texts

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"path"
	"strings"

	"gongwen/archive"
	"gongwen/archive/extract"
)

// Unread is the state of an attachment that has not been read yet.
const Unread extract.State = "unread"

// Attachment is a file of a record with what has been read of it.
type Attachment struct {
	Number string        `json:"number"` // of the record
	Path   string        `json:"path"`   // inside the bag, with /
	State  extract.State `json:"state"`
	Reason string        `json:"reason,omitempty"`
	Text   string        `json:"-"`
}

// Name is the file's name.
func (a Attachment) Name() string { return path.Base(a.Path) }

// Title is the state in Chinese.
func Title(s extract.State) string {
	if s == Unread {
		return "待读"
	}
	return s.Title()
}

// Of are the attachments of a record in the order of the form.
func (s *Store) Of(ctx context.Context, r archive.Record) ([]Attachment, error) {
	all, err := s.About(ctx, r)
	for i := 0; i < len(all) && err == nil; i++ {
		var text io.ReadCloser
		if text, err = s.Text(ctx, r.Attachments[i].SHA256); err == nil {
			var b strings.Builder
			_, err = io.Copy(&b, text)
			all[i].Text = b.String()
			_ = text.Close() // nothing was written to it
		}
	}
	if err != nil {
		return nil, err
	}
	return all, nil
}

// About is Of without the texts, which take far longer to read than all the rest.
func (s *Store) About(ctx context.Context, r archive.Record) ([]Attachment, error) {
	var all []Attachment
	for _, file := range r.Attachments {
		a := Attachment{Number: r.Number, Path: file.Path, State: Unread}
		if s != nil {
			err := s.db.QueryRowContext(ctx, `SELECT state, reason FROM texts WHERE sha256 = $1`, file.SHA256).Scan(&a.State, &a.Reason)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, err
			}
		}
		all = append(all, a)
	}
	return all, nil
}

// Text reads what was read of the file with the hash, from its beginning on; that is
// nothing for one that was not read. Who has seen enough closes it.
func (s *Store) Text(ctx context.Context, sha256 string) (io.ReadCloser, error) {
	var packed []byte
	if s != nil {
		err := s.db.QueryRowContext(ctx, `SELECT text FROM texts WHERE sha256 = $1`, sha256).Scan(&packed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return unpack(packed)
}
