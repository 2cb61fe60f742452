package inbox

import (
	"io/fs"
	"path"
	"strings"

	"gongwen/archive/shared"
	"gongwen/pipeline/sorting"
)

// near are names of what lies near a form of which an attachment is missing, also
// what is else ignored: a download that is not finished says much.
func (i *Inbox) near(t Task, missing []string) (names []string, err error) {
	err = i.in(t.File, "list", func(inbox *shared.Folder) error {
		files := inbox.FS()
		names = list(files, t.Dir(), "", 1)
		if t.folder.dropped() { // what is above the inbox is not the unit's
			names = append(names, list(files, path.Dir(t.Dir()), "../", 0)...)
		}
		return nil
	})
	return sorting.Nearby(missing, names), err
}

// list are the files of a folder and, some levels deeper, of those in it. What cannot
// be listed is left out.
func list(files fs.FS, dir, prefix string, deeper int) (names []string) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		switch {
		case len(names) >= sorting.MostNear:
			return names
		case !e.IsDir():
			names = append(names, prefix+e.Name())
		case deeper > 0 && !shared.IsIgnored(e.Name()):
			names = append(names, list(files, path.Join(dir, e.Name()), prefix+e.Name()+"/", deeper-1)...)
		}
	}
	return names
}

// waitingFor is why a form waits.
func waitingFor(missing, near []string) string {
	reason := "等候附件：" + strings.Join(missing, "、")
	for _, name := range missing {
		if hint := sorting.Near(name, near); hint != "" {
			reason += "（" + hint + "）"
		}
	}
	return reason
}
