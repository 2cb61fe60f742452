package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// prune removes the states that are not to be kept, and the contents only they needed, and
// tells how many states went. Nothing goes while a state that stays cannot be read: then
// nobody knows what is needed. Cut off, it leaves contents that no state needs, which the
// next time removes.
func (b Backup) prune(keep Keep) (gone int, err error) {
	names, err := b.States()
	if err != nil {
		return 0, err
	}
	var states []aged
	for _, name := range names {
		s, err := b.aged(name)
		if err != nil {
			return 0, fmt.Errorf("旧的状态没有清理：%w", err)
		}
		states = append(states, s)
	}
	stay := keep.stay(states)
	if len(stay) == len(names) {
		return 0, nil
	}
	needed := map[string]bool{}
	for name := range stay {
		s, err := b.State(name)
		if err != nil {
			return 0, fmt.Errorf("旧的状态没有清理：%w", err)
		}
		for _, f := range s.Files {
			needed[f.SHA256] = true
		}
	}
	// States first, for good: one without its contents would be a promise not kept.
	for _, name := range names {
		if stay[name] {
			continue
		}
		if err := os.Remove(b.path(stateFolder, name+stateEnding)); err != nil {
			return gone, err
		}
		gone++
	}
	if err := durable.SyncDir(b.path(stateFolder)); err != nil {
		return gone, err
	}
	return gone, filepath.WalkDir(b.path("files"), func(at string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || needed[entry.Name()] {
			return err
		}
		if err := os.Remove(at); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// aged reads only the head of a state.
func (b Backup) aged(name string) (aged, error) {
	file := b.path(stateFolder, name+stateEnding)
	f, err := bounded.Open(file)
	if err != nil {
		return aged{}, err
	}
	defer f.Close()
	line := bufio.NewScanner(f)
	var h head
	if !line.Scan() {
		err = errors.Join(errors.New("是空的"), line.Err())
	} else if err = json.Unmarshal(line.Bytes(), &h); err == nil && h.Taken.IsZero() {
		err = errors.New("没有写明时间")
	}
	if err != nil {
		return aged{}, fmt.Errorf("%s：%w", file, err)
	}
	return aged{name, h.Taken, h.Whole}, nil
}
