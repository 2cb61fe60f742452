package enrolment

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/tablefile"
)

func day(text string) templates.Date {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return templates.Date{Time: t}
}

// today is the day of the tests.
var today = day("2026-05-14")

// office is a small one: two whose names sound alike, one read in several ways, one with two
// posts, one who has left, one who is to come, one of another authority.
func office() *roster.Roster {
	from := day("2024-01-01")
	post := func(name, unit, post, rank string) roster.Appointment {
		return roster.Appointment{Name: name, Unit: unit, Post: post, Rank: rank, From: from}
	}
	left, later := post("宋归鸿", "区政府", "副区长", "副区长"), post("方来", "区教育局", "区教育局局长", "部门主要负责人")
	left.Until, later.From = day("2026-03-31"), day("2026-06-01")
	return roster.New([]roster.Appointment{
		post("祁正阳", "中共青山区委员会", "区委书记", "区委主要领导"), post("江临川", "区政府", "区长", "区长"),
		post("顾怀瑾", "区政府办公室", "区政府办公室主任", "部门主要负责人"), post("单玉林", "区财政局", "区财政局局长", "部门主要负责人"),
		post("李静", "区财政局", "区财政局副局长", "副职"), post("李晶", "区财政局", "会计", "工作人员"),
		post("李静", "区教育局", "区教育局副局长", "副职"), left, later,
	})
}

// ranks are those of the office.
var ranks = roster.Categories{Whole: []string{"区委主要领导", "区长"}, Outside: []string{"区委主要领导"}, Clerks: []string{"工作人员"}}

func TestPropose(t *testing.T) {
	accounts := []account.Account{{Name: "gu", Role: account.Signer, Person: "顾怀瑾"}, {Name: "Jianglinchuan", Role: account.Archivist}, {Name: "song", Role: account.Signer, Person: "宋归鸿"}}
	for name, test := range map[string]struct {
		wish Wish
		want string
	}{
		"everybody": {Wish{}, `false qizhengyang 祁正阳 signer [] 不在本机关任职，要在网上签批的改成“是”
true jianglinchuan2 江临川 signer [] 用户名与别人的读音相同，已加数字
false gu 顾怀瑾 signer [] 已有账号
true shanyulin 单玉林 signer [区财政局] “单”可能有别的读音，请核对用户名
true lijing 李静 signer [区财政局 区教育局] 
true lijing2 李晶 office [区财政局] 用户名与别人的读音相同，已加数字`},
		"a unit": {Wish{Units: []string{"区教育局"}}, "true lijing 李静 signer [区财政局 区教育局] "},
		"a role": {Wish{Role: account.Office}, "true lijing 李晶 office [区财政局] "},
		"numbers": {Wish{Units: []string{"区财政局"}, Numbered: true}, `true u001 单玉林 signer [区财政局] 
true u002 李静 signer [区财政局 区教育局] 
true u003 李晶 office [区财政局] `},
	} {
		test.wish.Ranks = ranks
		entries, err := Propose(office(), today, accounts, test.wish)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range entries {
			got = append(got, fmt.Sprint(e.Wanted, " ", e.Name, " ", e.Person, " ", e.Role, " ", e.Units, " ", e.Note))
		}
		if text := strings.Join(got, "\n"); text != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, text, test.want)
		}
	}
	if _, err := Propose(office(), today, nil, Wish{Units: []string{"区水务局"}}); err == nil || !strings.Contains(err.Error(), "没有单位“区水务局”") {
		t.Errorf("a unit that there is not: %v", err)
	}
}

// TestListComesBack: what is written is read again, after a spreadsheet program's own changes.
func TestListComesBack(t *testing.T) {
	entries, err := Propose(office(), today, nil, Wish{Ranks: ranks})
	if err != nil {
		t.Fatal(err)
	}
	entries[1].Clearance = []string{"内部", "秘密"}
	var b bytes.Buffer
	if err := WriteList(&b, entries, today.Time); err != nil {
		t.Fatal(err)
	}
	back, err := ReadList(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i := range back {
		if back[i].Place != fmt.Sprintf("第%d行", i+2) {
			t.Errorf("%+v", back[i])
		}
		back[i].Place = ""
	}
	if fmt.Sprintf("%+v", back) != fmt.Sprintf("%+v", entries) {
		t.Errorf("%+v\nwant\n%+v", back, entries)
	}
}

// edited is a list as somebody has typed it.
func edited(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("B%d", i+2), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadListAsTyped(t *testing.T) {
	entries, err := ReadList(edited(t, []any{"姓 名", "用户名", "角色", "单位"}, []any{"林知远", "linzy", "签批人员", "区财政局；区教育局"}, []any{"", "", "", ""}, []any{"", "kuaiji", "finance"}))
	want := []Entry{
		{Wanted: true, Name: "linzy", Person: "林知远", Role: account.Signer, Units: []string{"区财政局", "区教育局"}, Place: "第3行"},
		{Wanted: true, Name: "kuaiji", Role: account.Finance, Place: "第5行"},
	}
	if err != nil || !reflect.DeepEqual(entries, want) {
		t.Errorf("%+v, %v", entries, err)
	}
	for name, test := range map[string]struct {
		content []byte
		why     string
	}{
		"no workbook":    {[]byte("x"), "打不开这个工作簿"},
		"no head":        {edited(t, []any{"姓名", "职务"}), "没有找到表头"},
		"nobody":         {edited(t, []any{"用户名", "角色"}), "一行也没有"},
		"another role":   {edited(t, []any{"用户名", "角色"}, []any{"li", "科长"}), "C3“角色”写的是“科长”"},
		"neither yes":    {edited(t, []any{"建立", "用户名", "角色"}, []any{"也许", "li", "签批人员"}), "B3“建立”写的是“也许”"},
		"no role at all": {edited(t, []any{"用户名", "角色", "姓名"}, []any{"li", "", "林知远"}), "C3“角色”写的是“”"},
	} {
		if _, err := ReadList(test.content); err == nil || !strings.Contains(err.Error(), test.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheck(t *testing.T) {
	accounts := []account.Account{
		{Name: "gu", Role: account.Signer, Person: "顾怀瑾"}, {Name: "old", Role: account.Signer, Person: "李静", Disabled: true},
		{Name: "dangan", Role: account.Archivist}, {Name: "admin", Role: account.Administrator},
	}
	signer := func(name, person string) Entry {
		return Entry{Wanted: true, Name: name, Person: person, Role: account.Signer, Place: "第2行"}
	}
	for _, test := range []struct {
		name     string
		entries  []Entry
		new      string
		existing string
		why      string
	}{
		{"one new", []Entry{signer("jiang", "江临川"), {Name: "x", Person: "nobody"}}, "jiang", "", ""},
		{"one who has theirs", []Entry{signer("gu", "顾怀瑾")}, "", "gu ", ""},
		{"one who has theirs by another name", []Entry{signer("guhuaijin", "顾怀瑾")}, "", "gu 用户名", ""},
		{"one who has theirs as something else", []Entry{{Wanted: true, Name: "gu", Person: "顾怀瑾", Role: account.Office, Units: []string{"区政府办公室"}}}, "", "gu 单位、角色", ""},
		{"nobody's, again", []Entry{{Wanted: true, Name: "dangan", Role: account.Archivist}}, "", "dangan ", ""},
		{"nobody's before", []Entry{signer("dangan", "江临川")}, "", "", "gongwen account set dangan --person 江临川"},
		{"somebody else's", []Entry{signer("gu", "江临川")}, "", "", "是顾怀瑾的"},
		{"a disabled one", []Entry{signer("old", "李静")}, "", "", "--disabled=false"},
		{"a name twice", []Entry{signer("li", "李静"), signer("Li", "李晶")}, "", "", "与第2行 li的相同"},
		{"a person twice", []Entry{signer("li", "李静"), signer("li2", "李静")}, "", "", "一人只能有一个"},
		{"a stranger", []Entry{signer("li", "李四")}, "", "", "花名册上没有“李四”"},
		{"a name with blanks", []Entry{signer("li jing", "李静")}, "", "", "不含空格"},
		{"an administrator who signs", []Entry{{Wanted: true, Name: "li", Person: "李静", Role: account.Administrator}}, "", "", "不能同时签批"},
		{"a clerk of no unit", []Entry{{Wanted: true, Name: "li", Person: "李晶", Role: account.Office}}, "", "", "要写明所属单位"},
	} {
		p, err := Check(test.entries, office(), accounts, today.Time)
		var made, existing []string
		for _, a := range p.New {
			made = append(made, a.Name)
		}
		for _, e := range p.Existing {
			existing = append(existing, e.Account.Name+" "+e.Differs)
		}
		if test.why != "" {
			if err == nil || !strings.Contains(err.Error(), test.why) || !strings.Contains(err.Error(), "第2行") && test.entries[0].Place != "" {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if err != nil || strings.Join(made, " ") != test.new || strings.Join(existing, ";") != test.existing {
			t.Errorf("%s: new %v, existing %q, %v", test.name, made, existing, err)
		}
	}
}

func TestLeft(t *testing.T) {
	var got []string
	for _, a := range Left(office(), today, []account.Account{{Name: "a", Person: "宋归鸿"}, {Name: "b", Person: "方来"}, {Name: "c", Person: "江临川"},
		{Name: "d", Person: "不在册"}, {Name: "e", Person: "宋归鸿", Disabled: true}, {Name: "admin"}}) {
		got = append(got, a.Name)
	}
	if strings.Join(got, "") != "ad" {
		t.Errorf("left: %v", got)
	}
}

// TestPasswordSlips: a row for each person on both sheets, with what they need; names stay text.
func TestPasswordSlips(t *testing.T) {
	s := PasswordSlips{Accounts: []account.Account{{Name: "li", Person: "李静", Role: account.Signer}, {Name: "=1+1", Units: []string{"区财政局"}, Role: account.Office}},
		Posts: [][]string{{"区财政局副局长"}, nil}, Passwords: []string{"aaaaa-bbbbb-ccccc", "ddddd-eeeee-fffff"}, Site: "https://gw.example.gov.cn", Office: "青山区人民政府办公室", Made: today.Time}
	var b bytes.Buffer
	if err := s.Write(&b, tablefile.XLSX); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string][]string{
		"密码单":  {"李静", "区财政局副局长", "li", "aaaaa-bbbbb-ccccc"},
		"裁开分发": {"李静\n区财政局副局长", "用户名　li\n一次性密码　aaaaa-bbbbb-ccccc", "https://gw.example.gov.cn", "青山区人民政府办公室"},
	} {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) < 3 {
			t.Fatalf("%s: %v, %v", sheet, rows, err)
		}
		for _, text := range want {
			if !strings.Contains(strings.Join(rows[1], "|"), text) {
				t.Errorf("%s has no %q: %q", sheet, text, rows[1])
			}
		}
	}
	if formula, err := f.GetCellFormula("密码单", "D3"); err != nil || formula != "" {
		t.Errorf("a name became a formula: %s, %v", formula, err)
	}
	b.Reset()
	if err := s.Write(&b, tablefile.CSV); err != nil || !strings.Contains(b.String(), "li,aaaaa-bbbbb-ccccc") {
		t.Errorf("as text: %v\n%s", err, b.String())
	}
}
