package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"gongwen/archive/journal"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/spool"
	"gongwen/templates/bounded"
)

// maxDraft bounds a draft, in bytes.
const maxDraft = 64 << 20

// errAltered is the answer where what was sent for signatures is not what lies there now:
// nobody is to sign it.
func (r *request) errAltered(item *desk.Item, what string) error {
	r.server.logError("待签", fmt.Errorf("收件 %s 的%s与送签时不同", item.Entry.ID, what))
	return httpError{errFault.status, "这份表单的" + what + "与送签时不同，不能签。请告诉管理员运行 gongwen verify 查验。"}
}

// unaltered makes sure that what is to be signed is what was sent for signatures.
func (r *request) unaltered(item *desk.Item) ([]byte, error) {
	parts := item.Signing.Parts()
	if item.Submission.Hash != parts.Submission {
		return nil, r.errAltered(item, "表单或附件")
	}
	spooled := spool.At(r.server.workspace.Folder.Spool())
	draft, err := bounded.ReadFile(bounded.Dir(spooled.Path(item.Entry.ID)), signoff.DraftName(item.Signing.Version()), maxDraft)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(draft); hex.EncodeToString(sum[:]) != parts.Draft {
		return nil, r.errAltered(item, "公文草稿")
	}
	return draft, nil
}

// ownItem is waitingItem for the person of the account.
func (r *request) ownItem() (*desk.Item, error) {
	person, err := r.needPerson()
	if err != nil {
		return nil, err
	}
	return r.waitingItem(person)
}

// signDraft serves the document as it will be, without signatures.
func (s *Server) signDraft(r *request) error {
	item, err := r.ownItem()
	if err != nil {
		return err
	}
	draft, err := r.unaltered(item)
	if err != nil {
		return err
	}
	what, inline := journal.Taken, r.FormValue("download") == ""
	if inline {
		what = journal.Seen
	}
	name := fmt.Sprintf("%s（第%d稿）.pdf", item.Form.Kind.Title, item.Signing.Version())
	return r.serveContent(journal.Event{Type: what, Arrival: item.Entry.ID, Unit: item.Arrival.Unit, Path: item.Arrival.Path + "：公文草稿"},
		aboutFile(name, "application/pdf", item.Signing.Parts().Draft, inline), item.Signing.Since(), bytes.NewReader(draft))
}

// signFile serves the form, or one of its attachments, as it was handed in.
func (s *Server) signFile(r *request) error {
	item, err := r.ownItem()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(item.Submission.Contents) || item.Submission.Contents[n].Irregular {
		return errNotFound
	}
	c := item.Submission.Contents[n]
	root, err := os.OpenRoot(spool.At(s.workspace.Folder.Spool()).Path(item.Entry.ID))
	if err != nil {
		return err
	}
	defer root.Close()
	file, err := root.Open(c.Name)
	if errors.Is(err, fs.ErrNotExist) { // it went on meanwhile
		return errNotTheirs
	}
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errNotFound
	}
	// What somebody attached is never shown as a page of ours, whatever it is.
	return r.serveContent(journal.Event{Type: journal.Taken, Arrival: item.Entry.ID, Unit: item.Arrival.Unit, Path: item.Arrival.Path + "：" + c.Title()},
		aboutFile(c.Title(), "application/octet-stream", c.SHA256, false), info.ModTime(), file)
}
