package desk

import (
	"context"
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

// For is what waits for a person at a time, the earliest first: what they may sign in the
// posts they hold that day or for another whom they have a ground to act for, what was
// passed on to them, the opinions they are asked for, and what they are to read. What they
// may sign but was passed on to another is not among it. It asks the same as
// signoff.Situation, for all forms at once. The error is that of the archive.
func For(ctx context.Context, w *workspace.Workspace, r *workspace.Ruleset, person string, now time.Time) ([]Task, error) {
	all, err := w.Catalogue.Turns(ctx, "", nil, -1)
	if err != nil || person == "" {
		return nil, err
	}
	var tasks []Task
	seen := map[[3]string]bool{}
	for _, turn := range all {
		t := Task{Task: turn, Overdue: !turn.Due.IsZero() && now.After(turn.Due)}
		switch turn.What {
		case signoff.ToSign:
			item, err := Read(ctx, w, r, turn.Turn.Arrival, now)
			if err != nil {
				return nil, err
			}
			as, ok, err := item.Situation.May(person, turn.Title, turn.InPerson)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			t.As, t.PassedOn = as, turn.PassedTo == person
		case signoff.ToAdvise, signoff.ToRead:
			if turn.Title != person {
				continue
			}
			t.Only = true
		default:
			continue
		}
		if key := [3]string{turn.Turn.Arrival, turn.What, turn.Step}; !seen[key] {
			seen[key] = true
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}
