package signoff_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"gongwen/pipeline/review"
	"gongwen/pipeline/signoff"
)

var (
	histories = flag.Int("histories", 0, "how many TestHistories tries; 0 for the usual number")
	seed      = flag.Uint64("seed", 1, "of the histories")
)

// TestHistories does random signings by the program and by a model of what must hold, see
// model, and compares them after every move.
func TestHistories(t *testing.T) {
	t.Parallel()
	n := *histories
	if n == 0 {
		if n = 20_000; testing.Short() {
			n = 2_000
		}
	}
	const batch = 500 // of histories with the same few rulebooks
	total, mu := newCounts(), sync.Mutex{}
	var workers sync.WaitGroup
	batches := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range batches {
				r := rand.New(rand.NewPCG(*seed, uint64(i)))
				c := newCounts()
				s, err := newStock(r, 6)
				if err != nil {
					t.Error(err)
				}
				for j := 0; j < min(batch, n-i*batch) && err == nil && !t.Failed(); j++ {
					var sc script
					if sc, err = s.generate(r, c); err != nil {
						small := s.shrink(sc)
						t.Errorf("seed %d, batch %d, history %d: %v\n%s", *seed, i, j, s.again(small), small)
					}
				}
				mu.Lock()
				total.add(c)
				mu.Unlock()
			}
		})
	}
	for i := 0; i*batch < n; i++ {
		batches <- i
	}
	close(batches)
	workers.Wait()
	t.Logf("seed %d: %s", *seed, total)
	if t.Failed() {
		return
	}
	if total.histories != n {
		t.Errorf("%d histories were tried, not %d", total.histories, n)
	}
	// What never happens is not proven.
	for _, act := range []string{"signed", "taken-back", "passed-on", "asked", "advised", "unasked", "circulated", "read", "urged", "recalled", "replaced"} {
		if total.allowed[act] == 0 {
			t.Errorf("%s never happened", act)
		}
	}
	for _, why := range []string{"not their turn", "another version", "somebody signed after them", "nothing to take back", "to somebody who may not",
		"waits for an opinion", "asked already", "was not asked", "nothing to read", "just urged", "ended", "no reason", "counts for something else by now"} {
		if total.refused[why] == 0 {
			t.Errorf("nothing was refused for: %s", why)
		}
	}
}

// state is what there is to say of a signing without rules.
func state(s signoff.Signing) string {
	var counted []string
	for _, e := range s.Counted() {
		counted = append(counted, s.Code(e))
	}
	return fmt.Sprint(s.Version(), s.Shown(), s.Since().UnixMilli(), counted, endOf(s), len(s.Asks()), s.Unread())
}

// finish holds the whole history against what must hold of any.
func (h *history) finish(c *counts, thorough bool) error {
	end := h.model.end()
	if end == "" && h.model.settled() {
		end = "issued"
	}
	c.ended[end]++
	if err := h.agreed(); err != nil || !thorough {
		return err
	}
	codes := map[string]bool{}
	for _, e := range h.signing.Events {
		if code := h.signing.Code(e); codes[code] || code == "" {
			return fmt.Errorf("two events have the code %q", code)
		} else {
			codes[code] = true
		}
	}
	text, err := h.signing.File()
	if err != nil {
		return err
	}
	read, err := signoff.ParseFile(text)
	if err != nil {
		return err
	}
	if again, err := read.File(); err != nil || string(again) != string(text) || state(read) != state(h.signing) {
		return fmt.Errorf("the file reads as something else: %v\n%s", err, text)
	}
	return h.replay()
}

// replay does the events of the journal again, each in the situation of its time: each is
// allowed again and says the same, and so does all that follows of them.
func (h *history) replay() error {
	s := signoff.Signing{Arrival: arrival}
	for i, text := range h.journal {
		e, err := signoff.Parse(text)
		if err != nil {
			return err
		}
		if e.Act == signoff.Opened {
			s.Events = append(s.Events, e)
			continue
		}
		m := h.times[i]
		at, err := (&review.Reviewer{Ruleset: m.ruleset}).Situation(&m.form, m.world, s, m.now)
		if err != nil {
			return err
		}
		for _, given := range []signoff.Event{m.given, e} {
			again, err := s.Check(given, at)
			if err != nil {
				return fmt.Errorf("event %d is not allowed again: %w\n%s", i, err, text)
			}
			if text2, err := again.JSON(); err != nil || string(text2) != string(text) {
				return fmt.Errorf("event %d again is another one: %v\n%s\n%s", i, err, text, text2)
			}
		}
		s.Events = append(s.Events, e)
		prefix, err := signoff.Of(arrival, slices.Clone(h.journal[:i+1]))
		if err != nil {
			return err
		}
		if state(prefix) != state(s) {
			return fmt.Errorf("after %d events %s, and read anew %s", i+1, state(s), state(prefix))
		}
	}
	all, err := s.JSON()
	if err != nil {
		return err
	}
	if !slices.EqualFunc(all, h.journal, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
		return fmt.Errorf("the events are others when they are read")
	}
	return nil
}
