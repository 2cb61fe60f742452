package rules

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// evaluation is one form while it is held against the rules: what their
// expressions can see, and what came up besides findings.
type evaluation struct {
	form   *form.Form
	book   *Rulebook
	vars   map[string]any // what expressions see, by name
	scope  cel.FunctionActivation
	people *rosterFunctions

	received templates.Date // the day the form was handed in

	lacking *lacking // as the last rule found
	missing []wanted // as all rules did
	claims  []string // as the last step found, see claimed
	acting  []templates.Acting
	done    []templates.Done
	lets    map[string][]string // those of the rule behind the last step, see demanded

	records  *recordFunctions // without an archive until it is given one
	unasked  bool             // the rule asked an archive that is not there
	withheld bool             // the rule rests on records out of the asker's reach
}

func newEvaluation(f *form.Form, facts Facts, b *Rulebook) *evaluation {
	facts = facts.complete(f)
	e := &evaluation{form: f, book: b, records: &recordFunctions{kinds: b.kinds, units: facts.Units}, received: facts.Received,
		vars: map[string]any{"form": f.Values, "param": b.parameters, "received": newPoint(facts.Received), "reasons": reasons(f.Values)}}
	e.lacking = &lacking{}
	e.records.ask(facts.Archive)
	e.people = &rosterFunctions{people: facts.Roster, lacking: e.lacking, form: f, vars: e.vars,
		absences: func() absences { return b.compiled(f.Kind.Key).absences }, records: e.records}
	functions := e.people.bind()
	maps.Copy(functions, e.records.bind())
	var err error
	if e.scope, err = cel.FunctionVars(e.vars, functions); err != nil {
		panic(err) // only when given something other than our own plain maps
	}
	return e
}

// result is a finding of a rule.
type result struct {
	form.Finding
	unjudged bool     // the rule gave no answer
	claims   []string // places of a step's finding that another finding may be about
	general  bool     // see program.general
}

// general reports whether the rule cites no article of its own, only the one its
// kind rests on.
func (p *program) general() bool { return p.rule.article.string == "" }

// evaluate holds the form against one rule: once, or once for each row.
func (e *evaluation) evaluate(p *program) []result {
	if p.each.string == "" {
		return e.judge(p, -1, e.form.Values)
	}
	var results []result
	rows, _ := e.form.Values[p.each.string].([]templates.Values)
	for i, row := range rows {
		e.vars["row"], e.vars["index"] = row, i
		results = append(results, e.judge(p, i, alone(e.form.Values, p.each.string, row))...)
	}
	delete(e.vars, "row")
	delete(e.vars, "index")
	return results
}

// judge is evaluate for one row, or the whole form when row is -1.
//
// First the rule has only what is within reach to go by. If it comes to an end
// so, what it comes to rests on nothing else; and if not, it does.
func (e *evaluation) judge(p *program, row int, said templates.Values) []result {
	e.records.beyond, e.claims = nil, nil
	finding, err := e.apply(p, row, said)
	if err != nil && len(e.records.beyond) > 0 {
		if e.records.limit.Asking {
			e.withheld = true
			return nil
		}
		e.records.whole = true
		finding, err = e.apply(p, row, said)
		e.records.whole = false
	} else {
		e.records.beyond = nil // and was done without
	}
	r := result{unjudged: err != nil, general: p.general()}
	switch {
	case errors.Is(err, errNoArchive):
		e.unasked = true
		return nil
	case err != nil:
		finding = e.unjudged(p, row, err)
	case finding == nil:
		return nil
	}
	r.Finding, r.claims = *finding, e.claims
	slices.Sort(e.records.beyond)
	r.Beyond = slices.Compact(e.records.beyond)
	return []result{r}
}

// apply holds the form against a rule. The finding is nil when the rule does not
// apply or is kept.
func (e *evaluation) apply(p *program, row int, said templates.Values) (*form.Finding, error) {
	if applies, err := e.applies(p); err != nil || !applies {
		return nil, err
	}
	defer e.unbindLets(p)
	named, err := e.bindLets(p)
	if err != nil {
		return nil, err
	}
	e.lacking.who = nil
	finding, err := e.verdict(p, row, said, named)
	if finding == nil {
		return nil, err
	}
	for _, who := range e.lacking.who {
		e.missing = append(e.missing, wanted{SignOff{p.id.string, who, p.article}, finding.Code})
	}
	finding.Because = e.because(p, finding, said, named)
	return finding, nil
}

// bindLets gives the expressions of a rule its own values, and tells them in words.
func (e *evaluation) bindLets(p *program) (map[string]string, error) {
	named := map[string]string{}
	for _, l := range p.lets {
		v, _, err := l.program.Eval(e.scope)
		if err != nil {
			return nil, err
		}
		e.vars[l.name] = v
		named[l.name] = inWords(v)
		if e.lets != nil {
			e.lets[l.name] = texts(v)
		}
	}
	return named, nil
}

func (e *evaluation) unbindLets(p *program) {
	for _, l := range p.lets {
		delete(e.vars, l.name)
	}
}

// verdict is what a rule that applies says of the form, nil when it is kept.
func (e *evaluation) verdict(p *program, row int, said templates.Values, named map[string]string) (*form.Finding, error) {
	if p.step != nil {
		return e.unsigned(p)
	}
	if kept, err := e.holds(p.require); err != nil || kept {
		return nil, err
	}
	finding := e.finding(p, row)
	finding.Message = e.fill(p.message.string, said, named)
	finding.Advice = e.fill(p.advice.string, said, named)
	return &finding, nil
}

func (e *evaluation) holds(p cel.Program) (bool, error) {
	v, _, err := p.Eval(e.scope)
	if err != nil {
		return false, err
	}
	return v == types.True, nil
}

// finding is what a rule says without its words: what it cites and points at.
func (e *evaluation) finding(p *program, row int) form.Finding {
	f := form.Finding{Article: p.article, Severity: p.severity, About: p.about, Path: p.field.string, Field: p.kind.LabelOf(p.field.string)}
	list, column, inList := strings.Cut(p.field.string, ".")
	value := e.form.Values[list]
	if inList && row >= 0 && list == p.each.string {
		f.Path = form.RowPath(list, row, column)
		value = e.form.Values[list].([]templates.Values)[row][column]
	}
	f.Cell = e.form.Places[f.Path]
	if _, rows := value.([]templates.Values); !rows {
		f.Value = e.form.Shown(f.Path, value)
	}
	if p.severity != form.Must {
		f.Code = p.code
		if row >= 0 {
			f.Code = fmt.Sprintf("%s-%d", p.code, row+1)
		}
	}
	return f
}

// unjudged is the finding of a rule that gave no answer.
func (e *evaluation) unjudged(p *program, row int, err error) *form.Finding {
	f := e.finding(p, row)
	var notKnown unknownError
	var empty absent
	switch {
	case errors.As(err, &notKnown):
		f.Message = "无法核对：" + notKnown.reason
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
func (e *evaluation) fill(message string, said templates.Values, named map[string]string) string {
	return placeholderPattern.ReplaceAllStringFunc(message, func(m string) string {
		path := m[1 : len(m)-1]
		if s, ok := named[path]; ok {
			return s
		}
		if name, ok := strings.CutPrefix(path, "param."); ok {
			return inWords(types.DefaultTypeAdapter.NativeToValue(e.book.parameters[name].value))
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
		if items == nil {
			return "无"
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
