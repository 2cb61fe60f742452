package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// entersAs is the browser of a new account of a role, which belongs to somebody or nobody.
func (r *deskRoom) entersAs(t testing.TB, name string, role account.Role, person string) *client {
	t.Helper()
	a := account.Account{Name: name, Role: role, Person: person, Made: time.Now()}
	if role == account.Office {
		a.Units = []string{"区财政局"}
	}
	once, err := r.server.accounts.Add(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.server.accounts.ChangePassword(name, once, signers); err != nil {
		t.Fatal(err)
	}
	c := r.as(t, name)
	c.from = "127.0.0.1:1234"
	return c
}

// leaves disables an account, so that its person may have another.
func (r *deskRoom) leaves(t testing.TB, name string) {
	t.Helper()
	a, err := r.server.accounts.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	a.Disabled = true
	if err := r.server.accounts.Set(name, a); err != nil {
		t.Fatal(err)
	}
}

// smuggled is a form with all that somebody might add to it to be somebody else.
func smuggled(v url.Values) url.Values {
	return with(v, "name", "江临川", "person", "江临川", "post", "区长", "account", "quzhang", "known", "证书", "at", "2020-01-01T00:00:00Z", "for", "区长",
		"step", "letter-weighty-approval", "version", "9", "replaces", "x", "request", "x", "act", "signed", "to", "叶清和", "decision", templates.Agreed, "words", "冒签", "password", signers)
}

// TestSignByEveryRouteRoleAndPerson asks for every route of the desk of those who sign, as
// an account of every role that belongs to nobody, to somebody whose turn it is not, who
// left, or is on no roster, with all that might make them another in what they send. None
// comes to see a form or to do anything about it, and each try is in the access log.
func TestSignByEveryRouteRoleAndPerson(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	v := r.signs(t, "zhuren", "顾怀瑾").opens(key)
	pick := url.Values{"pick": {key + " " + v.Get("shown")}, "go": {"1"}, "password": {signers}}
	type try struct {
		route   string
		do      func(*client) int
		someone int  // the answer to somebody whose turn it is not; 403 to an account of nobody
		unsaid  bool // to somebody, there is nothing to be said in the access log
	}
	get := func(target string) func(*client) int { return func(c *client) int { return c.get(target).Code } }
	tries := []try{
		{"GET /sign", get("/sign"), http.StatusOK, true},
		{"POST /sign", func(c *client) int { return c.post("/sign", smuggled(pick)).Code }, http.StatusOK, false},
		{"GET /sign/{arrival}", get(signURL(key)), http.StatusNotFound, false},
		{"GET /sign/{arrival}", get(signURL("nothing")), http.StatusNotFound, true},
		{"GET /sign/{arrival}/draft", get(signURL(key, "draft")), http.StatusNotFound, false},
		{"GET /sign/{arrival}/file/{n}", get(signURL(key, "file", "0")), http.StatusNotFound, false},
	}
	for act := range signActs {
		tries = append(tries, try{"POST /sign/{arrival}/{act}", func(c *client) int { return c.post(signURL(key, act), smuggled(v)).Code }, http.StatusNotFound, false})
	}
	for _, route := range r.server.table() {
		_, path, _ := strings.Cut(route.pattern, " ")
		known := path != "/sign" && !strings.HasPrefix(path, "/sign/")
		for _, try := range tries {
			known = known || try.route == route.pattern
		}
		if !known {
			t.Errorf("%s: nobody tries it", route.pattern)
		}
	}
	r.leaves(t, "quzhang")
	n := 0
	for _, role := range account.Roles {
		// Nobody, a leader whose turn it is not, one who left office, one who is on no roster.
		for _, person := range []string{"", "江临川", "宋归鸿", "查无此人"} {
			if role == account.Administrator && person != "" || role == account.Signer && person == "" {
				continue // there are none
			}
			n++
			name := fmt.Sprintf("x%d", n)
			c := r.entersAs(t, name, role, person)
			for _, try := range tries {
				want := try.someone
				if person == "" {
					want = http.StatusForbidden
				}
				before := r.server.accessLogLines(t, journal.Refused, name)
				if got := try.do(c); got != want {
					t.Errorf("%s as %s, %q: %d, want %d", try.route, role, person, got, want)
				}
				if r.server.accessLogLines(t, journal.Refused, name) == before && (person == "" || !try.unsaid) {
					t.Errorf("%s as %s, %q: not in the access log", try.route, role, person)
				}
			}
			r.leaves(t, name)
		}
	}
	if s := r.events(t, key); len(s.Events) != 1 {
		t.Errorf("something was done: %+v", s.Events)
	}
}

// TestSignKeepsNothingSmuggled: what the one whose turn it is adds to a form makes nobody
// else of them, and nothing else of what they do.
func TestSignKeepsNothingSmuggled(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	c := r.signs(t, "zhuren", "顾怀瑾")
	c.does(key, "circulate", smuggled(c.opens(key)), http.StatusSeeOther, "")
	c.does(key, "ask", smuggled(c.opens(key)), http.StatusSeeOther, "")
	c.does(key, "unask", with(smuggled(c.opens(key)), "of", ""), http.StatusSeeOther, "")
	c.does(key, "sign", smuggled(c.opens(key)), http.StatusConflict, "不能代区长签")
	c.does(key, "sign", with(smuggled(c.opens(key)), "for", "顾怀瑾"), http.StatusSeeOther, "")
	for _, e := range r.events(t, key).Events[1:] {
		if e.Name != "顾怀瑾" || e.Account != "zhuren" || !strings.HasPrefix(e.Known, signoff.KnownPassword) || e.Post != "" && e.Post != "区政府办公室主任" || e.At.Year() == 2020 ||
			e.Version != 0 || e.Replaces != "" || e.Request != "" || e.Act != signoff.Signed && e.For != nil {
			t.Errorf("%+v", e)
		}
	}
}

// TestSignOnceOfManyAtOnce: the same form sent many times at once signs once, also for
// somebody who could sign again, for another.
func TestSignOnceOfManyAtOnce(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	c := r.signs(t, "zhuren", "顾怀瑾")
	v := with(smuggled(c.opens(key)), "for", "顾怀瑾")
	var together sync.WaitGroup
	for range 8 {
		together.Go(func() { c.post(signURL(key, "sign"), with(v, "token", c.token)) })
	}
	together.Wait()
	if s := r.events(t, key); len(s.Counted()) != 1 || len(s.Events) != 2 {
		t.Errorf("signed %d times: %+v", len(s.Counted()), s.Events)
	}
}

// TestSignForALeaderAsAnAdministrator: an administrator keeps the accounts, and whatever
// they do with them to sign for a leader stands in the access log, in the signature, and
// before the leader's eyes.
func TestSignForALeaderAsAnAdministrator(t *testing.T) {
	for name, attack := range map[string]func(t *testing.T, r *deskRoom, admin *client) (login string, given string){
		"by a new password of the leader's account": func(t *testing.T, r *deskRoom, admin *client) (string, string) {
			return "zhuren", givenPassword(t, admin.post("/accounts/zhuren/reset", nil).Body.String())
		},
		"by a new account of the leader's": func(t *testing.T, r *deskRoom, admin *client) (string, string) {
			if w := admin.post("/accounts", url.Values{"name": {"jia"}, "role": {"signer"}, "person": {"顾怀瑾"}}); w.Code != http.StatusBadRequest {
				t.Errorf("a second account of the leader's: %d", w.Code)
			}
			if w := admin.post("/accounts", url.Values{"name": {"jia"}, "role": {"signer"}, "person": {" 顾　怀瑾"}}); w.Code != http.StatusBadRequest {
				t.Errorf("a second account of the leader's, spelt otherwise: %d", w.Code)
			}
			if w := admin.post("/accounts/admin", url.Values{"role": {"administrator"}, "person": {"顾怀瑾"}}); w.Code != http.StatusBadRequest {
				t.Errorf("the administrator's own account: %d", w.Code)
			}
			if w := admin.post("/accounts/zhuren", url.Values{"role": {"signer"}, "person": {"顾怀瑾"}, "disabled": {"1"}}); w.Code != http.StatusSeeOther {
				t.Fatalf("disabling: %d", w.Code)
			}
			return "jia", givenPassword(t, admin.post("/accounts", url.Values{"name": {"jia"}, "role": {"signer"}, "person": {"顾怀瑾"}}).Body.String())
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newDeskRoom(t)
			key := r.waits(t, "区财政局", "对账", nil)
			old := r.signs(t, "zhuren", "顾怀瑾")
			v := old.opens(key)
			login, given := attack(t, r, r.as(t, "admin"))
			if w := old.post(signURL(key, "sign"), smuggled(v)); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
				t.Errorf("the leader's session goes on: %d %s", w.Code, w.Header().Get("Location"))
			}
			if err := r.server.accounts.ChangePassword(login, given, signers); err != nil {
				t.Fatal(err)
			}
			c := r.as(t, login)
			c.from = "127.0.0.1:1234"
			c.does(key, "sign", with(c.opens(key), "decision", templates.Agreed, "password", signers), http.StatusSeeOther, "")
			counted := r.events(t, key).Counted()
			if len(counted) != 1 || !strings.Contains(counted[0].Known, "由管理员于") {
				t.Errorf("the signature does not tell: %+v", counted)
			}
			done := 0
			for _, e := range accessLogOf(t, r.server) {
				if e.By == "admin" && e.Type == journal.Account && strings.Contains(e.Reason, login) {
					done++
				}
			}
			if done == 0 {
				t.Error("the access log does not tell what the administrator did")
			}
		})
	}
}

// givenPassword is the one that a page gives out.
func givenPassword(t testing.TB, body string) string {
	t.Helper()
	_, after, ok := strings.Cut(body, "一次性密码是 <strong><code>")
	given, _, _ := strings.Cut(after, "</code>")
	if !ok || given == "" {
		t.Fatalf("no password is given:\n%s", body)
	}
	return given
}

// TestSignForALeaderByAnAdministratorsDelegation: it can be set, and the signature says
// for whom and on the ground of which document; the access log, who set it.
func TestSignForALeaderByAnAdministratorsDelegation(t *testing.T) {
	r := newDeskRoom(t)
	key := r.waits(t, "区财政局", "对账", nil)
	if w := r.as(t, "admin").post("/delegations", r.grants("顾怀瑾", "林知远")); w.Code != http.StatusSeeOther {
		t.Fatalf("setting it: %d %s", w.Code, alerts(w.Body.String()))
	}
	c := r.signs(t, "linzy", "林知远")
	c.does(key, "sign", with(c.opens(key), "decision", templates.Agreed, "password", signers), http.StatusSeeOther, "")
	counted := r.events(t, key).Counted()
	if len(counted) != 1 || counted[0].Name != "林知远" || len(counted[0].For) != 1 || counted[0].For[0].For != "顾怀瑾" || !strings.Contains(counted[0].For[0].Ground, "龙政办发〔2026〕5号") {
		t.Errorf("%+v", counted)
	}
	told := false
	for _, e := range accessLogOf(t, r.server) {
		told = told || e.By == "admin" && strings.Contains(e.Reason, "设定委托：顾怀瑾委托林知远")
	}
	if !told {
		t.Error("the access log does not tell who set it")
	}
}
