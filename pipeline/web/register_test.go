package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// moneyRoom is a room with contracts, of which some change others, one is void, one is
// secret and one is lost.
func moneyRoom(t *testing.T) *room {
	t.Helper()
	r := ownRoom(t, Options{})
	kind := r.workspace.Kinds().Named("contract")
	number := func(serial int) string { return kind.FormatNumber(2026, serial) }
	var all []archive.Record
	for i, c := range []struct {
		year, serial         int
		day, unit            string
		state, of            string
		amount               string
		secrecy, name, party string
	}{
		{2025, 1, "2025-12-30", "区财政局", "新订立", "", "1000.00", "", "供暖", "供热公司"},
		{2025, 2, "2026-01-02", "区教育局", "新订立", "", "50.00", "", "校车", "客运公司"},
		{2026, 1, "2026-03-05", "区财政局", "新订立", "", "100.00", "", nasty, nasty},
		{2026, 2, "2026-03-31", "区教育局", "新订立", "", "200.00", "", "课桌", "家具公司"},
		{2026, 3, "2026-04-01", "区财政局", "变更", number(1), "150.00", "", strings.Repeat("道路改造", 40), "市政公司"},
		{2026, 4, "2026-04-10", "区财政局", "新订立", "", "700.00", "", "重复报送", "市政公司"},
		{2026, 5, "2026-04-20", "区教育局", "变更", number(2), "999.00", "秘密", "秘密事项", "家具公司"},
		{2026, 6, "2026-05-06", "区教育局", "变更", number(2), "300.00", "", "课桌变更", "家具公司"},
	} {
		day, err := templates.ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprint("contract-", i)
		all = append(all, archive.Record{Version: archive.RecordVersion, Kind: kind.Key, Title: kind.Title, Year: c.year, Serial: c.serial, Number: kind.FormatNumber(c.year, c.serial),
			Subject: c.name, Unit: c.unit, Secrecy: c.secrecy, Date: day, Arrival: id, Submission: id, Content: id, Arrived: time.Date(2026, 6, 1, 9, i, 0, 0, time.UTC), Filed: time.Date(2026, 6, 1, 9, i, 0, 0, time.UTC),
			Form: archive.File{Path: "data/form.yaml", SHA256: strings.Repeat("ab", 32)}, Document: archive.File{Path: "data/document.pdf"},
			Values: templates.Values{"issue_date": c.day, "sign_date": c.day, "unit": c.unit, "name": c.name, "party_b": c.party, "state": c.state, "original": c.of, "amount": c.amount, "paid": "0", "unpaid": c.amount}})
	}
	lost := catalogue.Lost{Loss: catalogue.Loss{Number: number(9), Kind: kind.Key, Year: 2026, Serial: 9},
		Arrival: catalogue.Arrival{ID: "lost", Unit: "区财政局", Path: "区财政局/合同.yaml", Arrived: time.Now(), Ended: time.Now(), Degree: archive.NotSecret}}
	ctx := t.Context()
	for _, err := range []error{r.workspace.Catalogue.Restore(ctx, all), r.workspace.Catalogue.Void(ctx, number(4), "重复报送", time.Now()),
		r.workspace.Catalogue.RestoreLosses(ctx, []catalogue.Lost{lost}), r.catchUp()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestRegisterPage: what is chosen is shown and added up, in every scope: what counts, once,
// and with nothing of what the reader may not know of; and the file has the same.
func TestRegisterPage(t *testing.T) {
	r := moneyRoom(t)
	for _, test := range []struct {
		as, query string
		serials   string // of the numbers, in order
		sum       string
	}{
		{"dangan", "year=2026", "1 2 3 4 6 9", "450.00"},
		{"baomi", "year=2026", "1 2 3 4 5 6 9", "450.00"},
		{"dangan", "year=2026&month=4", "3 4", "50.00"},
		{"baomi", "year=2026&month=4", "3 4 5", "849.00"},
		{"dangan", "year=2026&quarter=2", "3 4 6", "150.00"},
		{"baomi", "year=2026&from=2026-05-01", "6", "-699.00"},
		{"kuaiji", "year=2026&from=2026-05-01", "6", "100.00"},
		{"dangan", "year=2026&unit=" + url.QueryEscape("区财政局"), "1 3 4 9", "150.00"},
		{"dangan", "year=2026&to=2026-03-31&unit=" + url.QueryEscape("区教育局"), "2", "200.00"},
		{"dangan", "year=2025", "1 2", "1,050.00"},
		{"dangan", "year=2025&year=2026", "1 2 1 2 3 4 6 9", "1,500.00"},
		{"dangan", "year=all&from=2026-01-01&to=2026-03-31", "2 1 2", "350.00"},
		{"dangan", "year=2024", "", "0.00"},
	} {
		c := r.as(t, test.as)
		w := c.get("/registers/contract?" + test.query)
		if w.Code != http.StatusOK {
			t.Errorf("%s %s: %d", test.as, test.query, w.Code)
			continue
		}
		page := w.Body.String()
		numbers, serials := numbersOn(t, page), []string{}
		for _, n := range numbers {
			_, serial, _ := strings.Cut(strings.TrimSuffix(n, "号"), "〕")
			serials = append(serials, serial)
		}
		if got := strings.Join(serials, " "); got != test.serials {
			t.Errorf("%s %s: records %s, want %s", test.as, test.query, got, test.serials)
		}
		if sum := controlOn(t, page); sum != test.sum {
			t.Errorf("%s %s: comes to %s, want %s", test.as, test.query, sum, test.sum)
		}
		if foot := footOn(t, page); foot != test.sum {
			t.Errorf("%s %s: below the rows stands %s, want %s", test.as, test.query, foot, test.sum)
		}
		inFile, sum := csvOf(t, c.get("/registers/contract/csv?"+test.query).Body.Bytes())
		if !slices.Equal(inFile, numbers) || sum.String() != test.sum {
			t.Errorf("%s %s: the file has %q and comes to %s", test.as, test.query, inFile, sum)
		}
	}
	for query, says := range map[string]string{
		"":                            "请写明年度",
		"year=20x6":                   "年度“20x6”",
		"year=2026&month=13":          "月份“13”",
		"year=2026&quarter=5":         "季度“5”",
		"year=2026&month=3&quarter=1": "只能写一样",
		"year=2025&year=2026&month=3": "没有写明是哪一年",
		"year=2026&from=2026-05-01&to=2026-04-01": "早于起始日期",
		"year=2026&from=x":                        "起始日期",
		"year=2026&page=0":                        "没有“0”这一页",
	} {
		if w := r.as(t, "dangan").get("/registers/contract?" + query); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d, does not say %q", query, w.Code, says)
		}
	}
	// The list of registers says the same.
	for query, want := range map[string]string{"": "合同 6 2 450.00金额（元）", "?year=2025&year=2026": "合同 8 2 1,500.00金额（元）"} {
		list := r.as(t, "dangan").get("/registers" + query).Body.String()
		rows := []string{}
		for n := range parsePage(t, list).Descendants() {
			if n.Data == "tr" {
				rows = append(rows, strings.Join(strings.Fields(textIn(n)), " "))
			}
		}
		if !slices.ContainsFunc(rows, func(row string) bool {
			return strings.HasPrefix(strings.ReplaceAll(row, " ", ""), strings.ReplaceAll(want, " ", ""))
		}) {
			t.Errorf("the list of registers%s has no %q: %q", query, want, rows)
		}
	}
	// A unit that has nothing in a year is chosen all the same.
	if page := r.as(t, "dangan").get("/registers/contract?year=2024&unit=" + url.QueryEscape("区财政局")).Body.String(); !strings.Contains(page, "<option selected>区财政局</option>") {
		t.Error("the page does not say which unit was chosen")
	}
	if page := r.as(t, "dangan").get("/registers/contract?year=2026").Body.String(); !strings.Contains(page, "日期、月份按签订日期") {
		t.Error("the page does not call the date as its column does")
	}
	// Beyond the last page is the last.
	if page := r.as(t, "dangan").get("/registers/contract?year=2026&page=99").Body.String(); len(numbersOn(t, page)) != 6 {
		t.Error("a page beyond the last shows otherwise")
	}
}

// TestRegisterPageStates: what does not stand is struck and says why in the one column for
// it; long texts are folded, with all of them there.
func TestRegisterPageStates(t *testing.T) {
	r := moneyRoom(t)
	page := r.as(t, "dangan").get("/registers/contract?year=2026").Body.String()
	rows := tableOf(t, page)
	at := slices.Index(rows[0], "效力")
	if at < 0 || slices.Contains(rows[0], "作废") || slices.Contains(rows[0], "档案遗失") {
		t.Fatalf("labels %q", rows[0])
	}
	for i, want := range []string{"", "", "", "已作废：重复报送", "", "遗失"} {
		if got := rows[i+1][at]; want != "" && !strings.HasPrefix(got, want) {
			t.Errorf("row %d is %q, want %q", i+1, got, want)
		}
	}
	if strings.Count(page, `<tr class="struck">`) != 1 {
		t.Error("other than one row is struck")
	}
	if !strings.Contains(page, `<details class="fold"><summary>道路改造`) || !strings.Contains(page, `<div class="text">`+strings.Repeat("道路改造", 40)) {
		t.Error("a long text is not folded")
	}
	if !strings.Contains(page, "计入 50.00") {
		t.Error("what a change counts for is not said")
	}
}

// TestRegisterPages: 200 rows to a page, and each page says what it comes to.
func TestRegisterPages(t *testing.T) {
	r := ownRoom(t, Options{})
	kind := r.workspace.Kinds().Named("funds")
	amount, total := "", templates.Fen(0)
	var all []archive.Record
	for n := 1; n <= 2*pageRows+5; n++ {
		amount, total = fmt.Sprintf("%d.%02d", n, n%100), total+templates.Fen(100*n+n%100)
		id := fmt.Sprint("funds-", n)
		all = append(all, archive.Record{Version: archive.RecordVersion, Kind: kind.Key, Year: 2026, Serial: n, Number: kind.FormatNumber(2026, n), Unit: "区财政局", Date: templates.NewDate(2026, 5, 11),
			Arrival: id, Submission: id, Content: id, Arrived: time.Now(), Filed: time.Now(), Values: templates.Values{"amount": amount}})
	}
	if err := r.workspace.Catalogue.Restore(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := r.catchUp(); err != nil {
		t.Fatal(err)
	}
	c := r.as(t, "kuaiji")
	seen := 0
	for next := "/registers/funds?year=2026"; next != ""; {
		page := c.get(next).Body.String()
		seen += len(numbersOn(t, page))
		if sum := controlOn(t, page); sum != total.String() {
			t.Errorf("%s: %s, want %s", next, sum, total)
		}
		next = linkOn(t, page, "next")
	}
	if seen != len(all) {
		t.Errorf("%d rows on all pages, want %d", seen, len(all))
	}
}

// TestRegisterFileLinks: links open the records' pages: at the site's address, else where
// the browser knows the server, but nowhere that a header makes up.
func TestRegisterFileLinks(t *testing.T) {
	r := ownRoom(t, Options{})
	c := r.as(t, "kuaiji")
	for name, test := range map[string]struct {
		host, forwarded, site string
		want                  string // empty for no links
	}{
		"as the browser knows it":  {"gw.example:8443", "", "", "http://gw.example:8443/record/"},
		"as in a local network":    {"zw_srv", "", "", "http://zw_srv/record/"},
		"IPv6":                     {"[::1]:8080", "", "", "http://[::1]:8080/record/"},
		"the site":                 {"gw.example", "", "https://gw.example.gov.cn/", "https://gw.example.gov.cn/record/"},
		"a stranger's word":        {"gw.example", "evil.example", "", "http://gw.example/record/"},
		"no name of a server":      {`evil.example"><script>`, "", "", ""},
		"with a user and a path":   {"user@evil.example/x", "", "", ""},
		"a formula in place of it": {"=cmd|'/c calc'!a0", "", "", ""},
	} {
		r.server.workspace.Config.Site = test.site
		asked := httptest.NewRequest(http.MethodGet, "/registers/letter/csv?year=2026", nil)
		asked.RemoteAddr, asked.Host = c.from, test.host
		asked.Header.Set("X-Forwarded-Host", test.forwarded)
		asked.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
		w := httptest.NewRecorder()
		r.server.ServeHTTP(w, asked)
		file := w.Body.String()
		if w.Code != http.StatusOK || test.want == "" && (strings.Contains(file, "/record/") || strings.Contains(file, "evil")) || test.want != "" && !strings.Contains(file, test.want) {
			t.Errorf("%s: %d, %.400s", name, w.Code, file)
		}
	}
}

// tableOf is the register on a page: its labels, rows and sums as texts, cell by cell.
func tableOf(t *testing.T, page string) (rows [][]string) {
	t.Helper()
	for n := range parsePage(t, page).Descendants() {
		if n.Data != "tr" || !inside(n, "table", "register") || inside(n, "table", "records") {
			continue
		}
		var cells []string
		for cell := range n.ChildNodes() {
			if cell.Type == html.ElementNode {
				cells = append(cells, strings.TrimSpace(textIn(cell)))
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

func parsePage(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// inside reports whether an element lies in one with a class.
func inside(n *html.Node, element, class string) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.Data == element && attribute(n, "class") == class {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textIn(n *html.Node) (text string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text += d.Data
		}
	}
	return text
}

func labelsOf(t *testing.T, page string) []string {
	t.Helper()
	rows := tableOf(t, page)
	if len(rows) == 0 {
		t.Fatal("the page has no register")
	}
	return rows[0]
}

// numbersOn are the numbers of the records in the rows of a page.
func numbersOn(t *testing.T, page string) (numbers []string) {
	t.Helper()
	rows := tableOf(t, page)
	at := slices.Index(rows[0], "编号")
	for _, row := range rows[1:] {
		if strings.HasSuffix(row[at], "号") {
			numbers = append(numbers, row[at])
		}
	}
	return numbers
}

// controlOn is what a page says that all that is chosen comes to, in its first column.
func controlOn(t *testing.T, page string) string {
	t.Helper()
	for n := range parsePage(t, page).Descendants() {
		if n.Data == "dd" && inside(n, "dl", "control") {
			return n.FirstChild.Data
		}
	}
	return ""
}

// footOn is the same as it stands below the rows.
func footOn(t *testing.T, page string) string {
	t.Helper()
	rows := tableOf(t, page)
	foot := rows[len(rows)-1]
	for _, text := range foot[1:] {
		if text != "" {
			return text
		}
	}
	return ""
}

// linkOn is where a link with a relation leads; empty where there is none.
func linkOn(t *testing.T, page, relation string) string {
	t.Helper()
	for n := range parsePage(t, page).Descendants() {
		if n.Data == "a" && attribute(n, "rel") == relation {
			return attribute(n, "href")
		}
	}
	return ""
}

// csvOf are the numbers in a register's file, and what its first column with effects
// comes to.
func csvOf(t *testing.T, file []byte) (numbers []string, sum templates.Fen) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := slices.Index(rows[0], "编号")
	effect := slices.IndexFunc(rows[0], func(label string) bool { return strings.HasPrefix(label, "计入") })
	for _, row := range rows[1:] {
		numbers = append(numbers, row[number])
		if row[effect] == "" {
			continue
		}
		value, err := (&templates.Field{Type: templates.TypeMoney}).Parse(row[effect])
		if err != nil {
			t.Fatal(err)
		}
		sum += value.(templates.Fen)
	}
	return numbers, sum
}
