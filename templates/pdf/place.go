package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
)

// place is a point on the paper.
type place struct{ x, y float64 }

// signedDate is a 成文日期 as it stands under a 署名, alone on its line.
var signedDate = regexp.MustCompile(`^\d{4}年\d{1,2}月\d{1,2}日$`)

// places are where a page is stamped so that no part of it passes for valid: in each
// part that a perforation divides it into, across the place of the seal – the date
// with the name above it –, and where there is none in the middle of the part. They
// are found in what is drawn, so that a page that was printed long ago is stamped
// where one that is printed now would be. Whole points, for what a file says of
// coordinates is rounded.
func (p *page) places() []place {
	edges := []float64{areaTop, areaBottom}
	for _, s := range p.strokes {
		if s.dashed && s.y1 == s.y2 && s.x1 <= areaLeft && s.x2 >= areaRight && s.y1 > areaTop && s.y1 < areaBottom {
			edges = append(edges, s.y1)
		}
	}
	slices.Sort(edges)
	dates := p.dates()
	var all []place
	for i := range len(edges) - 1 {
		none := true
		for _, at := range dates {
			if at.y > edges[i] && at.y <= edges[i+1] {
				all, none = append(all, at), false
			}
		}
		if none {
			all = append(all, place{areaLeft + areaWidth/2, (edges[i] + edges[i+1]) / 2})
		}
	}
	for i := range all {
		all[i] = place{math.Round(all[i].x), math.Round(all[i].y)}
	}
	return all
}

// dates are the middles of the dates under signatures, from the top of the page.
func (p *page) dates() []place {
	runs := slices.Clone(p.runs)
	// What a file says of a baseline is rounded: here as there.
	row := func(r run) float64 { return math.Round((paperHeight-r.y)*100) / 100 }
	slices.SortStableFunc(runs, func(a, b run) int {
		return cmp.Or(-cmp.Compare(row(a), row(b)), cmp.Compare(a.x, b.x))
	})
	var found []place
	for i := 0; i < len(runs); {
		first := runs[i]
		var text []rune
		width := 0.0
		for ; i < len(runs) && row(runs[i]) == row(first); i++ {
			for _, g := range runs[i].text {
				text = append(text, g.char)
				width += runs[i].size / 2
				if isHan(g.char) {
					width += runs[i].size / 2
				}
			}
		}
		if first.x > areaLeft+areaWidth/3 && signedDate.MatchString(string(text)) {
			found = append(found, place{first.x + width/2, first.y - first.size})
		}
	}
	return found
}
