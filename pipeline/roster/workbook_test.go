package roster

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/workbook"
	"gongwen/templates/workbook/workbooktest"
)

// TestReadWorkbookOfEveryProducer: a roster says the same whichever way its workbook is
// written.
func TestReadWorkbookOfEveryProducer(t *testing.T) {
	want := sample(t)
	var b bytes.Buffer
	if err := WriteWorkbook(&b, want, Categories{}); err != nil {
		t.Fatal(err)
	}
	for name, data := range workbooktest.Variants(t, b.Bytes()) {
		t.Run(name, func(t *testing.T) {
			if got, err := Read("roster.xlsx", data); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// onSheets is a workbook with a roster on its first sheet, edited.
func onSheets(t *testing.T, edit func(book *excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range [][]any{
		{"姓名", "职务", "单位", "类别", "任职自", "任职至"},
		{"甲某", "局长", "区某局", "部门主要负责人", "2024-03-01"},
		{"乙某", "副局长", "区某局", "副职", "2024-03-01"},
		{"丙某", "副局长", "区某局", "副职", "2024-03-01"},
	} {
		if err := book.SetSheetRow("Sheet1", workbook.CellName(i, 0), &row); err != nil {
			t.Fatal(err)
		}
	}
	edit(book)
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadWorkbookSheets(t *testing.T) {
	must := func(errs ...error) {
		t.Helper()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	before := func(book *excelize.File, name string) {
		n, err := book.NewSheet(name)
		must(err, book.CopySheet(0, n), book.SetCellValue(name, "A2", "前人"), book.MoveSheet(name, "Sheet1"))
	}
	for _, tt := range []struct {
		name, want string // what is wrong; empty for the roster as it is
		edit       func(book *excelize.File)
	}{
		{"an old one on a hidden sheet", "", func(book *excelize.File) {
			before(book, "旧")
			book.SetActiveSheet(1)
			must(book.SetSheetVisible("旧", false))
		}},
		{"an old one on a very hidden sheet", "", func(book *excelize.File) {
			before(book, "旧")
			book.SetActiveSheet(1)
			must(book.SetSheetVisible("旧", false, true))
		}},
		{"a chart", "", func(book *excelize.File) {
			must(book.AddChartSheet("图", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}}))
		}},
		{"another one", "roster.xlsx：工作表“旧”和“Sheet1”上都有“任职”的表头，无法确定以哪张为准，请删去或隐藏一张", func(book *excelize.File) { before(book, "旧") }},
		{"nothing but hidden ones", "roster.xlsx：没有找到表头。请在前20行内写一行栏目名：" + appointments.labels() + "。隐藏的工作表不读", func(book *excelize.File) {
			_, err := book.NewSheet("空")
			must(err)
			book.SetActiveSheet(1)
			must(book.SetSheetVisible("Sheet1", false))
		}},
		{"titles above", "", func(book *excelize.File) {
			must(book.InsertRows("Sheet1", 1, 2), book.SetCellValue("Sheet1", "A1", "龙凤区花名册"), book.MergeCell("Sheet1", "A1", "F1"))
		}},
		{"far below", "roster.xlsx：工作表“Sheet1”的A6000有内容，超出了前5000行、前100列，请删去表外的内容（空行、空列和格式不算）", func(book *excelize.File) {
			must(book.SetCellValue("Sheet1", "A6000", "注"))
		}},
		{"formats far below", "", func(book *excelize.File) {
			style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
			must(err, book.SetCellStyle("Sheet1", "A6000", "F6100", style), book.SetRowHeight("Sheet1", 9000, 30))
		}},
		{"a hidden row", "", func(book *excelize.File) { must(book.SetRowVisible("Sheet1", 3, false)) }},
		{"a mistake in a hidden row", "roster.xlsx：第3行（隐藏）“单位”没有填写", func(book *excelize.File) {
			must(book.SetRowVisible("Sheet1", 3, false), book.SetCellValue("Sheet1", "C3", nil))
		}},
		{"a mistake in a hidden column", "roster.xlsx：E3（隐藏）“任职自”：“去年”不是日期，请写成 2026-05-01 的样子", func(book *excelize.File) {
			must(book.SetColVisible("Sheet1", "E", false), book.SetCellValue("Sheet1", "E3", "去年"))
		}},
		{"formulas", "roster.xlsx：A2“姓名”填的是公式，公式的结果会变，不能作为依据，请把结果直接填进去（复制后选择性粘贴为数值）\n" +
			"roster.xlsx：E2“任职自”等2格填的是公式，公式的结果会变，不能作为依据，请把结果直接填进去（复制后选择性粘贴为数值）", func(book *excelize.File) {
			must(book.SetCellFormula("Sheet1", "A2", "A3"), book.SetCellFormula("Sheet1", "E2", "TODAY()"), book.SetCellFormula("Sheet1", "E3", "E2"))
		}},
		{"a unit merged over rows", "", func(book *excelize.File) {
			must(book.SetCellValue("Sheet1", "C3", nil), book.SetCellValue("Sheet1", "C4", nil), book.MergeCell("Sheet1", "C2", "C4"))
		}},
		{"days as cells show them", "", func(book *excelize.File) {
			must(book.SetCellValue("Sheet1", "E2", time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)))
		}},
		{"a number that shows no day", "roster.xlsx：E2“任职自”：“202403”不是日期，请写成 2026-05-01 的样子", func(book *excelize.File) {
			must(book.SetCellValue("Sheet1", "E2", 202403))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Read("roster.xlsx", onSheets(t, tt.edit))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Fatalf("got\n%s\nwant\n%s", got, tt.want)
			}
			if err != nil {
				return
			}
			names := ""
			for _, a := range r.All() {
				names += a.Name + a.Unit + a.From.String()
			}
			if want := "甲某区某局2024年3月1日乙某区某局2024年3月1日丙某区某局2024年3月1日"; names != want {
				t.Errorf("got %s", names)
			}
		})
	}
}
