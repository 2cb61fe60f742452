package catalogue_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// having are the numbers of what is found.
func having(t testing.TB, o catalogue.Others, kind, path string, values ...any) []string {
	t.Helper()
	return found(t, o, archive.Query{Kind: kind, Path: path, Values: values})
}

// found are the numbers of what a query finds.
func found(t testing.TB, o catalogue.Others, q archive.Query) []string {
	t.Helper()
	all, err := o.Having(q)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, f := range all {
		if q.Kind != "" && f.Kind != q.Kind || f.Subject == "" {
			t.Errorf("%+v", f)
		}
		numbers = append(numbers, f.Number)
	}
	return numbers
}

// TestNumberMeant: a number is known however it is typed, of a void record, too; one that
// is none, or could be two, is what it is.
func TestNumberMeant(t *testing.T) {
	c, _ := create(t)
	for n, number := range map[int]string{1: "龙政发〔2026〕1号", 2: "长政函〔2026〕12号", 3: "丁〔2026〕5号", 4: "丁(2026)5号"} {
		a := receive(t, c, n)
		taken, err := c.TakeNumber(t.Context(), catalogue.Number{Arrival: a.ID, Kind: "letter", Year: 2026, Submission: submission(a)})
		if err != nil {
			t.Fatal(err)
		}
		r := record(a, "letter", 2026, taken.Serial)
		r.Number = number
		if err := c.File(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Void(t.Context(), "长政函〔2026〕12号", "错", morning); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"龙政发〔2026〕1号": "龙政发〔2026〕1号", "⻰政发（２０２６）第01号": "龙政发〔2026〕1号", " 龙政发[2026]\u00A01号": "龙政发〔2026〕1号",
		"⻓政函〔2026〕12号": "长政函〔2026〕12号", "龙政发〔2026〕11号": "龙政发〔2026〕11号", "長政函〔2026〕12号": "長政函〔2026〕12号", "": "",
		"丁〔2026〕5号": "丁〔2026〕5号", "丁(2026)5号": "丁(2026)5号", "丁[2026]5号": "丁[2026]5号",
	} {
		if got, err := c.NumberMeant(t.Context(), typed); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestRecordsAreFoundByWhatTheirFormsSay(t *testing.T) {
	ctx := t.Context()
	long := fmt.Sprintf("核对%0200d号项目", 1)
	letter := templates.Values{
		"bearer": "林 知远", "errand": long, "people": int64(2), "amount": templates.Fen(1234567), "urgent": templates.YesNo(true),
		"valid_until": templates.NewDate(2026, 5, 20), "held": templates.Moment{Time: time.Date(2026, 5, 12, 9, 30, 0, 0, time.UTC)},
		"from": templates.NewDate(2026, 5, 6), "until": templates.NewDate(2026, 5, 8),
		"invoices": []templates.Values{{"number": "No.０7-A"}, {"number": "08"}, {"number": "08"}},
	}
	c, _ := create(t)
	var records []archive.Record
	for i, kind := range []string{"letter", "letter", "leave"} {
		a := receive(t, c, i+1)
		n, err := c.TakeNumber(ctx, catalogue.Number{Arrival: a.ID, Kind: kind, Year: 2026, Submission: submission(a)})
		if err != nil {
			t.Fatal(err)
		}
		r := record(a, kind, 2026, n.Serial)
		r.Values = letter
		if err := c.File(ctx, r); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	check := func(t *testing.T, c *catalogue.Catalogue) {
		both := []string{"letter〔2026〕1号", "letter〔2026〕2号"}
		nobody := c.Others(ctx, "")
		for _, test := range []struct {
			kind, path string
			values     []any
			want       []string
		}{
			{"letter", "bearer", []any{"林知远"}, both},
			{"letter", "bearer", []any{"林知远", "林知远 ", "别人"}, both}, // once each
			{"leave", "bearer", []any{"林知远"}, []string{"leave〔2026〕1号"}},
			{"letter", "errand", []any{long}, both},
			{"letter", "errand", []any{long + "。"}, nil},
			{"letter", "people", []any{int64(2)}, both},
			{"letter", "people", []any{int64(3)}, nil},
			{"letter", "amount", []any{templates.Fen(1234567)}, both},
			{"letter", "valid_until", []any{templates.NewDate(2026, 5, 20)}, both},
			{"letter", "held", []any{templates.Moment{Time: time.Date(2026, 5, 12, 9, 30, 0, 0, time.UTC)}}, both},
			{"letter", "invoices.number", []any{"no.07-a"}, both},
			{"letter", "invoices.number", []any{"08", "09"}, both},
			{"letter", "number", []any{"letter[2026]1号"}, both[:1]},
			{"leave", "number", []any{"letter〔2026〕1号"}, nil},
			{"", "number", []any{"leave（2026） 1号"}, []string{"leave〔2026〕1号"}},
			{"letter", "bearer", []any{""}, nil},
			{"letter", "bearer", nil, nil},
			{"letter", "urgent", []any{true}, nil},
		} {
			if got := having(t, nobody, test.kind, test.path, test.values...); !slices.Equal(got, test.want) {
				t.Errorf("%s.%s %v: got %v, want %v", test.kind, test.path, test.values, got, test.want)
			}
		}
		for from, days := range map[int]int{4: 0, 5: 1, 7: 3, 9: 1, 10: 0, 4_000: 0} { // the letter is about the 6th to the 8th
			found, err := nobody.Having(archive.Query{Kind: "letter", Path: "bearer", Values: []any{"林知远"},
				From: templates.NewDate(2026, 5, from), Until: templates.NewDate(2026, 5, from+days)})
			if want := from <= 8 && from+days >= 6; err != nil || (len(found) == 2) != want {
				t.Errorf("%d days from %d: %v, %v", days, from, found, err)
			}
		}
		if got := having(t, c.Others(ctx, records[0].Submission), "letter", "bearer", "林知远"); !slices.Equal(got, both[1:]) {
			t.Errorf("a form sees its own record: %v", got)
		}
	}
	t.Run("filed", func(t *testing.T) { check(t, c) })
	t.Run("rebuilt", func(t *testing.T) {
		again, _ := create(t)
		for i := range records { // as read back from the bags
			text, err := records[i].JSON()
			if err != nil {
				t.Fatal(err)
			}
			if records[i], err = archive.ParseRecord(text); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // a rebuild may be resumed
			if err := again.Restore(ctx, records); err != nil {
				t.Fatal(err)
			}
		}
		check(t, again)
	})
	if err := c.Void(ctx, records[0].Number, "开错单位", morning); err != nil {
		t.Fatal(err)
	}
	if got := having(t, c.Others(ctx, ""), "letter", "bearer", "林知远"); !slices.Equal(got, []string{records[1].Number}) {
		t.Errorf("a voided record is live: %v", got)
	}
}

// minutesForm is a form with as many values as forms come to.
func minutesForm(b *testing.B) templates.Values {
	var people []templates.Values
	for i := range 12 {
		people = append(people, templates.Values{"name": fmt.Sprint("参会人", i), "post": fmt.Sprint("职务", i)})
	}
	v := templates.Values{"present": people, "circulation": "各部门"}
	for i := range 12 {
		v[fmt.Sprint("field", i)] = fmt.Sprint("内容", b.N, i)
	}
	if text, err := json.Marshal(v); err != nil || len(text) < 500 {
		b.Fatal(err)
	}
	return v
}

// What a filing costs with its facts, of which this form has 37.
func BenchmarkFile(b *testing.B) {
	c, _ := create(b)
	values := minutesForm(b)
	n := 0
	for b.Loop() {
		n++
		a := receive(b, c, n)
		number, err := c.TakeNumber(b.Context(), catalogue.Number{Arrival: a.ID, Kind: "minutes", Year: 2026, Submission: submission(a)})
		if err != nil {
			b.Fatal(err)
		}
		r := record(a, "minutes", 2026, number.Serial)
		r.Values = values
		if err := c.File(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}
