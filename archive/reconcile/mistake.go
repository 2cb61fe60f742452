package reconcile

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// mistakes are what is wrong in a mapping, each with the path that leads to its place.
type mistakes []mistake

type mistake struct{ path, message string }

func (all *mistakes) add(path, format string, args ...any) {
	*all = append(*all, mistake{path, fmt.Sprintf(format, args...)})
}

// errors are the mistakes for whoever keeps the file: file, line and column, and the lines
// around it. What is missing altogether has no place.
func (all mistakes) errors(file string, source []byte) error {
	var errs []error
	for _, m := range all {
		err := fmt.Errorf("%s：%s", file, m.message)
		if path, bad := yaml.PathString("$." + m.path); bad == nil {
			excerpt, bad := path.AnnotateSource(source, false)
			node, none := path.ReadNode(bytes.NewReader(source))
			if bad == nil && none == nil {
				at := node.GetToken().Position
				err = fmt.Errorf("%s:%d:%d：%s\n%s", file, at.Line, at.Column, m.message, strings.TrimRight(string(excerpt), "\n"))
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// check checks the mapping and completes it.
func (m *Mapping) check(kinds *templates.Set) (all mistakes) {
	if m.Title == "" {
		all.add("title", "没有 title（对账方式的名称）")
	}
	word := func(path, value string, allowed ...string) {
		if value != "" && !slices.Contains(allowed, value) {
			key, _, _ := strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
			all.add(path, "%s %q 不认识，可用：%s", key, value, strings.Join(allowed, "、"))
		}
	}
	word("file.encoding", m.File.Encoding, "auto", "utf-8", "gb18030", "utf-16")
	word("file.delimiter", m.File.Delimiter, "auto", "comma", "tab", "semicolon", "bar")
	word("negative", m.Negative, "out")
	word("against.side", m.Against.Side, "out", "in")
	for i, key := range m.Above {
		word(fmt.Sprintf("above[%d]", i), key, "date", "number", "party", "text")
	}
	m.checkColumns(&all)
	m.checkAgainst(kinds, &all)
	if m.Match.DaysBefore < 0 || m.Match.DaysBefore > 3660 {
		all.add("match.days_before", "days_before 须在0到3660之间")
	}
	if after := m.Match.after(); after < 0 || after > 3660 {
		all.add("match.days_after", "days_after 须在0到3660之间")
	}
	if m.Match.Tolerance != "" {
		amount, err := money.Parse(m.Match.Tolerance)
		fen, is := amount.(templates.Fen)
		if err != nil || !is || fen < 0 || fen > maxTolerance {
			all.add("match.tolerance", "tolerance %q 须是0到100元的金额，如 0.01", m.Match.Tolerance)
		}
		m.Match.tolerance = fen
	}
	return all
}

// maxTolerance is more than anybody rounds by. A mapping that lets more pass is a slip.
const maxTolerance = 100_00

func (m *Mapping) checkColumns(all *mistakes) {
	c := &m.Columns
	for _, list := range c.lists() {
		for i, label := range *list.labels {
			if normal.Key(label) == "" {
				all.add(fmt.Sprintf("columns.%s[%d]", list.key, i), "columns.%s 里有空的栏名", list.key)
			}
		}
	}
	switch {
	case len(c.Date) == 0:
		all.add("columns", "columns 里没有 date（日期栏的名称）")
	case len(c.Amount)+len(c.Out)+len(c.In) == 0:
		all.add("columns", "columns 里没有 amount，也没有 out、in（金额栏的名称）")
	case len(c.Amount) == 0 && m.in() && len(c.In) == 0:
		all.add("columns", "against.side 是 in，columns 里却没有 in 或 amount")
	case len(c.Amount) == 0 && !m.in() && len(c.Out) == 0:
		all.add("columns", "columns 里没有 out 或 amount；对收入的账，请写 against.side: in")
	}
	if len(c.Direction) > 0 && (len(m.Directions.Out) == 0 || len(m.Directions.In) == 0) {
		all.add("columns.direction", "有 direction（收支方向栏），须有 directions，写明哪些字样是支出（out）、哪些是收入（in）")
	}
	for _, words := range []struct {
		key string
		by  map[string][]string
	}{{"keep", m.Keep}, {"drop", m.Drop}} {
		for _, label := range slices.Sorted(maps.Keys(words.by)) {
			if normal.Key(label) == "" || len(words.by[label]) == 0 || slices.ContainsFunc(words.by[label], func(w string) bool { return normal.Key(w) == "" }) {
				all.add(words.key, "%s 须写明栏名和字样，如 {科目: [银行存款]}", words.key)
			}
		}
	}
}

// labelList are the labels of one of the columns, by its key.
type labelList struct {
	key    string
	labels *[]string
}

func (c *Columns) lists() []labelList {
	// Out and in first: over both of them one may stand that is named as the amount.
	return []labelList{{"date", &c.Date}, {"out", &c.Out}, {"in", &c.In}, {"amount", &c.Amount}, {"direction", &c.Direction},
		{"party", &c.Party}, {"account", &c.Account}, {"text", &c.Text}, {"number", &c.Number}}
}

func (m *Mapping) checkAgainst(kinds *templates.Set, all *mistakes) {
	a := &m.Against
	if m.kind = kinds.Named(a.Kind); m.kind == nil || m.kind.Key != a.Kind {
		all.add("against.kind", "against.kind %q 不是一种表单的 key", a.Kind)
		m.kind = nil
		return
	}
	if a.Date == "" {
		a.Date = m.kind.CountedBy()
	}
	field := func(key, path string, needed bool, types ...templates.Type) {
		switch f := m.kind.At(path); {
		case path == "" && !needed:
		case path == "":
			all.add("against", "against 没有 %s", key)
		case f == nil:
			all.add("against."+key, "%s没有 %q 这个字段", m.kind.Title, path)
		case !slices.Contains(types, f.Type):
			all.add("against."+key, "%s的字段 %s 是 %s，%s 须是 %v", m.kind.Title, path, f.Type, key, types)
		}
	}
	texts := []templates.Type{templates.TypeText, templates.TypeUnit, templates.TypePerson, templates.TypeChoice}
	field("date", a.Date, true, templates.TypeDate)
	field("amount", a.Amount, true, templates.TypeMoney)
	field("party", a.Party, false, texts...)
	field("account", a.Account, false, templates.TypeText)
	field("reference", a.Reference, false, templates.TypeText)
	if a.Account == "" && a.Party == "" && a.Reference == "" {
		all.add("against", "against 的 account、party、reference 至少要有一个，只凭金额对不出是谁的账")
	}
}
