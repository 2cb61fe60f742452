package workspace

import (
	"io"
	"time"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// BlankForm writes a kind's blank form. It offers the units, posts and people of the
// roster as of now, and asks for approvals in the kind's manner.
func (r *Ruleset) BlankForm(w io.Writer, k *templates.Kind, now time.Time) error {
	var offered xlsx.Roster
	offered.Units, offered.Posts, offered.People = r.Roster.Listed(templates.Today(now))
	if r.Manner(k) == templates.Desk {
		return xlsx.BlankAtDesk(w, k, offered)
	}
	return xlsx.Blank(w, k, offered)
}
