package rules

import (
	"errors"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// file is one YAML file of a rulebook, as read. It holds what the file says and
// where; what the words mean is settled when the whole rulebook is known.
type file struct {
	name     string
	lines    []string
	mistakes Mistakes

	// of rulebook.yaml
	title       text
	from, until templates.Date
	parameters  []*parameter
	articles    []article
	ranks       []text // 类别 of posts, and 类型 of units, that the rules go by
	unitTypes   []text
	whole       []text // ranks, see roster.Categories
	outside     []text
	clerks      []text

	// of a file of rules
	kind      text // empty: for every kind that has the field a rule points at
	article   text
	registers []text
	asks      []ask
	rules     []*rule // approval steps among them
	away      away
	duties    []*duty
	filed     []map[string]any // what was filed before the kind's example

	obligations []*obligation
	builtin     bool
	unread      func()         // reads the cases, which were left out; nil when they are there
	people      *roster.Roster // those its cases are tried on, of people.yaml; else nil
}

// isHeader tells that the file says what rulebook it belongs to.
func (f *file) isHeader() bool {
	return f.title.string != "" || path.Base(f.name) == "rulebook.yaml"
}

// ask says which article a field of the form is there for, so that a form that
// leaves it out can be told.
type ask struct{ field, article text }

// rule is one rule as written.
type rule struct {
	id       text
	article  text
	severity form.Severity
	field    text
	each     text
	lets     []let
	when     text
	require  text
	message  text
	advice   text
	because  text
	cases    []example
	step     *step     // set where the rule is an approval step
	sign     *signRule // set where it is one at the desk
	declared []declared
}

// away says how it is known that somebody is away: leaves are the records of it, for
// holder and date, and standIn the field that names who acts in the meantime.
type away struct{ leaves, standIn text }

// let names a value for the expressions after it and for the message.
type let struct {
	name text
	expr text
}

// example is a case of a rule: the kind's example form with changes.
type example struct {
	name  text
	fails bool
	set   map[string]any   // by key or label; nil removes the field
	filed []map[string]any // what was filed before; nil: what the kind's file says
	// received is the day the form was handed in, see Facts.
	received templates.Date
	rows     text // laid over the roster, as YAML; empty for none
}

// parameter is a figure or name the regulation gives.
type parameter struct {
	name    text // rules say param.<name>
	value   any  // int64, string, bool or []string
	article text // where it comes from
	meaning text // for whoever reads the file
	ours    bool // not in the regulation's text: a usual figure or a list of telling words
}

// article is what the rulebook says of one article itself.
type article struct {
	number int
	title  string
	items  int    // how many items, （一）…, it has; mostly none
	policy string // why no form can be checked for it; empty when one can
}

var (
	idPattern   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	namePattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// maxKeys is how many keys a file of rules can have.
const maxKeys = 100_000

func parseFile(name string, source []byte) *file {
	source = []byte(normal.Text(string(source))) // as the values of forms are, with which its texts are compared
	f := &file{name: name, lines: linesOf(source)}
	f.parse(source)
	return f
}

func linesOf(source []byte) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(source)), "\n")
}

func (f *file) parse(source []byte) {
	tokens, beyond := bounded.YAML(source, maxKeys)
	if beyond != nil {
		f.mistakes = append(f.mistakes, place{f, beyond.Line, 1}.mistake("这里%s。%s", beyond.Reason, beyond.Advice))
		return
	}
	tree, err := parser.Parse(tokens, 0)
	if err != nil {
		f.syntax(err)
		return
	}
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			f.document(doc.Body)
		}
	}
}

// syntax reports that the file is no YAML.
func (f *file) syntax(err error) {
	m := Mistake{File: f.name, Message: "不是合格的 YAML：" + err.Error()}
	var located yaml.Error
	if errors.As(err, &located) {
		at := located.GetToken().Position
		m = place{f, at.Line, at.Column}.mistake("不是合格的 YAML：%s", located.GetMessage())
	}
	f.mistakes = append(f.mistakes, m)
}

func (f *file) document(node ast.Node) {
	f.mapping(node, map[string]func(ast.Node){
		"title":      f.text(&f.title),
		"from":       f.date(&f.from),
		"until":      f.date(&f.until),
		"parameters": func(n ast.Node) { f.sequence(n, f.parameter) },
		"articles":   f.articleList,
		"ranks":      f.texts(&f.ranks),
		"unit_types": f.texts(&f.unitTypes),

		"whole_ranks": f.texts(&f.whole), "outside_ranks": f.texts(&f.outside), "clerk_ranks": f.texts(&f.clerks),

		"kind":     f.text(&f.kind),
		"article":  f.text(&f.article),
		"register": f.texts(&f.registers),
		"asks": func(n ast.Node) {
			for _, entry := range f.entries(n) {
				var a ask
				f.text(&a.field)(entry.Key)
				f.text(&a.article)(entry.Value)
				f.asks = append(f.asks, a)
			}
		},
		"filed": f.filedBefore(&f.filed),
		"rules": func(n ast.Node) { f.sequence(n, f.rule) },
		"steps": func(n ast.Node) { f.sequence(n, f.step) },
		"away": func(n ast.Node) {
			f.mapping(n, map[string]func(ast.Node){"leaves": f.text(&f.away.leaves), "stand_in": f.text(&f.away.standIn)})
		},
		"duties": func(n ast.Node) { f.sequence(n, f.duty) },

		"obligations": func(n ast.Node) { f.sequence(n, f.obligation) },
	})
	for _, r := range f.rules {
		if r.article.string == "" {
			r.article = f.article
		}
	}
}

func (f *file) parameter(node ast.Node) {
	p := &parameter{}
	f.mapping(node, map[string]func(ast.Node){
		"name":    f.text(&p.name),
		"article": f.text(&p.article),
		"meaning": f.text(&p.meaning),
		"ours":    f.flag("ours", &p.ours),
		"value": func(n ast.Node) {
			if p.value = parameterValue(n); p.value == nil {
				f.wrong(n, "value 只能是整数、文字、true/false，或由文字组成的列表")
			}
		},
	})
	if !namePattern.MatchString(p.name.string) {
		f.wrong(node, "参数要有 name，只用小写字母、数字和下划线，以字母开头")
	}
	if p.value == nil || p.meaning.string == "" {
		f.wrong(node, "参数要有 value 和 meaning（说明它是什么）")
	}
	f.parameters = append(f.parameters, p)
}

// parameterValue is what a parameter can hold, or nil.
func parameterValue(node ast.Node) any {
	var v any
	if err := yaml.NodeToValue(node, &v); err != nil {
		return nil
	}
	switch v := v.(type) {
	case string, bool:
		return v
	case uint64:
		return int64(v)
	case int64:
		return v
	case []any:
		list := make([]string, len(v))
		for i, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil
			}
			list[i] = s
		}
		return list
	}
	return nil
}

func (f *file) articleList(node ast.Node) {
	for _, entry := range f.entries(node) {
		key := entry.Key.GetToken()
		n, err := strconv.Atoi(key.Value)
		if err != nil || n < 1 {
			f.wrong(entry.Key, "“%s”不是条款号，请写成 81: {title: …}", key.Value)
			continue
		}
		a := article{number: n}
		var title, items, policy text
		f.mapping(entry.Value, map[string]func(ast.Node){"title": f.text(&title), "items": f.text(&items), "policy": f.text(&policy)})
		a.title, a.policy = title.string, policy.string
		if items.string != "" {
			if a.items, err = strconv.Atoi(items.string); err != nil || a.items < 2 {
				f.mistakes = append(f.mistakes, items.mistake("items 是这一条分成的项数，没有分项的不写"))
			}
		}
		if a.title == "" {
			f.wrong(entry.Key, "第%d条没有 title（条款大意）", n)
		}
		f.articles = append(f.articles, a)
	}
}

func (f *file) rule(node ast.Node) {
	r := &rule{severity: form.Must}
	var severity text
	f.mapping(node, map[string]func(ast.Node){
		"id":       f.text(&r.id),
		"article":  f.text(&r.article),
		"severity": f.text(&severity),
		"field":    f.text(&r.field),
		"each":     f.text(&r.each),
		"when":     f.text(&r.when),
		"require":  f.text(&r.require),
		"message":  f.text(&r.message),
		"advice":   f.text(&r.advice),
		"because":  f.text(&r.because),
		"sign":     f.sign(r),
		"let": func(n ast.Node) {
			for _, entry := range f.entries(n) {
				l := let{}
				f.text(&l.name)(entry.Key)
				f.text(&l.expr)(entry.Value)
				if !namePattern.MatchString(l.name.string) {
					f.wrong(entry.Key, "let 的名称“%s”只用小写字母、数字和下划线，以字母开头", l.name.string)
				}
				r.lets = append(r.lets, l)
			}
		},
		"equivalent": f.declarations(&r.declared),
		"fails":      func(n ast.Node) { r.cases = append(r.cases, f.examples(n, true)...) },
		"passes":     func(n ast.Node) { r.cases = append(r.cases, f.examples(n, false)...) },
	})
	switch s := form.Severity(severity.string); s {
	case "":
	case form.Must, form.Principle, form.Confirm:
		r.severity = s
	default:
		f.mistakes = append(f.mistakes, severity.mistake("severity 只能是 must（必须）、principle（原则上）或 confirm（请核实）"))
	}
	f.add(node, r, []needed{{"id", r.id}, {"field", r.field}, {"require", r.require}, {"message", r.message}, {"advice", r.advice}})
}

// needed is a key that what is written must have.
type needed struct {
	key  string
	text text
}

// lackingKeys are the keys of what is not written.
func lackingKeys(all []needed) []string {
	var missing []string
	for _, n := range all {
		if n.text.string == "" {
			missing = append(missing, n.key)
		}
	}
	return missing
}

// add takes up a rule that has what it needs.
func (f *file) add(node ast.Node, r *rule, all []needed) {
	if missing := lackingKeys(all); missing != nil {
		f.wrong(node, "这条规则没有 %s", strings.Join(missing, "、"))
	}
	if r.id.string != "" && !idPattern.MatchString(r.id.string) {
		f.mistakes = append(f.mistakes, r.id.mistake("id “%s”只能用小写字母、数字和连字符，以字母开头", r.id.string))
	}
	if f.unread == nil && !slices.ContainsFunc(r.cases, func(e example) bool { return e.fails }) {
		f.wrong(node, "这条规则没有 fails：至少要有一个不合格的例子，才知道它管用")
	}
	f.rules = append(f.rules, r)
}

func (f *file) filedBefore(to *[]map[string]any) func(ast.Node) {
	return func(node ast.Node) {
		if err := yaml.NodeToValue(node, to); err != nil {
			f.wrong(node, "已归档的应是一列表单，每份先写表单种类，再写与样表不同的字段")
		}
	}
}

func (f *file) examples(node ast.Node, fails bool) []example {
	var list []example
	for _, entry := range f.entries(node) {
		e := example{fails: fails, set: map[string]any{}}
		f.text(&e.name)(entry.Key)
		for _, change := range f.entries(entry.Value) {
			if slices.Contains(filedKeys, change.Key.GetToken().Value) {
				f.filedBefore(&e.filed)(change.Value)
				continue
			}
			if slices.Contains(receivedKeys, change.Key.GetToken().Value) {
				f.date(&e.received)(change.Value)
				continue
			}
			if slices.Contains(peopleKeys, change.Key.GetToken().Value) {
				f.rosterRows(&e.rows)(change.Value)
				continue
			}
			var value any
			if err := yaml.NodeToValue(change.Value, &value); err != nil {
				f.wrong(change.Value, "读不出来：%s", err)
			}
			e.set[change.Key.GetToken().Value] = value
		}
		list = append(list, e)
	}
	return list
}
