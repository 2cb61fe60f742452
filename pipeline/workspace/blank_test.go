package workspace

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// TestRulesetBlankForm: a blank form offers who is in office on the day it is made.
func TestRulesetBlankForm(t *testing.T) {
	ruleset, err := ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	day := func(year int) templates.Date { return templates.NewDate(year, time.May, 1) }
	for name, r := range map[string]*roster.Roster{
		"江临川": roster.New([]roster.Appointment{
			{Name: "江临川", Unit: "区政府", Post: "区长", From: day(2020)}, {Name: "顾怀瑾", Unit: "区政府", Post: "副区长", From: day(2020), Until: day(2024)},
		}),
		"": roster.New(nil),
	} {
		with := *ruleset
		with.Roster = r
		var b bytes.Buffer
		if err := with.BlankForm(&b, with.Kinds.Named("letter"), day(2026).Time); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if name == "" {
			if slices.Contains(f.GetSheetList(), "名单") {
				t.Error("names are offered without a roster")
			}
			continue
		}
		if got, err := f.GetCols("名单"); err != nil || len(got) != 3 || got[2][2] != name || len(got[2]) != 3 {
			t.Errorf("offered %v (%v), want %s alone", got, err, name)
		}
	}
}
