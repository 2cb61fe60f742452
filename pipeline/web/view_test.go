package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestViewPage: a line is a contract with its changes, at what it is of now; each record is
// below it with what it does; nothing is there of what the reader may not know of, nor in
// what others come to. Turning to it again works nothing out.
func TestViewPage(t *testing.T) {
	r := moneyRoom(t)
	kind := r.workspace.Kinds().Named("contract")
	for _, test := range []struct {
		as, query string
		lines     string // serials of the contracts that lines begin with, and what they are of now
		secret    bool
	}{
		{"dangan", "year=2026", "1 150.00; 2 300.00; 4 ", false},
		{"baomi", "year=2026", "1 150.00; 2 300.00; 4 ", true},
		{"dangan", "year=2026&unit=" + url.QueryEscape("区教育局"), "2 300.00", false},
		{"dangan", "year=2026&to=2026-04-30", "1 150.00; 2 200.00; 4 ", false},
		{"baomi", "year=2026&to=2026-04-30", "1 150.00; 2 999.00; 4 ", true},
		{"dangan", "year=all&record=" + url.QueryEscape(kind.FormatNumber(2026, 6)), "2 300.00", false},
		{"dangan", "year=all&record=" + url.QueryEscape(kind.FormatNumber(2026, 5)), "", false},
	} {
		c := r.as(t, test.as)
		w := c.get("/views/contracts?" + test.query)
		page := w.Body.String()
		if w.Code != http.StatusOK {
			t.Errorf("%s %s: %d", test.as, test.query, w.Code)
			continue
		}
		rows := tableOf(t, page)
		number, amount := slices.Index(rows[0], "合同编号"), slices.Index(rows[0], "现合同金额")
		var lines []string
		for _, row := range rows[1:] {
			if len(row) == len(rows[0]) && strings.HasSuffix(row[number], "号") {
				_, serial, _ := strings.Cut(strings.TrimSuffix(row[number], "号"), "〕")
				lines = append(lines, serial+" "+row[amount])
			}
		}
		if got := strings.Join(lines, "; "); got != test.lines {
			t.Errorf("%s %s: %q, want %q", test.as, test.query, got, test.lines)
		}
		if strings.Contains(page, "秘密事项") != test.secret {
			t.Errorf("%s %s: the secret change is shown: %t", test.as, test.query, !test.secret)
		}
	}
	worked := len(r.server.views.kept)
	page := r.as(t, "kuaiji").get("/views/contracts?year=2026").Body.String() // as dangan
	if len(r.server.views.kept) != worked {
		t.Errorf("%d views are kept, %d before: it was worked out again", len(r.server.views.kept), worked)
	}
	if !strings.Contains(page, "<summary>2份记录</summary>") || !strings.Contains(page, `<a href="`+recordURL(kind.FormatNumber(2026, 6))+`">`) {
		t.Error("a line does not open to its records")
	}
	file := r.as(t, "kuaiji").get("/views/contracts/csv?year=2026").Body.String()
	if !strings.Contains(file, "150.00") || strings.Contains(file, "999.00") || strings.Contains(file, "秘密事项") {
		t.Errorf("the file: %s", file)
	}
	if record := r.as(t, "dangan").get(recordURL(kind.FormatNumber(2026, 6))).Body.String(); !strings.Contains(record, "/views/contracts?record=") {
		t.Error("a record does not say in which views it is")
	}
	if record := r.as(t, "caizheng").get(recordURL(kind.FormatNumber(2026, 3))).Body.String(); strings.Contains(record, "/views/") {
		t.Error("a record leads those to views who may not see them")
	}
}
