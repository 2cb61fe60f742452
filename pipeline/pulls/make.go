package pulls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/register"
	"gongwen/archive/shared"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

// Maker makes the pulls of an office.
type Maker struct {
	Registers string // the folder of the registers
	// Staging is a folder of our own, and of nobody else, in which pulls are made. It keeps
	// what was made and could not be put into its place, over restarts.
	Staging string
	Change  int64 // the catalogue's last

	Book *register.Book // of which the registers and views are made
	// NotSecret reports whether what lies in a folder must leave out what has a degree of
	// secrecy, see register.Selection.
	NotSecret func(dir string) bool
	// Submit hands in a pull that is to be filed, whose files lie in dir. It may be told of
	// the same again. Nil in those who do not file.
	Submit func(ctx context.Context, p Pull, period Period, m Manifest, dir string) error
	Now    func() time.Time
}

// lockPatience is how long another program that makes pulls here is waited for.
const lockPatience = 2 * time.Second

// ErrUnsealed is the error for a folder in the place of a pull's that is none.
var ErrUnsealed = errors.New("已有这个名称的文件夹，而里面没有 " + sumsName + "，不是程序生成的。请移到别处，程序再生成")

// Make makes the pull of a period, unless its folder is there, and gives the folder. A kill
// at any moment leaves no part of it there; what is begun again gives the same to Submit.
func (m *Maker) Make(ctx context.Context, p Pull, period Period) (dir string, made bool, err error) {
	place := p.Place(m.Registers)
	dir = filepath.Join(place, period.Name())
	if there, err := sealed(dir); there || err != nil {
		return dir, false, err
	}
	if err := durable.MkdirAll(m.Staging); err != nil {
		return dir, false, err
	}
	unlock, err := durable.Lock(ctx, filepath.Join(m.Staging, ".lock"), lockPatience)
	if errors.Is(err, durable.ErrLocked) {
		err = errors.New("另一个 gongwen 正在生成定期台账，请稍后再试")
	}
	if err != nil {
		return dir, false, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if there, err := sealed(dir); there || err != nil { // by now
		return dir, false, err
	}
	made, err = m.make(ctx, p, period, dir)
	if err != nil {
		err = fmt.Errorf("定期台账“%s”%s：%w", p.Name, period.Title(), err)
	}
	return dir, made, err
}

// sealed reports whether the folder of a pull is in its place. Whether its files still are
// what they were is for those to find out who use them.
func sealed(dir string) (bool, error) {
	if _, err := os.Lstat(dir); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return false, err
	}
	if _, err := os.Lstat(filepath.Join(dir, sumsName)); err != nil {
		return false, fmt.Errorf("%s：%w", dir, ErrUnsealed)
	}
	return true, nil
}

func (m *Maker) make(ctx context.Context, p Pull, period Period, dir string) (bool, error) {
	folder, err := m.open(p)
	if err != nil {
		return false, err
	}
	defer folder.Close()
	if err := folder.Sweep(); err != nil {
		return false, err
	}
	stage := filepath.Join(m.Staging, archive.SafeName(p.Name), period.Name())
	list, err := complete(stage)
	if err != nil || list.Secrecy != "" && m.NotSecret(dir) { // half of it, or nothing; or from before secrets were left out
		if list, err = m.stage(ctx, p, period, stage, dir); err != nil {
			return false, err
		}
	}
	if p.File && m.Submit != nil {
		if err := m.Submit(ctx, p, period, list, stage); err != nil {
			return false, err
		}
	}
	return true, folder.Place(stage, period.Name())
}

// open opens the folder in which those of the periods lie. One outside of the data folder
// is on a share, maybe: if that is not mounted, it must not be made on this disk instead.
func (m *Maker) open(p Pull) (*shared.Folder, error) {
	if place := p.Place(m.Registers); filepath.IsAbs(filepath.FromSlash(p.To)) {
		folder, err := shared.Open(place)
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("没有文件夹 %s：请新建它，或把共享盘挂上", place)
		}
		return folder, err
	}
	if err := durable.MkdirShared(m.Registers); err != nil {
		return nil, err
	}
	registers, err := shared.Open(m.Registers)
	if err != nil {
		return nil, err
	}
	defer registers.Close()
	return registers.MkdirAll(Folder + "/" + filepath.ToSlash(filepath.Clean(p.below())))
}

// stage makes what the folder of a period is to have, from nothing.
func (m *Maker) stage(ctx context.Context, p Pull, period Period, stage, dir string) (Manifest, error) {
	list := Manifest{Pull: p.Name, Period: period.Name(), From: period.First, To: period.Last(), Unit: p.Unit, Made: m.Now().Truncate(time.Second), Change: m.Change}
	if err := errors.Join(os.RemoveAll(stage), durable.MkdirAll(stage)); err != nil {
		return list, err
	}
	folder, err := shared.Open(stage)
	if err != nil {
		return list, err
	}
	defer folder.Close()
	own := *m.Book
	own.Listed = func(r archive.Record) { list.Secrecy = higher(list.Secrecy, r.Secrecy) }
	own.Links = own.FileLinks(folder, dir)
	sources, err := p.sources(&own)
	if err != nil {
		return list, err
	}
	w := writer{stage: stage, withheld: map[string]bool{}, selection: register.Selection{From: period.First, To: period.Last(), Unit: p.Unit, Columns: p.Columns, NotSecret: m.NotSecret(dir)}}
	own.Withheld = func(r archive.Record) { w.withheld[r.Number] = true }
	if w.formats, err = p.formats(); err != nil {
		return list, err
	}
	for _, source := range sources {
		files, err := w.write(ctx, source)
		if err != nil {
			return list, fmt.Errorf("%s：%w", source.title, err)
		}
		if len(files) == 0 {
			list.Empty = append(list.Empty, source.title)
		}
		list.Files = append(list.Files, files...)
	}
	list.Withheld = len(w.withheld)
	return list, list.seal(stage, period, m.Book.Foot)
}

// counted are rows on their way to a file; what they come to is added up as they pass.
type counted struct {
	records, struck int
	totals          []templates.Fen
}

func (c *counted) of(rows table.Rows) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		for row, err := range rows {
			if err == nil && !row.Strong { // a heading or a sum is no record
				c.records++
				if row.Struck {
					c.struck++
				}
				for i, amount := range row.Counted {
					if i == len(c.totals) {
						c.totals = append(c.totals, 0)
					}
					c.totals[i] += amount
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// writer writes the files of one folder.
type writer struct {
	stage     string
	selection register.Selection
	formats   []tablefile.Format
	given     names
	withheld  map[string]bool // numbers of what is left out for its degree of secrecy
}

// write writes a register in all formats; there are no files of an optional one without
// rows, unless it leaves some out.
func (w *writer) write(ctx context.Context, s source) (files []File, err error) {
	before := len(w.withheld)
	for _, format := range w.formats {
		book, err := s.table(ctx, w.selection)
		if err != nil {
			return nil, err
		}
		var c counted
		sheet := &book.Sheets[0]
		sheet.Rows = c.of(sheet.Rows)
		file := File{Title: s.title}
		file.Name = w.given.free(archive.SafeName(book.Name), format.Extension())
		path := filepath.Join(w.stage, file.Name)
		if file.SHA256, err = writeFile(path, func(out io.Writer) error { return format.Write(out, book) }); err != nil {
			return nil, err
		}
		if s.optional && c.records == 0 && len(w.withheld) == before {
			return nil, os.Remove(path)
		}
		file.Records, file.Struck = c.records, c.struck
		for _, column := range sheet.Columns {
			if i := len(file.Totals); column.Total && sheet.Totals {
				total := Total{column.Label, templates.Fen(0).Plain()}
				if i < len(c.totals) {
					total.Amount = c.totals[i].Plain()
				}
				file.Totals = append(file.Totals, total)
			}
		}
		files = append(files, file)
	}
	return files, nil
}
