package duty

import (
	"fmt"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// A small office of its own, so that the tests say what they are about and do
// not move with the kinds and rules the program comes with.

const kindFile = `
key: %[1]s
title: %[1]s种类
date: date
unit: unit
subject: "{unit}"
number: %[1]s〔{year}〕{n}号
retention: {code: D10, name: 10年}
fields:
  - {key: date, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: sort, label: 类别, type: text}
  - {key: held, label: 时间, type: time}
  - {key: who, label: 姓名, type: person}
  - {key: days, label: 天数, type: integer}
  - {key: until, label: 至, type: date}
  - {key: of, label: 原件编号, type: text}
  - key: members
    label: 成员
    type: list
    columns:
      - {key: name, label: 成员姓名, type: person, required: true}
      - {key: by, label: 期限, type: date}
register: [{label: 编号, from: number}]
`

const header = `
title: 试行规则
from: 2020-01-01
parameters: [{name: n, value: 14, meaning: 天数}]
articles: {1: {title: 第一条}, 2: {title: 第二条}}
`

// office is a rulebook with duties, people and records.
type office struct {
	watch *Watch
	n     int
	t     testing.TB
}

func newOffice(t testing.TB, duties string, people ...roster.Appointment) *office {
	t.Helper()
	folder := fstest.MapFS{}
	for _, key := range []string{"meeting", "visit", "pass", "closing"} {
		folder[key+"/kind.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, kindFile, key)}
	}
	kinds, err := templates.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rules.Load(kinds, fstest.MapFS{
		"trial/rulebook.yaml": {Data: []byte(header)},
		"trial/duties.yaml":   {Data: []byte("duties:\n" + duties)},
	})
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
	return &office{watch: &Watch{Regulation: r, People: roster.New(people), Catalogue: c}, t: t}
}

// date reads 2026-05-11; the tests write days as data.
func date(t testing.TB, s string) templates.Date {
	t.Helper()
	d, err := templates.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// file enters records, given as kind, date and what their forms say beside it.
// Their numbers are meeting〔2026〕1号 and so on, one series for all kinds.
func (o *office) file(records ...archive.Record) {
	o.t.Helper()
	for i := range records {
		o.n++
		r := &records[i]
		r.Version, r.Year, r.Serial = archive.RecordVersion, r.Date.Year(), o.n
		r.Number = fmt.Sprintf("%s〔%d〕%d号", r.Kind, r.Year, o.n)
		r.Submission, r.Arrival = fmt.Sprint("packet", o.n), fmt.Sprint("arrival", o.n)
		r.Filed = time.Date(2026, 1, 1, 0, 0, o.n, 0, time.UTC)
		r.Values["date"], r.Values["unit"] = r.Date, "区财政局"
	}
	if err := o.watch.Catalogue.Restore(o.t.Context(), records); err != nil {
		o.t.Fatal(err)
	}
}

// record is one to file: what follows the date is field, value, field, value.
func record(t testing.TB, kind, day string, said ...any) archive.Record {
	t.Helper()
	v := templates.Values{}
	for i := 0; i < len(said); i += 2 {
		v[said[i].(string)] = said[i+1]
	}
	return archive.Record{Kind: kind, Date: date(t, day), Values: v}
}

// on asks, and writes each item on a line.
func (o *office) on(day string) []string {
	o.t.Helper()
	items, err := o.watch.On(o.t.Context(), date(o.t, day))
	if err != nil {
		o.t.Fatal(err)
	}
	lines := []string{}
	for _, i := range items {
		line := fmt.Sprint(i.Status, " ", i.Due.ISO())
		if i.Who != "" {
			line += " " + i.Who
		}
		if i.Progress != nil {
			line += fmt.Sprintf(" %s %d/%d", i.Period, i.Progress.Done, i.Progress.Of)
		}
		for _, number := range i.Basis {
			line += " " + number
		}
		if i.Note != "" {
			line += "（" + i.Note + "）"
		}
		lines = append(lines, line)
	}
	return lines
}
