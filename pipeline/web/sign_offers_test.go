package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gongwen/templates"
)

var offeredDecision = regexp.MustCompile(`<input type="radio" name="decision" value="([^"]+)"`)

// TestSignItemOffersWhatIsTaken: each decision that the page offers is one, as a browser
// sends it, and what was said with it is told in its lines.
func TestSignItemOffersWhatIsTaken(t *testing.T) {
	r := newDeskRoom(t)
	keys := []string{r.waits(t, "区财政局", "对账", nil), r.waits(t, "区财政局", "查账", nil), r.waits(t, "区财政局", "核账", nil)}
	c := r.signs(t, "zhuren", "顾怀瑾")
	offers := offeredDecision.FindAllStringSubmatch(c.get(signURL(keys[0])).Body.String(), -1)
	if len(offers) != len(keys) {
		t.Fatalf("%d decisions are offered", len(offers))
	}
	taken := map[string]bool{}
	for i, offer := range offers {
		c.does(keys[i], "sign", with(c.opens(keys[i]), "decision", offer[1], "words", "请看第一条\r\n\u200b第二条", "password", signers), http.StatusSeeOther, "")
		events := r.events(t, keys[i]).Events
		taken[events[len(events)-1].Decision] = true
		if body := c.get(signURL(keys[i])).Body.String(); !strings.Contains(body, ">请看第一条\n第二条<") {
			t.Errorf("%s: what was said is not told in its lines:\n%s", offer[1], body)
		}
	}
	for _, decision := range []string{templates.Agreed, templates.Refused, templates.SentBack} {
		if !taken[decision] {
			t.Errorf("nobody could sign with %s: %v", decision, taken)
		}
	}
}

func TestVisibleLines(t *testing.T) {
	for text, want := range map[string]string{"": "", "一\n二": "一\n二", "一\t\u200b\r\n二": "一□□□\n二"} {
		if got := visibleLines(text); got != want {
			t.Errorf("%q is shown as %q, not %q", text, got, want)
		}
	}
}
