//go:build linux

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// figures are what requests came to, by route.
type figures map[string]*figure

type figure struct {
	took   []time.Duration // sorted once all are counted; waiting in vain counts, too
	errors map[string]int
}

func (f figures) count(route string, took time.Duration, err error) {
	one := f[route]
	if one == nil {
		one = &figure{errors: map[string]int{}}
		f[route] = one
	}
	one.took = append(one.took, took)
	if err != nil {
		one.errors[err.Error()]++
	}
}

// add adds what others came to.
func (f figures) add(others figures) {
	for route, o := range others {
		one := f[route]
		if one == nil {
			one = &figure{errors: map[string]int{}}
			f[route] = one
		}
		one.took = append(one.took, o.took...)
		for text, n := range o.errors {
			one.errors[text] += n
		}
	}
}

// sum is all routes taken together.
func (f figures) sum() *figure {
	all := figures{}
	for _, one := range f {
		all.add(figures{"": one})
	}
	if all[""] == nil {
		return &figure{}
	}
	return all[""]
}

func (f *figure) failed() (n int) {
	for _, times := range f.errors {
		n += times
	}
	return n
}

// maxComplaints is how many sorts of error are told of a route.
const maxComplaints = 3

// complaints are the errors, the most frequent first.
func (f *figure) complaints() string {
	texts := slices.SortedFunc(maps.Keys(f.errors), func(a, b string) int {
		return cmp.Or(f.errors[b]-f.errors[a], strings.Compare(a, b))
	})
	for i, text := range texts {
		texts[i] = fmt.Sprintf("%d× %s", f.errors[text], text)
	}
	if more := len(texts) - maxComplaints; more > 0 {
		texts = append(texts[:maxComplaints], fmt.Sprintf("%d other sorts", more))
	}
	return strings.Join(texts, "; ")
}

// at is what a share of the durations, which are sorted, did not exceed.
func at(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}
