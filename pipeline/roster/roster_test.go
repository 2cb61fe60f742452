package roster

import (
	"bytes"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/bounded/boundedtest"
)

func day(y int, m time.Month, d int) templates.Date { return templates.NewDate(y, m, d) }

func sample(t *testing.T) *Roster {
	t.Helper()
	r, err := Load(os.DirFS("../../samples"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRosterAnswersForTheDay(t *testing.T) {
	r := sample(t)
	now := day(2026, 5, 11)
	for _, c := range []struct {
		what string
		got  any
		want any
	}{
		{"holder", r.Holders("区长", now), []string{"江临川"}},
		{"holder before", r.Holders("区长", day(2022, 5, 11)), []string{"宋归鸿"}},
		{"last day", r.Holders("区长", day(2023, 2, 14)), []string{"宋归鸿"}},
		{"first day", r.Holders("区长", day(2023, 2, 15)), []string{"江临川"}},
		{"before anyone", r.Holders("区长", day(2018, 1, 1)), []string(nil)},
		{"in charge of a unit", r.Holders("分管区教育局", now), []string{"程以宁"}},
		{"in charge of no such unit", r.Holders("分管", now), []string(nil)},
		{"in charge of the routine work", r.Holders("负责常务工作", now), []string{"陆景行"}},
		{"rank", r.Holders("副区长", now), []string{"陆景行", "叶清和", "程以宁", "白云舟"}},
		{"holds post", r.Holds("顾怀瑾", "区政府办公室主任", now), true},
		{"holds rank", r.Holds("顾怀瑾", "部门主要负责人", now), true},
		{"holds other's", r.Holds("顾怀瑾", "区长", now), false},
		{"in charge", r.InCharge("区教育局", now), []string{"程以宁"}},
		{"in charge before", r.InCharge("区教育局", day(2024, 6, 2)), []string(nil)},
		{"short name", r.InCharge("教育局", now), []string(nil)},
		{"stand-in", r.StandIns("区政府办公室主任", now), []string{"苏砚秋"}},
		{"routine", r.Routine(now), []string{"陆景行"}},
		{"unit", r.Unit("青禾社区工作站")["type"], "派出机构"},
		{"unknown unit", r.Unit("教育局"), templates.Values(nil)},
		{"appointments", len(r.Appointments("陆景行", now)), 1},
		{"portfolio", r.Appointments("白云舟", now)[0].Portfolio, []string{"区应急管理局", "区市场监督管理局", "区信访局"}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}

func TestWriteWorkbookSaysTheSameAsYAML(t *testing.T) {
	want := sample(t)
	var b bytes.Buffer
	if err := WriteWorkbook(&b, want, Categories{}); err != nil {
		t.Fatal(err)
	}
	got, err := Read("roster.xlsx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || want.Unit("区财政局") == nil {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// typed is a sheet of the given cells, as a person would have typed them.
func typed(t *testing.T, cells map[string]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for at, v := range cells {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadWorkbookByItsLabels(t *testing.T) {
	r, err := Read("花名册.XLSX", typed(t, map[string]any{
		"A1": "龙凤区花名册",
		"B3": "职务", "C3": " 姓名 ", "D3": "单位", "E3": "任职自", "F3": "类别", "G3": "备注", "H3": "任职至",
		"B4": "局长", "C4": "甲某", "D4": "区某局", "E4": time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), "F4": "部门主要负责人", "G4": "兼职",
		"B6": "局长", "C6": "乙某", "D6": "区某局", "E6": "2020年1月5日", "F6": "部门主要负责人", "H6": "2024/2/29",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []Appointment{
		{Name: "甲某", Unit: "区某局", Post: "局长", Rank: "部门主要负责人", From: day(2024, 3, 1)},
		{Name: "乙某", Unit: "区某局", Post: "局长", Rank: "部门主要负责人", From: day(2020, 1, 5), Until: day(2024, 2, 29)},
	}
	if !reflect.DeepEqual(r.All(), want) {
		t.Errorf("%+v", r.All())
	}
}

// Everything wrong is said at once, each with its place.
func TestReadSaysAllMistakesAtOnce(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"roster.yaml", []byte(`任职:
  - {姓名: 甲, 单位: 区某局, 职务: 局长, 类别: 部门主要负责人, 任职自: 2024-02-30}
  - {姓名: 乙, 职务: 局长, 类别: 局长, 任职自: 2024-01-01}
  - {姓名: 丙, 单位: 区某局, 职务: 局长, 类别: 副职, 任职自: 2024-01-02, 任职至: 2024-01-01}
`), `roster.yaml：第2行“任职自”：“2024-02-30”这一天不存在，请核对年月日
roster.yaml：第3行“单位”没有填写
roster.yaml：第4行“任职至”（2024年1月1日）早于“任职自”（2024年1月2日）`},
		{"roster.yaml", []byte(`任职:
  - {姓名: 甲, 单位: 区政府, 职务: 副区长, 类别: 副区长, 任职自: 2024-01-01, 负责常务工作: 是, 代行职务: 区长大人}
  - {姓名: 甲, 单位: 区政府, 职务: 副区长, 类别: 副区长, 任职自: 2023-01-01, 任职至: 2024-01-01}
  - {姓名: 乙, 单位: 区政府, 职务: 副区长, 类别: 副区长, 任职自: 2025-01-01, 负责常务工作: 是}
`), `roster.yaml：第2行“代行职务”：花名册里没有“区长大人”这一职务，请与“职务”栏写得一字不差
roster.yaml：第3行与第2行重复：甲任副区长的时间有重叠
roster.yaml：第4行与第2行：甲、乙同时负责常务工作，只能有一人`},
		{"roster.yaml", []byte("任职:\n  - {姓名: 甲, 部门: 区某局}\n  - 乙\n"),
			`roster.yaml：第2行：不认识“部门”，可用：姓名、单位、职务、类别、任职自、任职至、分管单位、负责常务工作、代行职务、备注
roster.yaml：第3行应写成 {姓名: …, 单位: …, …}`},
		{"roster.yaml", []byte("人员: []\n"), `roster.yaml：第1行：不认识“人员”，最上一层只写“任职：”“单位：”和“委托：”`},
		{"roster.yaml", []byte("任职: []\n"), `roster.yaml：花名册里没有任何任职，请至少填写一行`},
		{"roster.yaml", []byte(`任职:
  - {姓名: 甲, 单位: 区某局, 职务: 局长, 类别: 副职, 任职自: 2024-01-02}
单位:
  - {单位: 区某局, 类型: 区直部门, 经费: 全额, 编制数: 20, 实有数: 18}
  - {单位: 区乙局, 类型: 区直部门, 经费: 全部, 编制数: 二十多, 实有数: 18}
  - {单位: 区某局, 类型: 区直部门, 经费: 全额, 编制数: 20, 实有数: 18}
`), `roster.yaml：第5行“经费”：“全部”不在可选项中，请从“全额”“差额”“自收自支”中选一项
roster.yaml：第5行“编制数”：“二十多”不是整数，请只填数字
roster.yaml：第6行：单位“区某局”前面已经列过`},
		{"roster.yaml", nil, `roster.yaml：没有“任职：”及其下面的列表`},
		{"roster.csv", nil, `roster.csv：花名册应是 .xlsx 或 .yaml 文件，不能是“.csv”`},
		{"roster.xlsx", typed(t, map[string]any{"A1": "姓名", "B1": "部门"}),
			`roster.xlsx：没有找到表头。请在前20行内写一行栏目名：姓名、单位、职务、类别、任职自、任职至、分管单位、负责常务工作、代行职务。隐藏的工作表不读`},
		{"roster.xlsx", typed(t, map[string]any{"A1": "姓名", "B1": "职务", "C1": "分管部门", "D1": "姓名"}),
			`roster.xlsx：C1：不认识栏目“分管部门”，可用：姓名、单位、职务、类别、任职自、任职至、分管单位、负责常务工作、代行职务、备注
roster.xlsx：D1：栏目“姓名”出现了两次`},
		{"roster.xlsx", typed(t, map[string]any{"A1": "姓名", "B1": "职务", "C1": "单位", "D1": "类别", "E1": "任职自",
			"A2": "甲", "B2": "局长", "C2": "区某局", "D2": "局长", "E2": "去年"}),
			`roster.xlsx：E2“任职自”：“去年”不是日期，请写成 2026-05-01 的样子`},
	} {
		_, err := Read(c.name, c.content)
		if err == nil || err.Error() != c.want {
			t.Errorf("got\n%v\nwant\n%s", err, c.want)
		}
	}
	_, err := Read("roster.xlsx", []byte("不是工作簿"))
	if err == nil || !strings.HasPrefix(err.Error(), "roster.xlsx：打不开这个工作簿，请用 Excel 或 WPS 另存为 .xlsx 再试") {
		t.Error(err)
	}
}

func TestLoadWantsOneRosterInAFolder(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("任职: []\n")}
	for want, folder := range map[string]fstest.MapFS{
		"没有花名册，请放入 roster.xlsx 或 roster.yaml：file does not exist": {},
		"同时有 roster.xlsx 和 roster.yaml，无法确定以哪个为准，请移走一个":           {"roster.xlsx": file, "roster.yaml": file},
	} {
		if _, err := Load(folder); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Whatever is in the file, reading it ends; and a roster that could be read is
// the same when written and read again.
func FuzzRoster(f *testing.F) {
	f.Add([]byte("任职:\n- 姓名: 甲\n  单位: 乙\n  职务: 丙\n  类别: 副职\n  任职自: 2020-01-01\n"))
	f.Add([]byte("任职:\n- {姓名: 甲, 单位: 乙, 职务: 丙, 类别: 副职, 任职自: 2020-01-01}\n单位:\n- {单位: 乙, 类型: 镇, 经费: 差额, 编制数: 3, 实有数: 2}\n"))
	f.Add([]byte("任职:\n  - {姓名: 甲, 单位: 区政府, 职务: 副区长, 类别: 副区长, 任职自: 2024-01-01, 任职至: 2025年3月1日, 负责常务工作: 是, 分管单位: 乙局、丙局, 代行职务: 副区长, 备注: 无}\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		r, err := Read("roster.yaml", source)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteWorkbook(&b, r, Categories{}); err != nil {
			t.Fatal(err)
		}
		again, err := Read("roster.xlsx", b.Bytes())
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%v\n%+v\n%+v", err, again, r)
		}
	})
}

// Rosters made to exhaust the program are refused, in words.
func TestReadHostileRosters(t *testing.T) {
	same := strings.Repeat("- {姓名: 甲, 单位: 乙, 职务: 丙, 类别: 副职, 任职自: 2020-01-01}\n", 4000)
	sheet := typed(t, map[string]any{"A1": "姓名"})
	for _, tt := range []struct {
		name, file, want string
		content          []byte
	}{
		{"each row like each", "roster.yaml", "还有更多，请先改正以上各处", []byte("任职:\n" + same)},
		{"aliases", "roster.yaml", "有特殊符号“&”", []byte("任职: &a [*a, *a]\n")},
		{"brackets", "roster.yaml", "层数太多", []byte("任职: " + strings.Repeat("[", 1<<20))},
		{"the last column of every row", "roster.xlsx", "没有找到表头", boundedtest.WithSheet(t, sheet, boundedtest.Rows(`<row r="#"><c r="XFD#"><v>1</v></c></row>`, 20000))},
		{"tags by the million", "roster.xlsx", "没有找到表头", boundedtest.WithPart(t, sheet, "xl/sharedStrings.xml", strings.Repeat("<si/>", 3<<20))},
		{"styles by the million", "roster.xlsx", "没有找到表头", boundedtest.WithPart(t, sheet, "xl/styles.xml", strings.Repeat("<xf/>", 3<<20))},
		{"a zip of nothing but parts", "roster.xlsx", "东西太多", bytes.Repeat([]byte("PK\x01\x02"), 1<<20)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(tt.file, tt.content)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), tt.file) {
				t.Errorf("got %.300v, want %s", err, tt.want)
			}
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 300<<20 {
				t.Errorf("took %d MB", grown>>20)
			}
		})
	}
}

// FuzzRosterSheet mutates the XML of the sheet inside a sound workbook: reading
// it ends, in a roster or in words that name the file.
func FuzzRosterSheet(f *testing.F) {
	r, err := Load(os.DirFS("../../samples"))
	if err != nil {
		f.Fatal(err)
	}
	var sound bytes.Buffer
	if err := WriteWorkbook(&sound, New(r.All()[:3]), Categories{}); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>单位</t></is></c></row><row r="2"><c r="A2"><v>44000</v></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, xml []byte) {
		if _, err := Read("roster.xlsx", boundedtest.WithSheet(t, sound.Bytes(), string(xml))); err != nil && !strings.HasPrefix(err.Error(), "roster.xlsx：") {
			t.Error(err)
		}
	})
}
