//go:build linux

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"gongwen/cmd/internal/program"
)

// mounts are file systems that come and go over folders in the thief's inbox, as
// shares do that are mounted there. Mounting takes root, so the harness does it for
// him; where it may not either, the statistics say so.
type mounts struct {
	testbed *testbed

	mu      sync.Mutex
	mounted []string
	done    int
	err     error // why none could be made
}

// once mounts an empty file system over a folder with a form, drops another form
// into that, and unmounts it, in a random order and with random pauses.
func (m *mounts) once(random *rand.Rand, n int) error {
	at := m.testbed.data("inbox", thiefUnit, fmt.Sprintf("mounted-%d", n))
	pause := func() { time.Sleep(time.Duration(random.Int64N(int64(150 * time.Millisecond)))) }
	drop := func(name string) error {
		dir := filepath.Join(at, name)
		err := os.Mkdir(dir, 0o770)
		if errors.Is(err, os.ErrNotExist) {
			return nil // the program has removed the empty folder
		}
		return errors.Join(err,
			os.WriteFile(filepath.Join(dir, letterName), []byte("兹介绍我单位职工前往联系。"), 0o660),
			os.WriteFile(filepath.Join(dir, formName), m.testbed.letters[thiefUnit].with(newMark(thiefMark)+"甲案", letterName), 0o660),
			thiefUser.own(dir), os.Chmod(dir, 0o770))
	}
	err := errors.Join(os.Mkdir(at, 0o770), os.Chown(at, int(thiefUser), int(thiefUser)), os.Chmod(at, 0o770))
	if err == nil && random.IntN(2) == 0 {
		err = drop("under")
		pause()
	}
	if err != nil {
		return ignoreGone(err)
	}
	options := fmt.Sprintf("size=1m,mode=0770,uid=%d,gid=%d", thiefUser, thiefUser)
	if err := unix.Mount("tmpfs", at, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		if errors.Is(err, os.ErrPermission) {
			m.err = err
			return nil
		}
		return ignoreGone(err)
	}
	m.mu.Lock()
	m.mounted = append(m.mounted, at)
	m.done++
	m.mu.Unlock()
	pause()
	err = ignoreGone(drop("over"))
	pause()
	pause()
	return errors.Join(err, m.unmount(at))
}

func (m *mounts) unmount(at string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mounted = slices.DeleteFunc(m.mounted, func(other string) bool { return other == at })
	return ignoreGone(unix.Unmount(at, unix.MNT_DETACH))
}

// clear unmounts what is still mounted.
func (m *mounts) clear() {
	m.mu.Lock()
	left := slices.Clone(m.mounted)
	m.mu.Unlock()
	for _, at := range left {
		_ = m.unmount(at)
	}
}

// ignoreGone is nil for the error of a place that is gone, or where nothing is
// mounted any more: the program and the thief take folders away meanwhile.
func ignoreGone(err error) error {
	if errors.Is(err, unix.EINVAL) {
		return nil
	}
	return program.IgnoreGone(err)
}
