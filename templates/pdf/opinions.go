package pdf

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// opinions are the approvals in order, each with .post .name .date and
//
//	.decision  同意, 不同意 … alone
//	.words     what was written beside it (请财政局阅办); empty for most
//	.opinion   both in one sentence, without its full stop, with the ground where
//	           somebody signed for another; then .name has （代） behind it
//	.does      what it was given for, 审核, 审定, 签发 …; empty where no rule tells
func opinions(k *templates.Kind, d Data) rows {
	all := rows{}
	for _, f := range k.Fields {
		if f.Type != templates.TypeApprovals {
			continue
		}
		given, _ := d.Values[f.Key].([]templates.Values)
		for i, row := range given {
			opinion, said := record(f.Columns, row), templates.OpinionIn(row)
			opinion["decision"], opinion["words"], opinion["opinion"] = said.Decision, printable(said.Words), printable(said.String())
			opinion["does"] = ""
			for _, done := range d.Done {
				if done.Line == i {
					opinion["does"] = done.Does
				}
			}
			for _, a := range d.Acting {
				if a.Line == i {
					opinion["name"] = fmt.Sprintf("%v（代）", opinion["name"])
					opinion["opinion"] = fmt.Sprintf("%v（代%s，据%s）", opinion["opinion"], printable(a.For), printable(a.Ground))
				}
			}
			all = append(all, opinion)
		}
	}
	return all
}

// reasons are what a form says for itself, a sentence each: what its reasons excuse,
// which tell them, or the bare reasons where they excuse nothing.
func reasons(d Data) rows {
	lines := d.Excused
	if said := d.Values.ExceptedText(); len(lines) == 0 && said != "" {
		lines = []string{said}
	}
	return texts(lines)
}

// tables puts rows in the places of <opinions/>, fills empty cells and checks that the
// tables come out.
func (n *node) tables(opinions, reasons rows) error {
	for _, table := range n.children {
		if table.name != "table" {
			continue
		}
		columns := len(strings.Fields(table.attrs["cols"]))
		var rows []*node
		for _, row := range table.children {
			switch {
			case row.name != "opinions":
				rows = append(rows, row)
			case columns < 2:
				return &markupError{"<opinions", "<opinions> 要在至少两栏的 <table> 里"}
			default:
				rows = append(rows, opinionRows(row, columns, opinions, reasons)...)
			}
		}
		table.children = rows
		table.fillEmpty(table.attrs["none"])
		if _, err := grid(table); err != nil {
			return &markupError{`cols="` + table.attrs["cols"] + `"`, "<table> " + err.Error()}
		}
	}
	return nil
}

// sentence is an opinion with a mark at its end, its own where it has one.
func sentence(v any) string {
	opinion := templates.Text(v)
	last, _ := utf8.DecodeLastRuneInString(opinion)
	if strings.ContainsRune("。！？…”", last) {
		return opinion
	}
	return opinion + "。"
}

// fillEmpty puts the sign for nothing into a table's cells that nothing was put into. A
// cell to be filled in by hand has a <p/>.
func (n *node) fillEmpty(sign string) {
	for _, row := range n.children {
		for _, cell := range row.children {
			if cell.name == "cell" && cell.text == "" && len(cell.children) == 0 {
				cell.text = sign
			}
		}
	}
}

// opinionRows are the rows that stand for an <opinions/> of a table: the approvals,
// 同意。 with name and date at the foot, and the reasons for exceptions after them.
// All documents have them look the same from here.
func opinionRows(n *node, columns int, opinions, reasons rows) []*node {
	said := func(label, lines string, paragraphs ...*node) *node {
		cell := &node{name: "cell", attrs: map[string]string{"cols": fmt.Sprint(columns - 1), "lines": lines}, children: paragraphs}
		return &node{name: "row", attrs: map[string]string{}, children: []*node{{name: "label", attrs: map[string]string{}, text: label}, cell}}
	}
	paragraph := func(text, align string) *node {
		p := &node{name: "p", attrs: map[string]string{}, text: text}
		if align != "" {
			p.attrs["align"] = align
		}
		return p
	}
	var all []*node
	for _, o := range opinions {
		all = append(all, said(templates.Text(o["post"])+n.attr("as", "意见"), n.attr("lines", "3"),
			paragraph(sentence(o["opinion"]), ""),
			paragraph(fmt.Sprintf("%s　　%s", templates.Text(o["name"]), templates.Text(o["date"])), "right")))
	}
	if len(reasons) > 0 {
		var paragraphs []*node
		for _, r := range reasons {
			paragraphs = append(paragraphs, paragraph(templates.Text(r["text"]), ""))
		}
		all = append(all, said("例外说明", "1", paragraphs...))
	}
	return all
}
