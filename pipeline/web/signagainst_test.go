package web

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gongwen/archive/journal"
	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

var confirmBox = regexp.MustCompile(`<input type="checkbox" name="confirmed" value="([^"]+)"`)

// boxed is the suspicion that a page has a box for; empty for none.
func boxed(body string) string {
	if m := confirmBox.FindStringSubmatch(body); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// TestAgainstWarnsBeforeAnybodySigns: a page whose form would go back all the same says so
// at once, and offers no box; sending it back is open as ever.
func TestAgainstWarnsBeforeAnybodySigns(t *testing.T) {
	r := newDeskRoom(t)
	yesterday := templates.Today(r.server.now()).AddDays(-1)
	fine, late := r.waits(t, "区财政局", "对账", nil), r.waits(t, "区财政局", "过期", map[string]any{"开具日期": yesterday.ISO()})
	c := r.signs(t, "zhuren", "顾怀瑾")
	if body := c.get(signURL(fine)).Body.String(); strings.Contains(body, "现在签了也不能办") || boxed(body) != "" {
		t.Errorf("a form that is in order is warned of:\n%s", body)
	}
	body := c.get(signURL(late)).Body.String()
	if strings.Count(body, "现在签了也不能办：") != 1 || !strings.Contains(body, "晚于开具日期"+yesterday.String()) || !strings.Contains(body, "请选退回修改") || boxed(body) != "" {
		t.Errorf("not warned of a day that has passed:\n%s", body)
	}
	v := c.opens(late)
	w := c.does(late, "sign", with(v, "decision", templates.Agreed, "password", signers, "confirmed", "开具日期"), http.StatusConflict, "现在签了也不能办")
	if n := strings.Count(w.Body.String(), "现在签了也不能办："); n != 1 {
		t.Errorf("told %d times", n)
	}
	c.does(late, "sign", with(v, "decision", templates.SentBack, "words", "请改开具日期"), http.StatusSeeOther, "")
}

// TestAgainstConfirmsExactlyOneSuspicion: who signs sees what looks wrong with their
// signature and may confirm that; not another suspicion with it, nor that of another form.
func TestAgainstConfirmsExactlyOneSuspicion(t *testing.T) {
	r := newDeskRoom(t)
	key, other := r.waits(t, "区财政局", "对账", nil), r.waits(t, "区财政局", "查账", nil)
	c := r.signs(t, "zhuren", "顾怀瑾")
	v := c.opens(key)
	agreed := func(more ...string) url.Values {
		return with(with(v, "decision", templates.Agreed, "words", "修改后再报<b>", "password", signers), more...)
	}
	suspicion := boxed(c.does(key, "sign", agreed(), http.StatusConflict, "请核实：").Body.String())
	if !strings.Contains(suspicion, "修改后再报") {
		t.Fatalf("no box for it: %q", suspicion)
	}
	for _, not := range []string{"", "1", "on", suspicion + "。", strings.ToUpper(suspicion) + " "} {
		c.does(key, "sign", agreed("confirmed", not), http.StatusConflict, "请核实：")
	}
	c.does(key, "sign", agreed("confirmed", suspicion, "words", "退回，不同意"), http.StatusConflict, "请核实：")
	picks := url.Values{"pick": {key + " " + v.Get("shown"), other + " " + c.opens(other).Get("shown")}}
	if w := c.post("/sign", with(picks, "words", "修改后再报<b>", "confirmed", suspicion, "go", "1", "password", signers)); w.Code != http.StatusOK || strings.Count(w.Body.String(), "这一份要单独签") != 2 {
		t.Errorf("together: %d %s", w.Code, w.Body)
	}
	if n := len(r.events(t, key).Counted()); n != 0 {
		t.Fatalf("%d signatures count", n)
	}
	c.does(key, "sign", agreed("confirmed", suspicion), http.StatusSeeOther, "")
	signed := r.events(t, key).Counted()
	if len(signed) != 1 || signed[0].Confirmed != suspicion {
		t.Fatalf("%+v", signed)
	}
	w := c.get(signURL(key))
	if !strings.Contains(w.Body.String(), "已核实："+html.EscapeString(suspicion)) || strings.Contains(w.Body.String(), "报<b>") {
		t.Errorf("the page does not tell:\n%s", w.Body)
	}
	r.keepsConfirmed(t, key, suspicion)
	// The other form is asked about anew; what nobody asked for is not confirmed.
	v = c.opens(other)
	c.does(other, "sign", agreed(), http.StatusConflict, "请核实：")
	c.does(other, "sign", agreed("words", "", "confirmed", suspicion), http.StatusSeeOther, "")
	if signed := r.events(t, other).Counted(); len(signed) != 1 || signed[0].Confirmed != "" {
		t.Errorf("%+v", signed)
	}
}

// keepsConfirmed makes sure that the journal and the record's bag have the confirmation.
func (r *deskRoom) keepsConfirmed(t *testing.T, key, suspicion string) {
	t.Helper()
	found := false
	for e, err := range journal.All(r.workspace.Archive.JournalDir()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Arrival == key && e.Type == journal.Signing {
			if s, err := signoff.Parse(e.SignOff); err == nil && s.Confirmed == suspicion {
				found = true
			}
		}
	}
	if !found {
		t.Error("the journal has it not")
	}
	found = false
	if err := filepath.WalkDir(r.workspace.Folder.Archive(), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "signoffs.json" {
			text, readErr := os.ReadFile(path)
			s, parseErr := signoff.ParseFile(text)
			found = found || readErr == nil && parseErr == nil && len(s.Counted()) == 1 && s.Counted()[0].Confirmed == suspicion
		}
		return err
	}); err != nil || !found {
		t.Errorf("signoffs.json has it not: %v", err)
	}
}
