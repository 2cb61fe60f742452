package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongwen/templates"
)

// node is a value in a text form, with the line it begins on: a map (pairs), a
// list (items), or a single value as it was typed. Numbers stay text, so that
// 0459 keeps its zero and an amount its last digit.
type node struct {
	line  int
	text  any // string, bool or nil
	pairs []pair
	items []node
	shape shape
	// folded is how a text without quotes was typed, which YAML may have put together
	// from several lines.
	folded string
	block  bool      // a text that its indent marks (| or >)
	cut    []cutLine // of the root: lines of which the end is not read
}

type shape int

const (
	single shape = iota
	mapping
	list
)

type pair struct {
	name  string
	line  int
	value node
}

// maxDepth is how deep a form's values can nest: the form, a list, its row, a
// cell; the rest is room for saying so politely.
const maxDepth = 8

// A notText says why a text could not be parsed, and on which line.
type notText struct {
	line   int // 0 when it is the file as a whole
	reason string
	advice string
	err    error // the library's, if it gave one
}

func (n *notText) Error() string { return n.reason }

// readText reads a YAML or JSON form with the parser for its format.
func readText(data []byte, f format, parse func([]byte) (node, *notText), kinds *templates.Set) (*answers, *Unreadable) {
	data, ok := plainText(data)
	if !ok {
		return nil, &Unreadable{Reason: "文字不是 UTF-8 编码", Advice: "请用 UTF-8 编码另存后再放入", MaybeAttachment: true}
	}
	root, bad := parse(data)
	if f.indented && (bad != nil || root.shape != mapping) {
		if wrong := colons(string(data), fieldNames(kinds)); wrong != nil {
			bad = wrong
		}
	}
	if bad != nil {
		u := &Unreadable{Reason: bad.reason, Advice: bad.advice, Err: bad.err, MaybeAttachment: !claim.Match(data)}
		if bad.line > 0 {
			u.Reason = fmt.Sprintf("第%d行%s", bad.line, bad.reason)
		}
		return nil, u
	}
	return answersIn(root, f, kinds)
}

// claim is the mark of a form in a text that does not parse.
var claim = regexp.MustCompile(templates.KindLabel + `|(?m)^[\s{,]*"?` + templates.KindKey + `"?\s*:`)

// answersIn takes the answers from the map at the root of a text form.
func answersIn(root node, f format, kinds *templates.Set) (*answers, *Unreadable) {
	kind, err := kindIn(root, f, kinds)
	if err != nil {
		return nil, err
	}
	a := &answers{kind: kind, given: map[string]answer{}, format: f}
	above := 0 // pairs on the line that is cut or before
	for _, c := range root.cut {
		for above < len(root.pairs) && root.pairs[above].line <= c.line {
			above++
		}
		name := ""
		if above > 0 {
			name = root.pairs[above-1].name
		}
		a.cut(c, name)
	}
	lines := map[string]int{} // by field key, where it was first given
	for _, p := range root.pairs {
		if isKindName(p.name) {
			continue
		}
		f := a.fieldNamed(kind.Fields, p.name)
		if f == nil {
			a.unknownName(p, kind.Fields, "栏")
			continue
		}
		if first, again := lines[f.Key]; again {
			a.stray(f.Label, lineAt(p.line), fmt.Sprintf("与第%d行重复", first), "同一栏只能填一次，请删去多余的")
			continue
		}
		lines[f.Key] = p.line
		if f.IsList() {
			a.given[f.Key] = a.rowsIn(f, p)
		} else {
			a.given[f.Key] = answer{cell: a.cellIn(f, f.Label, p)}
		}
	}
	a.tooFarIn(kind.Fields, root.pairs, func(key string) bool { _, given := a.given[key]; return given })
	return a, nil
}

func isKindName(name string) bool {
	name = bareLabel(name)
	return name == templates.KindKey || name == templates.KindLabel
}

// fieldNamed finds a field by its key or label, if only with something round it; nil if
// there is none.
func (a *answers) fieldNamed(fields []templates.Field, name string) *templates.Field {
	for i := range fields {
		if fields[i].Named(name) {
			return &fields[i]
		}
	}
	if len(name) > maxLabel || len(fields) == 0 {
		return nil
	}
	if a.loosely == nil {
		a.loosely = map[*templates.Field]map[string]*templates.Field{}
	}
	loose := a.loosely[&fields[0]]
	if loose == nil {
		loose = looseLabels(fields)
		a.loosely[&fields[0]] = loose
	}
	if f := loose[looseLabel(name)]; f != nil {
		return f
	}
	if trimmed := strings.TrimSpace(name); trimmed != name {
		return a.fieldNamed(fields, trimmed)
	}
	return nil
}

// unknownName records a name that is none of the fields', or one with the colon of a
// Chinese keyboard behind it: 会议时间：2026-05-12 09: 00.
func (a *answers) unknownName(p pair, fields []templates.Field, what string) {
	if name, _, wide := strings.Cut(p.name, "："); wide {
		if f := a.fieldNamed(fields, name); f != nil {
			a.guessed = append(a.guessed, f.Label)
			a.stray(f.Label, lineAt(p.line), "栏目名称后面是全角冒号“：”", a.format.colon)
			return
		}
	}
	a.unknown(p.name, lineAt(p.line), fields, what)
}

// cut records a line of which YAML drops the end, under the name it stands below.
func (a *answers) cut(c cutLine, name string) {
	if f := a.fieldNamed(a.kind.Fields, name); f != nil {
		name = f.Label
	}
	a.strays = append(a.strays, Finding{Severity: Must, Field: clip(name), Cell: lineAt(c.line), Value: clip(c.text),
		Message: "“#”和它后面的文字成了注释，没有读入", Advice: c.advice()})
}

func kindIn(root node, f format, kinds *templates.Set) (*templates.Kind, *Unreadable) {
	if root.shape != mapping {
		return nil, &Unreadable{
			Reason:          "内容不是“栏目: 内容”的形式",
			Advice:          f.shape,
			MaybeAttachment: !claims(root),
		}
	}
	var named *pair
	for i := range root.pairs {
		p := &root.pairs[i]
		if !isKindName(p.name) {
			continue
		}
		if named != nil {
			return nil, &Unreadable{
				Reason: fmt.Sprintf("“%s”写了两次（第%d行和第%d行）", templates.KindLabel, named.line, p.line),
				Advice: "一个文件只放一份表单，请分开保存",
			}
		}
		named = p
	}
	if named == nil {
		return nil, &Unreadable{
			Reason:          fmt.Sprintf("没有写明“%s”", templates.KindLabel),
			Advice:          fmt.Sprintf("如果是表单，请加上“%s”一栏；如果是附件，请与表单一起放入", templates.KindLabel),
			MaybeAttachment: true,
		}
	}
	name, _ := named.value.text.(string)
	return kindNamed(name, lineAt(named.line), kinds)
}

// claims reports whether a text that is no map means to be a form nonetheless,
// as one written with full-width colons does.
func claims(root node) bool {
	s, _ := root.text.(string)
	return claim.MatchString(s)
}

// strayQuote is the second of two quotation marks, the first of which was forgotten. A
// mark behind a figure is one of inches.
var strayQuote = regexp.MustCompile(`[^\d\s]"\s*$`)

// cellIn is the single value of a field or column.
func (a *answers) cellIn(f *templates.Field, label string, p pair) cell {
	c := cell{raw: p.value.text, place: lineAt(p.line)}
	if p.value.shape != single {
		c.fault = &fault{"这里应当是单个值，不能是一组内容", "请在这一栏只写一个值"}
		return c
	}
	a.swallowed(label, p)
	if strings.Count(p.value.folded, `"`)%2 == 1 && strayQuote.MatchString(p.value.folded) {
		a.strays = append(a.strays, Finding{Severity: Confirm, Field: label, Cell: c.place, Value: clip(p.value.folded),
			Message: "引号没有成对", Advice: "引号不是内容的，请删去"})
	}
	text, _ := p.value.text.(string)
	if inner := strings.TrimSpace(text); strings.HasPrefix(inner, "“") && strings.Index(inner, "”") == len(inner)-len("”") {
		a.strays = append(a.strays, Finding{Severity: Confirm, Field: label, Cell: c.place, Value: clip(inner),
			Message: "整个内容在中文引号“”里，引号会当作内容", Advice: "引号不是内容的，请删去"})
	}
	return c
}

// swallowed records lines of a text over several lines that begin like a field: their
// colon was mistyped, and they are taken for more of the field before.
func (a *answers) swallowed(label string, p pair) {
	lines := strings.Split(p.value.folded, "\n")
	for i, line := range lines[1:] {
		m := named.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		f := a.fieldNamed(a.kind.Fields, m[1])
		for n := 0; f == nil && n < len(a.kind.Fields); n++ {
			f = a.fieldNamed(a.kind.Fields[n].Columns, m[1])
		}
		if f != nil {
			a.guessed = append(a.guessed, f.Label)
			a.strays = append(a.strays, Finding{Severity: Must, Field: f.Label, Cell: lineAt(p.value.line + i + 1), Value: clip(line),
				Message: fmt.Sprintf("这一行接在“%s”的内容后面了", label),
				Advice:  a.format.colon + "，并与其他栏目左端对齐；确是内容的，请给整个内容加引号"})
		}
	}
}

// tooFarIn asks about lines in blocks of text that look like fields that nobody gave: one
// blank too many before a line makes it a part of the block.
func (a *answers) tooFarIn(fields []templates.Field, pairs []pair, given func(key string) bool) {
	for _, p := range pairs {
		text, _ := p.value.text.(string)
		if !p.value.block {
			continue
		}
		for line := range strings.SplitSeq(text, "\n") {
			name, _, colon := strings.Cut(line, ": ")
			if !colon {
				name, colon = strings.CutSuffix(line, ":")
			}
			if !colon || len(name) > maxLabel {
				continue
			}
			if f := a.fieldNamed(fields, name); f != nil && !given(f.Key) {
				a.strays = append(a.strays, Finding{Severity: Confirm, Field: f.Label, Cell: lineAt(p.line), Value: clip(line),
					Message: fmt.Sprintf("“%s”的内容里有一行像是“%s”这一栏", strings.TrimSpace(p.name), f.Label),
					Advice:  "是另一栏的，请减少行首的空格，与其他栏目左端对齐"})
			}
		}
	}
}

// rowsIn takes the rows of a list: a sequence of maps.
func (a *answers) rowsIn(f *templates.Field, p pair) answer {
	given := answer{cell: cell{place: lineAt(p.line)}}
	if p.value.shape == single && (p.value.text == nil || p.value.text == "") {
		return given
	}
	if p.value.shape != list {
		given.cell.fault = &fault{"这里应当是列表，每项一组内容", a.format.row + columnLabels(f)}
		return given
	}
	for _, item := range p.value.items {
		r := listRow{place: lineAt(item.line), cells: map[string]cell{}}
		if item.shape == single && item.text == nil {
			continue
		}
		if item.shape != mapping {
			advice := "请写明" + columnLabels(f)
			if text, _ := item.text.(string); a.format.indented && a.colonless(f, text) {
				advice = a.format.colon
			}
			a.stray(f.Label, r.place, a.format.item+"应当是一组内容", advice)
			continue
		}
		for _, p := range item.pairs {
			c := a.fieldNamed(f.Columns, p.name)
			if c == nil {
				a.unknownName(p, f.Columns, "列")
				continue
			}
			if _, again := r.cells[c.Key]; again {
				a.stray(f.Label+"·"+c.Label, lineAt(p.line), a.format.item+"里写了两次", "请删去多余的")
				continue
			}
			r.cells[c.Key] = a.cellIn(c, f.Label+"·"+c.Label, p)
		}
		a.tooFarIn(f.Columns, item.pairs, func(key string) bool { _, given := r.cells[key]; return given })
		given.rows = append(given.rows, r)
	}
	return given
}

// colonless reports whether a text would be a row but for its colons.
func (a *answers) colonless(f *templates.Field, text string) bool {
	m := named.FindStringSubmatch(text)
	return m != nil && a.fieldNamed(f.Columns, m[1]) != nil
}

func columnLabels(f *templates.Field) string {
	s := ""
	for i, c := range f.Columns {
		if i > 0 {
			s += "、"
		}
		s += c.Label
	}
	return s
}

func lineAt(n int) string { return "第" + strconv.Itoa(n) + "行" }

var errTwoForms = &notText{
	reason: "一个文件里有两份表单", advice: "请分成两个文件，一份一个",
}

var errTooDeep = &notText{
	reason: "内容一层套一层，层数太多", advice: "表单里只有栏目、列表的行和行里的内容，请减少层数",
}
