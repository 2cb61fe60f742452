//go:build linux

package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"

	"gongwen/pipeline/web/account"
)

// page is a kind of request that readers make.
type page struct {
	route string         // as the program's table has it
	share int            // how often it is asked for, beside the others
	roles []account.Role // who asks for it; nil for all
	// ask is what one reader asks for now; false when there is nothing of the sort
	// it could ask for.
	ask func(*reader) (request, bool)
}

// request is one request and what it must be answered with.
type request struct {
	method, target string
	body           []byte // of a POST
	media          string
	public         bool   // without a cookie
	tag            string // of what the reader has already, for If-None-Match
	status         int    // of the answer; 0 for 200
	to             string // where a redirection leads
	says           string // what stands in the answer
}

func get(target string) request { return request{method: http.MethodGet, target: target} }

// post sends a form as one of the program's own pages would.
func (r *reader) post(target string, fields url.Values) request {
	fields.Set("token", r.token)
	return request{method: http.MethodPost, target: target, body: []byte(fields.Encode()),
		media: "application/x-www-form-urlencoded", status: http.StatusSeeOther}
}

// always is a page that is the same for everybody.
func always(target string) func(*reader) (request, bool) {
	return func(*reader) (request, bool) { return get(target), true }
}

var (
	keepers = []account.Role{account.Archivist, account.Finance, account.Administrator}
	admins  = []account.Role{account.Administrator}
	clerks  = []account.Role{account.Office}
)

// pages are all there are but those of the program's figures, of other people's
// accounts and of choosing a password. Signing in is not among them: that is how a
// reader begins, and begins anew.
var pages = []page{
	{"GET /desk", 60, nil, always("/desk")},
	{"GET /desk/list", 120, nil, (*reader).deskList},
	{"GET /desk/{id}", 15, nil, (*reader).arrival},
	{"GET /search", 160, nil, (*reader).search},
	{"POST /search/keep", 3, nil, (*reader).keepSearch},
	{"POST /search/drop", 2, nil, (*reader).dropSearch},
	{"GET /record/{number}", 140, nil, (*reader).record},
	{"GET /record/{number}/document", 60, nil, (*reader).document},
	{"GET /record/{number}/form", 10, nil, (*reader).droppedForm},
	{"GET /record/{number}/attachment/{n}", 10, nil, (*reader).attachment},
	{"GET /record/{number}/bag.zip", 3, nil, (*reader).bag},
	{"GET /board", 40, nil, always("/board")},
	{"GET /regulation", 10, nil, always("/regulation")},
	{"GET /hand-in", 20, nil, always("/hand-in")},
	{"POST /hand-in", 12, clerks, (*reader).handIn},
	{"GET /forms/{kind}", 5, nil, always("/forms/letter.xlsx")},
	{"GET /verify", 15, nil, (*reader).verify},
	{"GET /password", 3, nil, always("/password")},
	{"GET /asset/{name}", 10, nil, always("/asset/style.css")},
	{"GET /healthz", 5, nil, always("/healthz")},
	{"GET /registers", 20, keepers, always("/registers")},
	{"GET /registers/{kind}", 30, keepers, (*reader).register},
	{"GET /registers/{kind}/xlsx", 5, keepers, (*reader).registerWorkbook},
	{"POST /record/{number}/void", 5, admins, (*reader).void},
	{"GET /accounts", 5, admins, always("/accounts")},
	{"GET /trail", 10, admins, always("/trail")},
	{"POST /sign-out", 4, nil, (*reader).signOut},
}

func (r *reader) deskList() (request, bool) {
	q := get("/desk/list")
	q.tag = r.tag
	return q, true
}

func (r *reader) arrival() (request, bool) {
	a, ok := pick(r, r.arrivals)
	return get("/desk/" + url.PathEscape(a.ID)), ok
}

// commonSearches are searches that everybody makes again and again.
var commonSearches = []string{
	"q=核对", "q=区财政局 核对", "q=“介绍信”", "q=单位:区教育局", "q=年度:2026 查阅", "q=凤鸣路", "q=顾怀瑾 -合同", "q=没有这样的词",
	"q=日期:2026-03..2026-06", "q=金额:>5万", "q=&kind=contract&sort=newest", "q=请假 OR 培训", "q=资金&people=1", "q=&from=2025-01-01&to=2025-03-31",
}

// search asks for what is asked again and again, or for a piece of a document that
// nobody asked for before.
func (r *reader) search() (request, bool) {
	ask := commonSearches[r.random.IntN(len(commonSearches))]
	if t, ok := pick(r, r.texts); ok && r.random.IntN(2) == 0 {
		text := []rune(t.Text)
		length := 2 + r.random.IntN(4)
		if len(text) > length {
			from := r.random.IntN(len(text) - length)
			ask = "q=“" + string(text[from:from+length]) + "”"
		}
	}
	// A query is given as its page's address has it.
	q, err := url.ParseQuery(ask)
	if err != nil {
		q = url.Values{"q": {ask}}
	}
	return get("/search?" + q.Encode()), true
}

// kept is the name of the search that each reader keeps.
const kept = "常用"

func (r *reader) keepSearch() (request, bool) {
	asked := url.Values{"q": {commonSearches[r.random.IntN(5)][len("q="):]}}.Encode()
	q := r.post("/search/keep", url.Values{"name": {kept}, "query": {asked}})
	q.to = "/search?" + asked
	return q, true
}

func (r *reader) dropSearch() (request, bool) {
	q := r.post("/search/drop", url.Values{"name": {kept}})
	q.to = "/search"
	return q, true
}

func (r *reader) record() (request, bool) {
	of, ok := pick(r, r.records)
	q := get("/record/" + url.PathEscape(of.Number))
	q.says = of.Number
	return q, ok
}

// What stands at the end of a whole PDF, and of a whole zip or workbook.
const (
	endOfPDF = "%%EOF"
	endOfZip = "PK\x05\x06"
)

// file is a file of a record's bag.
func (r *reader) file(records []record, name, says string) (request, bool) {
	of, ok := pick(r, records)
	q := get("/record/" + url.PathEscape(of.Number) + "/" + name)
	q.says = says
	return q, ok
}

func (r *reader) document() (request, bool)    { return r.file(r.whole, "document", endOfPDF) }
func (r *reader) droppedForm() (request, bool) { return r.file(r.whole, "form", "") }
func (r *reader) bag() (request, bool)         { return r.file(r.whole, "bag.zip", endOfZip) }
func (r *reader) attachment() (request, bool)  { return r.file(r.attached, "attachment/0", "") }

func (r *reader) verify() (request, bool) {
	of, ok := pick(r, r.records)
	q := get("/verify?" + url.Values{"n": {of.Number}, "c": {of.Code}}.Encode())
	q.public = true
	return q, ok
}

func (r *reader) register() (request, bool) {
	of, ok := pick(r, r.series)
	return get(fmt.Sprintf("/registers/%s?year=%d", of.Kind, of.Year)), ok
}

func (r *reader) registerWorkbook() (request, bool) {
	of, ok := pick(r, r.series)
	q := get(fmt.Sprintf("/registers/%s/xlsx?year=%d", of.Kind, of.Year))
	q.says = endOfZip
	return q, ok
}

// handIn hands in a form of the reader's unit, one in three faulty.
func (r *reader) handIn() (request, bool) {
	f, faulty, ok := r.supply.form(r.Unit())
	if !ok {
		return request{}, false
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	// Nothing can go wrong in memory.
	_ = m.WriteField("token", r.token)
	_ = m.WriteField("unit", f.unit)
	for _, file := range f.files {
		part, _ := m.CreateFormFile("files", file.Path)
		_, _ = part.Write(file.Data)
	}
	_ = m.Close()
	q := request{method: http.MethodPost, target: "/hand-in", body: b.Bytes(), media: m.FormDataContentType(),
		status: http.StatusSeeOther, to: "/desk"}
	if faulty {
		q.status, q.to = http.StatusUnprocessableEntity, ""
	}
	return q, true
}

// void makes a record void.
func (r *reader) void() (request, bool) {
	of, ok := r.supply.record()
	to := "/record/" + url.PathEscape(of.Number)
	q := r.post(to+"/void", url.Values{"reason": {"开错了"}})
	q.to = to
	return q, ok
}

func (r *reader) signOut() (request, bool) {
	q := r.post("/sign-out", url.Values{})
	q.to = "/sign-in"
	return q, true
}

// pick is any of what there is.
func pick[T any](r *reader, of []T) (one T, ok bool) {
	if len(of) == 0 {
		return one, false
	}
	return of[r.random.IntN(len(of))], true
}
