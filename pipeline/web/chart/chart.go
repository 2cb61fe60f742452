// Package chart draws bar charts as SVG, with the same numbers as a table for those
// who cannot see them or want them exactly. The page's template does the drawing;
// here are the measures.
package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Chart is a bar chart: for each label a bar of stacked series.
type Chart struct {
	ID     string
	Title  string
	Unit   string // of the numbers, such as 件
	Head   string // of the table's first column
	Labels []string
	Series []Series
	// Totals are the sums of each label, of all series.
	Totals []float64
	format func(float64) string
}

// Series is one colour of bars, with a number for each label.
type Series struct {
	Name   string
	Colour string
	Values []float64
	Total  float64
}

// colours differ in lightness as well, so that they can be distinguished in print
// and by those who see colours otherwise. The last is for what is left.
var colours = []string{"#7a1414", "#d98f2b", "#2c5f7c", "#8fb88a", "#5b3f78", "#d7c36a", "#a8a296"}

// Stacked makes a chart of numbers by label and series. Of the series only the
// greatest get a colour of their own; the rest are 其他.
func Stacked(id, title, unit, head string, labels []string, numbers map[string][]float64, format func(float64) string) Chart {
	c := Chart{ID: id, Title: title, Unit: unit, Head: head, Labels: labels, Totals: make([]float64, len(labels)), format: format}
	for name, values := range numbers {
		s := Series{Name: name, Values: values}
		for i, v := range values {
			s.Total += v
			c.Totals[i] += v
		}
		if slices.ContainsFunc(values, func(v float64) bool { return v != 0 }) {
			c.Series = append(c.Series, s)
		}
	}
	slices.SortFunc(c.Series, func(a, b Series) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Name, b.Name))
	})
	if own := len(colours) - 1; len(c.Series) > own+1 {
		rest := Series{Name: fmt.Sprintf("其他%d项", len(c.Series)-own), Values: make([]float64, len(labels))}
		for _, s := range c.Series[own:] {
			rest.Total += s.Total
			for i, v := range s.Values {
				rest.Values[i] += v
			}
		}
		c.Series = append(c.Series[:own], rest)
	}
	for i := range c.Series {
		c.Series[i].Colour = colours[min(i, len(colours)-1)]
	}
	return c
}

// Empty tells that there is nothing to draw.
func (c Chart) Empty() bool { return len(c.Series) == 0 }

// Number writes a number of the chart.
func (c Chart) Number(v float64) string { return c.format(v) }

// The drawing's measures, in its own units; the page scales it.
const (
	chartWidth  = 800
	chartHeight = 300
	leftEdge    = 70
	rightEdge   = 10
	topEdge     = 15
	bottomEdge  = 40
)

// Width and Height are the drawing's.
func (Chart) Width() int  { return chartWidth }
func (Chart) Height() int { return chartHeight }

// Bar is one rectangle; its title is what a pointer on it shows.
type Bar struct {
	X, Y, Width, Height float64
	Colour, Title       string
}

// top is the end of the scale: a round number not below the highest bar. Numbers below
// zero are not drawn, only told in the table.
func (c Chart) top() float64 {
	greatest := slices.Max(append([]float64{1}, c.Totals...))
	for i := range c.Labels {
		high := 0.0
		for _, s := range c.Series {
			high += max(0, s.Values[i])
		}
		greatest = max(greatest, high)
	}
	step := math.Pow(10, math.Floor(math.Log10(greatest)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*step >= greatest {
			return m * step
		}
	}
	return 10 * step
}

// Bars are the rectangles, label by label, stacked from below.
func (c Chart) Bars() (bars []Bar) {
	slot := float64(chartWidth-leftEdge-rightEdge) / float64(max(1, len(c.Labels)))
	scale := float64(chartHeight-topEdge-bottomEdge) / c.top()
	for i, label := range c.Labels {
		y := float64(chartHeight - bottomEdge)
		for _, s := range c.Series {
			if s.Values[i] <= 0 {
				continue
			}
			height := s.Values[i] * scale
			y -= height
			bars = append(bars, Bar{leftEdge + slot*(float64(i)+.15), y, slot * .7, height, s.Colour,
				fmt.Sprintf("%s，%s：%s%s", label, s.Name, c.format(s.Values[i]), c.Unit)})
		}
	}
	return bars
}

// Tick is a mark on one of the axes.
type Tick struct {
	X, Y float64
	Text string
}

// Ticks are the lines of the scale.
func (c Chart) Ticks() (ticks []Tick) {
	parts := 5
	if lead := fmt.Sprintf("%.0f", c.top())[0]; lead == '2' {
		parts = 4
	}
	parts = min(parts, int(c.top())) // half a document is none
	for i := range parts + 1 {
		value := c.top() * float64(i) / float64(parts)
		ticks = append(ticks, Tick{leftEdge, chartHeight - bottomEdge - float64(chartHeight-topEdge-bottomEdge)*float64(i)/float64(parts), c.axis(value)})
	}
	return ticks
}

// axis writes a number briefly: 12万.
func (c Chart) axis(v float64) string {
	switch {
	case v >= 1e8:
		return fmt.Sprintf("%g亿", v/1e8)
	case v >= 1e4:
		return fmt.Sprintf("%g万", v/1e4)
	}
	return fmt.Sprintf("%g", v)
}

// Names are the labels below the bars.
func (c Chart) Names() (names []Tick) {
	slot := float64(chartWidth-leftEdge-rightEdge) / float64(max(1, len(c.Labels)))
	for i, label := range c.Labels {
		names = append(names, Tick{leftEdge + slot*(float64(i)+.5), chartHeight - bottomEdge + 22, label})
	}
	return names
}
