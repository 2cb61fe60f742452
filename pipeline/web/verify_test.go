package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/web/throttle"
)

// TestVerifyTellsOnlyOfValidity: the public learns that a document is genuine,
// valid, void, and nothing else.
func TestVerifyTellsOnlyOfValidity(t *testing.T) {
	r := theRoom(t)
	r.server.codeLookups = throttle.New(time.Nanosecond, 1000)
	ask := func(number, code, day string) string {
		v := url.Values{"n": {number}, "c": {code}, "d": {day}}
		return r.public(t).get("/verify?" + v.Encode()).Body.String()
	}
	const genuine, wrong = "是本办公室制发的。</strong>", "编号与校验码不符"
	code := r.own.CheckCode()
	for _, test := range []struct{ name, number, code, day, want string }{
		{"valid", r.own.Number, code, "2026-05-15", "在2026-05-15有效（有效期至2026-05-20）"},
		{"last day", r.own.Number, code, "2026-05-20", "在2026-05-20有效"},
		{"lapsed", r.own.Number, code, "2026-05-21", "已过有效期"},
		{"not yet", r.own.Number, code, "2026-05-10", "尚未生效"},
		{"typed by hand", r.own.Number, " " + strings.ToLower(strings.ReplaceAll(code, "-", "－")), "2026-05-15", "在2026-05-15有效"},
		{"number typed by hand", strings.NewReplacer("〔", "（", "〕", "）", "龙", "⻰", "1", "01").Replace(r.own.Number), code, "2026-05-15", "在2026-05-15有效"},
		{"void", r.void.Number, r.void.CheckCode(), "2026-05-15", "作废，不能再用"},
		{"no end", r.secret.Number, r.secret.CheckCode(), "2026-06-01", "没有作废"},
		{"wrong code", r.own.Number, "AAAA-AAAA-AAAA", "", wrong},
		{"code of another", r.own.Number, r.foreign.CheckCode(), "", wrong},
		{"no code", r.own.Number, "", "", wrong},
		{"no such number", "龙政办介字〔2026〕999号", code, "", wrong},
		{"code of nothing", "龙政办介字〔2026〕999号", r.own.Record.CheckCode(), "", wrong},
	} {
		body := ask(test.number, test.code, test.day)
		if !strings.Contains(body, test.want) || strings.Contains(body, genuine) == (test.want == wrong) {
			t.Errorf("%s: want %q", test.name, test.want)
		}
		for _, word := range []string{r.own.Subject, "沈望舒", "区财政局", "市级转移支付", "开错了", "常务会议", "区教育局"} {
			if strings.Contains(body, word) {
				t.Errorf("%s: the public learns %q", test.name, word)
			}
		}
	}
	if a, b := ask(r.own.Number, "AAAA-AAAA-AAAA", ""), ask("龙政办介字〔2026〕999号", "AAAA-AAAA-AAAA", ""); a != strings.ReplaceAll(b, "龙政办介字〔2026〕999号", r.own.Number) {
		t.Error("the answers for a number that exists and one that does not differ")
	}
}
