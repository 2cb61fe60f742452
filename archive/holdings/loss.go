package holdings

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/catalogue"
)

// Loss is a record that was filed and whose bag is not in its place.
type Loss struct {
	Number  string
	Folder  string // where its bag belongs, below archive/; empty where nobody knows
	Filing  *Filing
	Arrival string // the arrival it came from; empty where nobody knows
	// WrittenOff is what a person said of it; nil while nobody has.
	WrittenOff *catalogue.WriteOff
	// Above is set where not this bag alone is gone, but the whole of a folder above
	// it: a kind, a year, or "." for all of the archive.
	Above string
}

// Message says what is wrong.
func (l Loss) Message() string {
	if l.Folder == "" {
		return l.Number + " 在流水里有记录，档案里却没有这一件"
	}
	return l.Number + " 的档案文件夹不见了"
}

// Advice says what to do.
func (l Loss) Advice() string {
	what := map[bool]string{true: "整个档案文件夹都是空的", false: fmt.Sprintf("archive/%s 整个不见了，或者成了链接", l.Above)}[l.Above == "."]
	if l.Above != "" {
		return what + "：请先查明是不是磁盘没有挂上、文件夹被移走，放回原处（不要用链接）；找不到的，" + restoreOrWriteOff
	}
	return "请找回放回原处，或" + restoreOrWriteOff
}

const restoreOrWriteOff = "从备份恢复；确实找不回来的，由负责人决定，用 gongwen write-off 编号 --reason 理由 --by 经手人 核销"

// Shelf are the bags of an archive.
type Shelf struct {
	archive *archive.Archive
	folders map[string]bool
	names   map[string]bool // the last part of each
}

// NewShelf is the shelf with the bags that the archive was found to have (archive.Folders).
func NewShelf(a *archive.Archive, folders []string) Shelf {
	s := Shelf{a, make(map[string]bool, len(folders)), make(map[string]bool, len(folders))}
	for _, folder := range folders {
		s.folders[folder], s.names[path.Base(folder)] = true, true
	}
	return s
}

// Has reports whether there is a bag in a folder. What was not there when the folders
// were listed may have been filed since.
func (s Shelf) Has(folder string) bool { return s.folders[folder] || s.archive.Has(folder) }

// above is the highest folder above a bag's that is gone with it; empty where only the
// bag is. "." stands for all of the archive.
func (s Shelf) above(folder string) string {
	if len(s.folders) == 0 {
		return "."
	}
	kind := path.Dir(folder)
	switch year := path.Dir(kind); {
	case !s.archive.Has(year):
		return year
	case !s.archive.Has(kind):
		return kind
	}
	return ""
}

// Loss is that the bag of a record is not in a folder.
func (s Shelf) Loss(number, folder string) Loss {
	l := Loss{Number: number, Folder: folder}
	if folder != "" {
		l.Above = s.above(folder)
	}
	return l
}

// Losses are the records that were filed, as the journal told and the catalogue tells, and
// whose bags are not in their places, by folder; also those that are written off. The
// journal must have been read before: a bag is there when it tells of it. No bag is read.
func Losses(ctx context.Context, a *archive.Archive, told Told, c *catalogue.Catalogue) ([]Loss, error) {
	folders, err := a.Folders()
	if err != nil {
		return nil, err
	}
	places, err := c.Places(ctx)
	if err != nil {
		return nil, err
	}
	return NewShelf(a, folders).Losses(told, places), nil
}

// Losses is the same of a shelf, and of the records that a catalogue has in places.
func (s Shelf) Losses(told Told, places []catalogue.Place) []Loss {
	var lost []Loss
	listed := make(map[string]bool, len(places))
	add := func(l Loss) {
		if l.Filing != nil {
			l.WrittenOff, l.Arrival = l.Filing.WrittenOff, cmp.Or(l.Arrival, l.Filing.Arrival)
		}
		lost = append(lost, l)
	}
	for _, p := range places {
		if listed[p.Number] {
			continue
		}
		listed[p.Number] = true
		folder := p.Folder()
		if !s.Has(folder) {
			l := s.Loss(p.Number, folder)
			l.Filing, l.Arrival = told[p.Number], p.Arrival
			add(l)
		}
	}
	for number, f := range told {
		folder := f.Folder()
		there := folder == "" && s.names[archive.SafeName(number)] || folder != "" && s.Has(folder)
		if !listed[number] && !there {
			l := s.Loss(number, folder)
			l.Filing = f
			add(l)
		}
	}
	slices.SortFunc(lost, func(a, b Loss) int {
		return cmp.Or(strings.Compare(path.Dir(a.Folder), path.Dir(b.Folder)), len(a.Folder)-len(b.Folder), strings.Compare(a.Folder, b.Folder), strings.Compare(a.Number, b.Number))
	})
	return lost
}

// Open are the losses that nobody has written off.
func Open(lost []Loss) []Loss {
	return slices.DeleteFunc(slices.Clone(lost), func(l Loss) bool { return l.WrittenOff != nil })
}
