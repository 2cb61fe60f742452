package roster_test

import (
	"strings"
	"testing"

	"gongwen/pipeline/roster"
	"gongwen/templates"
)

// TestOtherNames: a unit is also looked for by its other names, as closely as it was
// written.
func TestOtherNames(t *testing.T) {
	people := roster.New(nil, templates.Values{"name": "区城市管理综合执法局", "aliases": "城管局、区城管局"}, templates.Values{"name": "区财政局"},
		templates.Values{"name": "龙凤镇人民政府", "aliases": "龙凤镇"}, templates.Values{"name": "区政府办公室"})
	known, err := people.Units("龙凤区人民政府", map[string][]string{"区住房和城乡建设局": {"住建局"}})
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"城管局": "城市管理综合执法局", "区城管局": "区城市管理综合执法局", "龙凤区城管局": "区城市管理综合执法局 区城管局", "城市管理综合执法局": "城管局", "区城市管理综合执法局": "区城管局",
		"住建局": "住房和城乡建设局", "区住建局": "区住房和城乡建设局", "区住房和城乡建设局": "区住建局",
		"财政局": "", "区财政局": "", "龙凤区财政局": "区财政局", "龙凤镇政府": "龙凤镇人民政府 龙凤镇", "龙凤镇": "龙凤镇人民政府", "市城管局": "", "龙凤区人民政府办公室": "区政府办公室", "办公室": "", "防汛": "", "": "",
	} {
		if got := strings.Join(known.OtherNames(written), " "); got != want {
			t.Errorf("%s: got %q, want %q", written, got, want)
		}
	}
}
