package duty

import (
	"context"
	"fmt"

	"gongwen/archive"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// Standing is how one record, or one row of its form, stands to a duty that it has a
// deadline for: Overdue, Due or Open while it is not done, then Met or Late; Unknown
// where that cannot be made out.
type Standing struct {
	Duty   *rules.Duty
	Number string // of the record
	Status Status
}

// Standings yields how every record stands on a day to those duties that are asked
// about. Unlike On it also has what is not due for long and what was done in time.
func (w *Watch) Standings(ctx context.Context, day templates.Date, about func(*rules.Duty) bool, yield func(Standing)) error {
	book := w.Regulation.On(day)
	if book == nil {
		return nil
	}
	a := &inquiry{Watch: w, day: day, closed: map[rules.Closing]map[string]rows{}}
	duties := map[*templates.Kind][]*rules.Duty{}
	for _, d := range book.Duties(w.People) {
		if d.Every == "" && about(d) {
			duties[d.Kind] = append(duties[d.Kind], d)
		}
	}
	for k, asked := range duties {
		_, err := a.look(ctx, k, asked, true, func(d *rules.Duty, s sighting) { yield(a.standing(d, s)) })
		if err != nil {
			return fmt.Errorf("%s：%w", k.Title, err)
		}
	}
	return nil
}

func (a *inquiry) standing(d *rules.Duty, s sighting) Standing {
	standing := Standing{Duty: d, Number: s.number, Status: Unknown}
	if s.err != nil {
		return standing
	}
	due := a.inTime(d, s.Day)
	done, closed := a.closedOn(d, archive.Word(s.number), s.Row)
	switch {
	case !closed:
		standing.Status = status(a.day, due, d.Ahead)
	case done.After(due.Time):
		standing.Status = Late
	default:
		standing.Status = Met
	}
	return standing
}

// Statuses are how a record with a deadline can stand, by name.
var Statuses = []Status{Overdue, Due, Open, Met, Late}
