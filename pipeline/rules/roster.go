package rules

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// unknownError is the error of a question the roster cannot answer. It is not
// "no": a rule that asked cannot be judged.
type unknownError struct{ reason string }

func (u unknownError) Error() string { return u.reason }

func unknown(format string, args ...any) ref.Val {
	return types.WrapErr(unknownError{fmt.Sprintf(format, args...)})
}

// rosterFunctions are the words of rules that ask about people, for one roster.
type rosterFunctions struct {
	people  *roster.Roster
	lacking *lacking // is told who has not approved
}

// noting passes on an answer, and notes whose approval it says is not there.
func (r rosterFunctions) noting(who string, answer ref.Val) ref.Val {
	r.lacking.unless(answer != types.False, who)
	return answer
}

// bind gives the words, by name, as CEL calls them.
func (r rosterFunctions) bind() map[string]cel.LateBoundFunction {
	bound := map[string]func(args []ref.Val) ref.Val{
		"holds": func(a []ref.Val) ref.Val {
			return types.Bool(r.people.Holds(str(a[0]), str(a[1]), dateOf(a[2])))
		},
		"holders": func(a []ref.Val) ref.Val {
			var names []string
			titles := strs(a[0])
			for _, title := range titles {
				for _, name := range r.people.Holders(title, dateOf(a[1])) {
					if !slices.Contains(names, name) {
						names = append(names, name)
					}
				}
			}
			return some(names, "花名册里没有人在%s任“%s”", dateOf(a[1]), strings.Join(titles, "、"))
		},
		"units": func(a []ref.Val) ref.Val {
			var units []string
			for _, x := range r.people.Appointments(str(a[0]), dateOf(a[2])) {
				if x.Is(str(a[1])) {
					units = append(units, x.Unit)
				}
			}
			return some(units, "花名册里%s在%s没有任“%s”", str(a[0]), dateOf(a[2]), str(a[1]))
		},
		"unit": func(a []ref.Val) ref.Val {
			if u := r.people.Unit(str(a[0])); u != nil {
				return record{unitType, u}
			}
			return unknown("花名册的单位表里没有“%s”", str(a[0]))
		},
		"leaders": func(a []ref.Val) ref.Val {
			return some(r.people.InCharge(str(a[0]), dateOf(a[1])), "花名册里没有人在%s分管“%s”", dateOf(a[1]), str(a[0]))
		},
		"routine_deputy": func(a []ref.Val) ref.Val {
			return some(r.people.Routine(dateOf(a[0])), "花名册里没有人在%s负责常务工作", dateOf(a[0]))
		},
		"approved": func(a []ref.Val) ref.Val {
			return r.noting(str(a[1]), r.agreed(approvalsOf(a[0]), str(a[1]), func(s signature) bool { return s.as(str(a[1])) || s.actingFor(str(a[1])) }))
		},
		"approved_in_person": func(a []ref.Val) ref.Val {
			return r.noting(str(a[1])+"本人", r.agreed(approvalsOf(a[0]), str(a[1]), func(s signature) bool { return s.as(str(a[1])) }))
		},
		"approved_by_leader": func(a []ref.Val) ref.Val {
			return r.noting("分管"+str(a[1])+"的领导", r.approvedByLeader(approvalsOf(a[0]), str(a[1])))
		},
		"in_order": func(a []ref.Val) ref.Val {
			return r.noting(strings.Join(strs(a[1]), "、")+"依次", r.inOrder(approvalsOf(a[0]), strs(a[1])))
		},
	}
	functions := make(map[string]cel.LateBoundFunction, len(bound))
	for name, answer := range bound {
		functions[name] = func(_ string, args ...ref.Val) ref.Val {
			if r.people.Empty() {
				return unknown("花名册是空的")
			}
			return answer(args)
		}
	}
	return functions
}

// signature is one line of the approvals, with the appointments on the day it
// was signed in the post it was signed in.
type signature struct {
	date  templates.Date
	name  string
	posts []roster.Appointment
}

// signatures are the lines that agree.
func (r rosterFunctions) signatures(rows []templates.Values) []signature {
	var list []signature
	for _, row := range rows {
		if row["opinion"] != templates.Agreed {
			continue
		}
		s := signature{}
		s.name, _ = row["name"].(string)
		s.date, _ = row["date"].(templates.Date)
		post, _ := row["post"].(string)
		for _, a := range r.people.Appointments(s.name, s.date) {
			if a.Is(post) {
				s.posts = append(s.posts, a)
			}
		}
		list = append(list, s)
	}
	return list
}

func (s signature) as(title string) bool {
	return slices.ContainsFunc(s.posts, func(a roster.Appointment) bool { return a.Is(title) })
}

func (s signature) actingFor(post string) bool {
	return slices.ContainsFunc(s.posts, func(a roster.Appointment) bool { return slices.Contains(a.ActsFor, post) })
}

func (s signature) inChargeOf(unit string) bool {
	return slices.ContainsFunc(s.posts, func(a roster.Appointment) bool { return slices.Contains(a.Portfolio, unit) })
}

// agreed reports whether some signature is such. Where none is, and on some day
// of signing nobody held the title, the roster does not know who should have.
func (r rosterFunctions) agreed(rows []templates.Values, title string, such func(signature) bool) ref.Val {
	signed := r.signatures(rows)
	if slices.ContainsFunc(signed, such) {
		return types.True
	}
	for _, s := range signed {
		if len(r.people.Holders(title, s.date)) == 0 && len(r.people.StandIns(title, s.date)) == 0 {
			return unknown("花名册里没有人在%s任“%s”", s.date, title)
		}
	}
	return types.False
}

func (r rosterFunctions) approvedByLeader(rows []templates.Values, unit string) ref.Val {
	signed := r.signatures(rows)
	if slices.ContainsFunc(signed, func(s signature) bool { return s.inChargeOf(unit) }) {
		return types.True
	}
	for _, s := range signed {
		if len(r.people.InCharge(unit, s.date)) == 0 {
			return unknown("花名册里没有人在%s分管“%s”", s.date, unit)
		}
	}
	return types.False
}

// inOrder reports whether the titles signed one after another, each on a line of
// its own and none before the one ahead of it. Taking the earliest line that
// serves leaves the most for the titles after it.
func (r rosterFunctions) inOrder(rows []templates.Values, titles []string) ref.Val {
	signed := r.signatures(rows)
	var last templates.Date
	for _, title := range titles {
		i := slices.IndexFunc(signed, func(s signature) bool {
			return (s.as(title) || s.actingFor(title)) && !s.date.Before(last.Time)
		})
		if i < 0 {
			return types.False
		}
		last, signed = signed[i].date, signed[i+1:]
	}
	return types.True
}

// some is a list that has to have someone on it.
func some(names []string, format string, args ...any) ref.Val {
	if len(names) == 0 {
		return unknown(format, args...)
	}
	return types.NewStringList(types.DefaultTypeAdapter, names)
}
