package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/templates"
)

// opinions are the approvals in the order of the approval steps, each with .post .name
// .date and
//
//	.decision  同意, 不同意 … alone
//	.words     what was written beside it (请财政局阅办); empty for most
//	.opinion   both in one sentence, without its full stop, with the ground where
//	           somebody signed for another; then .name has （代） behind it
//	.does      what it was given for, 审核, 审定, 签发 …; empty where no rule tells
//	.signed    网上签批 and the code of a signature at the desk; empty of one on paper
//
// Of a draft that waits for signatures the awaited ones follow: .post is whose, .name
// 待签, and nothing else is said.
func opinions(k *templates.Kind, d Data) rows {
	all := rows{}
	for _, f := range k.Fields {
		if f.Type != templates.TypeApprovals {
			continue
		}
		given, _ := d.Values[f.Key].([]templates.Values)
		for _, i := range inOrder(d, len(given)) {
			opinion, said := record(f.Columns, given[i]), templates.OpinionIn(given[i])
			opinion["decision"], opinion["words"], opinion["opinion"] = said.Decision, printable(said.Words), printable(said.String())
			opinion["does"], opinion["signed"] = "", ""
			for _, done := range d.Done {
				if done.Line == i {
					opinion["does"] = done.Does
				}
			}
			for _, s := range d.SignOffs {
				if s.Line == i {
					opinion["signed"] = d.Manner.Chinese() + " " + s.Code
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
		for _, a := range d.Awaited {
			opinion := record(f.Columns, nil)
			opinion["post"], opinion["name"], opinion["does"] = printable(a.Who), unsigned, a.Does
			opinion["decision"], opinion["opinion"], opinion["signed"] = "", "", ""
			all = append(all, opinion)
		}
	}
	return all
}

// unsigned stands in the place of the name of who has not signed yet.
const unsigned = "待签"

// inOrder are so many lines of the approvals as they are printed. On paper one writes
// below the other, and they stay. At the desk steps beside each other are signed by
// whoever comes first: their lines stand in the order of the steps, which Done has, and
// one that completes none after the line before it.
func inOrder(d Data, lines int) []int {
	order, rank := make([]int, lines), make([]int, lines)
	for i := range order {
		order[i] = i
		at := slices.IndexFunc(d.Done, func(done templates.Done) bool { return done.Line == i })
		if rank[i] = at; at < 0 && i > 0 {
			rank[i] = rank[i-1]
		}
	}
	if d.Manner == templates.Desk {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	}
	return order
}

// advice are the opinions that were asked for, each with .name .date .words and .signed,
// the code of the answer.
func advice(given []templates.Advice) rows {
	all := rows{}
	for _, a := range given {
		all = append(all, object{"name": printable(a.Name), "date": templates.Today(a.At), "words": printable(a.Words), "signed": "网上答复 " + a.Code})
	}
	return all
}

// onPaper tells how approvals were given that were typed in, for people to read once
// beside them; empty where there are none, or they were given at the desk.
func onPaper(k *templates.Kind, d Data) string {
	given, _ := d.Values[k.ApprovalsKey()].([]templates.Values)
	if d.Manner == "" || d.Manner == templates.Desk || len(given) == 0 {
		return ""
	}
	return d.Manner.Chinese()
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
func (n *node) tables(data object) error {
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
				rows = append(rows, opinionRows(row, columns, data)...)
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

// sentence is an opinion with a mark at its end, its own where it has one; nothing where
// nothing was said.
func sentence(v any) string {
	opinion := templates.Text(v)
	if opinion == "" {
		return ""
	}
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
// 同意。 with name and date at the foot and the code of a signature at the desk below them;
// how they were given where that was on paper; the opinions that were asked for, and the
// reasons for exceptions. All documents have them look the same from here.
func opinionRows(n *node, columns int, data object) []*node {
	said := func(label, lines string, paragraphs ...*node) *node {
		cell := &node{name: "cell", attrs: map[string]string{"cols": fmt.Sprint(columns - 1), "lines": lines}, children: paragraphs}
		return &node{name: "row", attrs: map[string]string{}, children: []*node{{name: "label", attrs: map[string]string{}, text: label}, cell}}
	}
	signed := func(words, foot, code string) []*node {
		all := []*node{textNode(words, "", ""), textNode(foot, "right", "")}
		if code != "" {
			all = append(all, textNode(code, "right", codeSize))
		}
		return all
	}
	var all []*node
	for _, o := range data["opinions"].(rows) {
		post, name := templates.Text(o["post"]), templates.Text(o["name"])
		foot := fmt.Sprintf("%s　　%s", name, templates.Text(o["date"]))
		if name == unsigned && o["opinion"] == "" {
			foot = post + unsigned
		}
		all = append(all, said(post+n.attr("as", "意见"), n.attr("lines", "3"), signed(sentence(o["opinion"]), foot, templates.Text(o["signed"]))...))
	}
	if manner := templates.Text(data["on_paper"]); manner != "" {
		all = append(all, said("签批方式", "1", textNode(manner, "", "")))
	}
	for _, a := range data["advice"].(rows) {
		foot := fmt.Sprintf("%s　　%s", a["name"], templates.Text(a["date"]))
		all = append(all, said("征求意见", "2", signed(sentence(a["words"]), foot, templates.Text(a["signed"]))...))
	}
	if reasons := data["excused"].(rows); len(reasons) > 0 {
		var paragraphs []*node
		for _, r := range reasons {
			paragraphs = append(paragraphs, textNode(templates.Text(r["text"]), "", ""))
		}
		all = append(all, said("例外说明", "1", paragraphs...))
	}
	return all
}

// codeSize is that of the codes of signatures, which few people read.
const codeSize = "小五"

func textNode(text, align, size string) *node {
	p := &node{name: "p", attrs: map[string]string{}, text: text}
	if align != "" {
		p.attrs["align"] = align
	}
	if size != "" {
		p.attrs["size"] = size
	}
	return p
}
