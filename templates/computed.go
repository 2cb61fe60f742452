package templates

import "regexp"

// Days is how a value is computed that is the number of days from one day to another,
// both counted: the function days of the rules.
//
//   - {key: days, label: 天数, type: integer, computed: "days(from, until)"}
//
// A blank form works it out in its cell. What is typed over it counts all the same, and
// is for the rules to judge.
type Days struct{ From, Until string } // keys of the two fields

var daysPattern = regexp.MustCompile(`^days\( *([a-z][a-z0-9_]*) *, *([a-z][a-z0-9_]*) *\)$`)

// Days is how the field's value is computed, if it is.
func (f *Field) Days() (Days, bool) {
	m := daysPattern.FindStringSubmatch(f.Computed)
	if m == nil {
		return Days{}, false
	}
	return Days{m[1], m[2]}, true
}

// Of is the number of days by what a form says; false where it does not say both. Where it
// ends before it begins, that is none or fewer, as in the cell.
func (d Days) Of(v Values) (int64, bool) {
	from, began := dayOf(v[d.From])
	until, ended := dayOf(v[d.Until])
	if !began || !ended {
		return 0, false
	}
	return int64(from.DaysUntil(until)) + 1, true
}

func dayOf(v any) (Date, bool) {
	switch v := v.(type) {
	case Date:
		return v, true
	case Moment:
		return v.Date(), true
	}
	return Date{}, false
}

// checkComputed checks how the fields of a form are computed.
func (k *Kind) checkComputed(fs *flaws) {
	isDay := func(key string) bool {
		f := k.Field(key)
		return f != nil && (f.Type == TypeDate || f.Type == TypeTime)
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		at := fs.below("fields", i)
		if d, ok := f.Days(); f.Computed != "" && (!ok || f.Type != TypeInteger || !isDay(d.From) || !isDay(d.Until)) {
			at.wrong("computed", "字段 %s 的 computed: %q 须写成 days(起, 止)，两个都是这种表单的 date 或 time 字段，自己是 integer", f.Key, f.Computed)
		}
		for _, c := range f.Columns {
			if c.Computed != "" {
				at.wrong("", "字段 %s 的栏目 %s 有 computed，列表里不能用", f.Key, c.Key)
			}
		}
		fs.add(at)
	}
}
