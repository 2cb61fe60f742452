package rules

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/pipeline/form"
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

// rosterFunctions are the words of rules that ask about people, for one roster and
// form.
type rosterFunctions struct {
	people  *roster.Roster
	lacking *lacking // is told who has not approved

	form     *form.Form
	vars     map[string]any
	absences func() absences
	records  *recordFunctions
	away     map[awayOn][]record // leaves that were asked for, to be asked for once; nil for each time
}

// awayOn is somebody's absence on a day.
type awayOn struct {
	name string
	day  templates.Date
}

// noting passes on an answer, and notes whose approval it says is not there.
func (r *rosterFunctions) noting(who string, answer ref.Val) ref.Val {
	r.lacking.unless(answer != types.False, who)
	return answer
}

// bind gives the words, by name, as CEL calls them.
func (r *rosterFunctions) bind() map[string]cel.LateBoundFunction {
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
		"posts": func(a []ref.Val) ref.Val {
			return types.NewStringList(types.DefaultTypeAdapter, r.people.Posts(str(a[0]), dateOf(a[1])))
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
		"acts_for": func(a []ref.Val) ref.Val {
			s := signature{name: str(a[0]), date: dateOf(a[2])}
			s.posts = r.people.Appointments(s.name, s.date)
			whom, _, err := r.actsFor(s, str(a[1]))
			if err != nil {
				return types.WrapErr(err)
			}
			return types.Bool(whom != "")
		},
		"approved": func(a []ref.Val) ref.Val {
			return r.noting(str(a[1]), r.agreed(approvalsOf(a[0]), str(a[1]), false))
		},
		"approved_in_person": func(a []ref.Val) ref.Val {
			return r.noting(str(a[1])+"本人", r.agreed(approvalsOf(a[0]), str(a[1]), true))
		},
		"approved_by_leader": func(a []ref.Val) ref.Val {
			return r.noting("分管"+str(a[1])+"的领导", r.agreed(approvalsOf(a[0]), "分管"+str(a[1]), false))
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

// some is a list that has to have someone on it.
func some(names []string, format string, args ...any) ref.Val {
	if len(names) == 0 {
		return unknown(format, args...)
	}
	return types.NewStringList(types.DefaultTypeAdapter, names)
}
