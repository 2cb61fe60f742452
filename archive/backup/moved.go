package backup

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"gongwen/archive"
	"gongwen/archive/journal"
)

// arrivalName is the file in an arrival's folder of the spool that says where its
// other files came from.
const arrivalName = "arrival.json"

// arrival is what a backup needs of that file; package pipeline/spool writes it.
type arrival struct {
	Files []struct {
		Name string `json:"name"` // in the spool folder
		From string `json:"from"` // below inbox/
	} `json:"files"`
}

// keys are the arrivals that lie in the spool now.
func (r *run) keys() map[string]bool {
	keys := map[string]bool{}
	entries, err := os.ReadDir(filepath.Join(r.from, "spool"))
	for _, entry := range entries {
		keys[entry.Name()] = true
	}
	if err != nil {
		return nil
	}
	return keys
}

// spooled are the arrivals of the spool in the state, with the names of their
// files there.
func (r *run) spooled() map[string][]string {
	found := map[string][]string{}
	for name := range r.state.Files {
		if rest, in := strings.CutPrefix(name, "spool/"); in {
			key, file, _ := strings.Cut(rest, "/")
			found[key] = append(found[key], file)
		}
	}
	return found
}

// dropEnded takes out of the spool what has left it since it was copied and of
// which the state tells the end.
func (r *run) dropEnded(atWork map[string]bool, filed []archive.Record) error {
	gone := map[string][]string{}
	for key, files := range r.spooled() {
		if atWork != nil && !atWork[key] {
			gone[key] = files
		}
	}
	if len(gone) == 0 {
		return nil
	}
	ended := map[string]bool{}
	for _, record := range filed {
		ended[record.Arrival] = true
	}
	for e, err := range r.to.events(r.state) {
		if err != nil {
			return err
		}
		if e.Type == journal.Returned || e.Type == journal.Duplicate {
			ended[e.Arrival] = true
		}
	}
	for key, files := range gone {
		for _, file := range files {
			if ended[key] {
				delete(r.state.Files, "spool/"+key+"/"+file)
			}
		}
	}
	return nil
}

// dropMoved takes out of the inboxes what has left them since they were copied
// and is in the spool or in a bag of the state.
func (r *run) dropMoved(filed []archive.Record) error {
	moved := map[string]map[string]bool{} // path below inbox/: the contents found further on
	add := func(name, sum string) {
		if moved[name] == nil {
			moved[name] = map[string]bool{}
		}
		moved[name][sum] = true
	}
	for key := range r.spooled() {
		f, ok := r.state.Files["spool/"+key+"/"+arrivalName]
		if !ok {
			continue
		}
		text, err := os.ReadFile(r.to.content(f.SHA256))
		if err != nil {
			return err
		}
		var a arrival
		if json.Unmarshal(text, &a) != nil {
			continue
		}
		for _, file := range a.Files {
			add(file.From, r.state.Files["spool/"+key+"/"+file.Name].SHA256)
		}
	}
	for _, record := range filed {
		add(record.DroppedAs, record.Form.SHA256)
		for _, f := range record.Attachments {
			add(path.Join(path.Dir(record.DroppedAs), path.Base(f.Path)), f.SHA256)
		}
	}
	for name, f := range r.state.Files {
		below, in := strings.CutPrefix(name, "inbox/")
		if !in || !moved[below][f.SHA256] {
			continue
		}
		from, at := r.at(name)
		if _, err := from.Lstat(at); errors.Is(err, fs.ErrNotExist) {
			delete(r.state.Files, name)
		}
	}
	return nil
}
