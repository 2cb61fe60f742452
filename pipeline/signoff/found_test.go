package signoff_test

import (
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
)

// For scripts that are written by hand.
func signs(who string) move {
	return move{minutes: 10, op: &op{act: "signed", who: who, decision: "同意"}}
}

func does(act, who string, to ...string) move {
	return move{minutes: 10, op: &op{act: act, who: who, to: to, words: "请看"}}
}

func changed(w world) move { return move{minutes: 10, world: &w} }

func (m move) with(change func(*move)) move { change(&m); return m }

func who(name, title string, more ...string) post {
	return post{who: name, post: title, rank: "副职", unit: "区政府", from: 1, standsIn: more}
}

func holding(posts ...post) world { return world{posts: posts} }

// TestFoundByHistories keeps what random histories brought to light, each as small as it
// could be made: what is asked for afterwards, and which signatures count.
func TestFoundByHistories(t *testing.T) {
	t.Parallel()
	twoInTurn := []step{{id: "s1", manner: "who", who: []string{"区财政局局长"}}, {id: "s2", manner: "who", who: []string{"区长"}, after: []int{0}}}
	all := []step{{id: "s1", manner: "all", who: []string{"区财政局局长", "区长"}}}
	plain := holding(who("安澜", "区财政局局长"), who("柏舟", "区长"))
	ended := func(w world, i, day int) world {
		w = w.clone()
		w.posts[i].until = day
		return w
	}
	backAgain := paper{unit: "区财政局", level: "乙"}
	for _, test := range []struct {
		name   string
		steps  []step
		world  world
		paper  paper
		moves  []move
		turns  []string
		signed []string // who, post and for whom
	}{
		{name: "signed again in the same instant", steps: twoInTurn[:1], world: plain,
			moves:  []move{signs("安澜"), {op: &op{act: "taken-back", who: "安澜"}}, signs("安澜").with(func(m *move) { m.minutes = 0 }), {forget: true}},
			signed: []string{"安澜 区财政局局长"}},
		{name: "a request that comes twice, of somebody with two posts", steps: all, world: holding(who("安澜", "区财政局局长"), who("安澜", "区长")),
			moves: []move{signs("安澜").with(func(m *move) { m.again, m.op.expecting = true, []seat{{"s1", "区财政局局长"}} })},
			turns: []string{"sign s1 区长"}, signed: []string{"安澜 区财政局局长"}},
		{name: "the second of two that somebody signs for others, by choice", steps: all, world: holding(who("安澜", "副区长", "区财政局局长", "区长")),
			moves: []move{signs("安澜").with(func(m *move) { m.op.expecting, m.op.whom = []seat{{"s1", "区长"}}, "区长" })},
			turns: []string{"sign s1 区财政局局长"}, signed: []string{"安澜 副区长 代 区长"}},
		{name: "of all, one passes on what is theirs", steps: all, world: world{posts: append(plain.posts, who("程野", "区政府办公室主任")),
			grants: []grant{{principal: "安澜", delegate: "程野", from: begin, until: begin}}},
			moves: []move{does("passed-on", "安澜", "程野")}, turns: []string{"sign s1 区长", "sign s1 程野"}},
		{name: "of all, one cannot be named", steps: []step{{id: "s1", manner: "all", who: []string{"分管{unit}", "区长"}}}, world: plain, paper: paper{level: "甲"},
			moves: []move{signs("柏舟")}, turns: []string{"stuck s1"}},
		{name: "a later version says the same as the first", steps: twoInTurn, world: plain,
			moves: []move{signs("安澜"), {paper: &backAgain}, {paper: &paper{unit: "区财政局", level: "甲"}}}, turns: []string{"sign s1 区财政局局长"}},
		{name: "a step that is not ready is not signed with the one before it",
			steps: append(slices.Clone(all), step{id: "s2", manner: "who", who: []string{"安澜"}, after: []int{0}}), world: plain,
			moves: []move{signs("安澜"), signs("柏舟")}, turns: []string{"sign s2 安澜"}, signed: []string{"安澜 区财政局局长", "柏舟 区长"}},
		{name: "nor one after a step that they sign for another",
			steps: append(slices.Clone(twoInTurn), step{id: "s3", manner: "who", who: []string{"安澜"}, after: []int{1}}),
			world: holding(who("安澜", "区财政局局长", "区长")),
			moves: []move{signs("安澜"), signs("安澜")}, turns: []string{"sign s3 安澜"}, signed: []string{"安澜 区财政局局长", "安澜 区财政局局长 代 区长"}},
		{name: "a step whose predecessor is open again is not done", steps: twoInTurn, world: plain,
			moves: []move{signs("安澜"), signs("柏舟"), changed(ended(plain, 0, begin-1))}, turns: []string{"sign s1 区财政局局长"},
			signed: []string{"安澜 区财政局局长", "柏舟 区长"}},
		{name: "nor once that is signed again, after it", steps: twoInTurn, world: plain,
			moves: []move{signs("安澜"), signs("柏舟"), changed(holding(who("程野", "区财政局局长"), who("柏舟", "区长"))), signs("程野")}, turns: []string{"sign s2 区长"},
			signed: []string{"安澜 区财政局局长", "柏舟 区长", "程野 区财政局局长"}},
		{name: "what was signed in a post is not what it is signed for another", steps: twoInTurn[:1],
			world: holding(who("安澜", "区财政局局长"), who("安澜", "副区长", "区财政局局长")),
			moves: []move{signs("安澜"), changed(ended(holding(who("安澜", "区财政局局长"), who("安澜", "副区长", "区财政局局长")), 0, begin-1))},
			turns: []string{"sign s1 区财政局局长"}, signed: []string{"安澜 区财政局局长"}},
		{name: "nor is what was signed for a vacant post signed for whoever holds it, by what is known now", steps: twoInTurn[:1],
			world: holding(who("安澜", "副区长", "区财政局局长")),
			moves: []move{signs("安澜"), changed(world{posts: []post{who("安澜", "副区长", "区财政局局长"), who("程野", "区财政局局长")},
				leaves: []absence{{who: "程野", standIn: "安澜", from: begin, until: begin}}})},
			turns: []string{"sign s1 区财政局局长"}, signed: []string{"安澜 副区长 代 区财政局局长"}},
		{name: "any of two, and the first to sign is the one", steps: []step{{id: "s1", manner: "any", who: []string{"区长", "区财政局局长"}}, {id: "s2", manner: "who", who: []string{"程野"}, after: []int{0}}},
			world: world{posts: append(slices.Clone(plain.posts), who("程野", "区政府办公室主任"))},
			moves: []move{signs("安澜"), signs("程野"), changed(ended(holding(append(plain.posts, who("程野", "区政府办公室主任"))...), 0, begin-1)), signs("柏舟"),
				changed(holding(append(plain.posts, who("程野", "区政府办公室主任"))...))},
			signed: []string{"安澜 区财政局局长", "程野 区政府办公室主任", "柏舟 区长"}},
		{name: "who asked and who was asked have left", steps: twoInTurn[:1], world: holding(who("安澜", "区财政局局长"), who("程野", "区财政局局长"), who("杜若", "副区长")),
			moves: []move{does("asked", "安澜", "杜若"), signs("程野"), changed(holding(who("程野", "区财政局局长"))), does("unasked", "程野")}, signed: []string{"程野 区财政局局长"}},
		{name: "nobody can tell of the step before whether it applies",
			steps: []step{{id: "s1", manner: "who", who: []string{"安澜"}, when: `holders(["区长"], received).size() > 0`}, {id: "s2", manner: "who", who: []string{"区财政局局长"}, after: []int{0}}},
			world: holding(who("安澜", "区教育局局长"), who("程野", "区财政局局长"), who("柏舟", "区长")),
			moves: []move{signs("安澜"), does("asked", "程野", "安澜"), changed(holding(who("安澜", "区教育局局长"), who("杜若", "区财政局局长"))), does("unasked", "杜若")},
			turns: []string{"stuck s1"}, signed: []string{"安澜 区教育局局长"}},
		{name: "circulated to oneself", steps: twoInTurn[:1], world: plain, moves: []move{does("circulated", "柏舟", "柏舟")}, turns: []string{"sign s1 区财政局局长"}},
		{name: "words that cannot be written as they are", steps: twoInTurn[:1], world: plain,
			moves:  []move{signs("安澜").with(func(m *move) { m.op.words = "\xff可\u202e以\x00" }), {forget: true}, does("taken-back", "安澜"), signs("安澜")},
			signed: []string{"安澜 区财政局局长"}},
		{name: "one title in two posts is one signature", steps: []step{{id: "s1", manner: "who", who: []string{"区长"}}, {id: "s2", manner: "who", who: []string{"安澜"}}},
			world: holding(who("安澜", "区财政局局长"), who("安澜", "区长")), moves: []move{signs("安澜")}, signed: []string{"安澜 区长"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			kinds, err := matterKinds()
			if err != nil {
				t.Fatal(err)
			}
			b, err := compiled(kinds, test.steps)
			if err != nil {
				t.Fatal(err)
			}
			s := &stock{kinds: kinds, books: []*book{b}, forms: map[paper]form.Form{}}
			if test.paper == (paper{}) {
				test.paper = paper{unit: "区财政局", level: "甲"}
			}
			h, err := s.begin(script{world: test.world, paper: test.paper, book: b}, newCounts())
			if err != nil {
				t.Fatal(err)
			}
			h.thorough = true
			for i, m := range test.moves {
				if err := h.do(m); err != nil {
					t.Fatalf("move %d: %v", i+1, err)
				}
			}
			if err := h.finish(newCounts(), true); err != nil {
				t.Error(err)
			}
			if got := h.model.turns(); !slices.Equal(got, test.turns) {
				t.Errorf("turns %q, want %q", got, test.turns)
			}
			var signed []string
			for _, e := range h.signing.Counted() {
				line := e.Name + " " + e.Post
				if e.For[0].For != "" {
					line += " 代 " + e.For[0].For
				}
				signed = append(signed, line)
			}
			if !slices.Equal(signed, test.signed) {
				t.Errorf("signed %q, want %q", signed, test.signed)
			}
		})
	}
}

// TestCheckKeepsWhatBelongs: what a caller gives beside what an act is made of is not
// kept, whoever smuggled it into a form.
func TestCheckKeepsWhatBelongs(t *testing.T) {
	t.Parallel()
	kinds, err := matterKinds()
	if err != nil {
		t.Fatal(err)
	}
	b, err := compiled(kinds, []step{{id: "s1", manner: "who", who: []string{"区长"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := &stock{kinds: kinds, forms: map[paper]form.Form{}}
	w := world{posts: []post{who("柏舟", "区长"), who("安澜", "区财政局局长")}, grants: []grant{{principal: "柏舟", delegate: "安澜", from: begin, until: begin}}}
	h, err := s.begin(script{world: w, paper: paper{unit: "区财政局", level: "甲"}, book: b}, newCounts())
	if err != nil {
		t.Fatal(err)
	}
	at, err := h.situation()
	if err != nil {
		t.Fatal(err)
	}
	keeps := map[signoff.Act]string{
		signoff.Signed: "post for decision shown", signoff.PassedOn: "post step for to", signoff.Asked: "post step to",
		signoff.Circulated: "to", signoff.Urged: "", signoff.Recalled: "", signoff.Replaced: "replaces",
	}
	for act, want := range keeps {
		given := signoff.Event{Act: act, At: h.now.AddDate(-1, 0, 0), Account: "a", Name: "柏舟", Post: "市长", Known: signoff.KnownPassword, Step: "",
			Decision: "同意", Words: "请看", To: []string{"安澜"}, Of: "AAAA-AAAA", Version: 7, Shown: h.signing.Shown(), Parts: &signoff.Shown{}, Replaces: "x"}
		e, err := h.signing.Check(given, at)
		if err != nil {
			t.Errorf("%s: %v", act, err)
			continue
		}
		if e.Post == "市长" || e.At.Before(h.now) {
			t.Errorf("%s: kept what the caller said of themselves: %+v", act, e)
		}
		for field, set := range map[string]bool{"post": e.Post != "", "for": e.For != nil, "decision": e.Decision != "", "shown": e.Shown != "", "step": e.Step != "",
			"to": e.To != nil, "of": e.Of != "", "version": e.Version != 0, "parts": e.Parts != nil, "replaces": e.Replaces != ""} {
			if belongs := slices.Contains(strings.Fields(want), field); set != belongs {
				t.Errorf("%s: has %s %v: %+v", act, field, set, e)
			}
		}
	}
}
