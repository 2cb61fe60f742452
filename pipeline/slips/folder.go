package slips

import (
	"errors"
	"io"
	"io/fs"
	"strings"

	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/pipeline/ours"
)

// Folder is waiting/ of a data folder.
type Folder struct {
	Dir   string // its path
	Stage string // where slips are made before they are moved there
}

// Units are the folders in it, by the names of the units.
func (f Folder) Units() ([]string, error) {
	dir, err := shared.Open(f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := fs.ReadDir(dir.FS(), ".")
	var units []string
	for _, e := range entries {
		if e.IsDir() && !shared.IsIgnored(e.Name()) {
			units = append(units, e.Name())
		}
	}
	return units, err
}

// placed is a slip of ours that lies in a unit's folder.
type placed struct {
	name string
	info fs.FileInfo
	text string
}

// Update writes a unit's slips that have changed, and removes those of ours that only
// applies to and no slip is of. With only nil that is all of them, else those of the
// arrivals named.
func (f Folder) Update(unit string, slips []Slip, only map[string]bool) error {
	if err := durable.MkdirShared(f.Dir); err != nil {
		return err
	}
	top, err := shared.Open(f.Dir)
	if err != nil {
		return err
	}
	defer top.Close()
	dir := top
	if unit != "" {
		open := top.MkdirAll
		if len(slips) == 0 {
			open = top.Sub // there is nothing to be put there
		}
		if dir, err = open(unit); errors.Is(err, fs.ErrNotExist) && len(slips) == 0 {
			return nil
		} else if err != nil {
			return err
		}
		defer dir.Close()
	}
	lie, taken, err := look(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range slips {
		errs = append(errs, f.put(dir, s, lie, taken))
		delete(lie, s.Arrival)
	}
	for arrival, gone := range lie {
		if only != nil && !only[arrival] {
			continue
		}
		for _, p := range gone {
			errs = append(errs, remove(dir, p))
		}
	}
	return errors.Join(errs...)
}

// look finds the slips in a folder, by their arrivals, and the names that are taken.
func look(dir *shared.Folder) (lie map[string][]placed, taken map[string]bool, err error) {
	lie, taken = map[string][]placed{}, map[string]bool{}
	entries, err := fs.ReadDir(dir.FS(), ".")
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		taken[strings.ToLower(e.Name())] = true
		if !strings.HasPrefix(e.Name(), ours.SlipPrefix) || !strings.HasSuffix(e.Name(), ".txt") {
			continue
		}
		if p, arrival, ok := read(dir, e.Name()); ok {
			lie[arrival] = append(lie[arrival], p)
		}
	}
	return lie, taken, nil
}

// largest is how many bytes a slip has at most.
const largest = 64 << 10

// read reads what may be a slip of ours. What cannot be read is none.
func read(dir *shared.Folder, name string) (p placed, arrival string, ok bool) {
	info, err := dir.Lstat(name)
	if err != nil || !shared.Regular(info) || info.Size() > largest {
		return p, "", false
	}
	file, err := dir.OpenFile(name, info)
	if err != nil {
		return p, "", false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, largest))
	if err != nil || !strings.HasPrefix(string(text), ours.SlipTitle) {
		return p, "", false
	}
	arrival, ok = ours.Arrival(text)
	return placed{name, info, string(text)}, arrival, ok
}

// put puts a slip in its place, unless it lies there.
func (f Folder) put(dir *shared.Folder, s Slip, lie map[string][]placed, taken map[string]bool) error {
	text, name := s.Text(), ""
	for i, p := range lie[s.Arrival] {
		if i > 0 { // a copy of it
			if err := remove(dir, p); err != nil {
				return err
			}
			continue
		}
		if name = p.name; p.text == text {
			return nil
		}
	}
	for n := 1; name == ""; n++ {
		if !taken[strings.ToLower(s.Name(n))] || n > manyOfAName {
			name = s.Name(n)
		}
	}
	taken[strings.ToLower(name)] = true
	return dir.WriteFile(f.Stage, name, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

func remove(dir *shared.Folder, p placed) error {
	if err := dir.RemoveSame(p.name, p.info); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
