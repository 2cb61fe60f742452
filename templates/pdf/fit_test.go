package pdf

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

// pageFaults looks at the composed pages for what must not leave the office.
func pageFaults(c composed) []string {
	var faults []string
	fault := func(page int, what string, args ...any) {
		faults = append(faults, fmt.Sprintf("page %d of %d: ", page+1, len(c.pages))+fmt.Sprintf(what, args...))
	}
	first := 0
	for _, s := range c.sections {
		for i, l := range s.leaves {
			page, last := first+i, i == len(s.leaves)-1
			lines := map[matter]int{}
			var shown []item
			for _, it := range l.items {
				if it.height > 0 && !it.blank {
					lines[it.matter]++
					shown = append(shown, it)
				}
				if it.top+it.lead < areaTop-0.2 || it.top+it.height-it.lead > areaBottom+0.2 {
					fault(page, "%d from %.1f to %.1f leaves the type area", it.matter, it.top, it.top+it.height)
				}
			}
			if alone := l.onlyImprint() && total(s.section.foot) > 0.8*areaHeight; alone {
				if bearsNumber(c.pages[page]) {
					fault(page, "has only the imprint, and a number")
				}
				continue
			}
			own := len(shown) - lines[again] - lines[imprinted]
			if last && i > 0 && own < 2 && total(l.own()) < areaHeight/6 {
				fault(page, "%d lines or rows, %.0f mm high", own, total(l.own())/mm)
			}
			if i > 0 && lines[signing] > 0 && lines[bodyText]+lines[tableRow] < 2 && lines[listing] < 6 {
				fault(page, "a signature with %d lines", lines[bodyText]+lines[tableRow])
			}
			if lines[remark] > 0 && i > 0 && lines[signing] == 0 && !slices.ContainsFunc(s.leaves[i-1].items, func(it item) bool { return it.matter == remark }) {
				fault(page, "附注 without the date")
			}
			if !last && len(shown) > 0 && shown[len(shown)-1].keep {
				fault(page, "ends with what belongs to the next")
			}
			if i > 0 && s.section.form == slipForm && lines[again] < 2 {
				fault(page, "does not say what it goes on from")
			}
			if s.section.form == slipForm && len(s.leaves) > 1 && !bearsNumber(c.pages[page]) {
				fault(page, "has no number")
			}
		}
		if torn := tornOff(s); len(torn) > 0 && torn[len(torn)-1] > 0 {
			fault(first, "what is torn off is on several pages: %v", torn)
		}
		if parted := partedOpinions(s); parted > 0 && parted < 0.7*areaHeight {
			fault(first, "opinions that follow one another, %.0f mm high, on two pages", parted/mm)
		}
		first += len(s.leaves)
	}
	for i, p := range c.pages {
		for _, r := range p.runs {
			end := r.x
			for _, g := range r.text {
				end += g.advance(r.size) + r.gap
			}
			if r.x < areaLeft-1 || end > areaRight+bodySize {
				fault(i, "%q from %.1f to %.1f", string(r.text[0].char), r.x, end)
			}
		}
	}
	return faults
}

// tornOff is how many slabs from the perforation on are on its page, and on those after.
func tornOff(s *laidOut) []int {
	var torn []int
	found := false
	for _, l := range s.leaves {
		n := 0
		for _, it := range l.items {
			found = found || it.matter == perforation
			if found && it.bears() {
				n++
			}
		}
		if found {
			torn = append(torn, n)
		}
	}
	if len(torn) < 2 {
		return nil
	}
	return torn
}

// bearsNumber reports whether a page bears its number.
func bearsNumber(p *page) bool {
	return slices.ContainsFunc(p.runs, func(r run) bool { return r.y > areaBottom+5*mm })
}

// partedOpinions is how high opinions that follow one another are of which a page
// ends with one and the next begins with another; 0 for none.
func partedOpinions(s *laidOut) float64 {
	var run, parted float64
	crosses := false
	for i, l := range s.leaves {
		for j, it := range l.own() {
			if it.matter != opinion {
				run, crosses = 0, false
				continue
			}
			crosses = crosses || i > 0 && j == 0 && run > 0
			run += it.height
			if crosses {
				parted = max(parted, run)
			}
		}
	}
	return parted
}

func composedOf(tb testing.TB, t *Template, d Data) composed {
	tb.Helper()
	filled, err := t.fill(root(t.kind, d))
	if err != nil {
		tb.Fatal(err)
	}
	return compose(testRenderer(tb).fonts, filled, Stamp{})
}

// TestFitOfEveryKind: no document of any kind, in its own form and as a slip, has a page
// that a secretary would send back, whether little or much is filled in.
func TestFitOfEveryKind(t *testing.T) {
	t.Parallel()
	brims := []brim{{1, 20, 1}, {2, 40, 60}, {5, 40, 240}, {12, 20, 120}, {30, 12, 40}, {2, 40, 800}, {1, 60, 3000}}
	if testing.Short() {
		brims = brims[1:3]
	}
	type taken struct{ usual, fitted, pages int }
	table := map[string]taken{}
	for _, k := range builtinKinds(t) {
		asSlip := *k
		asSlip.Document = ""
		for _, kind := range []*templates.Kind{k, &asSlip} {
			template, err := Parse(kind)
			if err != nil {
				t.Fatal(err)
			}
			data := map[string]Data{"example": exampleData(t, kind), "emptied": emptied(t, kind)}
			for _, b := range brims {
				data[fmt.Sprintf("rows %d, lines of %d, paragraphs of %d", b.rows, b.line, b.paragraph)] = brimful(t, kind, b)
			}
			for _, name := range slices.Sorted(maps.Keys(data)) {
				c := composedOf(t, template, data[name])
				faults := pageFaults(c)
				if k.Key == "letter" && kind.Document != "" && len(c.pages) > 1 {
					faults = append(faults, fmt.Sprintf("%d sheets", len(c.pages)))
				}
				for _, f := range faults {
					t.Errorf("%s (own document: %v), %s: %s", k.Key, kind.Document != "", name, f)
				}
				n := table[name]
				for _, s := range c.sections {
					n.pages += len(s.leaves)
					if s.layout == usualLayout {
						n.usual++
					} else {
						n.fitted++
					}
				}
				table[name] = n
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		n := table[name]
		t.Logf("%-45s usual layout %3d, fitted %3d, pages %3d", name, n.usual, n.fitted, n.pages)
	}
}

// TestFitOfLettersLineByLine: whatever the length of a document, its last page is one
// to be signed.
func TestFitOfLettersLineByLine(t *testing.T) {
	t.Parallel()
	documents := 2000
	if testing.Short() {
		documents = 200
	}
	renderer := testRenderer(t)
	random := rand.New(rand.NewPCG(9704, 2012))
	layouts := map[string]int{}
	for i := range documents {
		var b strings.Builder
		b.WriteString(`<document><mark>龙凤区人民政府文件</mark><number above="2">龙政发〔2026〕12号</number><rule color="red"/><headline above="2">`)
		b.WriteString([]string{"龙凤区人民政府关于做好2026年防汛抗旱工作的通知", "龙凤区人民政府关于印发《龙凤区2026年老旧小区改造和城市更新行动实施方案》并做好有关资金使用管理工作的通知"}[i%2])
		b.WriteString(`</headline><to above="1">各社区工作站，区政府各部门：</to>`)
		for lines := i * 120 / documents; lines >= 0; {
			n := 1 + random.IntN(7)
			if random.IntN(4) == 0 {
				b.WriteString(`<h1>一、压实责任</h1>`)
				lines--
			}
			b.WriteString("<p>" + strings.Repeat("防汛抗旱工作责任到人到岗，", 2*n) + "特此通知。</p>")
			lines -= n
		}
		if random.IntN(2) == 0 {
			b.WriteString(`<annexes above="1">` + strings.Repeat("<annex>防汛抗旱责任分工表</annex>", 1+random.IntN(4)) + `</annexes>`)
		}
		b.WriteString(`<signature date="2026年5月15日" above="2">龙凤区人民政府</signature>`)
		if random.IntN(2) == 0 {
			b.WriteString(`<p>（此件公开发布）</p>`)
		}
		b.WriteString(`<imprint>`)
		if n := random.IntN(3); n > 0 {
			b.WriteString(`<entry>抄送：` + strings.Repeat("区委办公室，区人大常委会办公室，", n*2) + `区政协办公室。</entry>`)
		}
		b.WriteString(`<entry right="2026年5月15日印发">龙凤区人民政府办公室</entry></imprint></document>`)
		filled, err := parseMarkup(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		c := compose(renderer.fonts, filled, Stamp{})
		s := c.sections[0]
		if faults := pageFaults(c); len(faults) > 0 || len(s.faults) > 0 {
			t.Errorf("document %d (%v): %s; %s", i, s.layout, strings.Join(faults, "; "), strings.Join(s.faults, "; "))
		}
		name := fmt.Sprintf("%d lines", s.layout.lines)
		if s.layout.near {
			name += ", one line before the signature"
		}
		if s.carried {
			name += ", lines carried over to the imprint"
		}
		layouts[name]++
	}
	for _, name := range slices.Sorted(maps.Keys(layouts)) {
		t.Logf("%-75s %4d", name, layouts[name])
	}
}

// TestFitOfLettersOfIntroduction: an errand told at length, twenty people who go and an
// office with a long name are still one sheet; what no sheet holds is known beforehand.
func TestFitOfLettersOfIntroduction(t *testing.T) {
	kind, renderer := letter(t)
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	for errand, over := range map[int]bool{10: false, 60: false, 120: false, 200: false, 2000: true} {
		d := brimful(t, kind, brim{2, 40, 60})
		d.Values["errand"] = lengthened("核对2026年度市级转移支付资金下达情况", errand)
		d.Values["bearer"] = strings.Repeat("欧阳云岫、", min(errand, 200)/10) + "沈望舒"
		d.Values["addressee"] = "黑龙江省大庆市让胡路区住房和城乡建设局物业服务和老旧小区改造中心"
		d.Values["bearer_post"] = "房屋征收与补偿科副科长、四级主任科员"
		got, err := renderer.Overfull(template, d)
		if err != nil || got != over {
			t.Errorf("an errand of %d characters: overfull %v, %v", errand, got, err)
		}
		c := composedOf(t, template, d)
		if !over {
			for _, f := range pageFaults(c) {
				t.Errorf("an errand of %d characters: %s", errand, f)
			}
		}
	}
}

// TestSlipGoesOn: as poppler reads it, every further page of a slip says which it is, its
// number, its subject and its page, a cell that goes on has its label again, and all
// opinions are on the last page.
func TestSlipGoesOn(t *testing.T) {
	var kind *templates.Kind
	for _, k := range builtinKinds(t) {
		if k.Key == "transfer" {
			kind = k
		}
	}
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	d := brimful(t, kind, brim{2, 40, 1500})
	file, printed := printWith(t, template, d)
	if printed.Pages < 3 {
		t.Fatalf("%d pages", printed.Pages)
	}
	pages := strings.Split(tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-"), "\f")[:printed.Pages]
	title := strings.SplitN(pages[0], "\n", 2)[0]
	goneOn := false
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("— %d —", i+1)) {
			t.Errorf("page %d has no number", i+1)
		}
		if i > 0 && (!strings.HasPrefix(page, title+continuedMark+"\n"+d.Number+"\n") || !strings.Contains(page, "事由")) {
			t.Errorf("page %d begins %.60q", i+1, page)
		}
		goneOn = goneOn || strings.Count(page, continuedMark) > 1
		if last := i == len(pages)-1; last != strings.Contains(page, "同意。") {
			t.Errorf("page %d of %d: opinions %v", i+1, len(pages), !last)
		}
	}
	if !goneOn {
		t.Error("no cell that goes on has its label again")
	}
}
