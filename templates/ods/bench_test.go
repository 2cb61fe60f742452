package ods

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/xlsx"
)

// BenchmarkWrite writes a register of 12 columns with its totals, and in the same run the
// same book as an Excel workbook. GONGWEN_ROWS sets how many rows.
func BenchmarkWrite(b *testing.B) {
	rows := 100_000
	if n, err := strconv.Atoi(os.Getenv("GONGWEN_ROWS")); err == nil {
		rows = n
	}
	ours, workbooks := time.Duration(0), time.Duration(0)
	b.ReportAllocs()
	for b.Loop() {
		for _, one := range []struct {
			write func(io.Writer, table.Book) error
			took  *time.Duration
		}{{Write, &ours}, {xlsx.Write, &workbooks}} {
			start := time.Now()
			if err := one.write(io.Discard, benchBook(rows)); err != nil {
				b.Fatal(err)
			}
			*one.took += time.Since(start)
		}
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/ods")
	b.ReportMetric(ours.Seconds()/workbooks.Seconds(), "times-xlsx")
	b.ReportMetric(float64(12*rows*b.N)/ours.Seconds(), "cells/s")
}

func benchBook(rows int) table.Book {
	s := table.Sheet{Name: "2026年合同", Totals: true, Columns: []table.Column{
		{Label: "序号", Type: templates.TypeInteger}, {Label: "编号"}, {Label: "合同名称", Type: templates.TypeParagraph}, {Label: "甲方"}, {Label: "签订日期", Type: templates.TypeDate},
		{Label: "金额", Type: templates.TypeMoney, Total: true}, {Label: "状态", Type: templates.TypeChoice}, {Label: "承办部门", Type: templates.TypeUnit},
		{Label: "已付", Type: templates.TypeMoney}, {Label: "存档文件", Type: templates.TypeFile}, {Label: "表单摘要", Technical: true}}}
	s.Rows = func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: make([]any, len(s.Columns)), Counted: make([]templates.Fen, 1)}
		for n := range rows {
			amount := templates.Fen(n * 1234567 % 10_000_000_000)
			copy(row.Cells, []any{int64(n + 1), fmt.Sprintf("龙政办合字〔2026〕%d号", n+1), "老旧小区改造工程施工合同", "龙凤区人民政府", templates.NewDate(2026, time.Month(n%12+1), n%28+1),
				amount, "新订立", "区住房和城乡建设局", amount / 2, table.Link{Text: table.OpenText, Target: fmt.Sprintf("../../archive/2026/contract/%d.pdf", n)}, "d2f0c3a9b1e4"})
			row.Counted[0], row.Struck = amount, n%50 == 0
			if !yield(&row, nil) {
				return
			}
		}
	}
	return table.Book{Title: "2026年合同台账", Sheets: []table.Sheet{s}}
}
