package catalogue_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/archive/sqlite"
)

// signoffs are events as a signing has them; what they say is nothing to the catalogue.
func signoffs(said ...string) (all []json.RawMessage) {
	for _, s := range said {
		all = append(all, json.RawMessage(`{"act":"`+s+`"}`))
	}
	return all
}

func texts(events []json.RawMessage) (all []string) {
	for _, e := range events {
		all = append(all, string(e))
	}
	return all
}

// TestUpgradeLetsFormsWait: a catalogue of schema version 8 is read as it is, in which
// no form waits for signatures; upgraded, they can, and all else is as sound as before.
func TestUpgradeLetsFormsWait(t *testing.T) {
	path := older(t, "8")
	upgraded(t, path, "8", func(when string, c *catalogue.Catalogue) {
		if _, ok, err := c.Unsigned(t.Context(), "a"); ok || err != nil {
			t.Errorf("%s: %v, %v", when, ok, err)
		}
		for what, count := range map[string]func() (int, error){
			"waiting": func() (int, error) { all, err := c.WaitingOf(t.Context(), []string{"a"}); return len(all), err },
			"groups":  func() (int, error) { all, err := c.TurnGroups(t.Context()); return len(all), err },
			"signed":  func() (int, error) { all, err := c.SignOffs(t.Context(), "a"); return len(all), err },
			"entered": func() (int, error) { all, err := c.SignOffsEntered(t.Context()); return len(all), err },
			"settled": func() (int, error) { all, err := c.Settled(t.Context()); return len(all), err },
		} {
			if n, err := count(); n != 0 || err != nil {
				t.Errorf("%s: %s: %d, %v", when, what, n, err)
			}
		}
		for u, err := range c.AllUnsigned(t.Context()) {
			t.Errorf("%s: %v, %v", when, u, err)
		}
		if e, err := c.Record(t.Context(), "龙政会纪〔2026〕2号"); err != nil || e.Secrecy != "秘密" {
			t.Errorf("%s: %q, %v", when, e.Secrecy, err)
		}
	})

	c, err := catalogue.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	a := receive(t, c, 1)
	u := catalogue.Unsigned{Arrival: a.ID, Kind: "letter", Unit: "区财政局", Opened: morning, Shown: "所签", Route: json.RawMessage(`[]`)}
	if err := c.EnterUnsigned(t.Context(), u, []catalogue.Turn{{What: "sign", Step: "一", Title: "区长", Since: morning}}, signoffs("opened")); err != nil {
		t.Fatal(err)
	}
	if s, err := c.Sums(t.Context()); err != nil || !s.Holds() || s.Pending == 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if got, _, err := c.Arrival(t.Context(), a.ID); err != nil || got.Stage != catalogue.Signing || got.State != catalogue.Pending {
		t.Errorf("%+v, %v", got, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := sqlite.Open(path, 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var said string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity: %s, %v", said, err)
	}
	if err := db.QueryRow(`SELECT COUNT(*) FROM pragma_foreign_key_check`).Scan(&said); err != nil || said != "0" {
		t.Errorf("%s foreign keys that lead nowhere, %v", said, err)
	}
	if err := db.QueryRow(`SELECT sql FROM sqlite_master WHERE name = 'arrivals'`).Scan(&said); err != nil || !strings.Contains(said, "'signing'") {
		t.Errorf("the table of arrivals is %s, %v", said, err)
	}
	for _, wrong := range []string{
		`UPDATE arrivals SET stage = 'signed'`, // the table still knows what a stage can be
		`UPDATE arrivals SET stage = 'signing' WHERE state <> 'pending'`,
		`INSERT INTO turns (arrival, what, step, title, in_person, article, since, due) VALUES ('nobody', 'sign', '', '', 0, '', '', '')`,
	} {
		if _, err := db.Exec(wrong); err == nil {
			t.Errorf("%s was done", wrong)
		}
	}
}

// TestEnterUnsigned: only what is pending and has no number waits for signatures; what
// was entered stays, and what has ended waits no more.
func TestEnterUnsigned(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	a := receive(t, c, 1)
	u := catalogue.Unsigned{Arrival: a.ID, Kind: "letter", Unit: "区财政局", Content: "内容", Opened: morning, Shown: "所签", Route: json.RawMessage(`[]`)}
	enter := func(events ...string) error { return c.EnterUnsigned(ctx, u, nil, signoffs(events...)) }
	if err := enter("opened"); err != nil {
		t.Fatal(err)
	}
	if err := enter("opened", "signed"); err != nil {
		t.Fatal(err)
	}
	if err := enter("else"); err != nil { // what is in stays
		t.Fatal(err)
	}
	want := texts(signoffs("opened", "signed"))
	if got, err := c.SignOffs(ctx, a.ID); err != nil || !slices.Equal(texts(got), want) {
		t.Errorf("%q, %v", texts(got), err)
	}
	if err := c.EnterSignOffs(ctx, a.ID, 2, signoffs("read")); err != nil {
		t.Fatal(err)
	}
	if n, err := c.SignOffsEntered(ctx); err != nil || n[a.ID] != 3 {
		t.Errorf("%v, %v", n, err)
	}
	if got, ok, err := c.UnsignedContent(ctx, "letter", "内容"); err != nil || !ok || got != a.ID {
		t.Errorf("%q, %v, %v", got, ok, err)
	}
	if _, err := c.TakeNumber(ctx, catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2026, Submission: "s", Content: "c"}); err != nil {
		t.Fatal(err)
	}
	if err := enter("opened"); err == nil {
		t.Error("what has its number was sent for signature")
	}
	if _, ok, err := c.Unsigned(ctx, a.ID); ok || err != nil {
		t.Errorf("what has its number still waits: %v", err)
	}
	other := receive(t, c, 2)
	u.Arrival = other.ID
	if err := enter("opened"); err != nil {
		t.Fatal(err)
	}
	if err := c.Return(ctx, other.ID, "撤回", "", morning); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := c.Unsigned(ctx, other.ID); ok || err != nil {
		t.Errorf("what went back still waits: %v", err)
	}
	if err := enter("opened"); err == nil {
		t.Error("what went back was sent for signature")
	}
	if n, err := c.SignOffsEntered(ctx); err != nil || n[other.ID] != 0 {
		t.Errorf("%v, %v", n, err)
	}
	before := catalogue.UnsignedLook{}
	for _, look := range []catalogue.UnsignedLook{{By: "甲"}, {By: "乙", From: "20260511T000000.000-abcdefghij"}, {}, {}} {
		if got, err := c.UnsignedLook(ctx); err != nil || got != before {
			t.Errorf("looked at by %+v, %v; want %+v", got, err, before)
		}
		if err := c.SetUnsignedLook(ctx, look); err != nil {
			t.Fatal(err)
		}
		before = look
	}
}

// TestWaiting: all that belongs to a form that waits, and to it alone, whether one asks for
// all or for some.
func TestWaiting(t *testing.T) {
	ctx := t.Context()
	c, _ := create(t)
	const forms = 1203 // of several pages
	var arrivals []string
	for i := range forms {
		a := receive(t, c, i)
		arrivals = append(arrivals, a.ID)
		if i%3 == 2 {
			continue // waits for nobody
		}
		turns := []catalogue.Turn{{Arrival: a.ID, What: "sign", Step: "二", Title: "副区长", Or: []string{"区长", "主任"}, Since: morning.Add(time.Hour)},
			{Arrival: a.ID, What: "sign", Step: "一", Title: a.ID, Since: morning, Due: morning.Add(time.Minute)}}[:i%3+1]
		u := catalogue.Unsigned{Arrival: a.ID, Kind: "letter", Subject: a.ID, Opened: morning, Route: json.RawMessage(`[]`)}
		if err := c.EnterUnsigned(ctx, u, turns, signoffs("opened", a.ID)); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(arrivals)
	some, err := c.WaitingOf(ctx, append([]string{"nobody"}, arrivals...))
	if err != nil {
		t.Fatal(err)
	}
	var all []catalogue.WaitingForm
	for w, err := range c.AllWaiting(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, w)
	}
	if len(all) != forms*2/3 || !reflect.DeepEqual(all, some) {
		t.Fatalf("%d wait, of all asked for by name %d", len(all), len(some))
	}
	for _, w := range all {
		n := w.Entry.Arrived.Sub(morning) / time.Second
		if w.Entry.ID != w.Arrival || w.Subject != w.Arrival || len(w.Turns) != int(n%3)+1 || !slices.Equal(texts(w.SignOffs), texts(signoffs("opened", w.Arrival))) {
			t.Fatalf("%+v", w)
		}
		last := w.Turns[len(w.Turns)-1]
		if last.Title != "副区长" || !slices.Equal(last.Or, []string{"区长", "主任"}) || len(w.Turns) == 2 && (w.Turns[0].Title != w.Arrival || !w.Turns[0].Due.Equal(morning.Add(time.Minute))) {
			t.Fatalf("%+v", w.Turns)
		}
	}
	for range c.AllWaiting(ctx) {
		break
	}
}
