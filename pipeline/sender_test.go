package pipeline

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/pipeline/workspace"
)

// hand drops a letter, changed, into a place below the inbox.
func hand(t testing.TB, f workspace.Folder, place string, changes ...string) {
	t.Helper()
	text := strings.NewReplacer(changes...).Replace(string(example(t, "letter")))
	text = strings.ReplaceAll(text, "区财政局介绍信.txt", "单位介绍信.txt")
	put(t, filepath.Join(f.Inbox(), place, "介绍信.yaml"), []byte(text))
	put(t, filepath.Join(f.Inbox(), place, "单位介绍信.txt"), []byte("兹介绍沈望舒前往办理。"))
}

func catalogued(t testing.TB, f workspace.Folder, do func(o *workspace.Workspace)) {
	t.Helper()
	o, err := workspace.View(f)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	do(o)
}

// TestJudgeLetsTheSenderDecideWhoseARecordIs, not the form's own cell.
func TestJudgeLetsTheSenderDecideWhoseARecordIs(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "units:\n  区住房和城乡建设局: [区住建局]\n")
	const errand = "核对2026年度市级转移支付资金下达情况"
	for i, test := range []struct {
		inbox, cell, reason string
		unit, printed       string // of the record; empty when it goes back
		severity            form.Severity
	}{
		{"区财政局", "区财政局", "", "区财政局", "区财政局", ""},
		{"区财政局", "龍鳳區 財政局（筹）", "", "区财政局", "区财政局", ""},
		{"龙凤区财政局", "财政局", "", "区财政局", "区财政局", ""},
		{"区住建局", "区住房和城乡建设局", "", "区住房和城乡建设局", "区住房和城乡建设局", ""},
		{"区财政局", "区教育局", "", "", "", form.Must},
		{"区财政局", "区教育局", "替他们办", "", "", form.Must},
		{"区财政局", "区政府办公室", "", "", "", form.Must},
		{"区财政局", "区金融局", "", "", "", form.Confirm},
		{"区财政局", "区金融局", "新设的单位，花名册还没有更新", "区财政局", "区金融局", ""},
		{"新单位", "新 单位", "", "新单位", "新单位", ""}, // an inbox the roster is behind with
		{"新单位", "区财政局", "", "", "", form.Must},
		{"区政府办公室", "區教育局", "", "区教育局", "区教育局", ""},
		{"龙凤区人民政府办公室", "区教育局", "", "区教育局", "区教育局", ""},
		{"", "龙凤区教育局", "", "区教育局", "区教育局", ""},
		{"", "区金融局", "", "", "", form.Confirm},
	} {
		place := filepath.Join(test.inbox, "信"+string(rune('a'+i)))
		if test.inbox == "" {
			place = ""
		}
		reason := ""
		if test.reason != "" {
			reason = "\n例外理由: " + test.reason
		}
		hand(t, f, place, "申请单位: 区财政局", "申请单位: "+test.cell+reason, errand, "查阅土地档案第"+string(rune('a'+i))+"卷宗", "持信人: 沈望舒", "持信人: 持信人"+string(rune('a'+i)))
		events := once(t, f)
		if len(events) != 1 {
			t.Fatalf("%+v: %+v", test, events)
		}
		e := events[0]
		if test.unit == "" {
			if e.Type != "returned" || len(e.Findings) != 1 || e.Findings[0].Path != "unit" || e.Findings[0].Cell == "" || e.Findings[0].Severity != test.severity {
				t.Errorf("%+v: %s %+v", test, e.Type, e.Findings)
			}
			continue
		}
		if e.Type != "filed" {
			t.Errorf("%+v: %s %+v", test, e.Type, e.Findings)
			continue
		}
		catalogued(t, f, func(o *workspace.Workspace) {
			r, err := o.Catalogue.Record(t.Context(), e.Number)
			if err != nil || r.Unit != test.unit || r.Values["unit"] != test.printed {
				t.Errorf("%+v: the record is %s's, printed %v, %v", test, r.Unit, r.Values["unit"], err)
			}
		})
	}
}

// notices is all text of the notices given back to a unit.
func notices(t testing.TB, f workspace.Folder, unit string) string {
	t.Helper()
	var all strings.Builder
	names, err := filepath.Glob(filepath.Join(f.Returned(), unit, "*", "退件通知.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestDecideTellsNothingOfOthersRecords: another unit's letter stands in the way
// of this one. Its own office is told its number, others that there is something;
// the journal keeps it all.
func TestDecideTellsNothingOfOthersRecords(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	hand(t, f, "区教育局/一", "申请单位: 区财政局", "申请单位: 区教育局")
	first := once(t, f)
	if len(first) != 1 || first[0].Type != "filed" {
		t.Fatalf("%+v", first)
	}
	number := first[0].Number
	for unit, named := range map[string]bool{"区教育局": true, "区财政局": false} {
		hand(t, f, unit+"/二", "申请单位: 区财政局", "申请单位: "+unit, "收信单位: 市财政局", "收信单位: 大庆市档案馆")
		events := once(t, f)
		if len(events) != 1 || events[0].Type != "returned" || len(events[0].Findings) != 1 || !strings.Contains(events[0].Findings[0].Message, number) {
			t.Fatalf("%s: %+v", unit, events)
		}
		told := notices(t, f, unit)
		if strings.Contains(told, number) != named || !strings.Contains(told, "第八十一条") || strings.Contains(told, "查阅范围以外") == named {
			t.Errorf("%s is told, number named %v:\n%s", unit, named, told)
		}
		catalogued(t, f, func(o *workspace.Workspace) {
			for a, err := range o.Catalogue.Arrivals(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if a.Unit == unit && a.State == catalogue.Returned && strings.Contains(a.Reason, number) != named {
					t.Errorf("%s: the ledger says %s", unit, a.Reason)
				}
			}
		})
	}
	whole := 0
	a, err := archive.Open(f.Archive())
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range journal.All(a.JournalDir()) {
		if err != nil {
			t.Fatal(err)
		}
		var found []form.Finding
		if e.Type == journal.Returned && json.Unmarshal(e.Findings, &found) == nil && strings.Contains(found[0].Message, number) {
			whole++
		}
	}
	if whole != 2 {
		t.Errorf("the journal tells %d of 2 returns whole", whole)
	}
}

// TestDecideDoesNotNameADuplicateOfOthers: the same files from another unit's inbox.
func TestDecideDoesNotNameADuplicateOfOthers(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	hand(t, f, "区财政局/一")
	first := once(t, f)
	for unit, named := range map[string]bool{"区财政局": true, "区教育局": false} {
		hand(t, f, unit+"/又一")
		events := once(t, f)
		if len(events) != 1 || events[0].Type != "duplicate" || events[0].Number != first[0].Number {
			t.Fatalf("%+v", events)
		}
		if told := notices(t, f, unit); strings.Contains(told, first[0].Number) != named || strings.Contains(told, "核实") == named {
			t.Errorf("%s is told:\n%s", unit, told)
		}
	}
}

// TestLedgerEntryKnowsHowSecretAnArrivalIs, also where the catalogue is made anew.
func TestLedgerEntryKnowsHowSecretAnArrivalIs(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "attachment_wait: 1h\n")
	minutes := string(example(t, "minutes"))
	give := func(name, text string) {
		put(t, filepath.Join(f.Inbox(), "区政府办公室", name, name+".yaml"), []byte(text))
	}
	give("秘密", minutes+"密级: 秘密\n")                                             // goes back: no term
	give("公开", strings.Replace(minutes, "份数: 45", "份数: 许多", 1))                // goes back, and was read far enough
	give("密级有误", minutes+"密级: 有点秘密\n")                                         // nobody can say
	give("密级错字", minutes+"密及: 秘密\n")                                           // nor here
	give("读不出", "表单种类: 会议纪要\n  : [\n")                                         // nor here
	put(t, filepath.Join(f.Inbox(), "区财政局", "介绍信.yaml"), example(t, "letter")) // waits
	once(t, f)
	want := map[string]string{"秘密": "秘密", "公开": archive.NotSecret, "密级有误": "", "密级错字": "", "读不出": "", "介绍信": archive.NotSecret}
	check := func(when string, left map[string]string) {
		t.Helper()
		got := map[string]string{}
		catalogued(t, f, func(o *workspace.Workspace) {
			for a, err := range o.Catalogue.Arrivals(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if a.State == catalogue.Filed {
					t.Errorf("filed: %+v", a)
				}
				got[strings.TrimSuffix(filepath.Base(a.Path), ".yaml")] = a.Degree
			}
		})
		for name, degree := range left {
			if has, ok := got[name]; !ok || has != degree {
				t.Errorf("%s: %s has degree %q (%v), want %q", when, name, has, ok, degree)
			}
		}
	}
	check("at work", want)
	rebuild(t, f)
	delete(want, "介绍信") // still in the inbox; the next look sees it
	check("rebuilt", want)
}
