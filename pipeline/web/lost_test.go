package web

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
	"gongwen/pipeline"
	"gongwen/templates"
)

// TestRecordSaysThatItIsLost: the page of a record whose bag is gone says so, and offers
// no file; written off it says that, too.
func TestRecordSaysThatItIsLost(t *testing.T) {
	r := ownRoom(t, Options{})
	page := recordURL(r.own.Number)
	if body := r.as(t, "dangan").get(page).Body.String(); strings.Contains(body, "遗失") || !strings.Contains(body, "<iframe") {
		t.Error("of a record that is there")
	}
	if err := os.RemoveAll(r.workspace.Archive.Path(r.own.Folder())); err != nil {
		t.Fatal(err)
	}
	if body := r.as(t, "dangan").get(page).Body.String(); !strings.Contains(body, "档案遗失") || strings.Contains(body, "<iframe") {
		t.Error("the page does not say that it is lost")
	}
	if _, err := pipeline.WriteOff(t.Context(), r.workspace, r.own.Number, "水毁", "林知远"); err != nil {
		t.Fatal(err)
	}
	if body := r.as(t, "dangan").get(page).Body.String(); !strings.Contains(body, "已核销：水毁（林知远，") {
		t.Error("the page does not say that it is written off")
	}
}

// TestLostRecordIsKnownToWhoMightSeeIt: what the catalogue has no more than the journal's
// word of has a page, and can be verified; but not for those who might not see the record.
func TestLostRecordIsKnownToWhoMightSeeIt(t *testing.T) {
	r := ownRoom(t, Options{})
	enter := func(serial int, unit, degree string) holdings.Filing {
		f := holdings.Filing{Number: "龙政办介字〔2025〕" + string(rune('0'+serial)) + "号", Kind: "letter", Year: 2025, Serial: serial,
			Arrival: "lost" + string(rune('0'+serial)), Submission: "s", Path: unit + "/信.yaml", Filed: r.own.Filed, Arrived: r.own.Arrived, Degree: degree}
		number := catalogue.Number{Kind: f.Kind, Year: f.Year, Serial: f.Serial, Submission: f.Submission + f.Arrival, Arrival: f.Arrival}
		if err := r.workspace.Catalogue.RestoreNumbers(t.Context(), []catalogue.Number{number}); err != nil {
			t.Fatal(err)
		}
		if err := r.workspace.Catalogue.RestoreLosses(t.Context(), []catalogue.Lost{f.Lost()}); err != nil {
			t.Fatal(err)
		}
		return f
	}
	open, foreign, secret, unknown := enter(1, "区财政局", "不涉密"), enter(2, "区教育局", "不涉密"), enter(3, "区财政局", "秘密"), enter(4, "区财政局", "")
	for _, test := range []struct {
		who  string
		sees []holdings.Filing
	}{
		{"caizheng", []holdings.Filing{open}},
		{"dangan", []holdings.Filing{open, foreign}},
		{"baomi", []holdings.Filing{open, foreign, secret}},
	} {
		for _, f := range []holdings.Filing{open, foreign, secret, unknown} {
			sees := false
			for _, seen := range test.sees {
				sees = sees || seen.Number == f.Number
			}
			got := r.as(t, test.who).get(recordURL(f.Number))
			if (got.Code == http.StatusOK) != sees || sees && !strings.Contains(got.Body.String(), "档案遗失") {
				t.Errorf("%s, %s: %d", test.who, f.Number, got.Code)
			}
		}
	}
	open.Submission += open.Arrival
	record := r.own.Record
	record.Number, record.Submission = open.Number, open.Submission
	for code, want := range map[string]string{record.CheckCode(): "档案遗失", r.own.CheckCode(): "编号与校验码不符"} {
		address := "/verify?" + url.Values{"n": {strings.Replace(open.Number, "〔2025〕", "(2025)", 1)}, "c": {code}}.Encode()
		if body := r.public(t).get(address).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: want %q", address, want)
		}
	}
}

// TestRecordNamesTheSameForm: the record of a form that was filed anew after its first was
// made void names that, and is named by it, for those who may see both.
func TestRecordNamesTheSameForm(t *testing.T) {
	r := ownRoom(t, Options{})
	anew := r.void.Record
	anew.Number, anew.Serial, anew.Arrival, anew.Submission = "龙政办介字〔2026〕99号", 99, "anew", "anew"
	anew.Values = maps.Clone(anew.Values)
	anew.Values[templates.Exceptions.Key] = []any{map[string]any{"target": "K123", "reason": "属实"}}
	if err := r.workspace.Catalogue.Restore(t.Context(), []archive.Record{anew}); err != nil {
		t.Fatal(err)
	}
	for of, other := range map[string]string{r.void.Number: anew.Number, anew.Number: r.void.Number} {
		body := r.as(t, "dangan").get(recordURL(of)).Body.String()
		if !strings.Contains(body, "同一份表单") || !strings.Contains(body, recordURL(other)) {
			t.Errorf("%s does not name %s", of, other)
		}
	}
	if body := r.as(t, "dangan").get(recordURL(r.own.Number)).Body.String(); strings.Contains(body, "同一份表单") {
		t.Error("a record of another form names one")
	}
}
