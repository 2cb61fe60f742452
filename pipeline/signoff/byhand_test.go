package signoff

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// What archive/FORMATS.md says of checking signoffs.json by hand holds with the tools of
// any Linux.
func TestFileCanBeCheckedByHand(t *testing.T) {
	parts := Shown{"90aa", "1f0c", "longfeng2017", "77d2"}
	s := Signing{Arrival: "20260423-100000-0001", Events: []Event{
		{Act: Opened, At: time.Date(2026, 4, 23, 10, 0, 0, 0, time.UTC), Version: 1, Shown: parts.Hash(), Parts: &parts},
		{Act: Signed, At: time.Date(2026, 4, 23, 10, 12, 0, 5e6, time.UTC), Account: "gu", Name: "顾怀瑾", Post: "区政府办公室主任", Known: KnownPassword,
			For: []form.SignedFor{{Step: "a", Title: "区政府办公室主任"}}, Decision: templates.Agreed, Words: "请 <抓紧> & \"办理\"\n抄送：财政局", Shown: parts.Hash()},
	}}
	text, err := s.File()
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Events []json.RawMessage }
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	sh := func(script string, args ...string) string {
		out, err := exec.Command("sh", append([]string{"-c", script, "sh"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	const shown = `printf 'gongwen shown\n%s\n%s\n%s\n%s\n' "$@" | sha256sum | cut -d ' ' -f 1`
	if got := sh(shown, parts.Submission, parts.Content, parts.Rulebook, parts.Draft); got != s.Shown() {
		t.Errorf("shown is %s by hand, %s by the program", got, s.Shown())
	}
	const code = `printf 'gongwen sign-off\n%s\n%s' "$1" "$2" | sha256sum | head -c 10 | xxd -r -p | base32 | tr 'A-Z2-7' 'A-HJ-NP-Z2-9' | cut -c 1-8`
	ours := regexp.MustCompile(`^\{"code":"([A-Z2-9]{4})-([A-Z2-9]{4})",(?:"counts":true,)?`)
	for i, e := range f.Events {
		var one bytes.Buffer
		if err := json.Compact(&one, e); err != nil {
			t.Fatal(err)
		}
		m := ours.FindStringSubmatch(one.String())
		if m == nil {
			t.Fatalf("%s", one.Bytes())
		}
		if got := sh(code, s.Arrival, "{"+one.String()[len(m[0]):]); got != m[1]+m[2] || s.Code(s.Events[i]) != m[1]+"-"+m[2] {
			t.Errorf("the code is %s by hand, %s in the file", got, m[1]+m[2])
		}
	}
}
