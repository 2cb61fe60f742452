package rules

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// atLimits are forms made of a case by turning one field until what the rule compares
// with a parameter is just at the parameter, and one to either side. What the rule says
// of them is nobody's word but its own.
func (s *subject) atLimits(t *trial) iter.Seq[*evaluation] {
	return func(yield func(*evaluation) bool) {
		if len(s.comparisons) == 0 || len(s.mutants) == 0 {
			return
		}
		f := *t.e.form
		f.Values = maps.Clone(f.Values)
		delete(f.Values, templates.Exception.Key) // a reason would hide what the rule says
		delete(f.Values, templates.Exceptions.Key)
		with := func(values templates.Values) *evaluation {
			g := f
			g.Values = values
			return newEvaluation(&g, Facts{Roster: t.people, Archive: t.records, Received: t.e.received}, s.b)
		}
		away := s.distances(with(f.Values))
		for _, d := range dials(&f, s.program.reads) {
			tried := map[int64]bool{}
			for _, by := range []int64{1, -1} { // the step by which distances change
				values, ok := d.turned(f.Values, by)
				if !ok {
					continue
				}
				for i, after := range s.distances(with(values)) {
					if len(after) != len(away[i]) {
						continue
					}
					for j := range after {
						slope := (after[j] - away[i][j]) * by
						if slope == 0 {
							continue
						}
						for near := int64(-1); near <= 1; near++ {
							n := near - away[i][j]/slope
							if tried[n] {
								continue
							}
							tried[n] = true
							if values, ok := d.turned(f.Values, n); ok && !yield(with(values)) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// distances are, for every comparison with a parameter, how far the left side was above
// the right one, each time it was made.
func (s *subject) distances(e *evaluation) [][]int64 {
	found := make([][]int64, len(s.comparisons))
	left := make([]ref.Val, len(s.comparisons))
	listed := s.see
	defer func() { s.see = listed }()
	s.see = func(x *part, id int64, v ref.Val) {
		for i, c := range s.comparisons {
			switch {
			case c.part != x:
			case id == c.Left:
				left[i] = v
			case id == c.Right:
				a, ok := number(left[i])
				b, also := number(v)
				if ok && also {
					found[i] = append(found[i], a-b)
				}
				left[i] = nil
			}
		}
	}
	e.try(s.watched)
	return found
}

func number(v ref.Val) (int64, bool) {
	switch v := v.(type) {
	case types.Int:
		return int64(v), true
	case money:
		return int64(v), true
	case point:
		return v.second, true
	}
	return 0, false
}

// A dial turns one value of a form.
type dial struct {
	list string // empty for a field of the form itself
	row  int
	key  string
}

// dials are those of the fields a rule looks at.
func dials(f *form.Form, reads []string) []dial {
	var all []dial
	for _, key := range reads {
		rows, isList := f.Values[key].([]templates.Values)
		if !isList {
			all = append(all, dial{key: key})
			continue
		}
		all = append(all, dial{key: key})
		for i, row := range rows {
			for _, column := range slices.Sorted(maps.Keys(row)) {
				all = append(all, dial{list: key, row: i, key: column})
			}
		}
	}
	return all
}

// turned is a form's values with the dial turned by n; false when it does not turn so
// far, or at all.
func (d dial) turned(values templates.Values, n int64) (templates.Values, bool) {
	values = maps.Clone(values)
	of := values
	if d.list != "" {
		rows := slices.Clone(values[d.list].([]templates.Values))
		rows[d.row] = maps.Clone(rows[d.row])
		values[d.list], of = rows, rows[d.row]
	}
	to, ok := turned(of[d.key], n)
	of[d.key] = to
	return values, ok
}

func turned(value any, n int64) (any, bool) {
	const farthest, longest = 1_000_000, 10_000
	if n > farthest || n < -farthest {
		switch value.(type) {
		case int64, templates.Fen:
		default:
			return nil, false
		}
	}
	switch v := value.(type) {
	case int64:
		return v + n, true
	case templates.Fen:
		return v + templates.Fen(n), true
	case templates.Date:
		return v.AddDays(int(n)), true
	case templates.Moment:
		return templates.Moment{Time: v.Add(time.Duration(n) * time.Minute)}, true
	case string:
		r := []rune(v)
		if to := int64(len(r)) + n; to >= 0 && n < longest {
			return string(r[:min(to, int64(len(r)))]) + strings.Repeat("字", int(max(n, 0))), true
		}
	case []templates.Values:
		if to := int64(len(v)) + n; len(v) > 0 && to >= 0 && n < longest {
			rows := slices.Clone(v[:min(to, int64(len(v)))])
			for range max(n, 0) {
				rows = append(rows, v[len(v)-1])
			}
			return rows, true
		}
	}
	return nil, false
}
