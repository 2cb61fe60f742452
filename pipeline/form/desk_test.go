package form

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// deskForm is the blank form of a kind that is signed at the desk, with what a clerk typed.
func deskForm(t *testing.T, k *templates.Kind, work func(h hand)) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, xlsx.BlankAtDesk(&b, k, offered))
	f, err := excelize.OpenReader(&b)
	must(t, err)
	defer f.Close()
	work(hand{t, f, f.GetSheetName(0)})
	return written(t, f)
}

// TestReadBlankAtDesk: what the blank form of a kind says because it is signed at the desk
// is content of none, nor is anything lost for it, with the sheet that explains it or
// without. Whichever way the kind is signed when the form comes, only approvals that are
// missing are told of.
func TestReadBlankAtDesk(t *testing.T) {
	set := builtin(t)
	for _, k := range set.All() {
		for name, work := range map[string]func(hand){
			"as it is":      func(hand) {},
			"without guide": func(h hand) { must(t, h.f.DeleteSheet("填表说明")) },
			"rows above":    func(h hand) { must(t, h.f.InsertRows(h.sheet, 1, 2)) },
		} {
			form, findings, err := Read("f.xlsx", deskForm(t, k, work), set)
			if err != nil || len(form.Values) > 0 {
				t.Errorf("%s, %s: %v %v", k.Key, name, form, err)
				continue
			}
			for _, f := range findings {
				if f.Message != "没有填写" && (f.Path != k.ApprovalsKey() || !strings.HasPrefix(f.Message, "没有填写：这份空白表单是网上签批用的")) {
					t.Errorf("%s, %s: %s", k.Key, name, said([]Finding{f}))
				}
			}
		}
	}
}

// TestReadApprovalsTypedIntoDeskForm: nobody who typed approvals into a form that has no
// place for them is left to think that they count.
func TestReadApprovalsTypedIntoDeskForm(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	key := k.ApprovalsKey()
	under := func(h hand) int {
		row := h.rowOf(k.LabelOf(key)) + 1
		must(t, h.f.InsertRows(h.sheet, row, 3))
		return row
	}
	for name, test := range map[string]struct {
		work func(h hand)
		said string
		rows int
	}{
		"words":    {func(h hand) { h.write(fmt.Sprint("A", under(h)), "同意") }, "“同意”写在“审批意见”下面", 0},
		"far away": {func(h hand) { h.write(fmt.Sprint("H", under(h)+1), "江临川", fmt.Sprint("K", under(h)+1), "同意") }, "没有读入", 0},
		"with heads": {func(h hand) {
			row := under(h)
			h.write(fmt.Sprint("A", row), "职务", fmt.Sprint("D", row), "姓名", fmt.Sprint("G", row), "意见", fmt.Sprint("K", row), "日期",
				fmt.Sprint("A", row+1), "区长", fmt.Sprint("D", row+1), "江临川", fmt.Sprint("G", row+1), "同意", fmt.Sprint("K", row+1), "2026-05-11")
		}, "", 1},
	} {
		form, findings, err := Read("f.xlsx", deskForm(t, k, test.work), set)
		must(t, err)
		of := ""
		for _, f := range findings {
			if f.Message != "没有填写" && f.Path != key {
				of += f.Message
			}
		}
		rows, _ := form.Values[key].([]templates.Values)
		if len(rows) != test.rows || !strings.Contains(of, test.said) || test.said == "" && of != "" {
			t.Errorf("%s: %v, %q\n%s", name, rows, of, said(findings))
		}
	}
}
