package form

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/bounded/boundedtest"
)

// hand is a clerk's hand in a filled form.
type hand struct {
	t     *testing.T
	f     *excelize.File
	sheet string
}

// at is the cell with a text, or the cell so many rows and columns from it.
func (h hand) at(text string, down, right int) string {
	h.t.Helper()
	rows, err := h.f.GetRows(h.sheet)
	must(h.t, err)
	for row := range rows {
		for col := range rows[row] {
			if bareLabel(rows[row][col]) == text {
				name, err := excelize.CoordinatesToCellName(col+1+right, row+1+down)
				must(h.t, err)
				return name
			}
		}
	}
	h.t.Fatalf("no cell says %s", text)
	return ""
}

// write fills cells: a cell, its text, and so on.
func (h hand) write(cellsAndTexts ...string) {
	for i := 0; i < len(cellsAndTexts); i += 2 {
		must(h.t, h.f.SetCellValue(h.sheet, cellsAndTexts[i], cellsAndTexts[i+1]))
	}
}

func (h hand) rowOf(text string) int {
	_, row, err := excelize.CellNameToCoordinates(h.at(text, 0, 0))
	must(h.t, err)
	return row
}

// byHand is a kind's example as a workbook, after somebody worked on it.
func byHand(t *testing.T, set *templates.Set, kind string, work func(h hand)) []byte {
	t.Helper()
	k := set.Named(kind)
	f, err := excelize.OpenReader(bytes.NewReader(earlier(t, k, example(t, set, k).Values)))
	must(t, err)
	defer f.Close()
	work(hand{t, f, f.GetSheetName(0)})
	return written(t, f)
}

// saidAll writes findings with their severity, value and reason.
func saidAll(findings []Finding) string {
	s := ""
	for _, f := range findings {
		s += fmt.Sprintf("%s %s", f.Severity, said([]Finding{f}))
		if f.Value != "" {
			s += "；所填：" + f.Value
		}
		if f.Because != "" {
			s += "；" + f.Because
		}
		s += "\n"
	}
	return s
}

// TestLayoutAccountsForCells: what people do to a form is understood, or they are told
// where something stands that is not.
func TestLayoutAccountsForCells(t *testing.T) {
	set := builtin(t)
	const (
		rename = "请按会议纪要的空白表单改正名称，或删去它"
		renome = "请按请假外出的空白表单改正名称，或删去它"
		aside  = "；与办理有关的，请写进相应的栏里；无关的请删去"
		move   = "；请移到应当填写的栏里；与办理无关的请删去"
	)
	absent := func(h hand, down, right int) string { return h.at("请假人员", down, right) }
	for _, test := range []struct {
		name, kind string
		work       func(h hand)
		want       string
	}{
		{"list label changed", "minutes", func(h hand) { h.write(absent(h, 0, 0), "请假人员名单") },
			"must 请假人员名单（A25）：没有“请假人员名单”这一栏，是不是“请假人员”？A26至D27的内容没有读入；" + rename},
		{"list label changed, its note gone", "minutes", func(h hand) { h.write(absent(h, 0, 1), "", absent(h, 0, 0), "请假的同志") },
			"must 请假的同志（A25）：没有“请假的同志”这一栏，是不是“请假人员”？A26至D27的内容没有读入；" + rename},
		{"list label changed, its note too", "minutes", func(h hand) { h.write(absent(h, 0, 1), "共1人", absent(h, 0, 0), "请假人员名单") },
			"must 请假人员名单（A25）：没有“请假人员名单”这一栏，是不是“请假人员”？A25至D27的内容没有读入；" + rename},
		{"list label and heads changed", "minutes", func(h hand) {
			h.write(absent(h, 1, 0), "谁", absent(h, 1, 1), "岗位", absent(h, 1, 2), "原因", absent(h, 1, 3), "谁批", absent(h, 0, 0), "请假人员名单")
		}, "must （A25）：没有“请假人员名单”这一栏，是不是“请假人员”？这里的内容没有读入；" + rename + "；写在A25至D27"},
		{"list label lost", "minutes", func(h hand) { h.write(absent(h, 0, 1), "", absent(h, 0, 0), "") },
			"must （A26）：这里的一张表没有栏目名称，是不是“请假人员”？A26至D27的内容没有读入；" + rename},
		{"heads lost", "minutes", func(h hand) { must(t, h.f.RemoveRow(h.sheet, h.rowOf("请假人员")+1)) },
			"must 请假人员（A25）：“请假人员”没有表头（姓名、职务、请假事由、批准人），A26至D26的内容没有读入；请使用空白表单填写，不要改动表头"},
		{"single label under a list", "minutes", func(h hand) { h.write("A22", "记录人员", "B22", "苏砚秋", "A12", "", "B12", "") },
			"must 记录人员（A22）：没有“记录人员”这一栏，是不是“记录人”？；" + rename + "；所填：“苏砚秋”"},
		{"a label as a value in a list", "minutes", func(h hand) { h.write("A21", "主持人", "B21", "区长") }, ""},
		{"a label as an approver's post", "leave", func(h hand) { h.write("A22", "单位") }, ""},
		{"label in brackets at the foot", "leave", func(h hand) { h.write("A29", "例外理由（如有）", "B29", "家里有事") }, ""},
		{"label numbered and marked", "leave", func(h hand) { h.write("A12", "9. ※结束　日期 *：") }, ""},
		{"label with a number in a circle", "leave", func(h hand) { h.write("A12", "⑨ 结束日期（必填）") }, ""},
		{"label with a number of full width", "leave", func(h hand) { h.write("A12", "９．结束日期") }, ""},
		{"label in radicals", "leave", func(h hand) { h.write("A12", "结束⽇期") }, ""},
		{"label at the foot changed", "leave", func(h hand) { h.write("A29", "破例的理由", "B29", "家里有事") },
			"must 破例的理由（A29）：没有“破例的理由”这一栏，是不是“例外理由”？；" + renome + "；所填：“家里有事”"},
		{"label at the foot lost", "leave", func(h hand) { h.write("A29", "", "B29", "家里有事") },
			"must （B29）：“家里有事”左边没有栏目名称，是不是“例外理由”？；请补上栏目名称，或删去它"},
		{"label lost", "leave", func(h hand) { h.write("A12", "") },
			"must （B12）：“2026-05-22”左边没有栏目名称，是不是“结束日期”？；请补上栏目名称，或删去它"},
		{"label changed, no value", "leave", func(h hand) { h.write("A18", "抄报") },
			"confirm （A18）：“抄报”不在任何一栏里，没有读入；如果是栏目名称“抄报单位”，请改正" + aside},
		{"label and value in one cell", "leave", func(h hand) { h.write("A60", "抄报单位：市委") },
			"must 抄报单位（A60）：“抄报单位”的名称和内容写在了同一格里；请在这一格只留名称，内容写到右边的格里；所填：抄报单位：市委"},
		{"label and value in the label's cell", "leave", func(h hand) { h.write("A14", "前往地点：哈尔滨市", "B14", "") },
			"must 前往地点（A14）：“前往地点”的名称和内容写在了同一格里；请在这一格只留名称，内容写到右边的格里；所填：前往地点：哈尔滨市"},
		{"a label over two rows", "leave", func(h hand) {
			must(t, h.f.InsertRows(h.sheet, 11, 1), h.f.MergeCell(h.sheet, "A10", "A11"))
			h.write("B11", "会后考察")
		}, "must 事由（B11）：“事由”右边有两格内容，“会后考察”没有读入；请合并到B10，或删去"},
		{"a value over two rows", "leave", func(h hand) { must(t, h.f.MergeCell(h.sheet, "B11", "B12")) },
			"must 结束日期（B11）：与“起始日期”合用一格；请取消合并，各填各的"},
		{"label moved", "leave", func(h hand) { h.write("A13", "", "B13", "", "F13", "天数", "G13", "3") }, ""},
		{"column changed", "leave", func(h hand) { h.write("D21", "签字日期") },
			"must 签字日期（D21）：没有“签字日期”这一列，是不是“日期”？D22的内容没有读入；" + renome},
		{"value too far right", "leave", func(h hand) { h.write("B14", "", "F14", "哈尔滨市") },
			"must 前往地点（B14）：没有填写，旁边的F14却写着“哈尔滨市”；如果是填错了位置，请移到B14；否则请删去"},
		{"value below", "leave", func(h hand) {
			h.write("B12", "")
			must(t, h.f.InsertRows(h.sheet, 13, 1))
			h.write("A13", "2026-05-22")
		},
			"must 结束日期（B12）：没有填写，旁边的A13却写着“2026-05-22”；如果是填错了位置，请移到B12；否则请删去"},
		{"beside a value", "leave", func(h hand) { h.write("D6", "代签") },
			"confirm 请假人（D6）：“请假人”右边的“代签”没有读入" + aside},
		{"a hint with more", "leave", func(h hand) { h.write("D12", "日期，如 2026-05-01，本人带队") },
			"confirm 结束日期（D12）：“结束日期”右边的“日期，如 2026-05-01，本人带队”没有读入" + aside},
		{"a hint of an earlier form", "leave", func(h hand) {
			h.write(h.at("例外理由", 0, 3), "选填。规则中“原则上”的要求如有特殊情况不能满足，在此书面说明；没有则留空")
		}, ""},
		{"a hint that the form itself explains", "leave", func(h hand) {
			h.write("D12", "最后一天")
			must(t, h.f.SetCellValue("填表说明", "C11", "最后一天。日期，如 2026-05-01。"), h.f.SetSheetName("填表说明", "怎么填"))
		}, ""},
		{"beside a list", "leave", func(h hand) { h.write("G22", "口头同意") },
			"must （G22）：“口头同意”不在任何一栏里，没有读入" + move},
		{"rows after a gap", "leave", func(h hand) { h.write("A27", "区长", "B27", "江临川", "C27", "同意", "D27", "2026-05-18") }, ""},
		{"heads again", "leave", func(h hand) {
			h.write("A24", "职务", "B24", "姓名", "C24", "意见", "D24", "日期", "E24", "批示", "A25", "区长", "B25", "江临川", "C25", "同意", "D25", "2026-05-18")
		}, ""},
		{"rows after a remark", "leave", func(h hand) {
			must(t, h.f.MergeCell(h.sheet, "A24", "D24"))
			h.write("A24", "以上已电话请示", "A25", "区长", "B25", "江临川", "C25", "同意", "D25", "2026-05-18")
		}, "must 区长（A25）：没有“区长”这一栏；" + renome + "；所填：“江临川”“同意”“2026-05-18”；写在B25、C25、D25\n" +
			"confirm （A24）：“以上已电话请示”不在任何一栏里，没有读入" + aside},
		{"hidden rows and columns", "leave", func(h hand) {
			must(t, h.f.SetRowVisible(h.sheet, 22, false), h.f.SetColVisible(h.sheet, "B", false))
		}, ""},
		{"exceptions", "leave", func(h hand) {
			for i, target := range []string{"K123", "", "k124-2", "天数", "审批意见·日期"} {
				if target != "" {
					h.write(h.at("例外", 2+i, 0), target, h.at("例外", 2+i, 1), "属实")
				}
			}
		}, ""},
		{"at the foot, a remark", "leave", func(h hand) { h.write("A60", "以上内容属实") },
			"confirm （A60）：“以上内容属实”不在任何一栏里，没有读入" + aside},
		{"at the foot, who and when", "leave", func(h hand) { h.write("C60", "区教育局", "C61", "2026年5月18日") },
			"confirm （C60）：“区教育局”“2026年5月18日”不在任何一栏里，没有读入" + aside + "；写在C60、C61"},
		{"at the foot, a field of their own", "leave", func(h hand) { h.write("A60", "备注", "B60", "夜间值班") },
			"must 备注（A60）：没有“备注”这一栏；" + renome + "；所填：“夜间值班”"},
		{"at the foot, a table", "leave", func(h hand) {
			for i := 62; i < 72; i++ {
				h.write(fmt.Sprint("A", i), "甲", fmt.Sprint("B", i), "乙", fmt.Sprint("C", i), "丙")
			}
		}, "must （A62）：“甲”“乙”“丙”等30处不在任何一栏里，没有读入" + move + "；写在A62至C71"},
		{"at the head", "leave", func(h hand) { h.write("F1", "急件，请今天办") },
			"confirm （F1）：“急件，请今天办”不在任何一栏里，没有读入" + aside},
		{"a title of their own", "leave", func(h hand) { h.write("A1", "龙凤区请假外出审批表") }, ""},
		{"the title of a document that has another now", "leave", func(h hand) { h.write("A1", "职工离岗报备表") }, ""},
		{"a remark in place of a title", "leave", func(h hand) { h.write("A1", "急件，请今天办") },
			"confirm （A1）：“急件，请今天办”不在任何一栏里，没有读入" + aside},
		{"a further sheet", "leave", func(h hand) {
			_, err := h.f.NewSheet("名单")
			must(t, err, h.f.SetCellValue("名单", "B2", "张三"))
		}, "confirm （）：工作表“名单”里还有内容，没有读入；与办理有关的，请填进表单，或另存为附件一起放入；无关的请删去这张表"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form, findings, err := Read("f.xlsx", byHand(t, set, test.kind, test.work), set)
			outcome(t, form, findings, err)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(saidAll(findings), "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A value is a value, also where it is the text of a label: beside its own label, and
// where two fields stand in a row.
func TestLayoutValueThatIsALabel(t *testing.T) {
	set := builtin(t)
	for _, test := range []struct {
		name string
		rows [][]any
		want templates.Values
	}{
		{"beside its label", [][]any{{"持信人职务", "经办人"}, {"经办人", "林知远"}, {"联系事项", "联系事项"}},
			templates.Values{"bearer_post": "经办人", "applicant": "林知远", "errand": "联系事项"}},
		{"above the label", [][]any{{"经办人", "林知远"}, {"持信人职务", "经办人"}, {"人数", 2}},
			templates.Values{"bearer_post": "经办人", "applicant": "林知远", "people": int64(2)}},
		{"two in a row", [][]any{{"持信人职务", "经办人", "人数", 2}, {"经办人", "林知远", "联系电话", "0459-6240118"}},
			templates.Values{"bearer_post": "经办人", "applicant": "林知远", "people": int64(2), "phone": "0459-6240118"}},
		{"two in a row, the first left out", [][]any{{"持信人职务", nil, "经办人", "林知远"}, {"持信人", "沈望舒", "人数", 2}},
			templates.Values{"applicant": "林知远", "bearer": "沈望舒", "people": int64(2)}},
		{"two in a row, no room for the first", [][]any{{"持信人职务", "经办人", "林知远"}, {"持信人", "人数", 2}},
			templates.Values{"applicant": "林知远", "people": int64(2)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := excelize.NewFile()
			defer f.Close()
			for i, row := range append([][]any{{"表单种类", "介绍信"}}, test.rows...) {
				must(t, f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row))
			}
			form, _, err := Read("f.xlsx", written(t, f), set)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(form.Values, test.want) {
				t.Errorf("got %v, want %v", form.Values, test.want)
			}
		})
	}
}

// What lies under a merged cell is seen by nobody: it is told of, unless it is what the
// merged cell shows.
func TestLayoutCoveredCells(t *testing.T) {
	set := builtin(t)
	sound := byHand(t, set, "leave", func(hand) {})
	archive, err := zip.NewReader(bytes.NewReader(sound), int64(len(sound)))
	must(t, err)
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	must(t, err)
	xml, err := io.ReadAll(part)
	must(t, err)
	cell := regexp.MustCompile(`<c r="C6"[^>]*?(/>|></c>)`)
	if !cell.Match(xml) {
		t.Fatal("no cell C6")
	}
	for text, want := range map[string]string{
		"方听澜": "",
		"代签":  "must （C6）：“代签”被合并的格盖住了，没有读入；请取消合并，把内容填到应当填写的格里，或删去\n",
	} {
		with := cell.ReplaceAllString(string(xml), `<c r="C6" t="inlineStr"><is><t>`+text+`</t></is></c>`)
		_, findings, err := Read("f.xlsx", boundedtest.WithSheet(t, sound, with), set)
		must(t, err)
		if got := saidAll(findings); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
