package duty

import (
	"slices"
	"strings"
	"testing"
)

// TestPastKeepsWhatWasLate: what On does not list any more because it was done, or
// because its period is long over, is not forgotten.
func TestPastKeepsWhatWasLate(t *testing.T) {
	const duties = monthly + `
  - {id: b, article: "1", what: 两周一次, who: 办公室, kind: visit, every: 14, ahead: 1}
  - {id: c, article: "1", what: "{of}应了结", who: "{unit}", kind: pass, where: has(form.until), due: form.until, closed_by: [closing.of@until], ahead: 1}
`
	o := newOffice(t, duties)
	o.file(
		record(t, "meeting", "2028-01-10"), record(t, "meeting", "2028-01-20"), record(t, "meeting", "2028-02-10"),
		record(t, "visit", "2028-01-10"), record(t, "visit", "2028-01-24"), record(t, "visit", "2028-02-10"),
		record(t, "pass", "2028-01-10", "of", "甲", "until", date(t, "2028-01-15")),
		record(t, "pass", "2028-01-10", "of", "乙", "until", date(t, "2028-01-15")),
		record(t, "pass", "2028-01-10", "of", "丙", "until", date(t, "2028-01-15")),
		// Registered in March, but closed in time; and closed five days late.
		record(t, "closing", "2028-03-01", "of", "pass〔2028〕7号", "until", date(t, "2028-01-15")),
		record(t, "closing", "2028-03-01", "of", "pass〔2028〕8号", "until", date(t, "2028-01-20")),
	)
	past := func(on string) []string {
		items, err := o.watch.Past(t.Context(), date(t, on))
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{}
		for _, item := range items {
			lines = append(lines, strings.TrimSpace(strings.Join([]string{string(item.Status), item.Due.ISO(), item.What, item.Period, item.Note, strings.Join(item.Basis, " ")}, " ")))
		}
		return lines
	}
	for _, test := range []struct {
		on   string
		want []string
	}{
		{"2028-01-31", []string{}},
		{"2028-02-10", []string{"late 2028-02-07 两周一次  2028年2月10日才办，迟3天 visit〔2028〕6号"}},
		{"2028-03-31", []string{
			"late 2028-01-15 乙应了结  2028年1月20日办结，迟5天 pass〔2028〕8号",
			"late 2028-02-07 两周一次  2028年2月10日才办，迟3天 visit〔2028〕6号"}},
		{"2028-04-01", []string{
			"late 2028-01-15 乙应了结  2028年1月20日办结，迟5天 pass〔2028〕8号",
			"late 2028-02-07 两周一次  2028年2月10日才办，迟3天 visit〔2028〕6号",
			"missed 2028-02-29 每月两次 2028年2月  meeting〔2028〕3号"}},
	} {
		if got := past(test.on); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n  %s\nwant\n  %s", test.on, strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
		}
	}
}
