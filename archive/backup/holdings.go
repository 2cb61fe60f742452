package backup

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/holdings"
	"gongwen/templates/bounded"
)

// holdings holds what was copied against what was filed, by the journal, the catalogue
// and the state before. What is not there is reported, and named in the state; and where
// the backup has it from before, the state has it all the same: so it comes back with a
// restore, and no later run forgets it.
func (r *run) holdings() error {
	if err := r.keepJournal(); err != nil {
		return err
	}
	told, err := r.to.told(r.state)
	if err != nil {
		return err
	}
	if err := r.dropForged(told); err != nil {
		return err
	}
	shelf := holdings.NewShelf(r.archive, r.found)
	if len(r.found)+len(told)+len(r.places) == 0 && r.hasIssued() {
		r.report.Unread = append(r.report.Unread, "archive：是空的，目录也不见了，而 issued/ 里有办出的文件。磁盘可能没有挂上，请查明")
	}
	for _, l := range holdings.Open(append(shelf.Losses(told, r.places), r.onlyBefore(shelf, told)...)) {
		r.lose(l)
	}
	// What is there and could not be copied has not come into the state either.
	for _, folder := range r.report.Damaged {
		r.lose(holdings.Loss{Number: r.numberIn(folder, told), Folder: folder})
	}
	return nil
}

// hasIssued reports whether documents were issued.
func (r *run) hasIssued() bool {
	for name := range r.state.Files {
		if strings.HasPrefix(name, "issued/") {
			return true
		}
	}
	return false
}

// lose notes that a record could not be copied.
func (r *run) lose(l holdings.Loss) {
	if _, named := r.state.Lost[l.Number]; named {
		return
	}
	lost := LostRecord{Number: l.Number, Folder: l.Folder, Advice: l.Advice()}
	if seal, ok := r.before.Bags[l.Folder]; ok && r.hasBag(l.Folder) {
		lost.Kept, r.state.Bags[l.Folder] = true, seal
		lost.Advice = fmt.Sprintf("备份里有这一件，请从 %s 整个复制回 archive/%s", r.to.path("archive", l.Folder), l.Folder)
		if l.Above != "" {
			lost.Advice = "请先查明是不是磁盘没有挂上、文件夹被移走或换成了链接，放回原处；找不到的，" + strings.TrimPrefix(lost.Advice, "备份里有这一件，")
		}
	}
	r.state.Lost[l.Number] = Lost{l.Folder}
	r.report.Lost = append(r.report.Lost, lost)
}

func (r *run) hasBag(folder string) bool {
	info, err := os.Lstat(r.to.path("archive", folder))
	return err == nil && info.IsDir()
}

// onlyBefore are the records that the state before has, or names as lost, and that
// neither journal nor catalogue tell of any more. A folder in which a record lay that
// belongs elsewhere was a copy, and is not missed.
func (r *run) onlyBefore(shelf holdings.Shelf, told holdings.Told) (lost []holdings.Loss) {
	known := map[string]bool{}
	for _, p := range r.places {
		known[p.Number] = true
	}
	add := func(number, folder string) {
		if told[number] == nil && !known[number] && (folder == "" || !shelf.Has(folder)) {
			known[number] = true
			lost = append(lost, shelf.Loss(number, folder))
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(r.before.Bags)) {
		if _, copied := r.state.Bags[folder]; copied || shelf.Has(folder) {
			continue
		}
		if record, err := archive.At(r.to.path("archive")).Read(folder); err == nil && record.Folder() == folder {
			add(record.Number, folder)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(r.before.Lost)) {
		add(number, r.before.Lost[number].Bag)
	}
	return lost
}

// dropForged takes out of the state what is whole and not the bag that was filed, by its
// seal: so it does not take the place of the one that the backup may have elsewhere.
func (r *run) dropForged(told holdings.Told) error {
	for _, number := range slices.Sorted(maps.Keys(told)) {
		f := told[number]
		folder := f.Folder()
		seal, copied := r.state.Bags[folder]
		if !copied || f.Seal == "" || seal == f.Seal {
			continue
		}
		if now, err := r.archive.Seal(folder); err == nil && now == f.Seal && seal == r.before.Bags[folder] {
			// It was lost, and is filed again: the backup's is the one from before.
			delete(r.state.Bags, folder)
			delete(r.before.Bags, folder)
			if err := r.bag(folder); err != nil {
				return err
			}
			continue
		}
		delete(r.state.Bags, folder)
		r.report.Damaged = append(r.report.Damaged, folder)
		if r.before.Bags[folder] == seal {
			delete(r.before.Bags, folder) // it was copied by a program that did not look
		}
	}
	return nil
}

// numberIn is the number of the record that belongs in a folder: as journal or catalogue
// tell, or else as the folder is called.
func (r *run) numberIn(folder string, told holdings.Told) string {
	for number, f := range told {
		if f.Folder() == folder {
			return number
		}
	}
	for _, p := range r.places {
		if p.Folder() == folder {
			return p.Number
		}
	}
	return path.Base(folder)
}

// keepJournal keeps in the state what the state before had of the journal and is gone, or
// is no beginning of what is there now: nothing is ever taken out of a journal.
func (r *run) keepJournal() error {
	for _, name := range r.before.log(journalFolder) {
		old := r.before.Files[name]
		if !r.has(old.SHA256) {
			continue
		}
		now, there := r.state.Files[name]
		if !there {
			r.state.Files[name] = old
			r.report.Unread = append(r.report.Unread, fmt.Sprintf("%s：不见了，备份里留着上一次的。请从备份恢复，并查明去向", name))
			continue
		}
		same, err := r.begins(now, old)
		if err != nil {
			return err
		}
		if !same {
			r.state.Files[strings.TrimSuffix(name, ".jsonl")+".before-"+r.before.Name()] = old
			r.report.Unread = append(r.report.Unread, fmt.Sprintf("%s：比上一次备份时少了，或以前的内容被改动过。备份里两份都留着，请运行 gongwen verify 查明，并报告主管人员", name))
		}
	}
	return nil
}

// begins reports whether a content of the backup begins with another one.
func (r *run) begins(now, old File) (bool, error) {
	if now.Size < old.Size {
		return false, nil
	}
	if now.SHA256 == old.SHA256 {
		return true, nil
	}
	f, err := bounded.Open(r.to.content(now.SHA256))
	if err != nil {
		return false, err
	}
	sum, err := bag.Sum(io.LimitReader(f, old.Size))
	return sum == old.SHA256, errors.Join(err, f.Close())
}

// Missing are the numbers of the records that a state should have, as its journal and the
// state itself tell, and that no bag of it has: they cannot be restored. Those that somebody has
// written off are not among them.
func (b Backup) Missing(s *State) ([]string, error) {
	told, err := b.toldAtLeast(s)
	if err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for number, f := range told {
		folder := f.Folder()
		if _, has := s.Bags[folder]; folder != "" && !has && f.WrittenOff == nil {
			missing[number] = true
		}
	}
	for number, l := range s.Lost {
		f := told[number]
		if _, has := s.Bags[l.Bag]; !has && (f == nil || f.WrittenOff == nil) {
			missing[number] = true
		}
	}
	return slices.Sorted(maps.Keys(missing)), nil
}
