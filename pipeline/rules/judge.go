package rules

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// Verdict is what judging one form came to.
type Verdict struct {
	// Findings are those of the reader and of the rules, in the order of the
	// form's fields.
	Findings []form.Finding
	Rulebook string // the rulebook judged by, such as 龙凤区人民政府工作规则（2017年3月9日起施行）
	Rules    int    // how many rules the form was held against
	// Unasked are the articles with rules that were not judged, for want of an
	// archive to look into. They return nothing.
	Unasked []string
	// Withheld are the articles with rules that were not judged for an asker,
	// since they rest on records out of reach, see Limited. They return nothing.
	Withheld []string
}

// Returned tells whether the form goes back.
func (v Verdict) Returned() bool { return slices.ContainsFunc(v.Findings, form.Finding.Returns) }

// Judge holds a form against the rulebook in force on the day it bears. found
// is what reading the form already brought to light: it is part of the verdict,
// cites the article that asks for the field, and a rule that looks at a field
// so found missing is passed over, since the form goes back anyway. A rule that cannot be judged – the roster does not
// know, a field it needs is empty – gives a finding that says so; it never
// passes for want of an answer. Without an archive, nil, rules that look across
// documents are not judged and the verdict names them. Judge is a pure function:
// the same form, roster and archive give the same verdict in the same order. The
// error is the archive's; the form is not to blame for it.
func (r *Regulation) Judge(f *form.Form, found []form.Finding, people *roster.Roster, records Archive) (Verdict, error) {
	date := f.Kind.DateOf(f.Values)
	book := r.On(date)
	if date.IsZero() {
		book = r.Latest() // the reader has already found the date missing or wrong
	}
	if book == nil {
		return Verdict{Findings: append(slices.Clone(found), form.Finding{Severity: form.Must, Path: f.Kind.Date,
			Field: f.Kind.LabelOf(f.Kind.Date), Cell: f.Places[f.Kind.Date], Value: templates.Text(date),
			Message: fmt.Sprintf("%s没有施行中的工作规则，无法核对", date), Advice: "请核对日期；日期无误的，请管理员补入当时施行的规则。"})}, nil
	}
	return book.judge(f, found, people, records)
}

// judge is Judge by this rulebook, whatever the form's date.
func (b *Rulebook) judge(f *form.Form, found []form.Finding, people *roster.Roster, records Archive) (Verdict, error) {
	v := Verdict{Findings: slices.Clone(found), Rulebook: b.Name()}
	h := newHearing(f, people, b)
	h.files.look(records)
	faulty := map[string]bool{}
	for i := range v.Findings {
		finding := &v.Findings[i]
		if !filled(f.Values, finding.Path) {
			faulty[topKey(finding.Path)] = true
		}
		if finding.Article == "" {
			finding.Article = b.asks[f.Kind.Key][topKey(finding.Path)]
		}
	}
	h.reason = !faulty[templates.Exception.Key] && givesReason(f.Values)
	for i := range v.Findings {
		v.Findings[i].Excused = v.Findings[i].Severity == form.Principle && h.reason
	}
	for _, p := range b.rules[f.Kind.Key] {
		if slices.ContainsFunc(p.reads, func(key string) bool { return faulty[key] }) {
			continue
		}
		v.Rules++
		for _, ruling := range h.hear(p) {
			v.Findings = append(v.Findings, ruling.Finding)
		}
		if h.files.fault != nil {
			return Verdict{}, h.files.fault
		}
		if h.unasked && !slices.Contains(v.Unasked, p.article) {
			v.Unasked = append(v.Unasked, p.article)
		}
		if h.withheld && !slices.Contains(v.Withheld, p.article) {
			v.Withheld = append(v.Withheld, p.article)
		}
		h.unasked, h.withheld = false, false
	}
	slices.SortStableFunc(v.Findings, func(a, b form.Finding) int {
		return cmp.Compare(fieldOrder(f.Kind, a.Path), fieldOrder(f.Kind, b.Path))
	})
	return v, nil
}

// topKey is the field of a path: approvals of approvals[2].date.
func topKey(path string) string {
	key, _, _ := strings.Cut(path, "[")
	key, _, _ = strings.Cut(key, ".")
	return key
}

// filled tells whether there is a value at the path of a finding. One of
// list.column is about a column that is missing as a whole.
func filled(v templates.Values, path string) bool {
	list, cell, inRow := strings.Cut(path, "[")
	if !inRow {
		_, ok := v[path]
		return ok
	}
	number, column, _ := strings.Cut(cell, "].")
	i, err := strconv.Atoi(number)
	rows, _ := v[list].([]templates.Values)
	if err != nil || i < 0 || i >= len(rows) {
		return false
	}
	_, ok := rows[i][column]
	return ok
}

// fieldOrder is the position of a path's field on the form; what belongs to no
// field comes first.
func fieldOrder(k *templates.Kind, path string) int {
	key := topKey(path)
	return slices.IndexFunc(k.Fields, func(f templates.Field) bool { return f.Key == key })
}

// givesReason tells whether the form says why it departs from a principle.
// People also write that there is nothing to say.
func givesReason(v templates.Values) bool {
	reason, _ := v[templates.Exception.Key].(string)
	return !slices.Contains([]string{"", "无", "没有", "/", "-", "—", "——"}, strings.TrimRight(reason, "。."))
}

// hearing is one form in front of its rules.
type hearing struct {
	form   *form.Form
	book   *Rulebook
	vars   map[string]any // what expressions see, by name
	scope  cel.FunctionActivation
	reason bool // the form gives a written reason

	files    *files // without an archive until it is given one
	unasked  bool   // the rule asked an archive that is not there
	withheld bool   // the rule rests on records out of the asker's reach
}

func newHearing(f *form.Form, people *roster.Roster, b *Rulebook) *hearing {
	if people == nil {
		people = roster.New(nil)
	}
	h := &hearing{form: f, book: b, files: &files{kinds: b.kinds}, vars: map[string]any{"form": f.Values, "param": b.parameters}}
	functions := witness{people}.functions()
	maps.Copy(functions, h.files.functions())
	var err error
	if h.scope, err = cel.FunctionVars(h.vars, functions); err != nil {
		panic(err) // only when given something other than our own plain maps
	}
	return h
}

// ruling is a finding of a rule.
type ruling struct {
	form.Finding
	unjudged bool // the rule gave no answer
}

// hear holds the form against one rule: once, or once for each row.
func (h *hearing) hear(p *program) []ruling {
	if p.each.string == "" {
		return h.judge(p, -1, h.form.Values)
	}
	var rulings []ruling
	rows, _ := h.form.Values[p.each.string].([]templates.Values)
	for i, row := range rows {
		h.vars["row"], h.vars["index"] = row, i
		alone := maps.Clone(h.form.Values) // so that {list.column} in the message means this row
		alone[p.each.string] = []templates.Values{row}
		rulings = append(rulings, h.judge(p, i, alone)...)
	}
	delete(h.vars, "row")
	delete(h.vars, "index")
	return rulings
}

// judge is hear for one row, or the whole form when row is -1.
//
// First the rule has only what is within reach to go by. If it comes to an end
// so, what it comes to rests on nothing else; and if not, it does.
func (h *hearing) judge(p *program, row int, said templates.Values) []ruling {
	h.files.beyond = nil
	finding, err := h.apply(p, row, said)
	if err != nil && len(h.files.beyond) > 0 {
		if h.files.limit.Asking {
			h.withheld = true
			return nil
		}
		h.files.whole = true
		finding, err = h.apply(p, row, said)
		h.files.whole = false
	} else {
		h.files.beyond = nil // and was done without
	}
	r := ruling{unjudged: err != nil}
	switch {
	case errors.Is(err, errNoArchive):
		h.unasked = true
		return nil
	case err != nil:
		finding = h.unjudged(p, row, err)
	case finding == nil:
		return nil
	}
	r.Finding = *finding
	slices.Sort(h.files.beyond)
	r.Beyond = slices.Compact(h.files.beyond)
	return []ruling{r}
}

// apply holds the form against a rule. The finding is nil when the rule does not
// apply or is kept.
func (h *hearing) apply(p *program, row int, said templates.Values) (*form.Finding, error) {
	if p.when != nil {
		if applies, err := h.holds(p.when); err != nil || !applies {
			return nil, err
		}
	}
	defer func() {
		for _, l := range p.lets {
			delete(h.vars, l.name)
		}
	}()
	named := map[string]string{}
	for _, l := range p.lets {
		v, _, err := l.program.Eval(h.scope)
		if err != nil {
			return nil, err
		}
		h.vars[l.name] = v
		named[l.name] = inWords(v)
	}
	if kept, err := h.holds(p.require); err != nil || kept {
		return nil, err
	}
	finding := h.finding(p, row)
	finding.Message = h.fill(p.message.string, said, named)
	finding.Advice = h.fill(p.advice.string, said, named)
	return &finding, nil
}

func (h *hearing) holds(p cel.Program) (bool, error) {
	v, _, err := p.Eval(h.scope)
	if err != nil {
		return false, err
	}
	return v == types.True, nil
}

// finding is what a rule says without its words: what it cites and points at.
func (h *hearing) finding(p *program, row int) form.Finding {
	f := form.Finding{Article: p.article, Severity: p.severity, Path: p.field.string, Field: p.kind.LabelOf(p.field.string)}
	list, column, inList := strings.Cut(p.field.string, ".")
	value := h.form.Values[list]
	if inList && row >= 0 && list == p.each.string {
		f.Path = form.RowPath(list, row, column)
		value = h.form.Values[list].([]templates.Values)[row][column]
	}
	f.Cell = h.form.Places[f.Path]
	if _, rows := value.([]templates.Values); !rows {
		f.Value = templates.Text(value)
	}
	f.Excused = p.severity == form.Principle && h.reason
	return f
}

// unjudged is the finding of a rule that gave no answer.
func (h *hearing) unjudged(p *program, row int, err error) *form.Finding {
	f := h.finding(p, row)
	var dark unknown
	var empty absent
	switch {
	case errors.As(err, &dark):
		f.Message = "无法核对：" + dark.reason
		f.Advice = "请先核对表单上的单位、职务、姓名和日期；都无误的，请区政府办公室更正花名册后重报。"
	case errors.As(err, &empty):
		f.Message = "无法核对：" + empty.Error()
		f.Advice = "请补填后重报。"
	default:
		f.Message = fmt.Sprintf("无法核对：规则 %s 算不出结果（%s）", p.id.string, err)
		f.Advice = "请把本通知交给管理规则的人员。"
	}
	return &f
}

// fill writes what the form says, the parameters and the rule's own values into
// the braces of a message.
func (h *hearing) fill(message string, said templates.Values, named map[string]string) string {
	return placeholderPattern.ReplaceAllStringFunc(message, func(m string) string {
		path := m[1 : len(m)-1]
		if s, ok := named[path]; ok {
			return s
		}
		if name, ok := strings.CutPrefix(path, "param."); ok {
			return inWords(types.DefaultTypeAdapter.NativeToValue(h.book.parameters[name].value))
		}
		return said.Joined(path)
	})
}

// inWords writes a value of an expression as people read it.
func inWords(v ref.Val) string {
	switch v := v.(type) {
	case traits.Lister:
		var items []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			items = append(items, inWords(it.Next()))
		}
		return strings.Join(items, "、")
	case types.Bool:
		return templates.YesNo(v).String()
	case record:
		if v.isFiled() {
			return v.values.Joined("number")
		}
	}
	return templates.Text(v.Value())
}
