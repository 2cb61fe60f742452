package pipeline

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// formsWait enters so many forms of all kinds that wait for all sorts of titles, one of a
// hundred for a post that nobody holds. They are of all units, or of those named.
func formsWait(t testing.TB, w *workspace.Workspace, now time.Time, n int, of ...string) {
	t.Helper()
	r := w.Current()
	units, posts, _ := r.Roster.Listed(templates.Today(now))
	if len(of) > 0 {
		units = of
	}
	kinds := r.Kinds.All()
	for i := range n {
		kind, unit := kinds[i%len(kinds)], units[i/7%len(units)]
		sum := sha256.Sum256([]byte(unit))
		a := catalogue.Arrival{ID: fmt.Sprintf("20260401T000000.000-%x%05d", sum[:4], i), Unit: unit, Path: unit + fmt.Sprintf("/%d.yaml", i), Arrived: now.Add(-time.Duration(i) * time.Minute), State: catalogue.Pending, Stage: catalogue.Received}
		title := []string{posts[i%len(posts)], "分管" + unit, "区长", unit + "主要负责人"}[i%4]
		if i%100 == 0 {
			title = "没有人的职务"
		}
		route := json.RawMessage(fmt.Sprintf(`[{"step":"s","article":"81(1)","does":"审批","titles":[%q],"open":[%q],"ready":true}]`, title, title))
		if err := w.Catalogue.Receive(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		shown := signoff.Shown{Submission: a.ID, Content: a.ID, Rulebook: "2026", Draft: a.ID}
		opened, err := signoff.Event{Act: signoff.Opened, At: a.Arrived, Version: 1, Shown: shown.Hash(), Parts: &shown}.JSON()
		if err != nil {
			t.Fatal(err)
		}
		err = w.Catalogue.EnterUnsigned(t.Context(), catalogue.Unsigned{Arrival: a.ID, Kind: kind.Key, Unit: unit, Named: unit, Dated: templates.Today(now).ISO(), Subject: fmt.Sprintf("第%d件", i), Content: a.ID, Opened: a.Arrived, Shown: shown.Hash(), Route: route, Degree: archive.NotSecret},
			[]catalogue.Turn{{Arrival: a.ID, What: signoff.ToSign, Step: "s", Title: title, Article: "81(1)", Since: a.Arrived}}, []json.RawMessage{opened})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkDesk is how long a desk takes where 10,000 forms wait, with delegations: what
// waits for the busiest person, counted, a page of it; and what is stuck.
func BenchmarkDesk(b *testing.B) {
	f := dataFolder(b, "approvals: desk\n")
	at(b, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		for _, to := range []string{"林知远", "项知衡", "苏砚秋"} {
			if _, err := delegate(p, "江临川", to, 3, "区财政局"); err != nil {
				b.Fatal(err)
			}
		}
		formsWait(b, p.workspace, p.now(), 10000)
		r := p.workspace.Current()
		b.Run("page", func(b *testing.B) {
			for b.Loop() {
				q, err := desk.QueueOf(b.Context(), p.workspace, r, "江临川", nil, p.now())
				if err != nil {
					b.Fatal(err)
				}
				n, err := q.Count(b.Context())
				if err != nil || n.Forms < 1000 {
					b.Fatal(n, err)
				}
				if tasks, err := q.Tasks(b.Context(), 0, 50); err != nil || len(tasks) != 50 {
					b.Fatal(len(tasks), err)
				}
			}
		})
		b.Run("stuck", func(b *testing.B) {
			for b.Loop() {
				found, all, err := desk.StuckOf(b.Context(), p.workspace, r, nil, p.now(), 0, 50)
				if err != nil || len(found) != 50 || all < 100 {
					b.Fatal(len(found), all, err)
				}
			}
		})
	})
}
