package index_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/templates"
)

func TestAdvise(t *testing.T) {
	t.Parallel()
	x := office(t)
	for _, tt := range []struct{ query, want string }{
		{"防讯资金", "{[{防讯资金 0}] [防汛资金]}"},                  // one character changed
		{"常务议会", "{[{常务议会 0}] [常务会 常务会议]}"},              // swapped, or one too many
		{"常务的会议", "{[{常务的会议 0}] [常务会议]}"},                // one too many
		{"常会议 区长", "{[{常会议 0} {区长 2}] [会议 区长 常务会议 区长]}"}, // one missing
		{"区财正局", "{[{区财正局 0}] [区财政局]}"},
		{"曲财政局", "{[{曲财政局 0}] [区财政局 财政局]}"}, // the first of a name
		{"防汛 请假", "{[{防汛 1} {请假 1}] []}"},
		{"-防汛 类别:无", "{[] []}"},
	} {
		advice, err := x.Advise(t.Context(), parsed(t, tt.query), index.Access{})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(advice); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.query, got, tt.want)
		}
	}
	// What is out of reach is not told of.
	advice, err := x.Advise(t.Context(), parsed(t, "王小名"), index.Access{Limited: true})
	if got := fmt.Sprint(advice); err != nil || got != "{[{王小名 0}] []}" {
		t.Error(got, err)
	}
}

// TestAdviseIsNotSwayedByWhatIsOutOfReach: were what stands most often counted in
// all records, what is offered would tell of those nobody may see.
func TestAdviseIsNotSwayedByWhatIsOutOfReach(t *testing.T) {
	t.Parallel()
	s := &source{id: "first"}
	add := func(subject, degree string) {
		r := archive.Record{Number: fmt.Sprint(len(s.changes) + 1), Kind: "letter", Title: "介绍信", Date: templates.NewDate(2026, 1, 1), Unit: "区财政局", Subject: subject}
		if degree != "" {
			r.Secrecy, r.Fields = degree, []archive.LabelledText{{Label: "密级", Text: degree}}
		}
		s.add(r)
	}
	add("防汛资金", "")
	for _, r := range "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" {
		add("防"+string(r)+"资金", "秘密")
		add("防"+string(r)+"资金", "秘密")
	}
	x := index.At(filepath.Join(t.TempDir(), "index"), nil)
	if err := x.Follow(t.Context(), s, noTexts, nil); err != nil {
		t.Fatal(err)
	}
	advice, err := x.Advise(t.Context(), parsed(t, "防讯资金"), index.Access{Limited: true})
	if got := fmt.Sprint(advice); err != nil || got != "{[{防讯资金 0}] [防汛资金]}" {
		t.Error(got, err)
	}
}

// TestSearchFormsValues has what only the kinds tell: who is a person, what is money.
func TestSearchFormsValues(t *testing.T) {
	t.Parallel()
	kinds, err := builtinKinds()
	if err != nil {
		t.Fatal(err)
	}
	s := &source{id: "first"}
	for i, yuan := range []int{900, 50000, 123456} {
		s.add(archive.Record{
			Number: fmt.Sprint(i + 1), Kind: "funds", Title: "资金使用", Date: templates.NewDate(2026, 1, 1+i), Unit: "区财政局",
			Values: templates.Values{"applicant": []string{"陈一鸣", "陈一诺", "方听澜"}[i], "amount": fmt.Sprintf("%d.00", yuan)},
		})
	}
	x := index.At(filepath.Join(t.TempDir(), "index"), kinds)
	if err := x.Follow(t.Context(), s, noTexts, nil); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"金额:>5万": "[3]", "金额:>=5万": "[3 2]", "金额:伍万元": "[2]", "金额:<50,000元": "[1]", "金额:900..5万": "[2 1]", "金额:1千..2千": "[]",
		"人员:陈一鸣": "[1]", "人员:陈": "[2 1]", "人员:陳一鳴": "[1]", "-人员:陈": "[3]",
	} {
		if got := fmt.Sprint(numbers(t, x, query, 10)); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}
