package slips

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"gongwen/archive/shared"
	"gongwen/pipeline/ours"
)

// unitFolder is a unit's folder that is being brought up to date.
type unitFolder struct {
	dir   *shared.Folder
	ask   func(step func() error) error
	taken map[string][]string // the names in it, by what they are in small letters
	lie   map[string][]placed // the slips that were looked at, by their arrivals
	goes  []placed            // what is to be removed
}

// placed is a slip of ours that lies there.
type placed struct {
	name    string
	info    fs.FileInfo
	arrival string
	text    string
}

// in does a step in a unit's folder. What a step that is late finds out is nobody's.
func in[T any](u *unitFolder, step func() (T, error)) (T, error) {
	var found T
	err := u.ask(func() (err error) {
		found, err = step()
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return found, nil
}

// look finds out which names are taken, and reads the slips that may have to be changed:
// where not the whole folder is looked at, only what is called as they would be.
func (u *unitFolder) look(ctx context.Context, w Wanted) error {
	entries, err := in(u, func() ([]fs.DirEntry, error) { return fs.ReadDir(u.dir.FS(), ".") })
	if err != nil {
		return err
	}
	u.taken, u.lie = map[string][]string{}, map[string][]placed{}
	looked := map[string]bool{}
	look := func(name string) error {
		if looked[name] || !strings.HasPrefix(name, ours.SlipPrefix) || !strings.HasSuffix(name, ".txt") {
			return nil
		}
		looked[name] = true
		p, err := in(u, func() (*placed, error) { return u.read(name) })
		if p != nil {
			u.lie[p.arrival] = append(u.lie[p.arrival], *p)
		}
		return errors.Join(err, ctx.Err())
	}
	for _, e := range entries {
		small := strings.ToLower(e.Name())
		u.taken[small] = append(u.taken[small], e.Name())
		if !w.Whole {
			continue
		}
		if err := look(e.Name()); err != nil {
			return err
		}
	}
	gone := map[string]bool{}
	for _, s := range w.Gone {
		gone[s.Arrival] = true
	}
	if w.Whole {
		for arrival := range u.lie {
			gone[arrival] = true
		}
	}
	for _, s := range w.Slips {
		delete(gone, s.Arrival)
	}
	if !w.Whole {
		for _, s := range append(w.Slips[:len(w.Slips):len(w.Slips)], w.Gone...) {
			for n := 1; n <= ManyOfAName || len(u.taken[strings.ToLower(s.Name(n))]) > 0; n++ {
				for _, name := range u.taken[strings.ToLower(s.Name(n))] {
					if err := look(name); err != nil {
						return err
					}
				}
			}
		}
	}
	for arrival := range gone {
		u.goes = append(u.goes, u.lie[arrival]...)
	}
	return nil
}

// largest is how many bytes a slip has at most.
const largest = 64 << 10

// read reads what may be a slip of ours; nil is for what is none, or cannot be read.
func (u *unitFolder) read(name string) (*placed, error) {
	info, err := u.dir.Lstat(name)
	if err != nil || !shared.Regular(info) || info.Size() > largest {
		return nil, nil
	}
	file, err := u.dir.OpenFile(name, info)
	if err != nil {
		return nil, nil
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, largest))
	if err != nil || !strings.HasPrefix(string(text), ours.SlipTitle) {
		return nil, nil
	}
	arrival, ok := ours.Arrival(text)
	if !ok {
		return nil, nil
	}
	return &placed{name, info, arrival, string(text)}, nil
}

// written is a slip that has to be written.
type written struct {
	name, text string
	before     fs.FileInfo // of the one whose place it takes; nil for none
}

// outdated are those of a unit's slips that do not lie there as they are to be, and where
// they go. Copies of a slip are to go.
func (u *unitFolder) outdated(wanted []Slip) (all []written) {
	for _, s := range wanted {
		text, lie := s.Text(), u.lie[s.Arrival]
		switch {
		case len(lie) == 0:
			all = append(all, written{name: u.free(s), text: text})
		case lie[0].text != text:
			all = append(all, written{lie[0].name, text, lie[0].info})
		}
		if len(lie) > 1 {
			u.goes = append(u.goes, lie[1:]...)
		}
	}
	return all
}

// free is a name for a slip that nothing has yet; from then on it is taken.
func (u *unitFolder) free(s Slip) string {
	for n := 1; ; n++ {
		name := s.Name(n)
		if small := strings.ToLower(name); len(u.taken[small]) == 0 {
			u.taken[small] = []string{name}
			return name
		}
	}
}

// write writes slips. One that somebody has written into since it was looked at is theirs.
func (u *unitFolder) write(stage string, all []written) error {
	files := map[string][]byte{}
	var err error
	for _, w := range all {
		if now, lookErr := u.dir.Lstat(w.name); w.before != nil && (lookErr != nil || !unwritten(w.before, now)) {
			err = fmt.Errorf("%s：%w", w.name, shared.ErrChanged) // it is looked at again
			continue
		}
		files[w.name] = []byte(w.text)
	}
	return errors.Join(err, u.dir.WriteFiles(stage, files))
}

// unwritten reports whether a file is the one it was, and as it was.
func unwritten(before, now fs.FileInfo) bool {
	return os.SameFile(before, now) && before.Size() == now.Size() && before.ModTime().Equal(now.ModTime())
}

func (u *unitFolder) remove(p placed) error {
	if err := u.dir.RemoveSame(p.name, p.info); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
