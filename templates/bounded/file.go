// Package bounded reads files that come from outside – settings, kinds, rules,
// rosters, forms – no further than a bound, and looks at a text before a library
// does that would take for ever over it, or all the memory.
//
// The bounds are far above anything an office writes. What is beyond them is
// another file under a known name, or made to do harm: the error says so, and
// what to do.
package bounded

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// The most bytes of the files an office keeps itself.
const (
	Settings = 1 << 20  // gongwen.yaml, calendar.yaml
	Kind     = 1 << 20  // each file of a kind's folder
	Rules    = 4 << 20  // each file of a rulebook, and regulation.yaml
	Roster   = 20 << 20 // roster.xlsx, roster.yaml
	Accounts = 4 << 20  // accounts.yaml
	Font     = 200 << 20
)

// ErrTooLarge is the error for a file with more bytes than its bound.
var ErrTooLarge = errors.New("太大")

// ReadFile reads a file of at most so many bytes. A file system of Dir's does not
// wait in it.
func ReadFile(fsys fs.FS, name string, most int64) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := regular(file, name)
	if err != nil {
		return nil, err
	}
	// A font is large: to grow for it would cost more than to read it.
	content := make([]byte, min(info.Size(), most)+1)
	n, err := io.ReadFull(file, content)
	switch content = content[:n]; {
	case err == nil: // more than it was, or than it may be
		rest, err := io.ReadAll(io.LimitReader(file, most+1-int64(n)))
		if err != nil {
			return nil, err
		}
		content = append(content, rest...)
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	}
	if int64(len(content)) > most {
		return nil, fmt.Errorf("%s %w（%.1fMB，上限%dMB），请核对是不是放错了文件", name, ErrTooLarge, float64(max(info.Size(), most+1))/(1<<20), most>>20)
	}
	return content, nil
}
