package pipeline

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// unsignedForm puts a kind's example without its approvals into an inbox.
func unsignedForm(t testing.TB, inbox, kind string, changes ...string) {
	t.Helper()
	text := regexp.MustCompile(`(?m)^审批意见:\n(?:[ -].*\n)+`).ReplaceAllString(string(example(t, kind)), "")
	put(t, filepath.Join(inbox, kind, kind+".yaml"), []byte(strings.NewReplacer(changes...).Replace(text)))
}

// onDay lets a pipeline's clock stand at ten o'clock of a day.
func onDay(p *Pipeline, day string) {
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" 10:00", time.Local)
	if err != nil {
		panic(err)
	}
	p.now = func() time.Time { return at }
	p.issuer.Now, p.returner.Now = p.now, p.now
}

// waiting are the arrivals that wait for signatures.
func waiting(t testing.TB, p *Pipeline) (keys []string) {
	t.Helper()
	for u, err := range p.workspace.Catalogue.AllUnsigned(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, u.Arrival)
	}
	return keys
}

// sign lets somebody sign what is shown now.
func sign(p *Pipeline, key, name, decision, words string) (SignedOff, error) {
	u, _, err := p.workspace.Catalogue.Unsigned(context.Background(), key)
	if err != nil {
		return SignedOff{}, err
	}
	return p.SignOff(context.Background(), key, signoff.Event{Act: signoff.Signed, Account: "a-" + name, Name: name, Known: signoff.KnownPassword, Decision: decision, Words: words, Shown: u.Shown})
}

// signer is somebody whose turn it is, of themselves where possible.
func signer(t testing.TB, p *Pipeline, key string) string {
	t.Helper()
	r := p.workspace.Current()
	item, err := desk.Read(t.Context(), p.workspace, r, key, p.now())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range item.Situation.Route {
		if !step.Ready || step.Done() {
			continue
		}
		people, err := r.Regulation.Candidates(item.Form, rules.Facts{Roster: r.Roster, Units: r.Units, Archive: p.workspace.Catalogue.Others(t.Context(), "")}, step.Open[0], step.InPerson, templates.Today(p.now()))
		if err != nil {
			t.Fatal(err)
		}
		if len(people) > 0 {
			return people[0].Name
		}
	}
	t.Fatalf("%s: nobody can sign: %+v", key, item.Situation.Route)
	return ""
}

// TestSignOffLeadsToTheArchive signs a contract in turn, by those whom the steps ask for.
func TestSignOffLeadsToTheArchive(t *testing.T) {
	f := dataFolder(t, "approvals: {contract: desk}\n")
	events := at(t, f, func(p *Pipeline) {
		inbox := filepath.Join(f.Inbox(), "区政府办公室")
		unsignedForm(t, inbox, "contract")
		for _, name := range regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`).FindAllString(string(example(t, "contract")), -1) {
			put(t, filepath.Join(inbox, "contract", name), []byte("附件"))
		}
		onDay(p, "2026-04-23")
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		keys := waiting(t, p)
		if len(keys) != 1 {
			t.Errorf("%d forms wait", len(keys))
			return
		}
		key := keys[0]
		if _, err := sign(p, key, "祁正阳", templates.Agreed, ""); !refused(err) {
			t.Errorf("somebody whose turn it is not: %v", err)
		}
		var last SignedOff
		for range 5 {
			name := signer(t, p, key)
			done, err := sign(p, key, name, templates.Agreed, "请抓紧办理")
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if last = done; done.Number != "" {
				break
			}
		}
		if last.Number == "" {
			a, _, _ := p.workspace.Catalogue.Arrival(t.Context(), key)
			t.Fatalf("not issued: %+v", a)
		}
		r, err := p.workspace.Catalogue.Record(t.Context(), last.Number)
		if err != nil {
			t.Fatal(err)
		}
		if r.Approved != templates.Desk || len(r.SignOffs) == 0 || r.Signing == nil || r.Draft == nil {
			t.Errorf("the record does not tell how it was signed: %+v", r.Record)
		}
	})
	for _, e := range events {
		t.Log(e.Type, e.File, e.Number, e.Reason)
		for _, finding := range e.Findings {
			t.Log("  ", finding.Path, finding.Message)
		}
	}
	if s := sums(t, f); s.Filed != 1 || s.Pending != 0 {
		t.Errorf("%+v", s)
	}
}

func refused(err error) bool {
	var r *signoff.Refusal
	return errors.As(err, &r)
}

var _ = catalogue.Signing

// TestSignOffRefusesWhatCannotBePrinted, at once and not when all have signed: neither an
// opinion nor an answer on the document has a character that no font here has.
func TestSignOffRefusesWhatCannotBePrinted(t *testing.T) {
	f := dataFolder(t, "approvals: {letter: desk}\n")
	at(t, f, func(p *Pipeline) {
		onDay(p, "2026-05-11")
		inbox := filepath.Join(f.Inbox(), "区财政局")
		unsignedForm(t, inbox, "letter")
		for _, name := range regexp.MustCompile(`[^\s:,\[\]]+\.(?:txt|pdf|docx|xlsx)`).FindAllString(string(example(t, "letter")), -1) {
			put(t, filepath.Join(inbox, "letter", name), []byte("附件"))
		}
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		keys := waiting(t, p)
		if len(keys) != 1 {
			t.Fatalf("%d forms wait", len(keys))
		}
		key, name := keys[0], signer(t, p, keys[0])
		unprintable := func(err error) bool { return refused(err) && strings.Contains(err.Error(), "“👍”") }
		if _, err := sign(p, key, name, templates.Agreed, "👍同意"); !unprintable(err) {
			t.Errorf("an opinion: %v", err)
		}
		// What is asked is not printed; the answer is.
		if _, err := p.SignOff(t.Context(), key, signoff.Event{Act: signoff.Asked, Account: "a", Name: name, To: []string{"项知衡"}, Words: "请看👍"}); err != nil {
			t.Fatal(err)
		}
		answer := signoff.Event{Act: signoff.Advised, Account: "b", Name: "项知衡", Words: "👍"}
		if _, err := p.SignOff(t.Context(), key, answer); !unprintable(err) {
			t.Errorf("an answer: %v", err)
		}
		answer.Words = "\u200b可以\u200b"
		if done, err := p.SignOff(t.Context(), key, answer); err != nil || done.Event.Words != "可以" {
			t.Errorf("what nobody sees: %q %v", done.Event.Words, err)
		}
		if done, err := sign(p, key, name, templates.Agreed, "\u200b"); err != nil || done.Number == "" || done.Event.Words != "" {
			t.Errorf("%+v %v", done, err)
		}
	})
	if s := sums(t, f); s.Filed != 1 {
		t.Errorf("%+v", s)
	}
}
