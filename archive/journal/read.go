package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"gongwen/templates/bounded"
)

// Broken is the error for a line that is not as it was written.
type Broken struct {
	File   string    // such as 2026.jsonl
	Line   int       // from 1; 0 when only a Span was read
	Near   time.Time // then, when the line was written, as far as it tells
	Reason string    // in Chinese
}

func (b *Broken) Error() string {
	if b.Line == 0 {
		return fmt.Sprintf("流水 %s 中 %s 的一行%s", b.File, b.Near.Local().Format("2006-01-02 15:04:05"), b.Reason)
	}
	return fmt.Sprintf("流水 %s 第%d行%s", b.File, b.Line, b.Reason)
}

// All are the events in dir, oldest first, each checked against the line before
// it. A *Broken comes with the event, as far as it can be read, and does not end
// the reading; any other error does. A folder that does not exist has no events.
func All(dir string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		paths, err := Files(dir)
		if err != nil {
			yield(Event{}, err)
			return
		}
		OfFiles(paths)(yield)
	}
}

// OfFiles are the events of files that are a journal's, in their order, as All has them.
func OfFiles(paths []string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		prev, known := "", true
		for _, path := range paths {
			more, err := readFile(path, &prev, &known, yield)
			if err != nil {
				yield(Event{}, err)
			}
			if err != nil || !more {
				return
			}
		}
	}
}

// Legible are events as far as they can be read, without the word that some are *Broken:
// for whoever leaves that to verify.
func Legible(events iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for e, err := range events {
			if broken := (*Broken)(nil); errors.As(err, &broken) {
				err = nil
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func readFile(path string, prev *string, known *bool, yield func(Event, error) bool) (more bool, err error) {
	f, err := bounded.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return readLines(f, filepath.Base(path), prev, known, yield)
}

// readLines yields the events of a file of that name and leaves in prev the hash
// of its last line. The first line is held against prev only when that is known.
// It reports whether the reader wants more.
func readLines(from io.Reader, file string, prev *string, known *bool, yield func(Event, error) bool) (more bool, err error) {
	lines := bufio.NewReader(from)
	for n := 1; ; n++ {
		line, sum, err := readLine(lines)
		if err != nil && err != io.EOF && err != errTooLong {
			return false, err
		}
		if len(line) == 0 {
			return true, nil
		}
		var event Event
		var broken *Broken
		switch bad := json.Unmarshal(line, &event); {
		case err == errTooLong:
			event, broken = Event{}, &Broken{File: file, Line: n, Reason: "太长，不是程序写的"}
		case err == io.EOF:
			broken = &Broken{File: file, Line: n, Reason: "没有写完（写入时断电或中断）"}
		case bad != nil:
			broken = &Broken{File: file, Line: n, Reason: "不是一条完整的记录"}
		case *known && event.Prev != *prev:
			broken = &Broken{File: file, Line: n, Reason: "与上一行接不上：上一行或本行被改动、删除或插入过"}
		}
		event.Hash, *prev, *known = sum, sum, true
		if broken != nil {
			more = yield(event, broken)
		} else {
			more = yield(event, nil)
		}
		if !more {
			return false, nil
		}
	}
}

// maxLine is far more than a line has, in bytes: the findings on a form of the
// largest size.
const maxLine = 16 << 20

var errTooLong = errors.New("line too long")

// readLine reads a line with its end, and the hash that the next one carries. Of
// a line that is too long it gives the beginning, and the hash of the whole.
func readLine(from *bufio.Reader) (line []byte, sum string, err error) {
	whole := sha256.New()
	for {
		some, err := from.ReadSlice('\n')
		whole.Write(bytes.TrimSuffix(some, []byte("\n")))
		if len(line) <= maxLine {
			line = append(line, some...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == nil && len(line) > maxLine {
			err = errTooLong
		}
		return line, hex.EncodeToString(whole.Sum(nil)), err
	}
}

// Files are the paths of the files of the journal in dir, in the order of their
// lines. A folder that does not exist has none.
func Files(dir string) ([]string, error) {
	names, err := files(dir)
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
	}
	return names, err
}

var yearFile = regexp.MustCompile(`^\d{4}\.jsonl$`)

// files are the names of the journal's files, by year.
func files(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir) // sorted
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries {
		if yearFile.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}
