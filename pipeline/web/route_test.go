package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// visitors are everybody whose rights differ.
var visitors = []string{"", "caizheng", "dangan", "kuaiji", "admin", "baomi"}

// TestTableOfRoutesForEveryRole asks for every route of the table as everybody. The
// answers are in the order of visitors; a route without a line here fails.
func TestTableOfRoutesForEveryRole(t *testing.T) {
	r := theRoom(t)
	const (
		in  = http.StatusSeeOther // to signing in
		ok  = http.StatusOK
		no  = http.StatusForbidden
		non = http.StatusNotFound
		see = http.StatusSeeOther // on, after a form
		bad = http.StatusBadRequest
		off = http.StatusServiceUnavailable // no program works the forms
		un  = http.StatusUnprocessableEntity
	)
	type request struct {
		route, target string
		want          [6]int
	}
	all := func(status int) [6]int { return [6]int{in, status, status, status, status, status} }
	secret, foreign, own := recordURL(r.secret.Number), recordURL(r.foreign.Number), recordURL(r.own.Number)
	requests := []request{
		{"GET /{$}", "/", [6]int{see, see, see, see, see, see}},
		{"GET /healthz", "/healthz", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /asset/{name}", "/asset/style.css", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /sign-in", "/sign-in", [6]int{ok, see, see, see, see, see}},
		{"POST /sign-in", "/sign-in", [6]int{no, no, no, no, no, no}},                         // without a name
		{"POST /sign-in/certificate", "/sign-in/certificate", [6]int{no, no, no, no, no, no}}, // without one
		{"GET /sign-in/openid", "/sign-in/openid", [6]int{non, non, non, non, non, non}},      // which this office has none of
		{"GET /sign-in/openid/return", "/sign-in/openid/return?state=x&code=y", [6]int{non, non, non, non, non, non}},
		{"GET /verify", "/verify", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /help", "/help", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /help", "/help?q=x", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /help/{page}", "/help/settings", [6]int{ok, ok, ok, ok, ok, ok}},
		{"GET /help/{page}", "/help/nothing", [6]int{non, non, non, non, non, non}},
		{"GET /password", "/password", all(ok)},
		{"POST /password", "/password", all(bad)},
		{"GET /authenticator", "/authenticator", all(ok)},
		{"POST /authenticator/begin", "/authenticator/begin", all(no)}, // without a password
		{"POST /authenticator/confirm", "/authenticator/confirm", all(bad)},
		{"POST /authenticator/remove", "/authenticator/remove", all(no)},
		{"GET /desk", "/desk", all(ok)},
		{"GET /desk/list", "/desk/list", all(ok)},
		{"GET /desk/{id}", "/desk/" + url.PathEscape(r.back.ID), [6]int{in, ok, ok, non, ok, ok}},
		{"GET /desk/{id}", "/desk/nothing", all(non)},
		{"POST /desk/{id}/recall", "/desk/" + url.PathEscape(r.back.ID) + "/recall", [6]int{in, off, no, non, no, no}},
		{"POST /desk/{id}/urge", "/desk/" + url.PathEscape(r.back.ID) + "/urge", [6]int{in, off, no, non, no, no}},
		{"GET /sign", "/sign", all(no)}, // none of them is somebody of the roster
		{"POST /sign", "/sign", all(no)},
		{"GET /sign/{arrival}", "/sign/nothing", all(no)},
		{"GET /sign/{arrival}/draft", "/sign/nothing/draft", all(no)},
		{"GET /sign/{arrival}/file/{n}", "/sign/nothing/file/0", all(no)},
		{"POST /sign/{arrival}/{act}", "/sign/nothing/sign", all(no)},
		{"POST /sign/{arrival}/{act}", "/sign/nothing/nothing", all(non)},
		{"GET /search", "/search?q=%E6%A0%B8%E5%AF%B9", all(ok)},
		{"GET /search/export", "/search/export?q=%E6%A0%B8%E5%AF%B9&as=csv", all(ok)},
		{"GET /search/export", "/search/export?as=exe", all(bad)},
		{"POST /search/keep", "/search/keep", all(bad)},
		{"POST /search/drop", "/search/drop", all(see)},
		{"GET /record/{number}", own, all(ok)},
		{"GET /record/{number}", foreign, [6]int{in, non, ok, ok, ok, ok}},
		{"GET /record/{number}", secret, [6]int{in, non, non, non, non, ok}},
		{"GET /record/{number}", "/record/nothing", all(non)},
		{"POST /record/{number}/void", own + "/void", [6]int{in, no, no, no, bad, no}}, // without a reason
		{"GET /hand-in", "/hand-in", all(ok)},
		{"POST /hand-in", "/hand-in", all(un)},
		{"GET /forms/{kind}", "/forms/letter.xlsx", all(ok)},
		{"GET /forms/{kind}", "/forms/nothing", all(non)},
		{"GET /board", "/board", all(ok)},
		{"GET /regulation", "/regulation", all(ok)},
		{"GET /registers", "/registers", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /registers/{kind}", "/registers/letter?year=2026", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /registers/{kind}", "/registers/letter", [6]int{in, no, bad, bad, bad, bad}},
		{"GET /registers/{kind}/{format}", "/registers/letter/xlsx?year=2026", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /registers/{kind}/{format}", "/registers/letter/csv?year=2026", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /registers/{kind}/{format}", "/registers/letter/exe?year=2026", [6]int{in, no, non, non, non, non}},
		{"GET /registers/{kind}/{format}", "/registers/nothing/xlsx?year=2026", [6]int{in, no, non, non, non, non}},
		{"GET /views/{view}", "/views/contracts?year=2026", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /views/{view}", "/views/contracts?year=2026&unit=x&month=3&column=x&page=9", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /views/{view}", "/views/nothing?year=2026", [6]int{in, no, non, non, non, non}},
		{"GET /views/{view}/{format}", "/views/two-lines/ods?year=all", [6]int{in, no, ok, ok, ok, ok}},
		{"GET /views/{view}/{format}", "/views/two-lines/exe?year=all", [6]int{in, no, non, non, non, non}},
		{"POST /registers/columns/keep", "/registers/columns/keep", [6]int{in, no, bad, bad, bad, bad}},
		{"POST /registers/columns/drop", "/registers/columns/drop", [6]int{in, no, bad, bad, bad, bad}},
		{"GET /delegations", "/delegations", [6]int{in, no, no, no, ok, no}}, // none of the others is somebody of the roster
		{"POST /delegations", "/delegations", [6]int{in, no, no, no, off, no}},
		{"POST /delegations/{code}/end", "/delegations/nothing/end", [6]int{in, no, no, no, off, no}},
		{"POST /delegations/{code}/told", "/delegations/nothing/told", [6]int{in, no, no, no, off, no}},
		{"GET /stuck", "/stuck", [6]int{in, no, no, no, ok, no}},
		{"GET /accounts", "/accounts", [6]int{in, no, no, no, ok, no}},
		{"POST /accounts", "/accounts", [6]int{in, no, no, no, bad, no}},
		{"POST /accounts/{name}", "/accounts/nobody", [6]int{in, no, no, no, non, no}},
		{"POST /accounts/{name}/reset", "/accounts/nobody/reset", [6]int{in, no, no, no, non, no}},
		{"POST /accounts/{name}/reset-codes", "/accounts/nobody/reset-codes", [6]int{in, no, no, no, non, no}},
		{"GET /trail", "/trail", [6]int{in, no, no, no, ok, no}},
		{"GET /checkpoint", "/checkpoint", [6]int{in, no, no, no, ok, no}},
		{"GET /checkpoint/{log}", "/checkpoint/journal", [6]int{in, no, no, no, ok, no}},
		{"GET /checkpoint/{log}", "/checkpoint/trail", [6]int{in, no, no, no, ok, no}},
		{"GET /checkpoint/{log}", "/checkpoint/nothing", [6]int{in, no, no, no, non, no}},
		{"GET /record/{number}/document/{n}", recordURL(r.own.Number, "document", "0"), all(non)},
		{"GET /record/{number}/document/{n}", recordURL(r.secret.Number, "document", "0"), [6]int{in, non, non, non, non, ok}},
		{"GET /record/{number}/document/{n}", recordURL(r.secret.Number, "document", "1"), all(non)},
		{"POST /sign-out", "/sign-out", [6]int{see, see, see, see, see, see}},
	}
	for _, part := range []string{"document", "form", "attachment/{n}", "bag.zip", "proof", "history"} {
		of := func(number string) string { return recordURL(number, strings.Replace(part, "{n}", "0", 1)) }
		requests = append(requests,
			request{"GET /record/{number}/" + part, of(r.own.Number), all(ok)},
			request{"GET /record/{number}/" + part, of(r.foreign.Number), [6]int{in, non, ok, ok, ok, ok}},
			request{"GET /record/{number}/" + part, of("nothing"), all(non)})
		if part != "attachment/{n}" {
			requests = append(requests, request{"GET /record/{number}/" + part, of(r.secret.Number), [6]int{in, non, non, non, non, ok}})
		}
	}
	tried := map[string]bool{}
	for _, request := range requests {
		tried[request.route] = true
		method, _, _ := strings.Cut(request.route, " ")
		for i, name := range visitors {
			c := r.public(t)
			c.from = "192.0.2.77:1" // its own count of tries
			if name != "" {
				c = r.as(t, name)
			}
			var got int
			var where string
			if method == http.MethodPost {
				w := c.post(request.target, nil)
				got, where = w.Code, w.Header().Get("Location")
			} else {
				w := c.get(request.target)
				got, where = w.Code, w.Header().Get("Location")
			}
			if got != request.want[i] {
				t.Errorf("%s %s as %q: %d %s, want %d", method, request.target, name, got, where, request.want[i])
			}
			if name == "" && request.want[i] == in && !strings.HasPrefix(request.target, "/sign-") && !strings.HasPrefix(where, "/sign-in") {
				t.Errorf("%s %s without signing in: to %q", method, request.target, where)
			}
		}
	}
	for _, route := range r.server.table() {
		if !tried[route.pattern] {
			t.Errorf("%s is not tried", route.pattern)
		}
	}
}

// TestRoutesRefuseOtherMethods: a route is for one method alone.
func TestRoutesRefuseOtherMethods(t *testing.T) {
	r := theRoom(t)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodPost} {
		if w := r.as(t, "admin").do(method, "/desk", nil); w.Code < 400 {
			t.Errorf("%s /desk: %d", method, w.Code)
		}
	}
}

// TestTableOfRoutesForSigners: a signer sees what an archivist does, without registers;
// where units are named, of these alone.
func TestTableOfRoutesForSigners(t *testing.T) {
	r := theRoom(t)
	foreign, own, secret := recordURL(r.foreign.Number), recordURL(r.own.Number), recordURL(r.secret.Number)
	const ok, no, non = http.StatusOK, http.StatusForbidden, http.StatusNotFound
	for target, want := range map[string][2]int{
		"/desk": {ok, ok}, "/board": {ok, ok}, "/search": {ok, ok}, "/hand-in": {ok, ok}, "/password": {ok, ok},
		own: {ok, ok}, foreign: {ok, non}, secret: {non, non}, "/desk/" + url.PathEscape(r.back.ID): {ok, ok},
		"/registers": {no, no}, "/registers/letter?year=2026": {no, no}, "/views/contracts?year=2026": {no, no},
		"/accounts": {no, no}, "/trail": {no, no}, "/checkpoint": {no, no},
	} {
		for i, name := range []string{"quzhang", "juzhang"} {
			if w := r.as(t, name).get(target); w.Code != want[i] {
				t.Errorf("%s as %s: %d, want %d", target, name, w.Code, want[i])
			}
		}
	}
	for _, name := range []string{"quzhang", "juzhang"} {
		if w := r.as(t, name).post(own+"/void", url.Values{"reason": {"x"}}); w.Code != no {
			t.Errorf("%s voids: %d", name, w.Code)
		}
		if w := r.as(t, name).post("/accounts/"+name, url.Values{"role": {"administrator"}}); w.Code != no {
			t.Errorf("%s changes accounts: %d", name, w.Code)
		}
	}
}
