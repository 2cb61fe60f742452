package desk

import (
	"context"
	"slices"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
)

// Task is something that waits for a person (待办): a turn of theirs, with its form.
type Task struct {
	// Of a turn to sign, Title is the one they are asked for first.
	catalogue.Task
	// As is as whom they would sign; As.For is empty where it is for themselves. It is
	// empty for what is not to be signed.
	As rules.Candidate
	// PassedOn is set where somebody passed it on to them.
	PassedOn bool
	// Only is set where nobody else may do it today. Else anybody of several may: these
	// are Others, by name.
	Only   bool
	Others []string
	// Overdue is set where the day by which it was to be done is over.
	Overdue bool
}

// For is what waits for a person at a time, what is due first and then what has waited
// longest: what they may sign in the posts they hold that day or for another whom they
// have a ground to act for, what was passed on to them, the opinions they are asked for,
// and what they are to read. What they may sign but was passed on to another, who may, is
// not among it. It asks the same as signoff.Situation, for all forms at once. The error is
// that of the archive.
func For(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, person string, now time.Time) ([]Task, error) {
	q, err := QueueOf(ctx, w, r, person, nil, now)
	if err != nil {
		return nil, err
	}
	return q.Tasks(ctx, 0, -1)
}

// Queue is what waits for a person (待办), as it was when QueueOf looked at who may sign.
type Queue struct {
	people *People
	asked  catalogue.Asked
}

// QueueOf finds out what somebody may sign at a time. Degrees are the degrees of secrecy
// of forms that they may see, nil for all. The error is that of the archive.
func QueueOf(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, person string, degrees []string, now time.Time) (*Queue, error) {
	q := &Queue{people: NewPeople(ctx, w, r, now)}
	q.asked = catalogue.Asked{Name: person, Degrees: degrees}
	groups, err := w.Catalogue.TurnGroups(ctx)
	if err != nil || person == "" {
		return q, err
	}
	for _, g := range groups {
		if g.PassedTo == "" && slices.Contains(q.people.signers.Holders(g.Title), person) {
			if !slices.Contains(q.asked.Titles, g.Title) {
				q.asked.Titles = append(q.asked.Titles, g.Title)
			}
			continue
		}
		_, ok, err := q.people.may(person, g)
		if err == nil && ok && g.PassedTo != "" && g.PassedTo != person {
			var may bool
			_, may, err = q.people.may(g.PassedTo, g)
			ok = !may
		}
		if err != nil {
			return nil, err
		}
		if ok {
			q.asked.Groups = append(q.asked.Groups, g)
		}
	}
	return q, nil
}

// Count counts it.
func (q *Queue) Count(ctx context.Context) (catalogue.Queue, error) {
	return q.people.catalogue.CountTurns(ctx, q.asked, q.people.now)
}

// Tasks are those of so many forms after so many others; most is -1 for all.
func (q *Queue) Tasks(ctx context.Context, skip, most int) (tasks []Task, err error) {
	if q.asked.Name == "" {
		return nil, nil
	}
	turns, err := q.people.catalogue.TurnsOf(ctx, q.asked, skip, most)
	if err != nil {
		return nil, err
	}
	at := map[[3]string]int{}
	for _, turn := range turns {
		t := Task{Task: turn, Overdue: !turn.Due.IsZero() && q.people.now.After(turn.Due), Only: true}
		if turn.What == signoff.ToSign {
			if err := q.who(&t); err != nil {
				return nil, err
			}
		}
		key := [3]string{turn.Turn.Arrival, turn.What, turn.Step}
		if i, again := at[key]; !again {
			at[key] = len(tasks)
			tasks = append(tasks, t)
		} else if tasks[i].As.For != "" && t.As.For == "" { // for themselves rather than for another
			tasks[i] = t
		}
	}
	return tasks, nil
}

// who tells as whom the person would sign, and who else may.
func (q *Queue) who(t *Task) (err error) {
	t.PassedOn = t.PassedTo == q.asked.Name
	g := t.Group()
	if t.As, _, err = q.people.may(q.asked.Name, g); err != nil {
		return err
	}
	for _, title := range append([]string{t.Title}, t.Or...) {
		g.Title = title
		candidates, err := q.people.candidates(g)
		if err != nil {
			return err
		}
		for _, c := range candidates {
			if c.Name != q.asked.Name && !slices.Contains(t.Others, c.Name) {
				t.Others = append(t.Others, c.Name)
			}
		}
	}
	t.Only = len(t.Others) == 0
	return nil
}
