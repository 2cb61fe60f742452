package roster

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/normal/normaltest"
	"gongwen/templates/workbook"
)

const usual = `任职:
- {姓名: 马龙飞, 单位: 青山镇, 职务: 镇长, 类别: 镇主要负责人, 任职自: 2024-01-02, 分管单位: 水务局、大门社区}
- {姓名: 江山, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2024-01-02, 代行职务: 镇长}
单位:
- {单位: 青山镇, 类型: 镇, 经费: 全额, 编制数: 12, 实有数: 10, 简称: 青镇}
`

// TestReadLookAlikes: a roster copied from a PDF, as YAML or as a workbook, is that which
// was typed.
func TestReadLookAlikes(t *testing.T) {
	want, err := Read(YAMLName, []byte(usual))
	if err != nil {
		t.Fatal(err)
	}
	copied, err := Read(YAMLName, []byte(normaltest.Copied(usual)))
	if err != nil || !reflect.DeepEqual(copied, want) {
		t.Errorf("%+v, %v; want %+v", copied, err, want)
	}
	var b bytes.Buffer
	if err := WriteWorkbook(&b, want, Categories{}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for c, text := range cells {
				if copied := normaltest.Copied(text); copied != text {
					if err := book.SetCellStr(sheet, workbook.CellName(r, c), copied); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	b.Reset()
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if copied, err = Read(WorkbookName, b.Bytes()); err != nil || !reflect.DeepEqual(copied, want) {
		t.Errorf("as a workbook: %+v, %v", copied, err)
	}
}
