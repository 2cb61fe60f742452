package pipeline

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/samples"
	"gongwen/templates"
)

// stuckNow is what is stuck at a pipeline's time, as the ledger has it, too.
func stuckNow(t *testing.T, p *Pipeline) []desk.Stuck {
	t.Helper()
	found, all, err := desk.StuckOf(t.Context(), p.workspace, p.workspace.Current(), nil, p.now(), 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{}
	for _, s := range found {
		forms[s.Turn.Arrival] = true
		if len(s.Why) == 0 || len(s.Ways) == 0 || s.Article == "" || s.Since.IsZero() {
			t.Errorf("%+v", s)
		}
	}
	if len(forms) != all {
		t.Errorf("%d forms, counted %d", len(forms), all)
	}
	ledger, err := p.workspace.Catalogue.Ledger(t.Context())
	if err == nil {
		err = desk.NoteStuck(t.Context(), p.workspace, p.workspace.Current(), &ledger, p.now())
	}
	if err != nil || ledger.Stuck != all {
		t.Errorf("%d in the ledger, %v", ledger.Stuck, err)
	}
	for _, line := range ledger.List {
		if forms[line.ID] != (len(line.Stuck) > 0) {
			t.Errorf("%s: stuck %v, in the ledger %q", line.Path, forms[line.ID], line.Stuck)
		}
	}
	return found
}

func ways(s desk.Stuck) (all []desk.WayOut) {
	for _, way := range s.Ways {
		if !slices.Contains(all, way.Do) {
			all = append(all, way.Do)
		}
	}
	return all
}

// TestStuckVacant: a post that nobody holds and nobody stands in for stops the forms that
// it has to sign, and no others, until the roster is seen to.
func TestStuckVacant(t *testing.T) {
	f := dataFolder(t, "approvals: {letter: desk}\n")
	roster := strings.NewReplacer("职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01", "职务: 区政府办公室主任, 类别: 部门主要负责人, 任职自: 2023-03-01, 任职至: 2026-05-01",
		"任职自: 2023-03-01, 代行职务: 区政府办公室主任", "任职自: 2023-03-01").Replace(string(samples.Roster()))
	put(t, filepath.Join(string(f), "roster.yaml"), []byte(roster))
	deskFolder(t, f, "2026-05-11", []string{"核对甲项目资金"}, func(p *Pipeline) {
		if len(waiting(t, p)) != 1 {
			t.Fatal("nothing waits")
		}
		found := stuckNow(t, p)
		if len(found) != 1 || found[0].Why[0] != "区政府办公室主任自2026年5月2日起空缺，没有人代行" || !slices.Equal(ways(found[0]), []desk.WayOut{desk.ByRoster, desk.ByCorrection}) {
			t.Errorf("%+v", found)
		}
		for _, name := range []string{"顾怀瑾", "苏砚秋", "江临川", ""} {
			if sees, err := desk.SeesStuck(t.Context(), p.workspace, p.workspace.Current(), name, p.now()); err != nil || sees {
				t.Errorf("%s is no director: %v, %v", name, sees, err)
			}
		}
	})
	// Then somebody stands in for it.
	put(t, filepath.Join(string(f), "roster.yaml"), samples.Roster())
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		if found := stuckNow(t, p); len(found) != 0 {
			t.Errorf("%+v", found)
		}
		if sees, err := desk.SeesStuck(t.Context(), p.workspace, p.workspace.Current(), "顾怀瑾", p.now()); err != nil || !sees {
			t.Errorf("the director: %v, %v", sees, err)
		}
	})
}

// TestStuckAway: who is away, together with who acts for them, stops forms, and a delegation lets them go
// on; who acts for the office director then sees to what is stuck, too.
func TestStuckAway(t *testing.T) {
	f := dataFolder(t, "approvals: {letter: desk}\n")
	example := string(example(t, "leave"))
	office := strings.NewReplacer("区教育局局长", "区政府办公室主任", "区教育局", "区政府办公室", "方听澜", "顾怀瑾", "程以宁", "陆景行", "秦晚舟", "苏砚秋")
	put(t, filepath.Join(f.Inbox(), "区政府办公室", "请假.yaml"), []byte(office.Replace(example)))
	events := deskFolder(t, f, "2026-05-18", []string{"核对甲项目资金", "核对乙项目资金"}, func(p *Pipeline) {
		if found := stuckNow(t, p); len(found) != 0 {
			t.Errorf("before the leave: %+v", found)
		}
		deputy := strings.NewReplacer("区教育局局长", "区政府办公室副主任", "区教育局", "区政府办公室", "方听澜", "苏砚秋", "程以宁", "陆景行", "秦晚舟", "闻星野", "部门主要负责人", "单位或部门副职")
		put(t, filepath.Join(f.Inbox(), "区政府办公室", "副主任请假.yaml"), []byte(strings.NewReplacer("2026-05-22", "2026-05-21", "天数: 3", "天数: 2").Replace(deputy.Replace(example))))
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		onDay(p, "2026-05-21")
		found := stuckNow(t, p)
		if len(found) != 2 || !strings.HasPrefix(found[0].Why[0], "区政府办公室主任顾怀瑾不在：顾怀瑾（请假单") || !strings.Contains(found[0].Why[0], "；代行的苏砚秋也不在（请假单") || !slices.Equal(ways(found[0]), []desk.WayOut{desk.ByLeave, desk.ByDelegation, desk.ByWaiting}) {
			t.Errorf("%+v", found)
		}
		if told := found[0].ForApplicant("办公室"); told != "现在没有人能签：区政府办公室主任顾怀瑾现在不能签，没有人代行。办公室会处理，不必重送；急着要的，请与办公室联系。" {
			t.Errorf("the unit is told what rests on papers of others: %s", told)
		}
		if _, err := p.Delegate(t.Context(), delegation.Event{Act: delegation.Delegated, Account: "admin", Administrator: true, Grant: &delegation.Grant{
			Principal: "顾怀瑾", Delegate: "林知远", From: templates.Today(p.now()), Until: templates.Today(p.now()), Document: "区政府第12次常务会议纪要"}}); err != nil {
			t.Fatal(err)
		}
		if found := stuckNow(t, p); len(found) != 0 {
			t.Errorf("with a delegation: %+v", found)
		}
		if sees, err := desk.SeesStuck(t.Context(), p.workspace, p.workspace.Current(), "林知远", p.now()); err != nil || !sees {
			t.Errorf("who acts for the director: %v, %v", sees, err)
		}
		onDay(p, "2026-05-22")
		if found := stuckNow(t, p); len(found) != 0 {
			t.Errorf("when the deputy is back: %+v", found)
		}
	})
	for _, e := range events {
		for _, finding := range e.Findings {
			t.Log(e.File, finding.Path, finding.Message)
		}
	}
}
