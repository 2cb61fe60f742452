package chart

import "testing"

// TestStackedAddsUp: the bars of a month are as high together as its total, whatever
// was put together as 其他.
func TestStackedAddsUp(t *testing.T) {
	numbers := map[string][]float64{}
	total := []float64{0, 0}
	for i := range 10 {
		name := string(rune('甲' + i))
		numbers[name] = []float64{float64(i), float64(10 - i)}
		total[0], total[1] = total[0]+float64(i), total[1]+float64(10-i)
	}
	numbers["none"] = []float64{0, 0}
	c := Stacked("x", "t", "件", "种类", []string{"1月", "2月"}, numbers, func(v float64) string { return "" })
	if len(c.Series) != len(colours) || c.Totals[0] != total[0] || c.Totals[1] != total[1] {
		t.Errorf("%d series, totals %v, want %v", len(c.Series), c.Totals, total)
	}
	heights := map[bool]float64{}
	for _, b := range c.Bars() {
		heights[b.X > chartWidth/2] += b.Height
		if b.Y < topEdge || b.Y+b.Height > chartHeight-bottomEdge+.001 {
			t.Errorf("bar out of the drawing: %+v", b)
		}
	}
	scale := float64(chartHeight-topEdge-bottomEdge) / c.top()
	if d := heights[false] - total[0]*scale; d > .001 || d < -.001 {
		t.Errorf("bars of the first month: %v, want %v", heights[false], total[0]*scale)
	}
	for greatest, want := range map[float64]float64{0: 1, 1: 1, 3: 5, 7: 10, 10: 10, 11: 20, 999: 1000, 1234567: 2000000} {
		if got := (Chart{Totals: []float64{greatest}}).top(); got != want {
			t.Errorf("scale for %v ends at %v, want %v", greatest, got, want)
		}
	}
}
