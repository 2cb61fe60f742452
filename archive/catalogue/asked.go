package catalogue

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// TurnGroup is what turns to sign have in common that decides who may sign: all those of
// a title in forms of a kind and a unit that were passed on to the same person.
type TurnGroup struct {
	Title    string
	Or       []string
	PassedTo string
	InPerson bool
	Kind     string
	Named    string // as of Unsigned
	Dated    string // the latest of theirs, as of Unsigned
}

// Group is the group of a turn to sign.
func (t Task) Group() TurnGroup {
	return TurnGroup{t.Title, t.Or, t.PassedTo, t.InPerson, t.Kind, t.Named, t.Dated}
}

// key is how the SQL writes a group. None of the parts has a line break but Or.
func (g TurnGroup) key() string {
	inPerson := "0"
	if g.InPerson {
		inPerson = "1"
	}
	return strings.Join([]string{g.Title, g.PassedTo, inPerson, g.Kind, g.Named, strings.Join(g.Or, "\n")}, "\n")
}

const groupKey = `title || char(10) || passed_to || char(10) || in_person || char(10) || turns.kind || char(10) || turns.named || char(10) || alternatives`

// Asked is somebody whose turns are looked for: what they may sign by the titles they hold,
// whatever the form, unless it was passed on; what they may sign besides; and what is
// theirs by name, to advise or to read.
type Asked struct {
	Name    string
	Titles  []string
	Groups  []TurnGroup
	Stuck   bool     // and what nobody can be asked for, whoever it is
	Degrees []string // of secrecy of forms they may see, see Unsigned.Degree; nil for all
}

// Queue counts forms that wait for somebody.
type Queue struct {
	ByWhat  map[string]int // what for, as package signoff has it: the first that applies of sign, read, advise
	Forms   int
	Overdue int // should have been signed by now
}

// where are the conditions of turns that are somebody's, with their arguments $1 to $4.
func (a Asked) where() (text string, args []any, err error) {
	keys := []string{}
	for _, g := range a.Groups {
		keys = append(keys, g.key())
	}
	args = append(args, a.Name)
	for _, list := range [][]string{append(slices.Clone(a.Titles), a.Name), keys, a.Degrees} {
		if list == nil {
			list = []string{}
		}
		text, err := json.Marshal(list)
		if err != nil {
			return "", nil, err
		}
		args = append(args, string(text))
	}
	theirs := `title IN (SELECT value FROM ` + elements("$2") + `) AND (passed_to = '' AND what = 'sign' OR title = $1 AND what <> 'sign')`
	if len(keys) > 0 {
		theirs = `(` + theirs + ` OR what = 'sign' AND ` + groupKey + ` IN (SELECT value FROM ` + elements("$3") + `))`
	}
	if a.Stuck {
		theirs = `(` + theirs + ` OR what = 'stuck')`
	}
	seen := `turns.degree IN (SELECT value FROM ` + elements("$4") + `)`
	if a.Degrees == nil {
		seen = `$4 <> ''`
	}
	return seen + ` AND $3 <> '' AND ` + theirs, args, nil
}

const turnsJoined = ` FROM turns JOIN unsigned ON unsigned.arrival = turns.arrival JOIN arrivals ON arrivals.id = turns.arrival WHERE `

// TurnGroups are the groups there are of turns to sign.
func (c *Catalogue) TurnGroups(ctx context.Context) ([]TurnGroup, error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	return gather(ctx, c.read, func(r row) (g TurnGroup, err error) {
		var or string
		err = r.Scan(&g.Title, &or, &g.PassedTo, &g.InPerson, &g.Kind, &g.Named, &g.Dated)
		g.Or = alternatives(or)
		return g, err
	}, `SELECT title, alternatives, passed_to, in_person, kind, named, MAX(dated) FROM turns
		WHERE what = 'sign' GROUP BY 1, 2, 3, 4, 5, 6`)
}

// CountTurns counts what waits for somebody at a time.
func (c *Catalogue) CountTurns(ctx context.Context, a Asked, now time.Time) (w Queue, err error) {
	w.ByWhat = map[string]int{}
	if !c.knowsSignings() {
		return w, nil
	}
	where, args, err := a.where()
	if err != nil {
		return w, err
	}
	type counted struct {
		what           string
		forms, overdue int
	}
	all, err := gather(ctx, c.read, func(r row) (n counted, err error) {
		return n, r.Scan(&n.what, &n.forms, &n.overdue)
	}, `SELECT first, COUNT(*), SUM(late) FROM (SELECT MAX(what) AS first, MAX(CASE WHEN due <> '' AND due < $5 THEN 1 ELSE 0 END) AS late`+
		` FROM turns WHERE `+where+` GROUP BY turns.arrival) AS forms GROUP BY first`, append(args, formatTime(now))...)
	for _, n := range all {
		w.ByWhat[n.what], w.Forms, w.Overdue = n.forms, w.Forms+n.forms, w.Overdue+n.overdue
	}
	return w, err
}

// TurnsOf are the turns of somebody in so many forms after so many others: what is due
// first, and then what has waited longest, the turns of one form together.
func (c *Catalogue) TurnsOf(ctx context.Context, a Asked, skip, most int) ([]Task, error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	where, args, err := a.where()
	if err != nil {
		return nil, err
	}
	arrivals, err := gather(ctx, c.read, func(r row) (id string, err error) { return id, r.Scan(&id) },
		`SELECT turns.arrival FROM turns WHERE `+where+` GROUP BY turns.arrival
			ORDER BY MIN(CASE WHEN due = '' THEN '9' ELSE due END), MIN(since), turns.arrival LIMIT $5 OFFSET $6`, append(args, most, skip)...)
	if err != nil || len(arrivals) == 0 {
		return nil, err
	}
	list, err := json.Marshal(arrivals)
	if err != nil {
		return nil, err
	}
	tasks, err := c.tasks(ctx, where+` AND turns.arrival IN (SELECT value FROM `+elements("$5")+`) ORDER BY what DESC, since, step, title`, append(args, string(list))...)
	place := map[string]int{}
	for i, arrival := range arrivals {
		place[arrival] = i
	}
	slices.SortStableFunc(tasks, func(x, y Task) int { return place[x.Turn.Arrival] - place[y.Turn.Arrival] })
	return tasks, err
}

// UnsignedNaming are forms that wait for signatures and about which something was done
// whose event has a text in it, those that have waited longest last, and at most so many.
func (c *Catalogue) UnsignedNaming(ctx context.Context, text string, degrees []string, most int) ([]Unsigned, error) {
	if !c.knowsSignings() {
		return nil, nil
	}
	list, err := json.Marshal(degrees)
	if err != nil {
		return nil, err
	}
	return gather(ctx, c.read, scanUnsigned, `SELECT `+unsignedColumns+` FROM unsigned
		WHERE unsigned.degree IN (SELECT value FROM `+elements("$1")+`)
			AND EXISTS (SELECT 1 FROM signoffs WHERE signoffs.arrival = unsigned.arrival AND instr(event, $2) > 0)
		ORDER BY unsigned.opened DESC, unsigned.arrival LIMIT $3`, string(list), text, most)
}

// SignOffsOf are the events of the signings of several arrivals, each in their order.
func (c *Catalogue) SignOffsOf(ctx context.Context, arrivals []string) (map[string][]json.RawMessage, error) {
	all := map[string][]json.RawMessage{}
	if !c.knowsSignings() || len(arrivals) == 0 {
		return all, nil
	}
	list, err := json.Marshal(arrivals)
	if err != nil {
		return nil, err
	}
	_, err = gather(ctx, c.read, func(r row) (none struct{}, err error) {
		var arrival, event string
		err = r.Scan(&arrival, &event)
		all[arrival] = append(all[arrival], json.RawMessage(event))
		return none, err
	}, `SELECT arrival, event FROM signoffs WHERE arrival IN (SELECT value FROM `+elements("$1")+`) ORDER BY arrival, seq`, string(list))
	return all, err
}
