package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gongwen/templates"
)

var offeredFor = regexp.MustCompile(`<input type="radio" name="for" value="([^"]+)"`)

// forTwo has minutes wait which 林知远 can sign for two others, by what they delegated.
func (r *deskRoom) forTwo(t *testing.T, names ...string) (c *client, keys []string) {
	t.Helper()
	for _, name := range names {
		keys = append(keys, r.waitsFor(t, "minutes", name, map[string]any{"会议名称": "龙凤区人民政府" + name + "常务会议"}))
	}
	c = r.signs(t, "linzy", "林知远")
	for _, leader := range []string{"顾怀瑾", "叶清和"} {
		if w := r.as(t, "admin").post("/delegations", r.grants(leader, "林知远")); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, alerts(w.Body.String()))
		}
	}
	return c, keys
}

// TestSignItemOffersForWhom: who can sign for several people chooses for whom; each that the
// page offers is taken, and none that it does not.
func TestSignItemOffersForWhom(t *testing.T) {
	r := newDeskRoom(t, "approvals: desk")
	c, keys := r.forTwo(t, "第12次", "第13次")
	offers := offeredFor.FindAllStringSubmatch(c.get(signURL(keys[0])).Body.String(), -1)
	if len(offers) != len(keys) {
		t.Fatalf("for %d people: %v", len(offers), offers)
	}
	agreed := func(key string, more ...string) url.Values {
		return with(c.opens(key), append([]string{"decision", templates.Agreed, "password", signers}, more...)...)
	}
	c.does(keys[0], "sign", agreed(keys[0]), http.StatusConflict, "能签的不止一项，没有签，请选签哪一项（代")
	c.does(keys[0], "sign", agreed(keys[0], "for", "江临川"), http.StatusConflict, "现在林知远不能代江临川签，没有签")
	if body := r.as(t, "admin").get("/trail?who=linzy").Body.String(); !strings.Contains(body, "不能代江临川签") {
		t.Error("the access log does not tell who tried to sign for another")
	}
	for i, offer := range offers {
		whom := html.UnescapeString(offer[1])
		w := c.does(keys[i], "sign", agreed(keys[i], "for", whom, "decision", templates.Refused), http.StatusBadRequest, "请写明理由")
		if want := `value="` + offer[1] + `" required checked>`; !strings.Contains(w.Body.String(), want) {
			t.Errorf("what was chosen is forgotten: no %s", want)
		}
		c.does(keys[i], "sign", agreed(keys[i], "for", whom), http.StatusSeeOther, "")
		signed := r.events(t, keys[i]).Counted()
		if len(signed) != 1 || len(signed[0].For) == 0 || signed[0].For[0].For != whom {
			t.Errorf("for %s: %+v", whom, signed)
		}
		// What is left is one, which need not be chosen, and is no other.
		left := c.opens(keys[i])
		if rest := left.Get("for"); rest == "" || rest == whom || offeredFor.MatchString(c.get(signURL(keys[i])).Body.String()) {
			t.Errorf("after %s there is left %q", whom, rest)
		}
		c.does(keys[i], "sign", with(left, "for", whom, "decision", templates.Agreed, "password", signers), http.StatusConflict, "不能代"+whom+"签")
	}
	if c.opens(keys[0]).Get("for") == c.opens(keys[1]).Get("for") {
		t.Error("both were signed for the same")
	}
	c.does(keys[0], "sign", agreed(keys[0]), http.StatusSeeOther, "")
}

// TestSignTogetherLeavesToChoose: what somebody can sign for several people they sign by
// itself; nobody chooses in their place.
func TestSignTogetherLeavesToChoose(t *testing.T) {
	r := newDeskRoom(t, "approvals: desk")
	c, keys := r.forTwo(t, "第12次")
	picks := url.Values{"pick": {keys[0] + " " + c.opens(keys[0]).Get("shown")}}
	for _, v := range []url.Values{picks, with(picks, "go", "1", "password", signers)} {
		if w := c.post("/sign", v); w.Code != http.StatusOK || strings.Count(w.Body.String(), "能签的不止一项，没有签，请打开单独签，选签哪一项（代") != 1 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if n := len(r.events(t, keys[0]).Counted()); n != 0 {
		t.Errorf("%d signatures", n)
	}
}
