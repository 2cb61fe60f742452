package workbook

import "strings"

// merged are the merged ranges of a sheet as far as they bear on its content: those that
// reach into the rows with content. A range never overlaps another; of those that do in
// a file, the first holds.
type merged struct {
	areas   []Area
	at      map[[2]int]int    // by each of its cells that is not beyond the content, a range
	covered map[[2]int][2]int // by a range's first cell, another one of it that holds something else
}

func (m *merged) of(row, col int) Area {
	if i, is := m.at[[2]int{row, col}]; is {
		return m.areas[i]
	}
	return Area{row, col, row, col}
}

// mostLooks is how many cells the ranges are laid over, counting twice those that are
// laid over twice. Ranges that do not overlap never come near it.
const mostLooks = 600_000

// place lays the merged ranges over the content.
func (s *Sheet) place() {
	width := 0
	for _, row := range s.Rows {
		width = max(width, len(row))
	}
	m := merged{at: map[[2]int]int{}, covered: map[[2]int][2]int{}}
	looks := 0
	for _, a := range s.cells.merged {
		// A value stands beside its label, so that one column more than is filled counts.
		bottom, right := min(a.Bottom, len(s.Rows)-1), min(a.Right, width)
		if a.Top == a.Bottom && a.Left == a.Right || a.Top > bottom || a.Left > right {
			continue
		}
		if looks += (bottom - a.Top + 1) * (right - a.Left + 1); looks > mostLooks {
			s.Excess = "合并的单元格互相重叠"
			break
		}
		if !m.free(a, bottom, right) {
			continue
		}
		m.areas = append(m.areas, a)
		for row := a.Top; row <= bottom; row++ {
			for col := a.Left; col <= right; col++ {
				m.at[[2]int{row, col}] = len(m.areas) - 1
				first := [2]int{a.Top, a.Left}
				if text := s.Text(row, col); strings.TrimSpace(text) == "" || text == s.Text(a.Top, a.Left) {
					continue
				}
				if _, is := m.covered[first]; !is {
					m.covered[first] = [2]int{row, col}
				}
			}
		}
	}
	s.merged = m
}

func (m *merged) free(a Area, bottom, right int) bool {
	for row := a.Top; row <= bottom; row++ {
		for col := a.Left; col <= right; col++ {
			if _, taken := m.at[[2]int{row, col}]; taken {
				return false
			}
		}
	}
	return true
}
