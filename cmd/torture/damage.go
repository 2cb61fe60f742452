//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/cmd/internal/program"
)

// damage is a way of damaging a file or a folder, as the table names it.
type damage struct {
	text string
	do   func(name string) error
}

var (
	deleted          = damage{"deleted", os.RemoveAll}
	halved           = damage{"cut to half", eachFile(func(name string, size int64) error { return os.Truncate(name, size/2) })}
	emptied          = damage{"emptied", eachFile(func(name string, _ int64) error { return os.Truncate(name, 0) })}
	overwritten      = damage{"overwritten in the middle", eachFile(func(name string, size int64) error { return overwrite(name, size/2) })}
	startOverwritten = damage{"overwritten at the beginning", eachFile(func(name string, _ int64) error { return overwrite(name, 0) })}
)

var damages = []damage{deleted, halved, emptied, overwritten, startOverwritten}

// eachFile does something to a file, or to every file in a folder.
func eachFile(do func(name string, size int64) error) func(string) error {
	return func(name string) error {
		return filepath.WalkDir(name, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return program.IgnoreGone(err)
			}
			info, err := entry.Info()
			if err != nil {
				return program.IgnoreGone(err)
			}
			return program.IgnoreGone(do(name, info.Size()))
		})
	}
}

// overwrite overwrites a stretch of a file.
func overwrite(name string, at int64) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(strings.Repeat("scribble", 512)), at)
	return errors.Join(err, f.Close())
}

func damageFaults() []fault {
	var all []fault
	for _, d := range damages {
		all = append(all,
			fault{name: "the catalogue " + d.text + ", at rest", try: func(t *trial) (string, error) { return t.damageCatalogue(d, false) }},
			fault{name: "the catalogue " + d.text + " while it runs", try: func(t *trial) (string, error) { return t.damageCatalogue(d, true) }},
			fault{name: "the index " + d.text + ", at rest", try: func(t *trial) (string, error) { return t.damageIndex(d, false) }},
			fault{name: "the index " + d.text + " while it runs", try: func(t *trial) (string, error) { return t.damageIndex(d, true) }},
		)
	}
	for _, each := range []struct {
		text, code string
		do         func(bag string) error
	}{
		{"a bag's document overwritten", "file-changed", eachOf("*.pdf", func(name string) error {
			return errors.Join(os.Chmod(name, 0o640), overwrite(name, 10))
		})},
		{"a bag's form deleted", "file-missing", eachOf("*.yaml", os.Remove)},
		{"a file put into a bag", "file-extra", func(bag string) error {
			return os.WriteFile(filepath.Join(bag, "data", "补充.txt"), nil, 0o640)
		}},
		{"a bag's record.json cut short", "bag-broken", eachOf("record.json", func(name string) error {
			return errors.Join(os.Chmod(name, 0o640), os.Truncate(name, 100))
		})},
		{"a bag deleted", "bag-lost", os.RemoveAll},
	} {
		all = append(all, fault{name: each.text, try: func(t *trial) (string, error) { return t.damageBag(each.do, each.code) }})
	}
	return append(all,
		fault{name: "the journal's last line torn", try: tornJournal},
		fault{name: "a line of the journal changed", try: changedJournal},
		fault{name: "rebuild killed six times", try: rebuildKilled},
		fault{name: "void killed at every flush", try: voidKilled},
		fault{name: "the registers deleted while it runs", try: func(t *trial) (string, error) { return t.damageRegisters(deleted) }},
		fault{name: "the registers cut to half while it runs", try: func(t *trial) (string, error) { return t.damageRegisters(halved) }},
	)
}

// eachOf does something to the files of a bag's payload that match.
func eachOf(pattern string, do func(name string) error) func(string) error {
	return func(bag string) error {
		names, err := filepath.Glob(filepath.Join(bag, "data", pattern))
		if err == nil && len(names) == 0 {
			err = fmt.Errorf("%s has no %s", bag, pattern)
		}
		for _, name := range names {
			err = errors.Join(err, do(name))
		}
		return err
	}
}

// warmUpInUse works through some forms and leaves gongwen running or not.
func (t *trial) warmUpInUse(inUse bool) error {
	err := t.warmUp(25)
	if err == nil && !inUse {
		err = t.stop()
	}
	return err
}

// damageCatalogue damages the catalogue at rest or in use. Gongwen may go on or
// stop with one clear line, both then and when it is started again; if verify is
// not content afterwards, rebuild makes the catalogue anew.
func (t *trial) damageCatalogue(d damage, inUse bool) (string, error) {
	if err := t.warmUpInUse(inUse); err != nil {
		return "", err
	}
	from := t.logSize()
	if err := errors.Join(d.do(t.data("catalogue.db")), t.dropSome(10)); err != nil {
		return "", err
	}
	if inUse {
		if seen, err := t.holdAndUndo(from, func() error { return nil }); err != nil {
			return seen, err
		}
		t.kill()
		from = t.logSize()
	}
	if err := t.start(); err != nil {
		return "", err
	}
	seen, err := t.holdAndUndo(from, func() error { return nil })
	if err != nil {
		return seen, err
	}
	t.kill()
	a, err := t.shipped.Ask("verify", "-d", t.data())
	if err != nil || a.Code == 0 {
		return seen, err // what stood in the log beside it has mended it
	}
	said := a.Stderr + string(a.Stdout)
	if !strings.Contains(said+seen, "rebuild") {
		return said, errors.New("neither run nor verify says what to do")
	}
	if !strings.Contains(seen, "rebuild") {
		seen = "verify: " + said
	}
	_, err = t.shipped.Must("rebuild", "-d", t.data())
	return seen, err
}

// damageIndex damages the index, which mends itself. It is damaged while nobody
// writes to it: of a file that is overwritten under bbolt within its transaction, the
// length of a list may be anything, and no program survives that.
func (t *trial) damageIndex(d damage, inUse bool) (string, error) {
	if err := t.warmUpInUse(inUse); err != nil {
		return "", err
	}
	if inUse {
		if err := t.findsAll(); err != nil {
			return "", err
		}
	}
	from := t.logSize()
	if err := d.do(t.data("index")); err != nil {
		return "", err
	}
	if !inUse {
		if err := t.start(); err != nil {
			return "", err
		}
	}
	if err := t.dropSome(10); err != nil {
		return "", err
	}
	seen, err := t.holdAndUndo(from, func() error { return nil })
	if mapped := inUse && strings.Contains(t.logFrom(from), "SIGBUS"); mapped && !t.running() {
		// Bleve maps its files into memory, and no program survives that their end is
		// cut off: the one fault that ends it without a clear line of its own.
		seen, err = "it crashes (SIGBUS); the next start makes the index anew", os.Rename(t.log, t.log+".sigbus")
		err = errors.Join(err, t.start())
	}
	if err != nil {
		return seen, err
	}
	return seen, t.findsAll()
}

// findsAll waits until a search finds every record of the archive.
func (t *trial) findsAll() error {
	return program.Eventually("a search finds all records", func() (bool, error) {
		bags, err := t.bags()
		if err != nil {
			return false, err
		}
		a, err := t.shipped.Ask("search", "-d", t.data(), "号", "--limit", "1", "--json")
		if err != nil || a.Code != 0 {
			return false, err
		}
		var found struct{ Total int }
		err = json.Unmarshal(a.Stdout, &found)
		return found.Total == len(bags), err
	})
}

func (t *trial) bags() ([]string, error) {
	return filepath.Glob(t.data("archive", "2*", "*", "*"))
}

// damageBag damages one record, has verify find it, and puts it back from a copy.
func (t *trial) damageBag(do func(string) error, code string) (string, error) {
	if err := t.warmUp(25); err != nil {
		return "", err
	}
	bags, err := t.bags()
	if err != nil {
		return "", err
	}
	bags = slices.DeleteFunc(bags, func(bag string) bool {
		forms, _ := filepath.Glob(filepath.Join(bag, "data", "*.yaml"))
		return len(forms) == 0
	})
	bag := bags[t.random.IntN(len(bags))]
	copied := filepath.Join(t.root, "copy")
	if err := errors.Join(os.CopyFS(copied, os.DirFS(bag)), do(bag)); err != nil {
		return "", err
	}
	// It goes on beside the damage, and starts beside it.
	if err := errors.Join(t.dropSome(10), t.drain(), t.stop(), t.start(), t.dropSome(10), t.drain()); err != nil {
		return "", err
	}
	a, err := t.shipped.Ask("verify", "-d", t.data())
	if err != nil {
		return "", err
	}
	seen := strings.Join(strings.Fields(string(a.Stdout)), " ")
	if a.Code != 1 || !strings.Contains(seen, code) || !strings.Contains(seen, filepath.Base(bag)) {
		return seen, fmt.Errorf("verify exits with %d and says %q; want 1, %s and %s", a.Code, seen, code, filepath.Base(bag))
	}
	return "verify: " + seen, errors.Join(os.RemoveAll(bag), os.Rename(copied, bag))
}

// tornJournal leaves the journal as a power cut may.
func tornJournal(t *trial) (string, error) {
	if err := t.warmUp(25); err != nil {
		return "", err
	}
	t.kill()
	name, err := t.journal()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(`{"prev":"0123`)
	return "nothing: it is taken off and kept beside", errors.Join(err, f.Close(), t.dropSome(10))
}

// journal is the file of the journal's newest year.
func (t *trial) journal() (string, error) {
	names, err := filepath.Glob(t.data("archive", "journal", "*.jsonl"))
	if err == nil && len(names) == 0 {
		err = errors.New("there is no journal")
	}
	if err != nil {
		return "", err
	}
	return names[len(names)-1], nil
}

// changedJournal alters what the journal says, and puts it right again.
func changedJournal(t *trial) (string, error) {
	if err := errors.Join(t.warmUp(25), t.stop()); err != nil {
		return "", err
	}
	name, err := t.journal()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	changed := strings.Replace(string(text), `"unit":"`, `"unit":"某`, 1)
	if err := os.WriteFile(name, []byte(changed), 0o640); err != nil {
		return "", err
	}
	a, err := t.shipped.Ask("verify", "-d", t.data())
	if err != nil {
		return "", err
	}
	seen := strings.Join(strings.Fields(string(a.Stdout)), " ")
	if a.Code != 1 || !strings.Contains(seen, "journal-broken") {
		return seen, fmt.Errorf("verify exits with %d and says %q; want 1 and journal-broken", a.Code, seen)
	}
	return "verify: " + seen, errors.Join(os.WriteFile(name, text, 0o640), t.dropSome(10))
}

// killedSoon runs a command and kills it at a random moment, if it lasts so long.
func (t *trial) killedSoon(args ...string) error {
	p, err := t.shipped.Start(t.log, append(args, "-d", t.data())...)
	if err != nil {
		return err
	}
	select {
	case <-p.Ended:
	case <-time.After(time.Duration(t.random.Int64N(int64(400 * time.Millisecond)))):
		p.Kill()
	}
	return t.crashed()
}

func rebuildKilled(t *trial) (string, error) {
	if err := errors.Join(t.warmUp(40), t.stop(), deleted.do(t.data("catalogue.db"))); err != nil {
		return "", err
	}
	for range 6 {
		if err := t.killedSoon("rebuild"); err != nil {
			return "", err
		}
	}
	_, err := t.shipped.Must("rebuild", "-d", t.data())
	return "nothing: the next one goes on from there", err
}

// voidKilled kills void on coming to one flush after the other: a void counts or
// does not, but all parts of the archive agree about it.
func voidKilled(t *trial) (string, error) {
	if err := errors.Join(t.warmUp(30), t.stop()); err != nil {
		return "", err
	}
	bags, err := t.bags()
	if err != nil {
		return "", err
	}
	killed := 0
	for i, bag := range bags[:15] {
		armed := t.shipped
		armed.Under = killAtCall("fsync", 1+i/2)
		a, err := armed.Ask("void", filepath.Base(bag), "--reason", "重复开具", "-d", t.data())
		switch {
		case a.Code < 0 && !program.Crashed(a.Stderr):
			killed++
		case err != nil:
			return "", err
		}
	}
	if killed == 0 {
		return "", errors.New("not one void was killed")
	}
	return fmt.Sprintf("nothing: of 15, %d were killed; each is void or is not", killed), nil
}

// damageRegisters damages the registers, which are written anew with the next record
// of their series.
func (t *trial) damageRegisters(d damage) (string, error) {
	if err := t.warmUp(25); err != nil {
		return "", err
	}
	from := t.logSize()
	if err := errors.Join(d.do(t.data("registers")), t.dropSome(20)); err != nil {
		return "", err
	}
	return t.holdAndUndo(from, func() error { return nil })
}
