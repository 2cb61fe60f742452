package returns

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/spool"
	"gongwen/templates/annotate"
)

// pack makes the return's folder in the spool.
func (g *Returner) pack(r Return, n Notice) error {
	a := r.Arrival
	dir := g.Spool.Path(a.Key, outgoing)
	if err := os.RemoveAll(dir); err != nil { // of an earlier try
		return err
	}
	if err := os.Mkdir(dir, durable.PrivateFolder); err != nil {
		return err
	}
	marked, err := g.mark(a, n.Findings)
	if err != nil {
		return err
	}
	names := newNames(ours.NoticePDF, ours.NoticeText)
	if n.Marked = marked != nil; n.Marked {
		name := archive.SafeName(ours.MarkedPrefix + path.Base(a.Files[0].From))
		names.take(name)
		if err := durable.WriteFile(filepath.Join(dir, name), marked); err != nil {
			return err
		}
	}
	for _, f := range a.Files {
		is, err := g.Spool.IsOurs(a, f)
		if err != nil {
			return err
		}
		if is {
			continue
		}
		name := names.free(f.Title())
		switch err := spool.Copy(g.Spool.Path(a.Key, f.Name), filepath.Join(dir, name)); {
		case errors.Is(err, shared.ErrIrregular): // the notice says what it was; it is not made anew
		case err != nil && !(r.Vanished && errors.Is(err, fs.ErrNotExist)):
			return err
		case err == nil && name != f.Title():
			n.Renamed = append(n.Renamed, Renamed{f.Title(), name})
		}
	}
	notice, err := g.print(n)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, ours.NoticePDF), notice); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, ours.NoticeText), []byte(ours.WithCode(n.Text())))
}

// print makes the notice as PDF.
func (g *Returner) print(n Notice) ([]byte, error) {
	defer g.Processor()()
	var notice bytes.Buffer
	_, err := g.Renderer.PrintNotice(&notice, n.forRenderer())
	return notice.Bytes(), err
}

// mark makes the marked copy of a workbook; nil when there is none. A workbook
// too odd to be written again goes back without: the notice says it all.
func (g *Returner) mark(a spool.Arrival, findings []form.Finding) ([]byte, error) {
	original := a.Files[0]
	var notes []annotate.Note
	for _, f := range findings {
		if f.Cell != "" && f.Returns() {
			notes = append(notes, annotate.Note{Cell: f.Cell, Text: strings.Join(slices.DeleteFunc([]string{f.Message, f.Because, f.Advised(), f.Way()}, func(s string) bool { return s == "" }), "\n")})
		}
	}
	if len(notes) == 0 || original.Irregular || !strings.EqualFold(path.Ext(original.From), ".xlsx") {
		return nil, nil
	}
	workbook, err := os.ReadFile(g.Spool.Path(a.Key, original.Name))
	if err != nil {
		return nil, err
	}
	defer g.Processor()()
	var marked bytes.Buffer
	if annotate.Workbook(&marked, workbook, notes) != nil {
		return nil, nil
	}
	return ours.Seal(marked.Bytes()), nil
}

// names are those in a folder, as a file system has them that knows no case and no
// two ways to write one letter: who takes the folder to such a one loses nothing.
type names map[string]bool

func newNames(taken ...string) names {
	n := names{}
	for _, name := range taken {
		n.take(name)
	}
	return n
}

func (n names) take(name string) { n[folded(name)] = true }

// free takes a name, or one like it, that is free.
func (n names) free(name string) string {
	free := name
	for i := 1; n[folded(free)]; i++ {
		ext := path.Ext(name)
		switch {
		case i == 1 && ours.IsOurName(name):
			free = ours.OriginalName(name)
		default:
			free = fmt.Sprintf("%s（%d）%s", strings.TrimSuffix(name, ext), i+1, ext)
		}
		free = fit(free)
	}
	n.take(free)
	return free
}

// longestName is how many bytes a file's name may have.
const longestName = 255

// fit cuts a name to a length that file systems take.
func fit(name string) string {
	if len(name) <= longestName {
		return name
	}
	ext := path.Ext(name)
	stem := []rune(strings.TrimSuffix(name, ext))
	for len(string(stem))+len(ext) > longestName && len(stem) > 0 {
		at := len(stem) / 2 // what tells it from others stands at its end
		stem = slices.Delete(stem, at, at+1)
	}
	return string(stem) + ext
}

// folded is a name as such a file system compares it. Windows takes no blanks or
// dots at the end.
func folded(name string) string {
	return strings.TrimRight(strings.ToLower(norm.NFC.String(name)), " .")
}
