package issue

import (
	"strings"
	"testing"

	"gongwen/archive"
)

// Whoever is shown a document learns whom to ask also where there is no page to ask.
func TestVerifySaysWhomToAsk(t *testing.T) {
	r := archive.Record{Version: archive.RecordVersion, Number: "龙政办介字〔2026〕1号", Submission: "9f86d081"}
	for _, test := range []struct{ site, phone, want string }{
		{"https://gw.example.gov.cn/", "0459-6240551", "https://gw.example.gov.cn/verify?c=" + r.CheckCode() + "&n=%E9%BE%99"},
		{"", "0459-6240551", "龙政办介字〔2026〕1号 校验码 " + r.CheckCode() + " 请致电区政府办公室0459-6240551查验"},
		{"", "", "龙政办介字〔2026〕1号 校验码 " + r.CheckCode() + " 请致电区政府办公室查验"},
	} {
		i := &Issuer{Office: "区政府办公室", Site: test.site, Phone: test.phone}
		if got := i.verify(r); !strings.HasPrefix(got.Address, test.want) || got.Code != r.CheckCode() || got.Phone != test.phone {
			t.Errorf("%+v, want %s", got, test.want)
		}
	}
}
