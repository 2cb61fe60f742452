package pdf

import (
	"strings"

	"gongwen/templates"
)

// Data is one document to print.
type Data struct {
	Number     string // as given by the ledger
	Government string // whose documents these are: 青山区人民政府
	Office     string // which of its offices issues them: 青山区人民政府办公室
	Superior   string // the government above it, which reviews what it does: 江州市人民政府; may be empty
	Values     templates.Values
	Excused    []string // findings that the form's written reason satisfies, one sentence each
	Acting     []templates.Acting
	Done       []templates.Done
	Manner     templates.Manner    // how it was signed; empty where nothing is to be said of it
	SignOffs   []templates.SignOff // what is told of signatures at the desk
	Advice     []templates.Advice  // opinions that those who signed asked for
	Awaited    []templates.Awaited // signatures that a draft waits for, in the order of the steps
	Verify     Verify              // for whoever is shown it
	Stamp      Stamp               // on what must not be taken for valid
}

// A template sees a document as nested maps and rows, spelt as in the template:
// {{.number}}, {{.form.bearer}}, {{range .form.agenda}}{{.topic}}{{end}}.
type (
	object = map[string]any
	rows   = []object
)

// root is what a kind's template sees.
func root(k *templates.Kind, d Data) object {
	return object{
		"number":     d.Number,
		"government": d.Government,
		"office":     d.Office,
		"title":      k.Title,
		"slip_title": k.SlipTitle(),
		"subject":    printable(k.SubjectOf(d.Values)),
		"date":       k.DateOf(d.Values),
		"unit":       printable(templates.Text(d.Values[k.Unit])),
		"form":       record(k.Fields, d.Values),
		"labels":     labels(k, d.Values),
		"entries":    entries(k, d.Values),
		"lists":      lists(k, d.Values),
		"opinions":   opinions(k, d),
		"advice":     advice(d.Advice),
		"on_paper":   onPaper(k, d),
		"excused":    reasons(d),
		"verify":     object{"code": d.Verify.Code, "address": printable(d.Verify.Address), "phone": d.Verify.Phone},
		"wording":    wording(k, d),
	}
}

// record are values by key. Every field is there, so that a template can ask
// for one that was left empty.
func record(fields []templates.Field, v templates.Values) object {
	o := object{}
	for _, f := range fields {
		switch value := v[f.Key].(type) {
		case nil:
			o[f.Key] = ""
			if f.IsList() {
				o[f.Key] = rows{}
			}
		case string:
			o[f.Key] = printable(value)
			if f.Type == templates.TypeParagraph {
				o[f.Key] = tables(value)
			}
		case []templates.Values:
			list := rows{}
			for _, row := range value {
				list = append(list, record(f.Columns, row))
			}
			o[f.Key] = list
		default:
			o[f.Key] = value
		}
	}
	return o
}

// printable carries a value's line ends through the template.
func printable(s string) string { return lineEnds.Replace(s) }

var lineEnds = strings.NewReplacer("\n", paragraphEnd, "\t"+templates.CellLeft, "", "\t"+templates.CellAbove, "", "\t", " ", templates.CellBreak, " ")

func texts(lines []string) rows {
	all := rows{}
	for _, l := range lines {
		all = append(all, object{"text": printable(l)})
	}
	return all
}

// sample is a made-up form of the kind, for trying a template when it is
// loaded: with every field filled in, or only those that must be.
func sample(k *templates.Kind, full bool) Data {
	d := Data{Number: k.FormatNumber(2026, 1), Government: "机关", Office: "办公室", Values: sampleValues(k.Fields, full)}
	if full {
		d.Verify = Verify{"K7QF-2M4D-XW3A", "https://example.cn/verify", "0459-6240551"}
		d.Excused, d.Manner = []string{"说明"}, templates.PaperScan
		d.Advice = []templates.Advice{{Name: "字", Words: "字", Code: "K7QF-2M4D"}}
	}
	return d
}

func sampleValues(fields []templates.Field, full bool) templates.Values {
	v := templates.Values{}
	for _, f := range fields {
		if !full && !f.Required {
			continue
		}
		switch f.Type {
		case templates.TypeInteger:
			v[f.Key] = int64(1)
		case templates.TypeMoney:
			v[f.Key] = templates.Fen(100)
		case templates.TypeYesNo:
			v[f.Key] = templates.YesNo(full)
		case templates.TypeDate:
			v[f.Key] = templates.NewDate(2026, 1, 1)
		case templates.TypeTime:
			v[f.Key] = templates.Moment{Time: templates.NewDate(2026, 1, 1).Time}
		case templates.TypeChoice:
			v[f.Key] = f.Choices[0]
		case templates.TypeList, templates.TypeApprovals:
			v[f.Key] = []templates.Values{sampleValues(f.Columns, full)}
		default:
			v[f.Key] = "字"
		}
	}
	return v
}
