package xlsx

// pages are the first rows, from 0, of the pages of a form that takes several: lists are
// not parted where that takes no more pages.
func (p *page) pages() []int {
	parted := breaks(p.heights, func(r rowSize) bool { return r.joined })
	if whole := breaks(p.heights, func(r rowSize) bool { return r.joined || r.listed }); len(whole) <= len(parted) {
		return whole
	}
	return parted
}

// breaks fills page after page with rows.
func breaks(rows []rowSize, joined func(rowSize) bool) []int {
	first, height := []int{0}, 0.0
	for i, r := range rows {
		if height += r.height; height <= pageHeight {
			continue
		}
		from, top := i, first[len(first)-1]
		for from > top && joined(rows[from]) {
			from--
		}
		if from == top { // more than a page belongs together
			from = i
		}
		first, height = append(first, from), 0
		for _, of := range rows[from : i+1] {
			height += of.height
		}
	}
	return first
}

// stretch is how many times higher rows of answers can be for rows to fill their page.
func stretch(rows []rowSize, full float64) float64 {
	const most = 1.5
	flexible := 0.0
	for _, r := range rows {
		full -= r.height
		if r.stretch {
			flexible += r.height
		}
	}
	if full > 0 && flexible > 0 {
		return min(most, 1+full/flexible)
	}
	return 1
}
