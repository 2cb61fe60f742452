package form

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongwen/templates"
)

// answers is what a file says before its values are looked at: the part that
// every format has in common. A reader fills it, judge turns it into a Form.
type answers struct {
	kind  *templates.Kind
	given map[string]answer // by field key
	// strays are the findings about what stands in the file but answers no field.
	strays  []Finding
	guessed []string // labels that strays were most likely meant for
	format  format
	loosely map[*templates.Field]map[string]*templates.Field // see fieldNamed, by the first of the fields
}

// answer is what a file says to one field.
type answer struct {
	cell cell      // of a single value; of a list, where its rows should stand
	rows []listRow // of a list
	// lacking are the keys of columns the list's table does not have at all.
	lacking []string
	nothing bool // of a list that has a fault: nothing stands in it all the same
}

// cell is one value as it stands in the file.
type cell struct {
	raw   any    // as templates.Field.Parse takes it
	place string // B7 or 第12行
	fault *fault // set when what stands there cannot be taken for a value at all
}

// fault is why a cell cannot be read, and what to do about it.
type fault struct{ message, advice string }

// listRow is one row of a list.
type listRow struct {
	place string
	cells map[string]cell // by column key
}

// stray records something that answers no field.
func (a *answers) stray(label, place, message, advice string) {
	a.strays = append(a.strays, Finding{Severity: Must, Field: label, Cell: place, Message: message, Advice: advice})
}

// unknown records a name that is none of the fields'.
func (a *answers) unknown(name, place string, fields []templates.Field, what string) {
	if message, advice := a.scanNoMore(name); message != "" {
		a.stray(templates.ApprovalScan.Label, place, message, advice)
		return
	}
	labels := make([]string, len(fields))
	for i, f := range fields {
		labels[i] = f.Label
	}
	message := a.guess(fmt.Sprintf("没有“%s”这一%s", clip(name), what), nearest(name, labels), "")
	a.stray(clip(name), place, message, fmt.Sprintf(a.format.rename, a.kind.Title))
}

// scanNoMore is what there is to say of the field for a scan of the signed sheet, on a form
// that was filled in while its kind had it, see templates.ApprovalScan; empty of any other.
func (a *answers) scanNoMore(name string) (message, advice string) {
	scan := templates.ApprovalScan
	if !a.kind.Approved() || !scan.Named(name) && looseLabel(name) != looseLabel(scan.Label) {
		return "", ""
	}
	return fmt.Sprintf("%s的签批方式改过了，不再填“%s”", a.kind.Title, scan.Label), "请删去这一栏，也不要附扫描件，重新提交"
}

// guess adds to a message what was most likely meant, if that is known, and what more
// there is to say.
func (a *answers) guess(message, meant, more string) string {
	switch {
	case meant != "":
		a.guessed = append(a.guessed, meant)
		return fmt.Sprintf("%s，是不是“%s”？%s", message, meant, more)
	case more != "":
		return message + "，" + more
	}
	return message
}

// judge types the answers. Findings come in the order of the form's fields,
// strays first.
func (a *answers) judge(name string) (*Form, []Finding) {
	j := judge{
		form:     &Form{Name: name, Kind: a.kind, Values: templates.Values{}, Places: map[string]string{}},
		findings: fewStrays(a.strays), format: a.format, guessed: a.guessed, carried: a.carried(),
	}
	for i := range a.kind.Fields {
		f := &a.kind.Fields[i]
		given, asked := a.given[f.Key]
		switch {
		case !asked && slices.Contains(a.guessed, f.Label): // said already
		case !asked && f.Required && !j.carried[f.Key]:
			j.find(f.Key, f.Label, "", "", fmt.Sprintf("没有“%s”这一栏", f.Label), a.format.addField)
		case !asked:
		case f.IsList():
			j.list(f, given)
		default:
			if v := j.value(f, f.Key, f.Label, given.cell); v != nil {
				j.form.Values[f.Key] = v
			}
		}
	}
	return j.form, j.findings
}

// maxStrays is how many strays are told one by one. Who gets more has more at heart than
// to read a list.
const maxStrays = 40

func fewStrays(strays []Finding) []Finding {
	if len(strays) <= maxStrays {
		return strays
	}
	more := len(strays) - maxStrays
	return append(slices.Clone(strays[:maxStrays]), Finding{Severity: Must, Cell: strays[maxStrays].Cell,
		Message: fmt.Sprintf("这样的问题还有%d处，从这里起", more), Advice: "请先改正以上各处；与表单无关的内容请删去，或改作附件"})
}

// judge gathers the outcome of reading one form.
type judge struct {
	form     *Form
	findings []Finding
	format   format
	guessed  []string
	carried  map[string]bool // fields that a file is read into, see Form.Carry
}

func (j *judge) find(path, label, place, value, message, advice string) {
	j.findings = append(j.findings, Finding{
		Severity: Must, Path: path, Field: label, Cell: place, Value: value, Message: message, Advice: advice,
	})
}

// value types one cell; nil when it is empty or wrong.
func (j *judge) value(f *templates.Field, path, label string, c cell) any {
	if c.place != "" {
		j.form.Places[path] = c.place
	}
	if c.fault != nil {
		j.form.notRead(path)
		j.find(path, label, c.place, "", c.fault.message, c.fault.advice)
		return nil
	}
	v, err := f.Parse(c.raw)
	if err != nil {
		m := templates.Mistake{What: err.Error()}
		if found := (*templates.Mistake)(nil); errors.As(err, &found) {
			m = *found
		}
		j.form.notRead(path)
		j.find(path, label, c.place, clip(fmt.Sprint(c.raw)), m.What, m.Advice)
		return nil
	}
	if written, typed := c.raw.(string); typed && spelt(f, v, written) {
		j.form.ReadAs(path, strings.TrimSpace(written))
	}
	if v == nil && f.Required && !j.carried[path] {
		advice := "这一栏必须填写"
		if f.Note != "" {
			advice += "：" + f.Note
		}
		j.find(path, label, c.place, "", "没有填写", advice)
	}
	return v
}

// spelt reports whether a value was typed in another way than it is read. Days, amounts
// and the like have no one way, and are shown as documents write them.
func spelt(f *templates.Field, v any, written string) bool {
	switch f.Type {
	case templates.TypePerson, templates.TypePeople, templates.TypePhone, templates.TypeText, templates.TypeUnit, templates.TypeInteger, templates.TypeParagraph:
		return v != nil && templates.Text(v) != strings.TrimSpace(written)
	}
	return false
}

func (j *judge) list(f *templates.Field, given answer) {
	if given.cell.place != "" {
		j.form.Places[f.Key] = given.cell.place
	}
	if given.cell.fault != nil {
		if !given.nothing {
			j.form.notRead(f.Key)
		}
		j.find(f.Key, f.Label, given.cell.place, "", given.cell.fault.message, given.cell.fault.advice)
		return
	}
	lacking := map[string]bool{}
	for _, key := range given.lacking {
		lacking[key] = true
		if c := f.Column(key); c.Required && !slices.Contains(j.guessed, c.Label) {
			j.find(f.Key+"."+key, f.Label+"·"+c.Label, given.cell.place, "",
				fmt.Sprintf("“%s”的表头里没有“%s”这一列", f.Label, c.Label), j.format.keepHeads)
		}
	}
	if len(given.rows) > templates.MaxRows {
		j.form.notRead(f.Key)
		j.find(f.Key, f.Label, given.cell.place, "",
			fmt.Sprintf("有%d行，超过%d行的上限", len(given.rows), templates.MaxRows), "请改用附件")
		return
	}
	var rows []templates.Values
	for i, r := range given.rows {
		if f.Type == templates.TypeApprovals {
			r = r.opinion(f)
		}
		values := templates.Values{}
		for n := range f.Columns {
			c := &f.Columns[n]
			cell, ok := r.cells[c.Key]
			if !ok {
				cell.place = r.place
			}
			if lacking[c.Key] && !ok {
				continue
			}
			if v := j.value(c, RowPath(f.Key, i, c.Key), f.Label+"·"+c.Label, cell); v != nil {
				values[c.Key] = v
			}
		}
		rows = append(rows, values)
	}
	switch {
	case rows != nil:
		j.form.Values[f.Key] = rows
	case f.Required && !j.carried[f.Key]:
		advice := "至少填写一行"
		if f.Note != "" {
			advice += "：" + f.Note
		}
		j.find(f.Key, f.Label, given.cell.place, "", "没有填写", advice)
	}
}
