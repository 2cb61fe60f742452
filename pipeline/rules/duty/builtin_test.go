package duty

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/samples"
	"gongwen/templates"
)

// examples is an office with the kinds, rules and people the program comes
// with, and the example of every kind as its records, with changes by kind.
func examples(t *testing.T, changes map[string]templates.Values) (*Watch, map[*templates.Kind]templates.Values) {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	r, err := rules.Load(kinds, rules.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.Load(os.DirFS("../../../samples"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Create(filepath.Join(t.TempDir(), "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	said := map[*templates.Kind]templates.Values{}
	var records []archive.Record
	for _, k := range kinds.All() {
		f, findings, err := form.Read("example.yaml", []byte(k.Example), kinds)
		if err != nil || len(findings) > 0 {
			t.Fatalf("%s: %v %+v", k.Key, err, findings)
		}
		maps.Copy(f.Values, changes[k.Key])
		day := k.DateOf(f.Values)
		said[k] = f.Values
		records = append(records, archive.Record{Version: archive.RecordVersion, Number: k.FormatNumber(day.Year(), 1), Kind: k.Key,
			Year: day.Year(), Serial: 1, Date: day, Values: f.Values, Arrival: k.Key, Submission: k.Key})
	}
	if err := c.Restore(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	return &Watch{Regulation: r, People: people, Catalogue: c}, said
}

// The duties the program comes with can make out the forms it comes with, on
// any day, and lose none of them: what is not yet due is not listed, what is
// long past is.
func TestWatchAsksForTheBuiltinDuties(t *testing.T) {
	w, said := examples(t, nil)
	listed := map[string]bool{}
	for _, day := range []string{"2026-01-01", "2026-06-30", "2026-12-31", "2035-12-31"} {
		items, err := w.On(t.Context(), date(t, day))
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			listed[i.Duty] = true
			text, err := json.Marshal(i)
			if err != nil {
				t.Fatal(err)
			}
			if i.Status == Unknown || i.What == "" || i.Who == "" {
				t.Errorf("on %s: %s", day, text)
			}
		}
	}
	for _, d := range w.Regulation.Latest().Duties(w.People) {
		readings, err := d.Read(said[d.Kind])
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
		}
		if !listed[d.ID] && (readings != nil || d.Every != "") {
			t.Errorf("%s brings no item, though its kind's example is years past", d.ID)
		}
	}
}

// What an obligation of the regulation is said to be met by does come due: for
// every duty, on the example of its kind, changed where the example is none of
// its concern.
func TestWatchFindsEveryBuiltinDutyOverdue(t *testing.T) {
	day := date(t, "2026-05-20")
	stock := templates.Values{"name": "编织袋", "expires": day, "minimum": int64(100), "after": int64(10)}
	overdue := map[string]bool{}
	var w *Watch
	for _, changes := range []map[string]templates.Values{
		{"normative": {"issuer": "单个部门"}},
		{
			"closing":         {"matter": "决策跟踪反馈"},
			"coordination":    {"outcome": "未达成一致"},
			"disclosure":      {"domain": "舆情回应", "publications": []templates.Values{}},
			"drill":           {"revise": templates.YesNo(true)},
			"normative":       {"purpose": "发布后备案", "published": day},
			"outgoing":        {"category": "规范性文件"},
			"outgoing-letter": {"disclosure": "主动公开"},
			"outgoing-office": {"disclosure": "主动公开"},
			"project":         {"stage": "竣工验收", "conclusion": "不合格", "rectify_by": day},
			"supplies":        {"movement": "采购入库", "items": []templates.Values{stock}},
		},
	} {
		w, _ = examples(t, changes)
		for _, day := range []string{"2026-12-31", "2035-12-31"} {
			items, err := w.On(t.Context(), date(t, day))
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range items {
				overdue[i.Duty] = overdue[i.Duty] || i.Status == Overdue
			}
		}
	}
	for _, o := range w.Regulation.Latest().Obligations() {
		for _, m := range o.By {
			if m.How == rules.HowDuty && !overdue[m.ID] {
				t.Errorf("%s of obligation %s is never overdue", m.ID, o.ID)
			}
		}
	}
}
