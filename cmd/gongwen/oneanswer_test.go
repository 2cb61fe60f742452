package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// question is a folder of files with one form among them.
type question struct {
	name  string
	form  string
	files map[string][]byte
}

// answer is what becomes of it, by whoever was asked.
type answer struct {
	word     string // filed, returned, duplicate, unreadable, unsigned
	number   string // of a duplicate
	turn     string // of what is unsigned: whose it is
	findings []string
}

func (a answer) String() string {
	return a.word + " " + a.number + a.turn + "\n    " + strings.Join(a.findings, "\n    ")
}

// TestCheckAnswersAsFolderAndReadingRoomDo: the folder, check (with and without a
// draft) and the reading room are asked the same of every kind: of its example, of the
// same again, with a file more, with that again, with mistakes, and of what cannot be
// read.
func TestCheckAnswersAsFolderAndReadingRoomDo(t *testing.T) {
	office := openAsked(t, "")
	asked := map[string]int{}
	for _, kind := range office.workspace.Kinds().All() {
		for _, q := range questions(t, office.workspace.Kinds(), kind) {
			byCheck := office.check(t, q, office.checker)
			if byDraft := office.check(t, q, office.drafter); byDraft.String() != byCheck.String() {
				t.Errorf("%s\n  check says %v\n  with --draft %v", q.name, byCheck, byDraft)
			}
			byRoom, dropped := office.handIn(t, q)
			if !dropped {
				office.drop(t, q)
			}
			byFolder := office.next(t)
			if byCheck.String() != byFolder.String() || byRoom.String() != byFolder.String() {
				t.Errorf("%s\n  the folder says %v\n  check says %v\n  the reading room says %v", q.name, byFolder, byCheck, byRoom)
			}
			asked[byFolder.word]++
		}
	}
	for word, least := range map[string]int{"filed": 40, "duplicate": 60, "returned": 80, "unreadable": 30} {
		if asked[word] < least {
			t.Errorf("only %d were %s, of %v", asked[word], word, asked)
		}
	}
	t.Logf("asked and answered alike: %v", asked)
}

// TestCheckAnswersAlikeOfWhatIsSignedAtTheDesk: of a form without signatures that is
// signed at the desk all say that it waits, and whose turn it is; of one on which
// opinions were typed, or that has another mistake, that it goes back.
func TestCheckAnswersAlikeOfWhatIsSignedAtTheDesk(t *testing.T) {
	office := openAsked(t, "approvals: desk\n")
	asked := map[string]int{}
	for i, kind := range office.workspace.Kinds().All() {
		if testing.Short() && i%4 > 0 {
			continue
		}
		for _, q := range unsignedQuestions(t, office.workspace.Kinds(), kind) {
			byCheck := office.check(t, q, office.checker)
			byRoom, dropped := office.handIn(t, q)
			if !dropped {
				office.drop(t, q)
			}
			byFolder := office.next(t)
			if byCheck.String() != byFolder.String() || byRoom.String() != byFolder.String() {
				t.Errorf("%s\n  the folder says %v\n  check says %v\n  the reading room says %v", q.name, byFolder, byCheck, byRoom)
			}
			asked[byFolder.word]++
		}
	}
	if asked["unsigned"] < 6 || asked["returned"] < 12 {
		t.Errorf("asked and answered: %v", asked)
	}
}

var approvalsPattern = regexp.MustCompile(`(?m)^审批意见:.*\n(?:[ -].*\n)*`)

// unsignedQuestions are those about a kind that is signed at the desk; none about one that
// nobody approves.
func unsignedQuestions(t *testing.T, kinds *templates.Set, kind *templates.Kind) []question {
	t.Helper()
	if !kind.Approved() {
		return nil
	}
	all := questions(t, kinds, kind)
	typed, unsigned, wrong := all[0], all[0], all[5]
	for q, name := range map[*question]string{&typed: "填了审批意见", &unsigned: "待签", &wrong: "没有审批意见，多一栏"} {
		was := q.files[q.form]
		q.name, q.files = kind.Title+"："+name, maps.Clone(q.files)
		if q != &typed {
			q.files[q.form] = approvalsPattern.ReplaceAll(was, nil)
		}
	}
	return []question{typed, unsigned, wrong}
}

// questions are those about a kind.
func questions(t *testing.T, kinds *templates.Set, kind *templates.Kind) []question {
	t.Helper()
	f, found, err := form.Read("表单.yaml", []byte(kind.Example), kinds)
	if err != nil || len(found) > 0 {
		t.Fatalf("%s: %v, %v", kind.Key, found, err)
	}
	with := func(name, text string, more ...string) question {
		q := question{kind.Title + "：" + name, kind.Title + ".yaml", map[string][]byte{kind.Title + ".yaml": []byte(text)}}
		for _, file := range append(f.Kind.Attachments(f.Values), more...) {
			q.files[file] = []byte(kind.Title + "的附件“" + file + "”")
		}
		return q
	}
	again := "# 又一次\n" + kind.Example
	return []question{
		with("样表", kind.Example),
		with("再送一次", kind.Example),
		with("另存了一份", again),
		with("多一个附件", kind.Example, "补充说明.txt"),
		with("多一个附件，再送一次", kind.Example, "补充说明.txt"),
		with("多一栏", kind.Example+"\n没有的栏目: 无\n"),
		with("日期在几十年后", strings.ReplaceAll(kind.Example, "2026-", "2062-")),
		with("读不了", "表单种类: [\n", "补充说明.txt"),
	}
}

// asked is a data folder at work, with all who answer.
type asked struct {
	workspace *workspace.Workspace
	room      *httptest.Server
	checker   *checker
	drafter   *checker // prints drafts, too
	events    chan pipeline.Event
	people    int // who handed something in in the browser
}

func openAsked(t *testing.T, settings string) *asked {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	book := "accounts:\n"
	for i := range 20 { // nobody has too many forms checked
		book += fmt.Sprintf("  - {name: reader%d, role: %s, clearance: [%s], password: 不用}\n", i, account.Archivist, strings.Join(account.Degrees, ", "))
	}
	for name, text := range map[string][]byte{
		"roster.yaml": samples.Roster(), workspace.ConfigName: []byte("settle: 0s\nrescan: 100ms\nattachment_wait: 0s\n" + settings), "reading/accounts.yaml": []byte(book),
	} {
		write(t, filepath.Join(string(f), name), text)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{workspace: o, events: make(chan pipeline.Event, 100)}
	p, err := pipeline.New(o, func(e pipeline.Event) { a.events <- e })
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(o, web.Options{SignOn: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}, func(string, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	a.room = httptest.NewServer(server)
	if a.checker, err = newChecker(f, ""); err != nil {
		t.Fatal(err)
	}
	if a.drafter, err = newChecker(f, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		a.room.Close()
		a.checker.close()
		a.drafter.close()
		for _, err := range []error{<-ended, server.Close(), o.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	return a
}

const askingUnit = "区政府办公室"

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// drop puts a folder into the inbox, complete when it appears.
func (a *asked) drop(t *testing.T, q question) {
	t.Helper()
	made := t.TempDir()
	for name, data := range q.files {
		write(t, filepath.Join(made, name), data)
	}
	to := filepath.Join(a.workspace.Folder.Inbox(), askingUnit, q.name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(made, to); err != nil {
		t.Fatal(err)
	}
}

// next is what the folder says of the form that was dropped. Files left alone by a
// form that cannot be read go back, too, and are no answer.
func (a *asked) next(t *testing.T) answer {
	t.Helper()
	for {
		select {
		case e := <-a.events:
			if !strings.HasSuffix(e.File, ".yaml") {
				continue
			}
			if e.Type == "pending" || e.Type == pipeline.FaultEvent {
				t.Fatalf("%+v", e)
			}
			got := answer{word: e.Type, findings: lines(e.Findings)}
			switch e.Type {
			case "duplicate":
				got.number = e.Number
			case pipeline.UnsignedEvent:
				got.turn = e.Reason
			}
			if e.Type == "returned" && len(e.Findings) == 1 && strings.Contains(e.Findings[0].Message, "YAML") {
				got.word = "unreadable"
			}
			return got
		case <-time.After(time.Minute):
			t.Fatal("nothing happened")
		}
	}
}

func lines(findings []form.Finding) []string {
	var all []string
	for _, f := range findings {
		if !f.Excused {
			all = append(all, f.Message)
		}
	}
	slices.Sort(all)
	return all
}

// check is what gongwen check says.
func (o *asked) check(t *testing.T, q question, c *checker) answer {
	t.Helper()
	dir := t.TempDir()
	for name, data := range q.files {
		write(t, filepath.Join(dir, name), data)
	}
	got, err := c.check(t.Context(), filepath.Join(dir, q.form))
	if err != nil {
		t.Fatal(err)
	}
	word := got.Verdict
	switch {
	case got.Duplicate != "":
		word = "duplicate"
	case word == "accepted":
		word = "filed"
	}
	a := answer{word: word, number: got.Duplicate, findings: lines(got.Findings)}
	if word == "unsigned" {
		a.turn = signoff.Signing{}.WhoseTurn(signoff.Situation{Route: got.Route})
	}
	return a
}

var (
	tokenPattern   = regexp.MustCompile(`name="token" value="([^"]+)"`)
	messagePattern = regexp.MustCompile(`(?s)<li class="wrong"><strong>.*?</strong>：(.*?)(?:<span class="basis">|\n)`)
	turnPattern    = regexp.MustCompile(`”送签：(.*?)签完随即办理`)
	beforePattern  = regexp.MustCompile(`此前已办理，编号<a href="[^"]*">(.*?)</a>`)
)

// handIn is what the reading room says. What it accepts it drops into the inbox.
func (a *asked) handIn(t *testing.T, q question) (got answer, dropped bool) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a.people++
	do := func(method string, body io.Reader, kind string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, a.room.URL+"/hand-in", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Remote-User", fmt.Sprintf("reader%d", a.people%20))
		r.Header.Set("Content-Type", kind)
		w, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		text, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.StatusCode, string(text)
	}
	_, page := do(http.MethodGet, nil, "")
	token := tokenPattern.FindStringSubmatch(page)
	if token == nil {
		t.Fatalf("no token in %s", page)
	}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for field, value := range map[string]string{"token": token[1], "unit": askingUnit} {
		if err := parts.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range q.files {
		part, err := parts.CreateFormFile("files", name)
		if err == nil {
			_, err = part.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	status, page := do(http.MethodPost, &body, parts.FormDataContentType())
	switch {
	case status == http.StatusSeeOther:
		_, page := do(http.MethodGet, nil, "") // which says what becomes of it
		if turn := turnPattern.FindStringSubmatch(page); turn != nil {
			return answer{word: "unsigned", turn: html.UnescapeString(turn[1])}, true
		}
		return answer{word: "filed"}, true
	case status != http.StatusUnprocessableEntity:
		t.Fatalf("%s: %d %s", q.name, status, page)
	}
	if before := beforePattern.FindStringSubmatch(page); before != nil {
		return answer{word: "duplicate", number: html.UnescapeString(before[1])}, false
	}
	got.word = "returned"
	for _, m := range messagePattern.FindAllStringSubmatch(page, -1) {
		got.findings = append(got.findings, html.UnescapeString(m[1]))
	}
	slices.Sort(got.findings)
	if !strings.Contains(page, "<th>栏目</th>") {
		got.word = "unreadable"
	}
	return got, false
}
