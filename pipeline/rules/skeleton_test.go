package rules

import (
	"strings"
	"testing"
	"testing/fstest"

	"gongwen/pipeline/rules/wording"
	"gongwen/templates"
)

const township = `红松镇人民政府工作规则
第一章　总则
第一条　为了规范镇政府工作，制定本规则。
第二条　镇长主持全面工作；副镇长分工负责。
第二章　请假
第三条　请假按下列程序：
（一）三日以内的由分管副镇长批准。
（二）超过三日的由镇长批准；假满当日销假。
`

// TestSkeletonIsARulebook: it can be read at once, and says that nothing is met yet.
func TestSkeletonIsARulebook(t *testing.T) {
	text, err := wording.Parse([]byte(township))
	if err != nil {
		t.Fatal(err)
	}
	articles, obligations, err := Skeleton(text)
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := templates.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Load(kinds, fstest.MapFS{"own/" + HeaderName: {Data: Starter("红松镇人民政府工作规则")},
		"own/" + ArticlesName: {Data: articles}, "own/" + ObligationsName: {Data: obligations}})
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, articles, obligations)
	}
	var got strings.Builder
	for _, a := range r.Latest().Articles() {
		got.WriteString(a.Number + " " + a.Title + "\n")
		for _, o := range a.Obligations {
			got.WriteString("  " + o.ID + " " + o.Asks + " " + string(o.How) + "\n")
		}
	}
	const want = `1 为了规范镇政府工作
  1.1 为了规范镇政府工作，制定本规则 missing
2 镇长主持全面工作
  2.1 镇长主持全面工作 missing
  2.2 副镇长分工负责 missing
3 请假按下列程序
  3.1 请假按下列程序： missing
  3(1).1 三日以内的由分管副镇长批准 missing
  3(2).1 超过三日的由镇长批准 missing
  3(2).2 假满当日销假 missing
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}
