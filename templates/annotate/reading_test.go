package annotate_test

import (
	"fmt"
	"reflect"
	"testing"

	"gongwen/templates/annotate"
	"gongwen/templates/workbook"
	"gongwen/templates/workbook/workbooktest"
)

// TestWorkbookReadsTheSame: however a form is written that can be read, it can be marked,
// and its marked copy reads the same.
func TestWorkbookReadsTheSame(t *testing.T) {
	for name, form := range workbooktest.Variants(t, filled(t)) {
		marked := annotated(t, form, notes...)
		if !annotate.IsMarked(marked) || annotate.IsMarked(form) {
			t.Errorf("%s: the marked copy is not told from the form", name)
		}
		if was, is := standing(t, form), standing(t, marked); !reflect.DeepEqual(was, is) {
			t.Errorf("%s: was\n%q\nand is\n%q", name, was, is)
		}
	}
}

// standing is what stands in the cells of a workbook as forms are read, with its type and
// number format.
func standing(t *testing.T, data []byte) map[string]string {
	t.Helper()
	sheets, err := workbook.Sheets(data, workbook.Bounds{Sheets: 50, Rows: 3000, Columns: 100, Cells: 30_000, All: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]string{}
	for _, s := range sheets {
		for row := range s.Rows {
			for col := range s.Rows[row] {
				cells[s.Place(row, col)] = fmt.Sprintf("%+v", s.Cell(row, col))
			}
		}
	}
	return cells
}
