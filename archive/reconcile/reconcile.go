package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Request is what is asked for.
type Request struct {
	File   string // path
	Period Period
	Unit   string // whose records, for the heading; Source.Within chooses them
	By     string
	Made   time.Time
}

// Run reads a file and holds it against the records of a source. Errors are for people: of
// a file that cannot be read, or that does not have the mapping's columns.
func (m *Mapping) Run(ctx context.Context, s Source, q Request) (*Result, error) {
	variants, err := read(q.File, m.File)
	if err != nil {
		return nil, err
	}
	e, sheets, err := m.find(variants)
	if err != nil {
		return nil, fmt.Errorf("%s %w", variants[0].name, err)
	}
	rows, passed, notes := m.rowsIn(sheets, q.Period)
	named := map[string]bool{}
	for _, row := range rows {
		for _, number := range row.names {
			named[number] = true
		}
	}
	records, err := m.records(ctx, s, q.Period, days(rows), named)
	if err != nil {
		return nil, err
	}
	result := m.result(records, rows)
	if total := result.Total(""); total.Here != result.Here || total.There != result.There {
		return nil, fmt.Errorf("对账结果的合计（我方%s元、对方%s元）与两边逐笔相加（%s元、%s元）不一致，这是程序的差错，请勿使用并报告", total.Here, total.There, result.Here, result.There)
	}
	result.File, result.SHA256 = e.name, e.sha256
	result.Period, result.Unit, result.By, result.Made = q.Period, q.Unit, q.By, q.Made
	result.Passed = append(passed, result.Passed...)
	result.Notes = slices.Concat(e.notes, notes, result.Notes)
	for _, s := range e.sheets {
		i := slices.IndexFunc(sheets, func(h *headed) bool { return h.sheet.name == s.name })
		switch {
		case i >= 0 && s.name != "":
			result.Sheets = append(result.Sheets, s.name)
		case i < 0 && len(s.lines) > 0:
			result.Notes = append(result.Notes, fmt.Sprintf("工作表“%s”没有要的栏名，没有核对", s.name))
		}
	}
	slices.SortStableFunc(result.Passed, func(a, b Passed) int {
		return cmp.Or(slices.Index(result.Sheets, a.Sheet)-slices.Index(result.Sheets, b.Sheet), a.Line-b.Line)
	})
	result.layout = sheets[0].described()
	return result, nil
}

// rowsIn reads the rows of all sheets.
func (m *Mapping) rowsIn(sheets []*headed, period Period) (rows []*Row, passed []Passed, notes []string) {
	n, hidden := namesOf(m.kind), 0
	for _, h := range sheets {
		of, not, said := m.rows(h, period, n)
		rows, passed, notes = append(rows, of...), append(passed, not...), append(notes, said...)
		for _, l := range h.lines {
			if l.hidden {
				hidden++
			}
		}
	}
	if hidden > 0 {
		notes = append(notes, fmt.Sprintf("文件里有%d行被筛选或隐藏，照样核对", hidden))
	}
	for _, row := range rows {
		row.apart = len(sheets) > 1
	}
	return rows, passed, notes
}

// result holds rows against records.
func (m *Mapping) result(records []*Record, rows []*Row) *Result {
	x := m.match(records, rows)
	result := &Result{Mapping: m.Title, Kind: m.kind.Title, Rows: x.span, Items: x.items, Passed: x.passed, Notes: x.notes, limits: m.Match, byDate: m.dateLabel()}
	for _, rec := range x.records {
		if rec.outside && !x.taken[rec] {
			result.Outside++
			continue
		}
		result.Here += rec.Amount
	}
	for _, row := range rows {
		if !row.back || !x.unmatched[row] {
			result.There += row.Amount
		}
	}
	for _, rec := range x.ended {
		if !x.taken[rec] {
			result.Unpaid = append(result.Unpaid, rec.Number)
		}
	}
	for _, sort := range Sorts {
		result.Totals = append(result.Totals, result.Total(sort))
	}
	result.Totals = append(result.Totals, result.Total(""))
	return result
}

// described are the columns as they were understood: 日期：交易日期.
func (t *headed) described() (all []string) {
	for _, list := range []struct{ key, name string }{{"date", "日期"}, {"amount", "金额"}, {"out", "支出"}, {"in", "收入"}, {"direction", "收支方向"},
		{"party", "户名"}, {"account", "账号"}, {"number", "凭证号"}} {
		if column, is := t.at[list.key]; is {
			text := list.name + "：" + t.labels[column]
			if t.scale[list.key] > 1 {
				text += "（万元）"
			}
			all = append(all, text)
		}
	}
	for _, column := range t.texts {
		all = append(all, "摘要："+t.labels[column])
	}
	return all
}
