package duty

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// asked is a question on a day and the items it should bring.
type asked struct {
	on   string
	want []string
}

func (o *office) asks(name string, questions ...asked) {
	o.t.Helper()
	for _, q := range questions {
		if got := o.on(q.on); !slices.Equal(got, q.want) {
			o.t.Errorf("%s on %s:\n  %s\nwant\n  %s", name, q.on, strings.Join(got, "\n  "), strings.Join(q.want, "\n  "))
		}
	}
}

const yearly = `
  - {id: a, article: "1", what: 每年一次, who: 办公室, kind: meeting, where: 'has(form.sort) && form.sort == "全体"',
     on: 'has(form.held) ? day(form.held) : form.date', every: year, at_least: 1, ahead: 31}
`

const monthly = `
  - {id: a, article: "1", severity: principle, what: 每月两次, who: 办公室, kind: meeting, every: month, at_least: 2, ahead: 5}
`

const fortnightly = `
  - {id: a, article: "1", what: 两周一次, who: 办公室, kind: meeting, every: param.n, ahead: 2, workday: true}
`

func TestPeriodsOfEveryYear(t *testing.T) {
	o := newOffice(t, yearly)
	o.asks("an empty archive",
		asked{"2026-01-01", []string{"open 2026-12-31 办公室 2026年 0/1"}},
		asked{"2026-11-29", []string{"open 2026-12-31 办公室 2026年 0/1"}},
		asked{"2026-11-30", []string{"due 2026-12-31 办公室 2026年 0/1"}},
		asked{"2026-12-31", []string{"due 2026-12-31 办公室 2026年 0/1"}})
	moment := templates.Moment{Time: time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC)}
	o.file(
		record(t, "meeting", "2024-06-01", "sort", "例会"),
		record(t, "meeting", "2026-01-05", "sort", "全体", "held", moment), // minuted the year after
	)
	o.asks("held on the last day of a year",
		asked{"2025-03-01", []string{"overdue 2024-12-31 办公室 2024年 0/1", "open 2025-12-31 办公室 2025年 0/1"}},
		// What is not minuted yet cannot be known.
		asked{"2026-01-04", []string{"overdue 2025-12-31 办公室 2025年 0/1", "open 2026-12-31 办公室 2026年 0/1"}},
		asked{"2026-01-05", []string{"open 2026-12-31 办公室 2026年 0/1"}},
		asked{"2027-01-01", []string{"overdue 2026-12-31 办公室 2026年 0/1", "open 2027-12-31 办公室 2027年 0/1"}},
		asked{"2019-12-31", []string{}}) // before the rulebook
	o.file(record(t, "meeting", "2026-07-01", "sort", "全体"))
	o.asks("done", asked{"2026-12-31", []string{"met 2026-12-31 办公室 2026年 1/1 meeting〔2026〕3号"}})
	if err := o.watch.Catalogue.Void(t.Context(), "meeting〔2026〕3号", "重复", time.Now()); err != nil {
		t.Fatal(err)
	}
	o.asks("void", asked{"2026-12-31", []string{"due 2026-12-31 办公室 2026年 0/1"}})
}

func TestPeriodsOfEveryMonth(t *testing.T) {
	o := newOffice(t, monthly)
	o.file(record(t, "meeting", "2028-01-31"), record(t, "meeting", "2028-02-29"), record(t, "meeting", "2028-02-01"), record(t, "meeting", "2028-03-01"))
	o.asks("month ends",
		asked{"2028-01-31", []string{"due 2028-01-31 办公室 2028年1月 1/2 meeting〔2028〕1号"}},
		asked{"2028-02-24", []string{"overdue 2028-01-31 办公室 2028年1月 1/2 meeting〔2028〕1号", "due 2028-02-29 办公室 2028年2月 1/2 meeting〔2028〕3号"}},
		asked{"2028-02-23", []string{"overdue 2028-01-31 办公室 2028年1月 1/2 meeting〔2028〕1号", "open 2028-02-29 办公室 2028年2月 1/2 meeting〔2028〕3号"}},
		asked{"2028-02-29", []string{"overdue 2028-01-31 办公室 2028年1月 1/2 meeting〔2028〕1号",
			"met 2028-02-29 办公室 2028年2月 2/2 meeting〔2028〕2号 meeting〔2028〕3号"}},
		asked{"2028-03-31", []string{"due 2028-03-31 办公室 2028年3月 1/2 meeting〔2028〕4号"}},
		asked{"2028-04-01", []string{"overdue 2028-03-31 办公室 2028年3月 1/2 meeting〔2028〕4号", "open 2028-04-30 办公室 2028年4月 0/2"}})
}

func TestIntervalOfSoManyDays(t *testing.T) {
	o := newOffice(t, fortnightly)
	o.asks("no archive yet", asked{"2026-09-07", []string{"open 2026-09-21 办公室"}})
	o.file(record(t, "visit", "2026-09-01"))
	o.asks("from the archive's first day on",
		asked{"2026-09-10", []string{"open 2026-09-15 办公室"}},
		asked{"2026-09-16", []string{"overdue 2026-09-15 办公室"}})
	o.file(record(t, "meeting", "2026-09-18"), record(t, "meeting", "2026-09-04"))
	o.asks("the holiday moves it",
		asked{"2026-09-19", []string{"met 2026-10-02 办公室 meeting〔2026〕2号"}},
		asked{"2026-10-02", []string{"due 2026-10-02 办公室 meeting〔2026〕2号"}})
	calendar, err := ReadCalendar(fstest.MapFS{CalendarName: {Data: []byte("放假: [2026-10-01 至 2026-10-07]\n上班: [2026-10-10]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	o.watch.Calendar = calendar
	o.asks("with the calendar",
		asked{"2026-10-02", []string{"met 2026-10-08 办公室 meeting〔2026〕2号"}},
		asked{"2026-10-06", []string{"due 2026-10-08 办公室 meeting〔2026〕2号"}},
		asked{"2026-10-09", []string{"overdue 2026-10-08 办公室 meeting〔2026〕2号"}})
}

const ofLeaders = `
  - {id: a, article: "1", what: 下基层, kind: visit, where: has(form.days) && has(form.who), on: 'has(form.until) ? form.until : form.date',
     every: year, each: [区长, 副区长], person: form.who, sum: form.days, at_least: 60, ahead: 31}
`

func appointment(t *testing.T, name, post, from, until string) roster.Appointment {
	a := roster.Appointment{Name: name, Unit: "区政府", Post: post, Rank: post, From: date(t, from)}
	if until != "" {
		a.Until = date(t, until)
	}
	return a
}

func TestEachLeaderIsAsked(t *testing.T) {
	o := newOffice(t, ofLeaders,
		appointment(t, "甲", "区长", "2024-03-01", "2026-06-30"),
		appointment(t, "乙", "副区长", "2024-03-01", "2026-06-30"),
		appointment(t, "乙", "区长", "2026-07-01", ""), // rises, and does not come anew
		appointment(t, "丙", "副区长", "2026-08-10", ""),
		appointment(t, "丁", "区财政局局长", "2020-01-01", ""))
	o.file(
		record(t, "visit", "2025-02-01", "who", "甲", "days", int64(60)),
		record(t, "visit", "2025-02-02", "who", "乙", "days", int64(59)),
		record(t, "visit", "2026-01-03", "who", "乙", "days", int64(1), "until", date(t, "2025-12-31")),
		record(t, "visit", "2026-05-01", "who", "乙", "days", int64(30)),
		record(t, "visit", "2026-06-01", "who", "甲", "days", int64(70)),
		record(t, "visit", "2026-06-02", "who", "甲"), // no days: not about this duty
		record(t, "visit", "2026-08-20", "who", "丙", "days", int64(5)),
		record(t, "visit", "2026-09-01", "who", "丁", "days", int64(99)),
		record(t, "visit", "2026-12-01", "who", "乙", "days", int64(30)),
	)
	o.asks("roster changes",
		asked{"2025-12-31", []string{
			"due 2025-12-31 乙 2025年 59/60 visit〔2025〕2号",
			"met 2025-12-31 甲 2025年 60/60 visit〔2025〕1号"}},
		asked{"2026-05-31", []string{
			"open 2026-12-31 甲 2026年 0/60",
			"open 2026-12-31 乙 2026年 30/60 visit〔2026〕4号"}},
		// Who has left is not asked any more.
		asked{"2026-08-31", []string{
			"open 2026-12-31 乙 2026年 30/60 visit〔2026〕4号",
			"open 2026-12-31 丙 2026年 5/60 visit〔2026〕7号（2026年8月10日到任）"}},
		asked{"2027-01-01", []string{
			"overdue 2026-12-31 丙 2026年 5/60 visit〔2026〕7号（2026年8月10日到任）",
			"open 2027-12-31 乙 2027年 0/60",
			"open 2027-12-31 丙 2027年 0/60"}})
}

func TestNobodyInPostIsSaid(t *testing.T) {
	o := newOffice(t, `
  - {id: a, article: "1", what: 学习, kind: visit, every: year, each: [区长, 副区长], person: 'form.members.map(m, m.name)', at_least: 1, ahead: 9}
`)
	o.asks("empty roster", asked{"2026-05-01", []string{"unknown 2026-05-01 区长、副区长（花名册上2026年5月1日没有人任区长、副区长，请更正花名册）"}})
	o.watch.People = roster.New([]roster.Appointment{appointment(t, "甲", "区长", "2024-03-01", ""), appointment(t, "乙", "副区长", "2024-03-01", "")})
	o.file(record(t, "visit", "2026-02-01", "members", []templates.Values{{"name": "甲"}, {"name": "外人"}}))
	o.asks("several people of one record", asked{"2026-05-01", []string{
		"open 2026-12-31 乙 2026年 0/1",
		"met 2026-12-31 甲 2026年 1/1 visit〔2026〕1号"}})
}

const passes = `
  - {id: a, article: "2", what: "{who}的证件", who: "{unit}", kind: pass, where: 'has(form.until)', due: 'days_after(form.until, 1)',
     closed_by: [closing.of, pass.of], workday: true, ahead: 2}
`

func TestDeadlineOfARecord(t *testing.T) {
	o := newOffice(t, passes)
	o.file(
		record(t, "pass", "2028-02-01", "who", "甲", "until", date(t, "2028-02-28")), // due on the leap day, a Tuesday
		record(t, "pass", "2028-02-01", "who", "乙", "until", date(t, "2028-03-03")), // due on a Saturday: moves to Monday the 6th
		record(t, "pass", "2028-02-01", "who", "丙"),                                 // never due
		record(t, "closing", "2028-03-08", "of", " pass(2028)1号"),                   // typed by hand
		record(t, "pass", "2028-03-09", "who", "乙", "until", date(t, "2029-01-01"), "of", "pass〔2028〕2号"),
	)
	o.asks("deadlines",
		asked{"2028-02-26", []string{}},
		asked{"2028-02-27", []string{"due 2028-02-29 区财政局 pass〔2028〕1号"}},
		asked{"2028-02-29", []string{"due 2028-02-29 区财政局 pass〔2028〕1号"}},
		asked{"2028-03-01", []string{"overdue 2028-02-29 区财政局 pass〔2028〕1号"}},
		asked{"2028-03-06", []string{"overdue 2028-02-29 区财政局 pass〔2028〕1号", "due 2028-03-06 区财政局 pass〔2028〕2号"}},
		asked{"2028-03-08", []string{"overdue 2028-03-06 区财政局 pass〔2028〕2号"}},
		asked{"2028-03-09", []string{}})
	if err := o.watch.Catalogue.Void(t.Context(), "closing〔2028〕4号", "登错", time.Now()); err != nil {
		t.Fatal(err)
	}
	o.asks("the closing is void", asked{"2028-03-09", []string{"overdue 2028-02-29 区财政局 pass〔2028〕1号"}})
}

// TestDeadlineOfEveryRow: each row of a list has its own deadline, and is closed alone
// or with the whole record.
func TestDeadlineOfEveryRow(t *testing.T) {
	o := newOffice(t, `
  - {id: a, article: "2", what: 办结, who: "{members.name}", kind: pass, rows: members, where: has(row.by), due: row.by, closed_by: [closing.of#days@until], ahead: 2}
`)
	members := []templates.Values{
		{"name": "甲", "by": date(t, "2028-02-10")}, {"name": "乙"}, {"name": "丙", "by": date(t, "2028-02-01")}, {"name": "丁", "by": date(t, "2028-03-01")},
	}
	o.file(record(t, "pass", "2028-01-05", "members", members))
	o.asks("one by one",
		asked{"2028-01-20", []string{}},
		asked{"2028-02-09", []string{"overdue 2028-02-01 丙 pass〔2028〕1号", "due 2028-02-10 甲 pass〔2028〕1号"}})
	o.file(record(t, "closing", "2028-02-11", "of", "pass〔2028〕1号", "days", int64(3), "until", date(t, "2028-02-03")))
	o.asks("the third is closed", asked{"2028-03-02", []string{"overdue 2028-02-10 甲 pass〔2028〕1号", "overdue 2028-03-01 丁 pass〔2028〕1号"}})
	o.file(record(t, "closing", "2028-03-03", "of", "pass〔2028〕1号", "until", date(t, "2028-03-03")))
	o.asks("all of it is closed", asked{"2028-03-03", []string{}})
	late, err := o.watch.Past(t.Context(), date(t, "2028-03-03"))
	if err != nil {
		t.Fatal(err)
	}
	var notes []string
	for _, i := range late {
		notes = append(notes, i.Who+" "+i.Note)
	}
	if want := []string{"丙 2028年2月3日办结，迟2天", "甲 2028年3月3日办结，迟22天", "丁 2028年3月3日办结，迟2天"}; !slices.Equal(notes, want) {
		t.Errorf("late %q, want %q", notes, want)
	}
}

// A record that a duty cannot make out is said to be so, and does not pass for
// done; the others are asked all the same.
func TestUnknownForAnUnreadableRecord(t *testing.T) {
	o := newOffice(t, `
  - {id: a, article: "2", what: 证件, who: 办公室, kind: pass, due: 'form.members[0].name != "甲" ? form.date : has(form.until) ? form.until : form.date', ahead: 2}
`)
	o.file(record(t, "pass", "2026-02-01"), record(t, "pass", "2026-02-01", "until", date(t, "2026-02-02"), "members", []templates.Values{{"name": "甲"}}))
	lines := o.on("2026-02-03")
	if len(lines) != 2 || lines[0] != "overdue 2026-02-02 办公室 pass〔2026〕2号" || !strings.HasPrefix(lines[1], "unknown 2026-02-03 办公室 pass〔2026〕1号（") {
		t.Errorf("%q", lines)
	}
}

func TestCountLeavesOutWhatIsDatedAhead(t *testing.T) {
	o := newOffice(t, yearly)
	held := templates.Moment{Time: time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)}
	o.file(archive.Record{Kind: "meeting", Date: date(t, "2026-05-01"), Values: templates.Values{"sort": "全体", "held": held}})
	o.asks("minuted ahead",
		asked{"2026-06-01", []string{"open 2026-12-31 办公室 2026年 0/1"}},
		asked{"2026-09-01", []string{"met 2026-12-31 办公室 2026年 1/1 meeting〔2026〕1号"}})
}
