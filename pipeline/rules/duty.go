package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/goccy/go-yaml/ast"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Duty is something the regulation asks for on a rhythm or by a day, ready to
// look at records. It is not for use by several goroutines.
type Duty struct {
	ID       string
	Article  string // such as 43
	Severity form.Severity
	Kind     *templates.Kind
	Every    Rhythm    // zero when every record has a deadline of its own
	Each     []string  // titles: everybody who holds one is asked alone; nil when the office is
	Rows     string    // key of the list of which every row has a deadline of its own; empty when the record has one
	AtLeast  int       // records, or what they sum up to, in every year or month
	Ahead    int       // days before the deadline from which on to remind
	Workday  bool      // a deadline on a day off moves to the next working day
	ClosedBy []Closing // none when only the record itself can say that it is done with
	// Pending and Done are how people say that a record is not yet, or is, done with, such
	// as 待归还 and 已归还; the usual word first. Empty where there is no word of its own.
	Pending, Done []string

	what, who                string
	where, day, person, sums cel.Program // nil when not given
	evaluation               *evaluation
}

// Rhythm is how often a duty comes round.
type Rhythm string

const (
	Yearly  Rhythm = "year"
	Monthly Rhythm = "month"
)

// Days is the rhythm of so many days from one time to the next; 0 when it is
// that of the calendar.
func (r Rhythm) Days() int {
	n, _ := strconv.Atoi(string(r))
	return n
}

// Closing says which records close others: those of Kind, whose field at Path
// holds the number of what they close. On is the key of the date field that tells
// when: the date of the record, unless closed_by says otherwise. Row is the key of
// the integer field that tells which row of the list, from 1; where it is not filled
// in, or empty here, all rows are closed.
type Closing struct {
	Kind *templates.Kind
	Path string
	On   string
	Row  string
}

// Reading is what a duty makes of one record, or of one row of it.
type Reading struct {
	Day    templates.Date   // what it counts for; of a duty with deadlines, the deadline
	People []string         // whom it counts for, of a duty of each leader
	Amount int              // what it counts
	Row    int              // of the list, from 1; 0 for the record as a whole
	Values templates.Values // what the record says, with no other row of the list
}

// Read looks at what a record says: nothing comes of one that the duty is not about.
// The error says in Chinese why that cannot be told.
func (d *Duty) Read(v templates.Values) (readings []Reading, err error) {
	d.evaluation.vars["form"] = v
	if d.Rows == "" {
		r, ok, err := d.read(v)
		if !ok || err != nil {
			return nil, err
		}
		return []Reading{r}, nil
	}
	rows, _ := v[d.Rows].([]templates.Values)
	for i, row := range rows {
		d.evaluation.vars["row"], d.evaluation.vars["index"] = row, i
		r, ok, err := d.read(alone(v, d.Rows, row))
		if err != nil {
			return nil, err
		}
		if r.Row = i + 1; ok {
			readings = append(readings, r)
		}
	}
	return readings, nil
}

// alone is what a form says with one row of a list, so that {list.column} in a message
// means this row.
func alone(v templates.Values, list string, row templates.Values) templates.Values {
	v = maps.Clone(v)
	v[list] = []templates.Values{row}
	return v
}

// read makes one reading; ok is false when the duty is not about it.
func (d *Duty) read(v templates.Values) (r Reading, ok bool, err error) {
	if d.where != nil {
		if ok, err = d.evaluation.holds(d.where); !ok || err != nil {
			return Reading{}, false, err
		}
	}
	r = Reading{Day: d.Kind.DateOf(v), Amount: 1, Values: v}
	if d.day != nil {
		day, err := d.eval(d.day)
		if err != nil {
			return Reading{}, false, err
		}
		r.Day = dateOf(day)
	}
	if d.sums != nil {
		n, err := d.eval(d.sums)
		if err != nil {
			return Reading{}, false, err
		}
		amount, _ := n.Value().(int64)
		r.Amount = int(amount)
	}
	if d.person != nil {
		people, err := d.eval(d.person)
		if err != nil {
			return Reading{}, false, err
		}
		if _, several := people.(traits.Lister); several {
			r.People = strs(people)
		} else {
			r.People = []string{str(people)}
		}
	}
	return r, true, nil
}

func (d *Duty) eval(p cel.Program) (ref.Val, error) {
	v, _, err := p.Eval(d.evaluation.scope)
	return v, err
}

// What names the duty for people (事项). v are the values of the reading it is about,
// nil when it is about none.
func (d *Duty) What(v templates.Values) string { return d.evaluation.fill(d.what, v, nil) }

// Who is whose duty it is.
func (d *Duty) Who(v templates.Values) string { return d.evaluation.fill(d.who, v, nil) }

// duty is a duty as written.
type duty struct {
	place                                       // of the whole
	id, article, severity, kind, what, who      text
	where, on, due, person, sum, every, atLeast text
	ahead, rows                                 text
	workday                                     bool
	each, closedBy, pending, done               []text
}

func (f *file) duty(node ast.Node) {
	d := &duty{place: f.place(node)}
	f.mapping(node, map[string]func(ast.Node){
		"id":        f.text(&d.id),
		"article":   f.text(&d.article),
		"severity":  f.text(&d.severity),
		"kind":      f.text(&d.kind),
		"what":      f.text(&d.what),
		"who":       f.text(&d.who),
		"where":     f.text(&d.where),
		"on":        f.text(&d.on),
		"due":       f.text(&d.due),
		"person":    f.text(&d.person),
		"sum":       f.text(&d.sum),
		"every":     f.text(&d.every),
		"at_least":  f.text(&d.atLeast),
		"ahead":     f.text(&d.ahead),
		"workday":   f.flag("workday", &d.workday),
		"closed_by": f.texts(&d.closedBy),
		"each":      f.texts(&d.each),
		"rows":      f.text(&d.rows),
		"pending":   f.texts(&d.pending),
		"done":      f.texts(&d.done),
	})
	given := func(t text) bool { return t.string != "" }
	calendar := Rhythm(d.every.string) == Yearly || Rhythm(d.every.string) == Monthly
	wrong := func(format string, args ...any) {
		f.mistakes = append(f.mistakes, d.mistake(format, args...))
	}
	if missing := lackingKeys([]needed{{"id", d.id}, {"article", d.article}, {"kind", d.kind}, {"what", d.what}, {"ahead", d.ahead}}); missing != nil {
		wrong("这项时限没有 %s", strings.Join(missing, "、"))
	}
	if given(d.id) && !idPattern.MatchString(d.id.string) {
		f.mistakes = append(f.mistakes, d.id.mistake("id “%s”只能用小写字母、数字和连字符，以字母开头", d.id.string))
	}
	switch {
	case given(d.every) == given(d.due):
		wrong("every（多久一次）和 due（每件的期限）要写一个，也只能写一个")
	case given(d.every) && (d.closedBy != nil || given(d.rows)):
		wrong("closed_by、rows 只用于有 due 的时限")
	case given(d.every) && (d.pending != nil || d.done != nil):
		wrong("pending、done 只用于有 due 的时限")
	case calendar && !given(d.atLeast):
		wrong("每年、每月的时限要有 at_least（至少多少）")
	case given(d.every) && !calendar && (given(d.atLeast) || given(d.sum)):
		wrong("at_least、sum 只用于每年、每月的时限；隔多少天一次的，有一件即可")
	case given(d.due) && (given(d.atLeast) || given(d.sum) || given(d.on) || given(d.person) || d.each != nil):
		wrong("at_least、sum、on、each、person 只用于有 every 的时限")
	case given(d.person) != (d.each != nil):
		wrong("each（哪些职务的人）和 person（记录是谁的）要一起写")
	case !given(d.who) && d.each == nil:
		wrong("这项时限没有 who（由谁负责）")
	}
	f.duties = append(f.duties, d)
}

// duty compiles a duty; what is wrong with it goes to the mistakes.
func (c *compiler) duty(d *duty, kinds *templates.Set) *Duty {
	c.mistakes = append(c.mistakes, c.book.cited(d.article)...)
	made := &Duty{ID: d.id.string, Article: d.article.string, Severity: form.Must, Kind: c.kind,
		what: d.what.string, who: d.who.string}
	switch form.Severity(d.severity.string) {
	case "", form.Must:
	case form.Principle:
		made.Severity = form.Principle
	default:
		c.wrong(d.severity, "severity 只能是 must（必须）或 principle（原则上）")
	}
	made.Workday = d.workday
	made.Each, made.Pending, made.Done = stringsOf(d.each), stringsOf(d.pending), stringsOf(d.done)
	deps := &dependencies{schema: c.schema, form: formType(c.kind).TypeName(), tested: map[string]bool{}}
	env := c.env
	if d.rows.string != "" {
		list := c.kind.Field(d.rows.string)
		if list == nil || !list.IsList() {
			c.wrong(d.rows, "rows：%s没有 %s 这个列表", c.kind.Title, d.rows.string)
			return made
		}
		made.Rows = list.Key
		deps.add(list.Key)
		var err error
		if env, err = c.env.Extend(cel.Variable("row", rowType(c.kind, list)), cel.Variable("index", cel.IntType)); err != nil {
			c.wrong(d.rows, "%s", err)
			return made
		}
	}
	made.where, _ = c.expression(env, d.where, cel.BoolType, deps)
	day := d.on
	if day.string == "" {
		day = d.due
	}
	made.day = c.typed(env, day, deps, "日期", dateType)
	made.sums = c.typed(c.env, d.sum, deps, "整数", cel.IntType)
	made.person = c.typed(c.env, d.person, deps, "姓名", cel.StringType, cel.ListType(cel.StringType))
	deps.unguarded(c)
	made.AtLeast = c.figure(d.atLeast)
	made.Ahead = c.figure(d.ahead)
	switch every := Rhythm(d.every.string); every {
	case "", Yearly, Monthly:
		made.Every = every
	default:
		if n := c.figure(d.every); n > 0 {
			made.Every = Rhythm(strconv.Itoa(n))
		} else {
			c.wrong(d.every, "every 只能是 year（每年）、month（每月）或天数")
		}
	}
	for _, t := range d.closedBy {
		made.ClosedBy = append(made.ClosedBy, c.closing(t, kinds)...)
	}
	c.words(d)
	return made
}

// typed is expression for one of several types, which it calls name.
func (c *compiler) typed(env *cel.Env, t text, deps *dependencies, name string, want ...*cel.Type) cel.Program {
	p, typ := c.expression(env, t, nil, deps)
	if p != nil && !slices.ContainsFunc(want, typ.IsExactType) {
		c.wrong(t, "这个表达式的结果应是%s，现在是 %s", name, typeName(typ.String()))
	}
	return p
}

// figure works out a number that depends on no form; 0 when there is none.
func (c *compiler) figure(t text) int {
	deps := &dependencies{schema: c.schema, tested: map[string]bool{}}
	p := c.typed(c.env, t, deps, "整数", cel.IntType)
	if p == nil {
		return 0
	}
	v, _, err := p.Eval(map[string]any{"form": templates.Values{}, "param": c.book.parameters})
	n, ok := any(0), false
	if err == nil {
		n = v.Value()
	}
	figure, ok := n.(int64)
	if err != nil || !ok || figure < 0 || figure > 36600 {
		c.wrong(t, "这里应是 0 到 36600 的数字，或由参数算出的数字，不能用表单的字段")
		return 0
	}
	return int(figure)
}

// closing finds the field that holds the number of what a record closes.
func (c *compiler) closing(t text, kinds *templates.Set) []Closing {
	key, path, _ := strings.Cut(t.string, ".")
	path, on, _ := strings.Cut(path, "@")
	path, row, _ := strings.Cut(path, "#")
	k := kinds.Named(key)
	if k == nil || k.Key != key {
		c.wrong(t, "没有 %s 这种表单；closed_by 写成 表单种类.字段", key)
		return nil
	}
	if on == "" {
		on = k.Date
	}
	for _, name := range []string{path, on} {
		if k.At(name) == nil {
			c.mistakes = append(c.mistakes, noField(text{t.place, name}, k))
			return nil
		}
	}
	if k.At(on).Type != templates.TypeDate {
		c.wrong(t, "%s（%s）不是日期，说不出是哪一天了结的", on, k.At(on).Label)
		return nil
	}
	if f := k.Field(row); row != "" && (f == nil || f.Type != templates.TypeInteger) {
		c.wrong(t, "%s 不是%s的整数字段，说不出了结的是第几项", row, k.Title)
		return nil
	}
	return []Closing{{k, path, on, row}}
}

// words checks what the words of a duty name in braces. A duty on a rhythm is
// about no one record.
func (c *compiler) words(d *duty) {
	for _, t := range []text{d.what, d.who} {
		for _, m := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			name, isParameter := strings.CutPrefix(m[1], "param.")
			switch {
			case isParameter && c.book.parameters[name] == nil:
				c.wrong(t, "没有 %s 这个参数", name)
			case !isParameter && d.due.string == "":
				c.wrong(t, "{%s}：这项时限不是就某一件说的，这里只能用 {param.…}", m[1])
			case !isParameter && c.kind.At(m[1]) == nil:
				c.wrong(t, "{%s} 不是%s的字段", m[1], c.kind.Title)
			}
		}
	}
}

// daysAfter is the day so many days after another.
func daysAfter(day, n ref.Val) ref.Val {
	count, ok := n.Value().(int64)
	if !ok || count < -366000 || count > 366000 {
		return types.WrapErr(fmt.Errorf("天数 %v 太大", n.Value()))
	}
	return newPoint(dateOf(day).AddDays(int(count)))
}
