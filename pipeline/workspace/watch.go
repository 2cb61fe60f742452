package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"gongwen/archive/shared"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/rules/wording"
	"gongwen/pipeline/search"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// sources are the files that a ruleset is read from, below the data folder.
var sources = []string{
	ConfigName, roster.WorkbookName, roster.YAMLName, duty.CalendarName, wording.Name, search.SynonymsName,
	"rules/*/*.yaml", "templates/*/kind.yaml", "templates/*/*.xml", "templates/*/example.yaml",
	"templates/*/" + templates.WordingName, "templates/" + templates.ViewsDir + "/*.yaml",
}

// stamp tells one state of the sources from another, by name.
type stamp map[string]source

// source is what is seen of a file without opening it. An edit that leaves both as
// they were is not seen.
type source struct {
	size     int64
	modified int64 // in nanoseconds
}

// stamp looks at the sources. One that cannot be looked at is as one that is not there.
func (f Folder) stamp() stamp {
	s := stamp{}
	top := bounded.Dir(string(f))
	for _, pattern := range sources {
		names, _ := fs.Glob(top, pattern) // of a right pattern there is no error
		for _, name := range names {
			if info, err := fs.Stat(top, name); err == nil {
				s[name] = source{info.Size(), info.ModTime().UnixNano()}
			}
		}
	}
	return s
}

// Sources tells one state of what the ruleset is read from, and of the program that reads
// it, from another, over a restart.
func (w *Workspace) Sources() string {
	of := sha256.New()
	is := w.Folder.stamp()
	for _, name := range slices.Sorted(maps.Keys(is)) {
		fmt.Fprintln(of, name, is[name].size, is[name].modified)
	}
	if program, err := os.Executable(); err == nil { // its own rules and kinds are in it
		if info, err := os.Stat(program); err == nil {
			fmt.Fprintln(of, info.Size(), info.ModTime().UnixNano())
		}
	}
	return hex.EncodeToString(of.Sum(nil))
}

// Watch looks for edits of the roster, the calendar, the units in gongwen.yaml, the
// synonyms, the rules, the kinds and the regulation's words until ctx ends. It takes over what they
// say, all of it at once, when all of it is right; while it is not, the ruleset stays
// as it is. What came of an edit is told by notify, once. Ruleset must have been
// called before.
//
// It looks when the system tells of a change and, as a network share tells of nothing,
// every so often, as with inboxes. An edit is read when all files have lain still as
// long as a form must, and nobody has one of them open for writing.
func (w *Workspace) Watch(ctx context.Context, notify func(Change)) {
	how := w.Config.InboxOf("")
	wake := make(chan struct{}, 1) // one slot: any number of events make one look
	var watcher *fsnotify.Watcher
	if how.Watch != inbox.Poll {
		var err error
		if watcher, err = fsnotify.NewWatcher(); err == nil { // else the timer does the work
			defer watcher.Close()
			go listen(ctx, watcher, wake)
		}
	}
	var telling sync.Mutex
	tell := func(c Change) {
		telling.Lock()
		defer telling.Unlock()
		notify(c)
	}
	following := make(chan struct{})
	go func() {
		defer close(following)
		w.followDelegations(ctx, tell)
	}()
	defer func() { <-following }()
	t := taker{Workspace: w, tried: w.once.stamp}
	for {
		if watcher != nil {
			w.Folder.watch(watcher) // before the look: what comes after it wakes the next
		}
		changes, settling := t.look(time.Now(), how.Settle)
		for _, c := range changes {
			tell(c)
		}
		pause := how.Rescan
		if settling > 0 {
			pause = min(pause, settling)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-wake:
			timer.Stop()
		}
	}
}

// watch asks for the events of the sources: of the files that stand at the top one by
// one, since the catalogue beside them changes all the time, else of their folders. A
// file or folder that is new at the top is found by the timer.
func (f Folder) watch(watcher *fsnotify.Watcher) {
	for _, pattern := range sources {
		for dir := filepath.Dir(pattern); ; dir = filepath.Dir(dir) {
			if dir == "." {
				_ = watcher.Add(f.at(pattern)) // what is not there cannot be watched
				break
			}
			found, _ := filepath.Glob(f.at(dir))
			for _, folder := range found {
				_ = watcher.Add(folder)
			}
		}
	}
}

// listen turns events into looks.
func listen(ctx context.Context, watcher *fsnotify.Watcher, wake chan<- struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-watcher.Events:
			if !ok {
				return
			}
			if shared.IsIgnored(filepath.Base(event.Name)) {
				continue
			}
		case _, ok := <-watcher.Errors: // some events were lost
			if !ok {
				return
			}
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}
