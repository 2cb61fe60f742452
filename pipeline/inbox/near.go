package inbox

import (
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
		names = sorting.List(files, t.Dir(), "", 1)
		if t.folder.dropped() { // what is above the inbox is not the unit's
			names = append(names, sorting.List(files, path.Dir(t.Dir()), "../", 0)...)
		}
		return nil
	})
	return sorting.Nearby(missing, names), err
}

// waitingFor is why a form waits.
func waitingFor(missing, near []string) string {
	reason := awaitsAttachments + strings.Join(missing, "、")
	for _, name := range missing {
		if hint := sorting.Near(name, near); hint != "" {
			reason += "（" + hint + "）"
		}
	}
	return reason
}
