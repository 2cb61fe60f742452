package index

import (
	"context"
	"errors"
	"html"
	"io"
	"path"
	"strings"

	"gongwen/archive"
	"gongwen/index/reading"
)

// Piece is a part of a snippet. Its text is as the form has it and not yet safe
// in HTML; see HTML.
type Piece struct {
	Text string
	Hit  bool // what was looked for
}

// Attached are the texts of attachments, as a snippet needs them: package texts.
type Attached interface {
	// Text reads the text of the file with the hash, from its beginning on.
	Text(ctx context.Context, sha256 string) (io.ReadCloser, error)
}

// Snippet is the passage of a record that tells best why a query found it: the
// one with the most of its words, on one line, every hit in it marked. It is
// looked for in the document first, then in the form and the attachments, then
// in number and subject. Without a hit it is the beginning of the document.
//
// No more of the attachments is read than it takes to find a passage that none can be
// better than, and never more than mostAttached.
func Snippet(ctx context.Context, r archive.Record, attached Attached, q Query) ([]Piece, error) {
	p := newPassage(r, q)
	parts := searchable(r, nil)
	number, subject, parts := parts[0], parts[1], parts[2:]
	for _, part := range parts {
		if err := p.lookIn(ctx, part); err != nil {
			return nil, err
		}
	}
	left := int64(mostAttached)
	for _, file := range r.Attachments {
		if p.enough() || left == 0 {
			break
		}
		if err := errors.Join(p.lookIn(ctx, path.Base(file.Path)), p.lookInAttached(ctx, attached, file, &left)); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(p.lookIn(ctx, number), p.lookIn(ctx, subject)); err != nil {
		return nil, err
	}
	if p.most == 0 {
		return cut(r.Text, nil, 0, 0), nil
	}
	return p.pieces, nil
}

// lookInAttached looks at the text of an attachment, at most at so many bytes as are
// left.
func (p *passage) lookInAttached(ctx context.Context, attached Attached, file archive.File, left *int64) error {
	text, err := attached.Text(ctx, file.SHA256)
	if err != nil {
		return err
	}
	defer text.Close()
	limited := &io.LimitedReader{R: text, N: *left}
	err = p.lookThrough(ctx, limited)
	*left = limited.N
	return err
}

// mostAttached is how many bytes of attachments' texts are looked through for the
// snippet of one record; the longest text of one is an eighth of it.
const mostAttached = 32 << 20

// soughtIn is what a query seeks besides words in a record: where it means the record's
// own number, that in full.
func soughtIn(r archive.Record, q Query) []reading.Sought {
	all := q.Sought()
	for i, s := range all {
		if s.Reference != nil {
			full := s.Reference.Of(r.Number, r.Title)
			all[i].Reference = &full
		}
	}
	return all
}

// Marked writes a snippet with marks around each hit.
func Marked(pieces []Piece, before, after string) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Hit {
			b.WriteString(before + p.Text + after)
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// HTML writes a snippet as HTML, hits in <mark>. Whatever a form says, there is
// no other markup in it.
func HTML(pieces []Piece) string {
	safe := make([]Piece, len(pieces))
	for i, p := range pieces {
		safe[i] = Piece{html.EscapeString(p.Text), p.Hit}
	}
	return Marked(safe, "<mark>", "</mark>")
}
