package pdf

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// linkArea is where on a page a link can be clicked: a rectangle, from the page's top left.
type linkArea struct {
	to             *string
	x1, y1, x2, y2 float64
}

// links are the addresses that people write in text: of pages and of mailboxes. Chinese
// characters and marks end them.
var links = regexp.MustCompile(`https?://[!-~]+|[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)

// reach is a stretch of a text, in bytes, and where a click on it leads.
type reach struct {
	from, until int
	to          *string
}

// linksIn finds the addresses in a text. What ends a sentence is not part of one.
func linksIn(text string) []reach {
	if !strings.Contains(text, "://") && !strings.Contains(text, "@") {
		return nil
	}
	var all []reach
	for _, at := range links.FindAllStringIndex(text, -1) {
		address := strings.TrimRight(text[at[0]:at[1]], ".,;:!?'\")]}>")
		to := address
		if !isWebAddress(address) {
			to = "mailto:" + address
		}
		if _, err := url.Parse(to); err == nil {
			all = append(all, reach{at[0], at[0] + len(address), &to})
		}
	}
	return all
}

// link notes where on the page the links of a line are.
func (p *page) link(l line, x, y float64) {
	for i := 0; i < len(l.glyphs); {
		to, end := l.glyphs[i].to, i+1
		for end < len(l.glyphs) && l.glyphs[end].to == to {
			end++
		}
		if to != nil {
			last := l.glyphs[end-1]
			p.linkAreas = append(p.linkAreas, linkArea{to, x + l.glyphs[i].x, y - ascent*l.size, x + last.x + last.width, y + (1-ascent)*l.size})
		}
		i = end
	}
}

// annotate makes the pages' links clickable (ISO 32000-1, 12.5.6.5). They are printed as
// text and show no border; the flag says that they are printed at all, which PDF/A asks
// of every annotation (ISO 19005-2, 6.3.2).
func (f *pdfFile) annotate(pages []*page) {
	for i, p := range pages {
		if len(p.linkAreas) == 0 {
			continue
		}
		var annotations []byte
		for _, at := range p.linkAreas {
			annotations = fmt.Appendf(annotations, "%d 0 R ", f.add(fmt.Appendf(nil,
				"<</Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [%.2f %.2f %.2f %.2f] /A <</Type /Action /S /URI /URI (%s)>>>>",
				at.x1, paperHeight-at.y2, at.x2, paperHeight-at.y1, inBrackets.Replace(*at.to))))
		}
		page := strings.TrimSuffix(string(f.objects[pageObject(i)]), ">>")
		f.objects[pageObject(i)] = fmt.Appendf(nil, "%s/Annots [%s]\n>>", page, annotations)
	}
}

// pageLabels are what viewers call the pages: by the numbers that are printed on them, and
// those without one by nothing (ISO 32000-1, 12.4.2). Empty where no page has a number.
func pageLabels(pages []*page) string {
	var b strings.Builder
	numbered := false
	for i, p := range pages {
		switch before := pages[max(i-1, 0)].number; {
		case p.number == 0 && (i == 0 || before != 0):
			fmt.Fprintf(&b, "%d <<>> ", i)
		case p.number != 0 && (i == 0 || p.number != before+1 || before == 0):
			fmt.Fprintf(&b, "%d <</S /D /St %d>> ", i, p.number)
		}
		numbered = numbered || p.number != 0
	}
	if !numbered {
		return ""
	}
	return "/PageLabels <</Nums [" + strings.TrimSpace(b.String()) + "]>>\n"
}
