//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"gongwen/cmd/internal/program"
)

func inboxFaults() []fault {
	return []fault{
		{name: "forms renamed in the inbox while it reads them", try: renamed},
		{name: "forms taken back out of the inbox while it reads them", try: takenBack},
		{name: "the inbox goes away and comes back, as a share does", try: shareAway},
		{name: "a form nobody may read, then everybody", otherUser: true, try: unreadableForm},
		{name: "a unit's folder nobody may enter, then everybody", otherUser: true, try: closedFolder},
		{name: "what programs and shares leave lying about", try: ignoredFiles},
		{name: "names of 255 bytes, of spaces, of dots, with line breaks", try: oddNames},
		{name: "a name that is no text (GBK)", try: notUnicode},
		{name: "forms moved in with the folders they lie in, deep down", try: deepFolders},
		{name: "forms dropped all at once", try: manyAtOnce},
	}
}

// dropAndDisturb drops forms without attachments and does something to each file
// while it may be taken at any moment.
func (t *trial) dropAndDisturb(each func(name string, data []byte) error) error {
	if err := t.start(); err != nil {
		return err
	}
	for _, f := range t.take(60) {
		f = f.alone()
		form, err := t.drop(f)
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(t.random.Int64N(int64(40 * time.Millisecond))))
		if err := each(form, f.files[0].data); err != nil {
			return err
		}
	}
	return nil
}

func renamed(t *trial) (string, error) {
	times := 0
	err := t.dropAndDisturb(func(name string, _ []byte) error {
		to := path.Join(path.Dir(name), "改名-"+path.Base(name))
		err := os.Rename(t.inbox(name), t.inbox(to))
		if err == nil {
			times++
			delete(t.forms, name)
			t.forms[to] = true
		}
		return program.IgnoreGone(err)
	})
	if err == nil && times == 0 {
		err = errors.New("not one form was renamed before it was taken")
	}
	return fmt.Sprintf("nothing: the %d that still lay there are taken by their new names", times), err
}

func takenBack(t *trial) (string, error) {
	times := 0
	err := t.dropAndDisturb(func(name string, data []byte) error {
		err := os.Remove(t.inbox(name))
		if err == nil {
			times++
			t.dropped[sum(data)]--
			delete(t.forms, name)
		}
		return program.IgnoreGone(err)
	})
	if err == nil && times == 0 {
		err = errors.New("not one form was taken back before it was taken")
	}
	return fmt.Sprintf("nothing: the %d taken back have never arrived", times), err
}

func shareAway(t *trial) (string, error) {
	if err := t.warmUp(10); err != nil {
		return "", err
	}
	from := t.logSize()
	away := filepath.Join(t.root, "away")
	if err := os.Rename(t.inbox(), away); err != nil {
		return "", err
	}
	seen, err := t.waitFor(from, trouble)
	if err != nil {
		return seen, err
	}
	if err := os.Rename(away, t.inbox()); err != nil {
		return seen, err
	}
	return seen, t.dropSome(20)
}

// unreadableForm shuts files, and opens them after gongwen has said so.
func unreadableForm(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	from := t.logSize()
	var locked []string
	for _, f := range t.take(6) {
		s, err := t.stage(f)
		if err != nil {
			return "", err
		}
		if err := os.Chmod(filepath.Join(s.dir, s.names[0]), 0); err != nil {
			return "", err
		}
		form, err := t.handIn(s)
		if err != nil {
			return "", err
		}
		locked = append(locked, form)
	}
	seen, err := t.waitFor(from, trouble)
	if err != nil {
		return seen, err
	}
	if err := t.dropSome(10); err != nil {
		return seen, err
	}
	err = program.Eventually("the others are done", func() (bool, error) { return t.done() >= 15, nil })
	if err != nil {
		return seen, err
	}
	for _, form := range locked {
		if err := os.Chmod(t.inbox(form), 0o644); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

// done is how many forms gongwen run says it has done with.
func (t *trial) done() int {
	n := 0
	for line := range strings.Lines(t.logFrom(0)) {
		if isEnded.MatchString(line) {
			n++
		}
	}
	return n
}

func closedFolder(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	from := t.logSize()
	pid := t.proc.Cmd.Process.Pid
	first := t.unused[0].unit
	err := errors.Join(syscall.Kill(pid, syscall.SIGSTOP), t.dropSome(20),
		os.Chmod(t.inbox(first), 0), syscall.Kill(pid, syscall.SIGCONT))
	if err != nil {
		return "", err
	}
	seen, err := t.waitFor(from, trouble)
	return seen, errors.Join(err, os.Chmod(t.inbox(first), 0o755))
}

func ignoredFiles(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	forms := t.take(10)
	left := []string{"~$介绍信.xlsx", ".~介绍信.xlsx", "介绍信.xlsx.tmp", "介绍信.yaml.part", ".DS_Store", "._介绍信.yaml", "Thumbs.db", "desktop.ini"}
	if err := os.MkdirAll(t.inbox(forms[0].unit), 0o755); err != nil {
		return "", err
	}
	for _, name := range left {
		if err := os.WriteFile(t.inbox(forms[0].unit, name), []byte("no form"), 0o600); err != nil {
			return "", err
		}
	}
	folder := t.inbox(forms[0].unit, "@eaDir")
	if err := errors.Join(os.Mkdir(folder, 0o755), os.WriteFile(filepath.Join(folder, "介绍信.yaml"), nil, 0o600)); err != nil {
		return "", err
	}
	if err := t.dropAll(forms, 0); err != nil {
		return "", err
	}
	err := program.Eventually("the forms are done", func() (bool, error) { return t.done() >= 15, nil })
	if err != nil {
		return "", err
	}
	for _, name := range left { // still there, and no part of anything
		if err := os.Remove(t.inbox(forms[0].unit, name)); err != nil {
			return "", err
		}
	}
	return "nothing: it is passed over", os.RemoveAll(folder)
}

// oddNames drops forms under names that trip programs up. Names that look alike
// are two names.
func oddNames(t *trial) (string, error) {
	if err := t.start(); err != nil {
		return "", err
	}
	for _, stem := range []string{
		strings.Repeat("关于申请开具介绍信的函", 20), "  前后有空格  ", "..", "...", "-rf", "a\nb", "表\t单", "\u00e9", "e\u0301",
		"CON", "介绍信：一*二?", "$(reboot)", "'\"`", "%s%n", "A", "a", "\u202e倒写",
	} {
		f := t.take(1)[0].alone()
		ext := path.Ext(f.files[0].name)
		s, err := t.stage(f)
		if err != nil {
			return "", err
		}
		delete(t.forms, path.Join(s.to, s.names[0]))
		const longest = 255 // bytes, of most file systems
		for len(stem) > longest-len(ext) {
			_, size := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-size]
		}
		name := stem + ext
		if err := os.Rename(filepath.Join(s.dir, s.names[0]), t.inbox(f.unit, name)); err != nil {
			return "", err
		}
		t.forms[path.Join(f.unit, name)] = true
	}
	return "nothing: each is filed or given back under its name", nil
}

// notUnicode drops a form under a name as old programs write it, which is no UTF-8.
func notUnicode(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	f := t.take(1)[0].alone()
	s, err := t.stage(f)
	if err != nil {
		return "", err
	}
	delete(t.forms, path.Join(s.to, s.names[0]))
	name := "\xbd\xe9\xc9\xdc\xd0\xc5" + path.Ext(s.names[0]) // 介绍信 in GBK
	t.forms[path.Join(f.unit, string([]rune(name)))] = true   // as JSON has it
	if err := os.Rename(filepath.Join(s.dir, s.names[0]), t.inbox(f.unit, name)); err != nil {
		return "", err
	}
	return "nothing: it is taken; the ledger shows its name as □", t.dropSome(10)
}

// deepFolders moves in folders with forms some levels down.
func deepFolders(t *trial) (string, error) {
	if err := t.warmUp(5); err != nil {
		return "", err
	}
	for i, f := range t.take(12) {
		s, err := t.stage(f)
		if err != nil {
			return "", err
		}
		delete(t.forms, path.Join(s.to, s.names[0]))
		for _, name := range s.names[1:] {
			delete(t.others, path.Join(s.to, name))
		}
		// <staging>/<id>/… becomes inbox/<unit>/交件/1/2/…/<id>/…, in one move.
		to := path.Join(f.unit, fmt.Sprintf("交件%d", i))
		deep := filepath.Join(t.staging(), fmt.Sprintf("deep-%d", i))
		inner := filepath.Join(strings.Split("1/2/3/4/5/6", "/")[:1+i%6]...)
		if err := os.MkdirAll(filepath.Join(deep, filepath.Dir(inner)), 0o755); err != nil {
			return "", err
		}
		if err := os.Rename(s.dir, filepath.Join(deep, inner)); err != nil {
			return "", err
		}
		if err := os.Rename(deep, t.inbox(to)); err != nil {
			return "", err
		}
		t.forms[path.Join(to, filepath.ToSlash(inner), s.names[0])] = true
		for _, name := range s.names[1:] {
			t.others[path.Join(to, filepath.ToSlash(inner), name)] = true
		}
	}
	return "nothing: they are found there", nil
}

// manyAtOnce moves very many forms in at once, and looks at the memory that takes.
func manyAtOnce(t *trial) (string, error) {
	forms, err := load(program.Program{Path: t.shipped.Path}, t.root, t.random, t.attack.seed, t.attack.dropped)
	if err != nil {
		return "", err
	}
	var ready []staged
	for _, f := range forms {
		s, err := t.stage(f)
		if err != nil {
			return "", err
		}
		ready = append(ready, s)
	}
	if err := t.start(); err != nil {
		return "", err
	}
	started := time.Now()
	for _, s := range ready {
		if _, err := t.handIn(s); err != nil {
			return "", err
		}
	}
	if err := t.drainWithin(program.Patience + time.Duration(len(forms))*200*time.Millisecond); err != nil {
		return "", err
	}
	rate := float64(len(forms)) / time.Since(started).Seconds()
	return fmt.Sprintf("nothing: %d forms, %.0f a second, at most %d MB of memory", len(forms), rate, t.proc.Memory("VmHWM")>>20), nil
}
