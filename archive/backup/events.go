package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"gongwen/archive/holdings"
	"gongwen/archive/journal"
	"gongwen/templates/bounded"
)

const journalFolder = "archive/journal/"

// events hands over what a state's journal tells, year by year, as far as it can be read.
func (b Backup) events(s *State, each func(journal.Event)) error {
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if !strings.HasPrefix(name, journalFolder) || path.Ext(name) != ".jsonl" {
			continue
		}
		if err := eachLine(b.content(s.Files[name].SHA256), each); err != nil {
			return err
		}
	}
	return nil
}

func eachLine(file string, each func(journal.Event)) error {
	f, err := bounded.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadBytes('\n')
		var e journal.Event
		if json.Unmarshal(line, &e) == nil {
			each(e)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// told is what a state's journal tells of records.
func (b Backup) told(s *State) (holdings.Told, error) {
	told := holdings.Told{}
	return told, b.events(s, told.Add)
}
