package search_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/search"
	"gongwen/templates"
)

// listed is what a list for a query comes to, as text with commas.
func (o *office) listed(text string, most int, within func(archive.Record) bool) (rows [][]string, l *search.List) {
	o.Helper()
	q, err := index.Parse(text)
	o.must(err)
	o.must(o.Index.Follow(o.Context(), o.Catalogue, o.Texts, nil))
	l, err = o.List(o.Context(), index.Request{Query: q, Sort: index.ByNumber}, most)
	o.must(err)
	l.Within = within
	var b bytes.Buffer
	o.must(l.Write(o.Context(), &b, ".csv"))
	rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	o.must(err)
	return rows, l
}

// TestListIsWhole: a list has every record that is found, in their order, each once, with
// what an archivist lists of it.
func TestListIsWhole(t *testing.T) {
	o := newOffice(t)
	const n = 5203 // more than are asked for at a time
	for i := range n {
		o.n++
		r := archive.Record{
			Number: fmt.Sprintf("龙政办〔2026〕%d号", i+1), Kind: "contract", Title: "合同", Year: 2026, Serial: i + 1, Subject: "防汛物资采购", Unit: "区财政局",
			Submission: fmt.Sprint("p", i), Arrival: fmt.Sprint("a", i), Arrived: morning, Filed: morning, Version: archive.RecordVersion,
			Date: templates.NewDate(2026, 5, 11),
		}
		if i == 0 {
			r.Subject, r.Secrecy, r.Attachments = "=1+1", "秘密", []archive.File{{Path: "data/attachments/甲.txt"}}
			r.Values = map[string]any{o.amountKey("contract"): "1234567.89"}
		}
		o.must(o.Catalogue.Restore(o.Context(), []archive.Record{r}))
	}
	o.must(o.Catalogue.RestoreEnds(o.Context(), nil, map[string]catalogue.Void{"龙政办〔2026〕2号": {At: morning, Reason: "开错"}}))
	rows, l := o.listed("", 10_000, nil)
	if l.Total != n || l.Listed() != n || l.Cut() != "" || len(rows) != n+1 {
		t.Fatalf("%d rows of %d", len(rows), l.Total)
	}
	for i, row := range rows[1:] {
		if row[0] != fmt.Sprint(i+1) || row[1] != fmt.Sprintf("龙政办〔2026〕%d号", i+1) {
			t.Fatalf("row %d is %q", i+1, row)
		}
	}
	for i, want := range []string{
		"序号,编号,题名,类别,日期,单位,金额（元）,密级,附件（份）,保管期限,归档时间,作废",
		"1,龙政办〔2026〕1号,'=1+1,合同,2026-05-11,区财政局,1234567.89,秘密,1," + o.Kinds.Named("contract").Retention.Name + "," + morning.Local().Format("2006-01-02 15:04") + ",",
		"2,龙政办〔2026〕2号,防汛物资采购,合同,2026-05-11,区财政局,,,0," + o.Kinds.Named("contract").Retention.Name + "," + morning.Local().Format("2006-01-02 15:04") + "," + morning.Local().Format("2006-01-02") + " 作废：开错",
	} {
		if got := strings.Join(rows[i], ","); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	rows, l = o.listed("防汛", 700, nil)
	if last := rows[len(rows)-1]; len(rows) != 702 || l.Listed() != 700 || !strings.Contains(last[0], "共 5202 件，一次最多导出 700 件") {
		t.Errorf("%d rows, the last %q", len(rows), last)
	}
	rows, _ = o.listed("", 10_000, func(r archive.Record) bool { return r.Serial%2 == 0 })
	if len(rows) != n/2+1 || rows[1][0] != "1" || rows[1][1] != "龙政办〔2026〕2号" {
		t.Errorf("%d rows, the first %q", len(rows), rows[1])
	}
	if rows, _ = o.listed("没有的", 5, nil); len(rows) != 1 {
		t.Errorf("of nothing: %q", rows)
	}
	if err := l.Write(t.Context(), &bytes.Buffer{}, ".doc"); err == nil || !strings.Contains(err.Error(), ".csv") {
		t.Error("another format:", err)
	}
	fault := errors.New("full")
	if err := l.Write(t.Context(), failing{fault}, ".csv"); !errors.Is(err, fault) {
		t.Error("a disk that is full:", err)
	}
}

// failing takes nothing.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// amountKey is the field that a kind's register adds up first.
func (o *office) amountKey(kind string) string {
	o.Helper()
	k := o.Kinds.Named(kind)
	for _, c := range k.Register {
		if k.Sums(c) {
			return c.From
		}
	}
	o.Fatal("no column of " + kind + " is added up")
	return ""
}
