package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// TestSignersSayWhatCandidateSays: for random rosters, delegations, ends of them, leaves and
// days, who is told to be able to sign many forms is who may sign each.
func TestSignersSayWhatCandidateSays(t *testing.T) {
	t.Parallel()
	r := builtinRegulation()
	rounds := 120
	if testing.Short() {
		rounds = 40
	}
	random := rand.New(rand.NewPCG(19, 2))
	grounds := map[string]int{}
	for round := range rounds {
		w := newSigningWorld(t, r, random)
		signers := r.Signers(w.facts, w.day)
		for range 25 {
			f, title, inPerson := w.form(), w.pick(w.titles), random.IntN(5) == 0
			all, err := signers.Candidates(f, title, inPerson)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := r.Candidates(f, w.facts, title, inPerson, w.day)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(all, whole) {
				t.Fatalf("round %d: %s of %s of %v (in person: %v): %+v, not %+v", round, title, f.Kind.Key, f.Values, inPerson, all, whole)
			}
			for _, name := range w.names {
				want, may, err := r.Candidate(f, w.facts, name, title, inPerson, w.day)
				if err != nil {
					t.Fatal(err)
				}
				got, ok, err := signers.May(f, name, title, inPerson)
				if err != nil || ok != may || got != want {
					t.Fatalf("round %d: %s as %s: %+v %v, not %+v %v, %v", round, name, title, got, ok, want, may, err)
				}
				if ok {
					grounds[kindOfGround(got)]++
				}
				if ok && inPerson && got.For != "" {
					t.Fatalf("round %d: %s acts for somebody who must sign in person: %+v", round, name, got)
				}
			}
		}
	}
	for _, ground := range []string{"own", "vacant", "leave", "delegation"} {
		if grounds[ground] == 0 {
			t.Errorf("nobody signed by %s: that proves nothing (%v)", ground, grounds)
		}
	}
}

func kindOfGround(c Candidate) string {
	switch {
	case c.For == "":
		return "own"
	case c.Ground == "职务空缺":
		return "vacant"
	case len(c.Ground) > 9 && c.Ground[:9] == "请假单":
		return "leave"
	}
	return "delegation"
}

// signingWorld is a random office on a day.
type signingWorld struct {
	random        *rand.Rand
	facts         Facts
	day           templates.Date
	names, titles []string
	units         []string
	kinds         []*templates.Kind
}

func newSigningWorld(t *testing.T, r *Regulation, random *rand.Rand) *signingWorld {
	w := &signingWorld{random: random, day: templates.NewDate(2026, 5, 1+random.IntN(28)),
		names: []string{"赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己"}, units: []string{"区财政局", "区教育局", ""},
		titles: []string{"区长", "副区长", "区财政局局长", "分管区财政局", "区财政局主要负责人", "赵甲", "没有人的职务", "负责常务工作"}}
	for _, key := range []string{"letter", "seal", "contract"} {
		w.kinds = append(w.kinds, builtinKinds().Named(key))
	}
	posts := []roster.Appointment{
		{Unit: "区政府", Post: "区长", Rank: "区长"}, {Unit: "区政府", Post: "副区长", Rank: "副区长", Portfolio: []string{"区财政局"}},
		{Unit: "区财政局", Post: "区财政局局长", Rank: "部门主要负责人"}, {Unit: "区财政局", Post: "区财政局副局长", Rank: "副职", ActsFor: []string{"区财政局局长"}},
		{Unit: "区政府", Post: "副区长", Rank: "副区长", Routine: true, ActsFor: []string{"区长"}},
	}
	around := func() templates.Date { return w.day.AddDays(random.IntN(9) - 5) }
	var held []roster.Appointment
	for range 2 + random.IntN(7) {
		a := posts[random.IntN(len(posts))]
		a.Name, a.From = w.pick(w.names), w.day.AddDays(-random.IntN(20)+2)
		if random.IntN(3) == 0 {
			a.Until = a.From.AddDays(random.IntN(20))
		}
		held = append(held, a)
	}
	people := roster.New(held)
	for range random.IntN(5) {
		d := roster.Delegation{Principal: w.pick(w.names), Delegate: w.pick(w.names), Mode: roster.Entrusted, From: around(), Document: "龙政办发〔2026〕5号"}
		d.Until = d.From.AddDays(random.IntN(8))
		if random.IntN(2) == 0 {
			d.Matters = []string{w.kinds[random.IntN(len(w.kinds))].Title}
		}
		if random.IntN(2) == 0 {
			d.Units = []string{w.pick(w.units)}
		}
		if random.IntN(3) == 0 {
			d.Ended = around().Add(10 * time.Hour)
		}
		people = people.Delegating(d)
	}
	var leaves []map[string]any
	for range random.IntN(4) {
		from := around()
		leave := map[string]any{"表单种类": "请假外出", "编号": fmt.Sprintf("假%d号", len(leaves)+1), "请假人": w.pick(w.names), "起始日期": from.ISO(), "结束日期": from.AddDays(random.IntN(6)).ISO(), "天数": 1}
		if random.IntN(3) > 0 {
			leave["代行职责人"] = w.pick(w.names)
		}
		leaves = append(leaves, leave)
	}
	filed, err := r.Fixtures(leaves)
	if err != nil {
		t.Fatal(err)
	}
	w.facts = Facts{Roster: people.WithoutEnded(), Archive: filed, Received: w.day}
	return w
}

func (w *signingWorld) pick(from []string) string { return from[w.random.IntN(len(from))] }

func (w *signingWorld) form() *form.Form {
	k := w.kinds[w.random.IntN(len(w.kinds))]
	f := &form.Form{Kind: k, Values: templates.Values{k.Date: w.day}, AtDesk: true}
	if unit := w.pick(w.units); unit != "" {
		f.Values[k.Unit] = unit
	}
	return f
}
