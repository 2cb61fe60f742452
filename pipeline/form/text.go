package form

import (
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
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
func readText(data []byte, parse func([]byte) (node, *notText), kinds *templates.Set) (*answers, *Unreadable) {
	data = bounded.WithoutMark(data)
	if !utf8.Valid(data) {
		return nil, &Unreadable{Reason: "文字不是 UTF-8 编码", Advice: "请用 UTF-8 编码另存后再放入", MaybeAttachment: true}
	}
	root, bad := parse(data)
	if bad != nil {
		u := &Unreadable{Reason: bad.reason, Advice: bad.advice, Err: bad.err, MaybeAttachment: !claim.Match(data)}
		if bad.line > 0 {
			u.Reason = fmt.Sprintf("第%d行%s", bad.line, bad.reason)
		}
		return nil, u
	}
	return answersIn(root, kinds)
}

// claim is the mark of a form in a text that does not parse.
var claim = regexp.MustCompile(templates.KindLabel + `|(?m)^[\s{,]*"?` + templates.KindKey + `"?\s*:`)

// answersIn takes the answers from the map at the root of a text form.
func answersIn(root node, kinds *templates.Set) (*answers, *Unreadable) {
	kind, err := kindIn(root, kinds)
	if err != nil {
		return nil, err
	}
	a := &answers{kind: kind, given: map[string]answer{}, howToAdd: "请在表单中补上这一栏"}
	lines := map[string]int{} // by field key, where it was first given
	for _, p := range root.pairs {
		if isKindName(p.name) {
			continue
		}
		f := kind.FieldNamed(p.name)
		if f == nil {
			a.unknown(p.name, lineAt(p.line), kind.Fields, "栏")
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
			a.given[f.Key] = answer{cell: cellIn(p)}
		}
	}
	return a, nil
}

func isKindName(name string) bool {
	name = normal.Key(name)
	return name == templates.KindKey || name == templates.KindLabel
}

func kindIn(root node, kinds *templates.Set) (*templates.Kind, *Unreadable) {
	if root.shape != mapping {
		return nil, &Unreadable{
			Reason:          "内容不是“栏目: 内容”的形式",
			Advice:          "请每行写一栏，栏目与内容之间用半角冒号“:”加一个空格",
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

func cellIn(p pair) cell {
	c := cell{raw: p.value.text, place: lineAt(p.line)}
	if p.value.shape != single {
		c.fault = &fault{"这里应当是单个值，不能是一组内容", "请在这一栏只写一个值"}
	}
	return c
}

// rowsIn takes the rows of a list: a sequence of maps.
func (a *answers) rowsIn(f *templates.Field, p pair) answer {
	given := answer{cell: cell{place: lineAt(p.line)}}
	if p.value.shape == single && (p.value.text == nil || p.value.text == "") {
		return given
	}
	if p.value.shape != list {
		given.cell.fault = &fault{"这里应当是列表，每行一组内容", "请每行以“- ”开头，写明" + columnLabels(f)}
		return given
	}
	for _, item := range p.value.items {
		r := listRow{place: lineAt(item.line), cells: map[string]cell{}}
		if item.shape == single && item.text == nil {
			continue
		}
		if item.shape != mapping {
			a.stray(f.Label, r.place, "这一行应当是一组内容", "请写明"+columnLabels(f))
			continue
		}
		for _, p := range item.pairs {
			c := columnNamed(f, p.name)
			if c == nil {
				a.unknown(p.name, lineAt(p.line), f.Columns, "列")
				continue
			}
			if _, again := r.cells[c.Key]; again {
				a.stray(f.Label+"·"+c.Label, lineAt(p.line), "这一行里写了两次", "请删去多余的")
				continue
			}
			r.cells[c.Key] = cellIn(p)
		}
		given.rows = append(given.rows, r)
	}
	return given
}

func columnNamed(f *templates.Field, name string) *templates.Field {
	for i := range f.Columns {
		if f.Columns[i].Named(name) {
			return &f.Columns[i]
		}
	}
	return nil
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
	reason: "内容一层套一层，层数太多", advice: "请对照空白表单的样例填写",
}
