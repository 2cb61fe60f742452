//go:build linux

package main

import (
	"encoding/binary"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// moment is a step of a form's way at which the thief attacks. The states are those
// of the table in the package comment of pipeline; what of them shows in a shared
// folder is all that he goes by.
type moment struct {
	name string
	mask uint32 // the events by which it shows; 0 for none
	most int    // attacks at the n-th of them, n up to this
}

var (
	anyTime        = moment{name: "at any time, in a tight loop"}
	waiting        = moment{name: "waiting: its attachment has not come"}
	opened         = moment{"waiting: a file is opened", unix.IN_OPEN, 4}
	readOut        = moment{"begun: a file has been read", unix.IN_CLOSE_NOWRITE, 4}
	moving         = moment{"received: the first file has left", unix.IN_MOVED_FROM | unix.IN_DELETE, 1}
	taken          = moment{"decided to recorded: all are in the spool", unix.IN_MOVED_FROM | unix.IN_DELETE, 3}
	issuedMoment   = moment{"entered: the copy comes to issued", unix.IN_CREATE | unix.IN_MOVED_TO, 2}
	returnedMoment = moment{"closed: the return comes to returned", unix.IN_CREATE | unix.IN_MOVED_TO, 2}
	handingIn      = moment{"handed in: the browser's folder comes to the inbox", unix.IN_CREATE | unix.IN_MOVED_TO, 1}
	resumed        = moment{name: "resuming: the program starts again"}
)

// moments are all of them, in the order of the table.
var moments = []moment{anyTime, waiting, opened, readOut, moving, taken, issuedMoment, returnedMoment, handingIn, resumed}

// onTheWay are the moments in which a form that lies in the inbox is caught.
var onTheWay = []moment{anyTime, anyTime, anyTime, waiting, opened, opened, readOut, readOut, moving, taken}

// watch reports what happens in folders, by inotify.
type watch struct {
	fd      int
	pending []event
}

type event struct {
	mask uint32
	name string
}

// watchFolders watches folders, and the files in them.
func watchFolders(dirs ...string) (*watch, error) {
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		return nil, err
	}
	w := &watch{fd: fd}
	for _, dir := range dirs {
		if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_ALL_EVENTS&^unix.IN_MODIFY); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

func (w *watch) close() { _ = unix.Close(w.fd) }

// wait waits for the n-th event of a mask whose file name begins so.
func (w *watch) wait(mask uint32, n int, begins string, limit time.Duration) (name string, ok bool) {
	deadline := time.Now().Add(limit)
	for {
		for len(w.pending) > 0 {
			e := w.pending[0]
			w.pending = w.pending[1:]
			if e.mask&mask != 0 && strings.HasPrefix(e.name, begins) {
				if n--; n <= 0 {
					return e.name, true
				}
			}
		}
		left := time.Until(deadline)
		if left <= 0 {
			return "", false
		}
		w.read(left)
	}
}

// read takes up the events that are there, waiting up to limit for the first.
func (w *watch) read(limit time.Duration) {
	poll := []unix.PollFd{{Fd: int32(w.fd), Events: unix.POLLIN}}
	if n, _ := unix.Poll(poll, int(limit.Milliseconds())+1); n <= 0 {
		return
	}
	var buffer [16 << 10]byte
	n, _ := unix.Read(w.fd, buffer[:])
	for b := buffer[:max(n, 0)]; len(b) >= unix.SizeofInotifyEvent; {
		end := unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(b[12:16]))
		name, _, _ := strings.Cut(string(b[unix.SizeofInotifyEvent:end]), "\x00")
		w.pending = append(w.pending, event{binary.NativeEndian.Uint32(b[4:8]), name})
		b = b[end:]
	}
}
