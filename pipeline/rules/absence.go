package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// absences tell who was away on a day, and who acted in the meantime, from what was
// filed. A rulebook without them knows only the roster's delegations.
type absences struct {
	leaves  cel.Program // records of somebody's absence, for holder and date; nil for none
	standIn string      // their field that names who acts in the meantime
}

// away is what the rulebook says of being away: the last of its files that does.
func (b *Rulebook) away() (said away) {
	for _, f := range b.files {
		if f.away.leaves.string != "" {
			said = f.away
		}
	}
	return said
}

// ofForm reports whether leaves may depend on the form that is signed.
func (a away) ofForm() bool { return strings.Contains(a.leaves.string, "form") }

// absences compiles what the rulebook says of being away.
func (c *compiler) absences() absences {
	said := c.book.away()
	if said.leaves.string == "" {
		return absences{}
	}
	env, err := c.env.Extend(cel.Variable("holder", cel.StringType), cel.Variable("date", dateType))
	if err != nil {
		c.wrong(said.leaves, "away：%s", err)
		return absences{}
	}
	deps := &dependencies{schema: c.schema, tested: map[string]bool{}}
	program, typ := c.expression(env, said.leaves, nil, deps)
	if program == nil {
		return absences{}
	}
	deps.unguarded(c)
	if typ.Kind() != types.ListKind || c.schema.field(typ.Parameters()[0].TypeName(), said.standIn.string) == nil ||
		c.schema.field(typ.Parameters()[0].TypeName(), "number") == nil {
		c.wrong(said.leaves, "away：leaves 应是一列已归档的记录，stand_in 是其中记着代行职责人的字段")
	}
	return absences{program, said.standIn.string}
}

// signature is one line of the approvals, with the appointments on the day it was
// signed in the post it was signed in.
type signature struct {
	date    templates.Date
	name    string
	post    string
	refused bool
	posts   []roster.Appointment
}

// signatures are the lines of the approvals.
func (r *rosterFunctions) signatures(rows []templates.Values) []signature {
	list := make([]signature, len(rows))
	for i, row := range rows {
		s := &list[i]
		s.name, _ = row["name"].(string)
		s.date, _ = row["date"].(templates.Date)
		s.post, _ = row["post"].(string)
		s.refused = row["opinion"] != templates.Agreed
		for _, a := range r.people.Appointments(s.name, s.date) {
			if a.Is(s.post) {
				s.posts = append(s.posts, a)
			}
		}
	}
	return list
}

// as reports whether it was signed by somebody of the title.
func (s signature) as(title string) bool {
	return slices.ContainsFunc(s.posts, func(a roster.Appointment) bool { return a.Is(title) })
}

// couldBe reports whether the roster says that the signer could stand in for a title.
func (s signature) couldBe(title string) bool {
	return slices.ContainsFunc(s.posts, func(a roster.Appointment) bool { return slices.Contains(a.ActsFor, title) })
}

// actsFor is who the signer may act for that day, of those who hold a title, and on
// what ground: a delegation on the roster, the holder's leave on file that names the
// signer or during which the roster's stand-in acts, or that the post is vacant and the
// signer its stand-in.
func (r *rosterFunctions) actsFor(s signature, title string) (whom, ground string, err error) {
	if len(s.posts) == 0 { // some write the post of whom they sign for
		s.posts = r.people.Appointments(s.name, s.date)
	}
	if len(s.posts) == 0 {
		return "", "", nil
	}
	holders := r.people.Holders(title, s.date)
	if len(holders) == 0 && s.couldBe(title) {
		return title, "职务空缺", nil
	}
	unit, _ := r.form.Values[r.form.Kind.Unit].(string)
	for _, holder := range holders {
		if holder == s.name {
			continue
		}
		if d := r.people.Delegated(holder, s.name, r.form.Kind.Title, unit, s.date); d != nil {
			return holder, d.String(), nil
		}
		leaves, err := r.leaves(holder, s.date)
		if err != nil {
			return "", "", err
		}
		for _, l := range leaves {
			if named, _ := l.values[r.absences().standIn].(string); named == s.name || s.couldBe(title) {
				return holder, r.cited(l), nil
			}
		}
	}
	return "", "", nil
}

// cited names a leave; not its number where whoever handed the form in may not see it.
func (r *rosterFunctions) cited(leave record) string {
	if r.records.whole {
		return "请假单"
	}
	return fmt.Sprintf("请假单%v", leave.values["number"])
}

// leaves are the records of somebody's absence on a day. Without an archive nobody is
// known to be away.
func (r *rosterFunctions) leaves(holder string, day templates.Date) ([]record, error) {
	leaves := r.absences().leaves
	if leaves == nil {
		return nil, nil
	}
	if r.away == nil {
		return r.askLeaves(leaves, holder, day)
	}
	asked := awayOn{holder, day}
	found, known := r.away[asked]
	if !known {
		var err error
		if found, err = r.askLeaves(leaves, holder, day); err != nil {
			return nil, err
		}
		r.away[asked] = found
	}
	return found, nil
}

// askLeaves asks the archive for them.
func (r *rosterFunctions) askLeaves(leaves cel.Program, holder string, day templates.Date) ([]record, error) {
	vars, err := cel.FunctionVars(map[string]any{"holder": holder, "date": newPoint(day), "param": r.vars["param"], "form": r.vars["form"]}, r.records.bind())
	if err != nil {
		return nil, err
	}
	v, _, err := leaves.Eval(vars)
	if errors.Is(err, errNoArchive) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []record
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if l, ok := it.Next().(record); ok {
			found = append(found, l)
		}
	}
	return found, nil
}

// agreed reports whether somebody of the title has agreed, or who may act for them.
// Where nobody has, and on some day of signing nobody held the title, the roster does
// not know who should have.
func (r *rosterFunctions) agreed(rows []templates.Values, title string, inPerson bool) ref.Val {
	signed := r.signatures(rows)
	for _, s := range signed {
		ok, _, _, err := r.serves(s, title, inPerson)
		if err != nil {
			return types.WrapErr(err)
		}
		if ok {
			return types.True
		}
	}
	for _, s := range signed {
		if err := r.known(title, s.date); err != nil && len(r.people.StandIns(title, s.date)) == 0 {
			return types.WrapErr(err)
		}
	}
	return types.False
}

// serves reports whether a line is the agreement of a title: by itself, or for whom it
// was signed.
func (r *rosterFunctions) serves(s signature, title string, inPerson bool) (ok bool, whom, ground string, err error) {
	if s.refused || s.as(title) || inPerson {
		return !s.refused && s.as(title), "", "", nil
	}
	whom, ground, err = r.actsFor(s, title)
	return whom != "", whom, ground, err
}

// inOrder reports whether the titles signed one after another, each on a line of
// its own and none before the one ahead of it. Taking the earliest line that
// serves leaves the most for the titles after it.
func (r *rosterFunctions) inOrder(rows []templates.Values, titles []string) ref.Val {
	signed := r.signatures(rows)
	var last templates.Date
	for _, title := range titles {
		found := -1
		for i, s := range signed {
			ok, _, _, err := r.serves(s, title, false)
			if err != nil {
				return types.WrapErr(err)
			}
			if ok && !s.date.Before(last.Time) {
				found = i
				break
			}
		}
		if found < 0 {
			return types.False
		}
		last, signed = signed[found].date, signed[found+1:]
	}
	return types.True
}
