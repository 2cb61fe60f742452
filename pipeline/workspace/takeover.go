package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongwen/archive/shared"
	"gongwen/templates/bounded"
)

// Change is what came of an edit while the program runs.
type Change struct {
	Text string // for people, one line
	// Wrong tells that the edit is not taken over. The ruleset stays as it is until it
	// is mended.
	Wrong bool
	// Before and After are the rulesets, where a new one was taken over; else nil.
	Before, After *Ruleset
}

// taker takes over edits.
type taker struct {
	*Workspace
	tried stamp // the state that was read last
	again bool  // and could not be: somebody has a file open that nobody else may read

	seen  stamp // the state at the last look
	since time.Time

	wrong    string // what was told to be wrong, until it is mended
	settings string // what was told about settings
}

// look takes over what lies still and has not been tried. settling is how soon to look
// again, where something does not; 0 for no hurry.
func (t *taker) look(now time.Time, settle time.Duration) (changes []Change, settling time.Duration) {
	is := t.Folder.stamp()
	if !maps.Equal(is, t.seen) {
		t.seen, t.since = is, now
	}
	if maps.Equal(is, t.tried) && !t.again {
		return nil, 0
	}
	if still := now.Sub(t.since); still < settle {
		return nil, settle - still
	}
	if t.beingWritten(is) {
		return nil, max(settle, 100*time.Millisecond)
	}
	config, next, err := t.reread()
	if !maps.Equal(t.Folder.stamp(), is) { // it may be half of one and half of the other
		return nil, max(settle, time.Millisecond)
	}
	t.tried = is
	busy := (*fs.PathError)(nil)
	if t.again = errors.As(err, &busy) && !errors.Is(err, fs.ErrNotExist); err != nil {
		return t.refuse(err), 0
	}
	return append(t.takeOver(next, now), t.needRestart(config)...), 0
}

// beingWritten reports whether somebody has a file open for writing that is not as it
// was read.
func (t *taker) beingWritten(is stamp) bool {
	for name, now := range is {
		if t.tried[name] == now {
			continue
		}
		file, err := bounded.Open(t.Folder.at(name))
		if err != nil {
			continue // reading tells why
		}
		written := shared.BeingWritten(file)
		if file.Close() != nil || written {
			return true
		}
	}
	return false
}

// reread reads the settings and, with those that are taken over while the program runs, a
// ruleset. The other settings are as they were when the program was started.
func (t *taker) reread() (Config, *Ruleset, error) {
	config, err := ReadConfig(t.Folder)
	if err != nil {
		return config, nil, err
	}
	with := t.Config.takeLive(config)
	kinds, err := readKindsBy(t.Folder, with)
	if err != nil {
		return config, nil, err
	}
	r, err := t.read(with, kinds)
	return config, r, err
}

// takeOver makes a ruleset the current one.
func (t *taker) takeOver(next *Ruleset, now time.Time) []Change {
	t.once.taking.Lock()
	if now, err := next.with(context.Background(), t.Catalogue); err == nil { // set while it was read
		next = now
	}
	before := t.once.current.Swap(next)
	t.once.taking.Unlock()
	mended := t.wrong != ""
	t.wrong = ""
	c := Change{Text: describe(before, next, now), Before: before, After: next}
	if mended {
		c.Text = strings.TrimPrefix(c.Text+"。先前写错的已改正", "。")
	}
	changes := []Change{c}
	told := before.Kinds.Assumed()
	for _, assumed := range next.Kinds.Assumed() {
		if !slices.Contains(told, assumed) {
			changes = append(changes, Change{Text: assumed})
		}
	}
	return changes
}

// refuse tells what is wrong, unless that has been told.
func (t *taker) refuse(err error) []Change {
	why := strings.ReplaceAll(oneLine(err.Error()), string(t.Folder)+string(os.PathSeparator), "")
	if why == t.wrong {
		return nil
	}
	t.wrong = why
	return []Change{{Text: "改动有误，没有采用，仍按原来的办理，改正后自动采用：" + why, Wrong: true}}
}

// needRestart tells of settings that differ from those the program was started with.
func (t *taker) needRestart(config Config) []Change {
	names := settingsApart(t.Config, config)
	text := ""
	if len(names) > 0 {
		text = fmt.Sprintf("%s 的 %s 有改动，重新启动后生效", ConfigName, strings.Join(names, "、"))
	}
	if text == t.settings {
		return nil
	}
	t.settings = text
	if text == "" {
		return nil // as it was
	}
	return []Change{{Text: text}}
}

// excerpt is a line that shows a piece of a file, or points into it.
var excerpt = regexp.MustCompile(`^\s*(>?\s*\d*\s*\||\^)`)

// oneLine is an error without the pieces of files that it shows.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !excerpt.MatchString(line) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "；")
}
