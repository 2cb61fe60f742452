package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// triedDir has, below the reading room's folder, what somebody tried from the command line
// and was refused, until the reading room puts it into the access log: which only one
// program at a time can write, and that one may be busy with readers.
const triedDir = "tried"

const (
	maxTried     = 10_000  // lines that are put in at once
	maxTriedLine = 4 << 10 // bytes of one
)

// NoteTried notes what an account tried from the command line, about an arrival or nothing,
// and why it was refused.
func NoteTried(f workspace.Folder, name, arrival, why string, now time.Time) error {
	dir := filepath.Join(f.Reading(), triedDir)
	if err := durable.MkdirAll(dir); err != nil {
		return err
	}
	short := []rune(strings.ToValidUTF8(why, "?"))
	text, err := json.Marshal(journal.Event{Time: now, Type: journal.Refused, By: cut(name), Arrival: cut(arrival), Reason: string(short[:min(len(short), 300)])})
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, fmt.Sprintf("%020d-%d.json", now.UnixNano(), os.Getpid())), text)
}

// cut is a name that somebody wrote, no longer than names are.
func cut(name string) string { return strings.ToValidUTF8(name[:min(len(name), maxName)], "?") }

// takeTried puts what was noted into the access log. A line that was put in, and its file
// not removed for a fault, comes twice: none is lost.
func (s *Server) takeTried() error {
	s.triedMu.Lock()
	defer s.triedMu.Unlock()
	dir := filepath.Join(s.workspace.Folder.Reading(), triedDir)
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, file := range files[:min(len(files), maxTried)] {
		if filepath.Ext(file.Name()) != ".json" || !file.Type().IsRegular() {
			continue
		}
		line := journal.Event{Type: journal.Refused, Reason: "命令行上的一次尝试，记录读不懂"}
		text, err := bounded.ReadFile(bounded.Dir(dir), file.Name(), maxTriedLine)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var tried journal.Event
		if err == nil && json.Unmarshal(text, &tried) == nil {
			line.By, line.Arrival = tried.By, tried.Arrival
			line.Reason = fmt.Sprintf("命令行，%s：%s", tried.Time.Local().Format("2006-01-02 15:04:05"), tried.Reason)
		}
		line.Time = s.now().Round(time.Millisecond)
		if err := s.accessLog.Append(line); err != nil {
			return err
		}
		if err := os.Remove(filepath.Join(dir, file.Name())); err != nil {
			return err
		}
	}
	return nil
}
