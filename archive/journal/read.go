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
)

// Broken is the error for a line that is not as it was written.
type Broken struct {
	File   string // such as 2026.jsonl
	Line   int    // from 1
	Reason string // in Chinese
}

func (b *Broken) Error() string { return fmt.Sprintf("流水 %s 第%d行%s", b.File, b.Line, b.Reason) }

// All are the events in dir, oldest first, each checked against the line before
// it. A *Broken comes with the event, as far as it can be read, and does not end
// the reading; any other error does. A folder that does not exist has no events.
func All(dir string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		names, err := files(dir)
		if err != nil {
			yield(Event{}, err)
			return
		}
		prev := ""
		for _, name := range names {
			more, err := readFile(filepath.Join(dir, name), &prev, yield)
			if err != nil {
				yield(Event{}, err)
			}
			if err != nil || !more {
				return
			}
		}
	}
}

// readFile yields the events of one file and leaves in prev the hash of its last
// line. It tells whether the reader wants more.
func readFile(path string, prev *string, yield func(Event, error) bool) (more bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
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
			event, broken = Event{}, &Broken{filepath.Base(path), n, "太长，不是程序写的"}
		case err == io.EOF:
			broken = &Broken{filepath.Base(path), n, "没有写完（写入时断电或中断）"}
		case bad != nil:
			broken = &Broken{filepath.Base(path), n, "不是一条完整的记录"}
		case event.Prev != *prev:
			broken = &Broken{filepath.Base(path), n, "与上一行接不上：上一行或本行被改动、删除或插入过"}
		}
		*prev = sum
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
