package logging

import (
	"os"
	"sync"

	"gongwen/archive/durable"
)

// File is a log file. What rotates logs moves it away, and then has it opened anew
// under its name. Its methods may be called from many goroutines.
type File struct {
	path string

	mu   sync.Mutex
	open *os.File
}

// OpenFile opens a file to append to, for nobody else to read.
func OpenFile(path string) (*File, error) {
	f := &File{path: path}
	if err := f.Reopen(); err != nil {
		return nil, err
	}
	return f, nil
}

// Reopen opens the file under its name, which may be another one by now. If that
// cannot be, writing goes on in the one that is open.
func (f *File) Reopen() error {
	// Not a durable.File: a log need not survive a power cut, nor hold up who writes it.
	fresh, err := os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, durable.Private)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.open
	f.open = fresh
	if old == nil {
		return nil
	}
	return old.Close()
}

// Write appends.
func (f *File) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open.Write(b)
}

// Close ends the use of the file.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open.Close()
}
