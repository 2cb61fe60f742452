package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gongwen/archive/durable"
)

// Journal is a journal open for appending. Append may be called from many
// goroutines at once.
type Journal struct {
	dir   string
	group durable.Group[Event]

	mu     sync.Mutex // held by the one who writes, or closes
	closed bool
	file   *durable.File // of the newest year; nil before the first event ever
	name   string        // of file
	size   int64         // of file, up to the last whole line
	torn   bool          // behind it stands something that could not be cut off
	prev   string        // hash of the last line
}

// Open opens the journal in dir, which is made when it is missing.
//
// A last line without its end was being written when the power failed; nobody
// was told that it stands, so it is taken off, and kept beside the journal as
// <year>.torn-<time>. Anything else that is wrong is left for All to report:
// events go on being appended behind it.
func Open(dir string, now time.Time) (*Journal, error) {
	if err := durable.MkdirAll(dir); err != nil {
		return nil, err
	}
	j := &Journal{dir: dir}
	names, err := files(dir)
	if err != nil {
		return nil, err
	}
	// A file with nothing in it was made just before a crash; the last line is in
	// the one before.
	for i := len(names) - 1; i >= 0 && j.prev == ""; i-- {
		last, err := mend(dir, names[i], now)
		if err != nil {
			return nil, err
		}
		if last != nil {
			j.prev = hash(last)
		}
	}
	if len(names) == 0 {
		return j, nil
	}
	return j, j.use(names[len(names)-1])
}

// mend takes an unfinished last line off a file and returns the last whole one,
// or nil when there is none.
func mend(dir, name string, now time.Time) (last []byte, err error) {
	path := filepath.Join(dir, name)
	last, torn, size, err := ending(path)
	if err != nil || len(torn) == 0 {
		return last, err
	}
	aside := fmt.Sprintf("%s.torn-%s", name[:4], now.UTC().Format("20060102T150405.000"))
	if err := durable.WriteFile(filepath.Join(dir, aside), torn); err != nil {
		return nil, err
	}
	return last, truncate(path, size-int64(len(torn)))
}

// ending reads a file from its end: the last whole line, nil when there is none,
// and what stands behind it.
func ending(path string) (last, torn []byte, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, 0, err
	}
	size = info.Size()
	// A file may hold years of lines; the last one is seldom long.
	for length := int64(64 << 10); ; length *= 4 {
		text := make([]byte, min(length, size))
		if _, err := f.ReadAt(text, size-int64(len(text))); err != nil {
			return nil, nil, 0, err
		}
		whole := bytes.LastIndexByte(text, '\n') + 1
		begin := 0
		if whole > 0 {
			begin = bytes.LastIndexByte(text[:whole-1], '\n') + 1
		}
		if begin == 0 && length < size { // the beginning of the line is not in sight
			continue
		}
		if whole == 0 {
			return nil, text, size, nil
		}
		return text[begin:whole], text[whole:], size, nil
	}
}

func truncate(path string, size int64) error {
	f, err := durable.OpenFile(path, 0, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Sync(), f.Close())
}

// use makes name the file to append to.
func (j *Journal) use(name string) error {
	path := filepath.Join(j.dir, name)
	f, err := durable.OpenFile(path, os.O_CREATE|os.O_APPEND, durable.Private)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(durable.SyncDir(j.dir), j.closeFile()); err != nil {
		return errors.Join(err, f.Close())
	}
	j.file, j.name, j.size = f, name, info.Size()
	return nil
}

// batch is how many events are written with one fsync at most.
const batch = 256

// Append adds an event to the year of its Time. When it returns without an
// error the event is on the disk for good; with one, nothing was added. Events
// of several goroutines may share one fsync. After Close the error is os.ErrClosed.
func (j *Journal) Append(e Event) error {
	if e.Time.IsZero() || e.Type == "" {
		return fmt.Errorf("流水事件缺少时间或种类：%+v", e)
	}
	if e.Findings != nil && !json.Valid(e.Findings) {
		return fmt.Errorf("流水事件的 findings 不是 JSON：%s", e.Findings)
	}
	if e.SignOff != nil && !json.Valid(e.SignOff) {
		return fmt.Errorf("流水事件的 sign_off 不是 JSON：%s", e.SignOff)
	}
	return j.group.Do(e, batch, j.append)
}

// append adds events, year by year.
func (j *Journal) append(events []Event) []error {
	j.mu.Lock()
	defer j.mu.Unlock()
	errs := make([]error, len(events))
	if j.closed {
		for i := range errs {
			errs[i] = os.ErrClosed
		}
		return errs
	}
	for begin := 0; begin < len(events); {
		// A clock set back over New Year must not put a line before the last one.
		year := max(events[begin].file(), j.name)
		end := begin + 1
		for end < len(events) && events[end].file() <= year {
			end++
		}
		if err := j.write(year, events[begin:end]); err != nil {
			for i := begin; i < end; i++ {
				errs[i] = err
			}
		}
		begin = end
	}
	return errs
}

// write adds events to one file, all or none.
func (j *Journal) write(name string, events []Event) error {
	if name != j.name {
		if err := j.use(name); err != nil {
			return err
		}
	}
	if j.torn {
		if err := j.file.Truncate(j.size); err != nil {
			return err
		}
		j.torn = false
	}
	var lines bytes.Buffer
	prev := j.prev
	for _, e := range events {
		e.Prev = prev
		line, err := e.line()
		if err != nil {
			return err
		}
		prev = hash(line)
		lines.Write(line)
	}
	_, err := j.file.Write(lines.Bytes())
	if err := errors.Join(err, j.file.Sync()); err != nil {
		// Half a line, as a full disk leaves, would join with the next one.
		cut := j.file.Truncate(j.size)
		j.torn = cut != nil
		return errors.Join(err, cut)
	}
	j.size += int64(lines.Len())
	j.prev = prev
	return nil
}

// Close ends the use of the journal. It waits for the events that are being
// written; those of somebody who has been left behind find it closed, and cannot
// come between the lines of whoever opens it next.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	return j.closeFile()
}

func (j *Journal) closeFile() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}
