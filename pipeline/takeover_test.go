package pipeline

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongwen/index"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// ruleset waits for what is told of an edit.
func (r *running) ruleset(text string) {
	r.t.Helper()
	r.until("told of an edit: "+text, func(e Event) bool { return e.Type == RulesetEvent && strings.Contains(e.Reason, text) })
}

func (r *running) returned(file string) Event {
	r.t.Helper()
	return r.until(file+" is returned", func(e Event) bool { return e.Type == "returned" && e.File == file })
}

// TestJudgeGoesByTheNewRoster, and by the old one as long as the new one is
// wrong. Both are told.
func TestJudgeGoesByTheNewRoster(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	r := run(t, f)
	const before, after = "顾怀瑾", "顾怀瑜"
	letter(t, f, "一", "查阅一号档案")
	r.filed("区财政局/一/介绍信.yaml")
	roster := bytes.ReplaceAll(samples.Roster(), []byte(before), []byte(after))
	put(t, filepath.Join(string(f), "roster.yaml"), roster)
	r.ruleset("起按新的花名册办理：增 1 人、减 1 人")
	letter(t, f, "二", "查阅二号档案")
	r.returned("区财政局/二/介绍信.yaml")
	letter(t, f, "三", "查阅三号档案", before, after)
	r.filed("区财政局/三/介绍信.yaml")
	put(t, filepath.Join(string(f), "roster.yaml"), append(roster, "  - {姓名: 无职务}\n"...))
	r.ruleset("没有采用")
	letter(t, f, "四", "查阅四号档案", before, after)
	r.filed("区财政局/四/介绍信.yaml")
	put(t, filepath.Join(string(f), "roster.yaml"), samples.Roster())
	r.ruleset("先前写错的已改正")
	letter(t, f, "五", "查阅五号档案")
	r.filed("区财政局/五/介绍信.yaml")
}

// TestRunNeedsNoRestartForANewKindAndANewRule.
func TestRunNeedsNoRestartForANewKindAndANewRule(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	r := run(t, f)
	from := filepath.Join("..", "samples", "kind", "vehicle")
	if err := os.CopyFS(string(f), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	r.ruleset("增 公务用车")
	text, err := os.ReadFile(filepath.Join(from, "templates", "vehicle", "example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(f.Inbox(), "区教育局", "用车.yaml"), text)
	if e := r.filed("区教育局/用车.yaml"); e.Number != "龙政办车字〔2026〕1号" {
		t.Errorf("filed as %s", e.Number)
	}
	put(t, filepath.Join(f.Rules(), "longfeng2017", "own.yaml"), []byte("kind: letter\narticle: \"81\"\nrules:\n"+
		"  - {id: own-people, field: people, require: form.people < 2, message: 只去一人, advice: 少去几人, fails: {两人: {人数: 2}}}\n"))
	r.ruleset("规则册 longfeng2017：增 1 条（own-people）")
	letter(t, f, "信", "查阅城建档案")
	if e := r.returned("区财政局/信/介绍信.yaml"); len(e.Findings) != 1 || e.Findings[0].Message != "只去一人" {
		t.Errorf("findings %+v", e.Findings)
	}
}

// takeOver puts a file into the data folder and lets the pipeline take it over.
func takeOver(t *testing.T, p *Pipeline, name, text string) {
	t.Helper()
	put(t, filepath.Join(string(p.workspace.Folder), filepath.FromSlash(name)), []byte(text))
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	taken := false
	p.workspace.Watch(ctx, func(c workspace.Change) {
		p.tookOver(ctx, c)
		taken = c.After != nil
		stop()
	})
	if !taken {
		t.Fatalf("%s is not taken over", name)
	}
}

// otherLetter is the kind letter with changes.
func otherLetter(t *testing.T, changes ...string) string {
	t.Helper()
	kind, err := os.ReadFile(filepath.Join("..", "templates", "kinds", "letter", "kind.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(changes...).Replace(string(kind))
}

// TestDriverKeepsTheRulesetAFormWasJudgedBy until it is filed.
func TestDriverKeepsTheRulesetAFormWasJudgedBy(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	letter(t, f, "信", "查阅城建档案")
	at(t, f, func(p *Pipeline) {
		look, err := p.inbox.Settle(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		j := upTo(t, p, received(t, p, firstTask(p, look)), Accepted)
		takeOver(t, p, "templates/letter/kind.yaml", otherLetter(t, "title: 介绍信", "title: 新介绍信"))
		j = upTo(t, p, j, Filed)
		if j.record.Title != "介绍信" {
			t.Errorf("filed as %s", j.record.Title)
		}
		p.drive(t.Context(), j)
	})
}

// TestFollowersFollowTheKinds: the register has the new columns, and the index
// finds persons where they are now.
func TestFollowersFollowTheKinds(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "rescan: 100ms\n")
	letter(t, f, "信", "查阅城建档案")
	once(t, f)
	at(t, f, func(p *Pipeline) {
		register := filepath.Join(f.Registers(), "2026", "介绍信台账.xlsx")
		before, err := os.ReadFile(register)
		if err != nil {
			t.Fatal(err)
		}
		finds := func(want int) {
			t.Helper()
			if err := p.followers.index(t.Context()); err != nil {
				t.Fatal(err)
			}
			q, err := index.Parse("人员:林知远")
			if err != nil {
				t.Fatal(err)
			}
			result, err := p.workspace.Index().Search(t.Context(), index.Request{Query: q})
			if err != nil || result.Total != want {
				t.Errorf("%d found, want %d, %v", result.Total, want, err)
			}
		}
		finds(1)
		takeOver(t, p, "templates/letter/kind.yaml", otherLetter(t, "label: 职务, from: bearer_post", "label: 持信人职务, from: bearer_post", "label: 经办人, type: person", "label: 经办人, type: text"))
		finds(0)
		if err := p.followers.registers(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(register)
		if err != nil || bytes.Equal(before, after) {
			t.Errorf("the register is the old one, %v", err)
		}
	})
}
