package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"
)

// Span is a part of a journal. It is found by halving, since lines stand in the
// order of their times, and read without what stands before it: so it costs the
// same in the first week and after years.
//
// A clock that was set back puts lines out of order. Those may then be missed.
type Span struct {
	From, Until time.Time // both included; zero for the beginning and the end
	Most        int64     // bytes read of it, from its end; 0 for all
}

// In are the span's events in dir, oldest first, each checked as All does, but for
// the first: the line before it is not read. Whole reports that Most left nothing
// out. A *Broken has no line number, since lines before are not counted.
func (s Span) In(dir string) (events iter.Seq2[Event, error], whole bool, err error) {
	names, err := files(dir)
	if err != nil {
		return nil, false, err
	}
	var parts []part // the latest first
	left := s.Most
	whole = true
	for i := len(names) - 1; i >= 0; i-- {
		p, more, err := s.part(filepath.Join(dir, names[i]))
		if err != nil {
			return nil, false, err
		}
		if s.Most > 0 && p.to-p.from > left {
			p.from, p.inside, whole = p.to-left, true, false
		}
		if p.from < p.to {
			parts = append(parts, p)
		}
		left -= p.to - p.from
		if !more || !whole {
			break
		}
	}
	return func(yield func(Event, error) bool) {
		var prev string
		known := false // prev is that of the line before
		for i := len(parts) - 1; i >= 0; i-- {
			more, err := parts[i].read(&prev, &known, yield)
			if err != nil {
				yield(Event{}, err)
			}
			if err != nil || !more {
				return
			}
		}
	}, whole, nil
}

// part is what a span has of one file, in bytes.
type part struct {
	path     string
	from, to int64
	inside   bool // from may be inside a line, which is not read
}

// part is what the span has of a file, and whether it may begin in the one before.
func (s Span) part(path string) (p part, more bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return part{}, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return part{}, false, err
	}
	p = part{path: path, to: info.Size()}
	if !s.Until.IsZero() {
		if p.to, err = first(f, info.Size(), func(t time.Time) bool { return t.After(s.Until) }); err != nil {
			return part{}, false, err
		}
	}
	if !s.From.IsZero() {
		if p.from, err = first(f, p.to, func(t time.Time) bool { return !t.Before(s.From) }); err != nil {
			return part{}, false, err
		}
	}
	return p, p.from == 0, nil
}

// near is within how many bytes halving ends and reading line by line begins.
const near = 16 << 10

// first is where the first line begins whose time will do; size when none does.
// Behind it all do.
func first(f *os.File, size int64, will func(time.Time) bool) (int64, error) {
	low, high := int64(0), size // a line begins at low; none that begins before it will do
	for high-low > near {
		middle := low + (high-low)/2
		end, at, err := timedLine(f, middle, high)
		if err != nil {
			return 0, err
		}
		if at.IsZero() || will(at) { // or no line begins there
			high = middle
		} else {
			low = end
		}
	}
	for low < size {
		end, at, err := lineAt(f, low, size)
		if err != nil {
			return 0, err
		}
		if !at.IsZero() && will(at) {
			return low, nil
		}
		low = end
	}
	return size, nil
}

// timedLine is the first line that begins behind a place inside another one, and
// has a time; at is zero when there is none before size.
func timedLine(f *os.File, inside, size int64) (end int64, at time.Time, err error) {
	_, end, err = rest(f, inside, size)
	for err == nil && at.IsZero() && end < size {
		end, at, err = lineAt(f, end, size)
	}
	return end, at, err
}

// lineAt reads the line that begins at a place: where it ends and its time. One
// that cannot be read has none.
func lineAt(f *os.File, begin, size int64) (end int64, at time.Time, err error) {
	line, end, err := rest(f, begin, size)
	var timed struct {
		Time time.Time `json:"time"`
	}
	if err == nil && json.Unmarshal(line, &timed) == nil {
		at = timed.Time
	}
	return end, at, err
}

// rest reads from a place to the end of its line.
func rest(f *os.File, from, size int64) (line []byte, end int64, err error) {
	lines := bufio.NewReader(io.NewSectionReader(f, from, size-from))
	for {
		some, err := lines.ReadSlice('\n')
		end += int64(len(some))
		if len(line) <= maxLine {
			line = append(line, some...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == nil || errors.Is(err, io.EOF):
			return line, from + end, nil
		default:
			return nil, 0, err
		}
	}
}

// read yields the events of the part. prev, when it is known, is the hash of the
// line before it, and then that of its last line.
func (p part) read(prev *string, known *bool, yield func(Event, error) bool) (more bool, err error) {
	f, err := os.Open(p.path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	from := p.from
	if p.inside {
		if _, from, err = rest(f, max(0, p.from-1), p.to); err != nil {
			return false, err
		}
	}
	return readLines(io.NewSectionReader(f, from, p.to-from), filepath.Base(p.path), prev, known, func(e Event, err error) bool {
		var broken *Broken
		if errors.As(err, &broken) {
			broken.Line, broken.Near = 0, e.Time
		}
		return yield(e, err)
	})
}
