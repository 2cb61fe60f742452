package durable_test

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"

	"gongwen/archive/durable"
)

// TestGroup holds up the first writing until the others wait, and then looks how
// these were written.
func TestGroup(t *testing.T) {
	var g durable.Group[int]
	var batches [][]int
	odd := errors.New("odd")
	begun, release := make(chan bool), make(chan bool)
	write := func(items []int) []error {
		batches = append(batches, slices.Clone(items))
		if items[0] == 0 {
			close(begun)
			<-release
		}
		errs := make([]error, len(items))
		for i, item := range items {
			if item%2 == 1 {
				errs[i] = odd
			}
		}
		return errs
	}
	var all sync.WaitGroup
	do := func(item int) {
		if err := g.Do(item, 4, write); errors.Is(err, odd) != (item%2 == 1) {
			t.Errorf("%d got %v", item, err)
		}
	}
	all.Go(func() { do(0) })
	<-begun
	for i := range 6 {
		all.Go(func() { do(i + 1) })
	}
	for g.Waiting() < 6 {
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	if len(batches) != 3 || len(batches[0]) != 1 || len(batches[1]) != 4 || len(batches[2]) != 2 {
		t.Errorf("batches %v, want one of 1, one of 4, one of 2", batches)
	}
	if err := g.Do(1, 1, func([]int) []error { panic("odd") }); err == nil {
		t.Error("a writing that panicked went well")
	}
	do(8)
	if last := batches[len(batches)-1]; !slices.Equal(last, []int{8}) {
		t.Errorf("whoever comes alone: %v", last)
	}
}
