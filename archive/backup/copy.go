package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// unread is the error for a source that cannot be read, as against a disk that
// cannot be written: of the first there is only one, the second ends the work.
type unread struct{ err error }

func (u *unread) Error() string { return u.err.Error() }
func (u *unread) Unwrap() error { return u.err }

// source marks the errors of reading.
type source struct{ io.Reader }

func (s source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = &unread{err}
	}
	return n, err
}

// copyFile copies a regular file, up to most bytes unless most is negative, and
// gives the size and SHA-256 of what it copied. The copy is not yet on the disk
// for good: see durable.Batch.
func copyFile(from, to string, most int64) (size int64, sum string, err error) {
	info, err := os.Lstat(from)
	if err != nil {
		return 0, "", &unread{err}
	}
	if !info.Mode().IsRegular() {
		return 0, "", &unread{fmt.Errorf("%s 是链接或特殊文件", from)}
	}
	in, err := bounded.Open(from)
	if err != nil {
		return 0, "", &unread{err}
	}
	defer in.Close()
	return copyOpen(in, to, most)
}

// copyOpen is copyFile of a file that is open.
func copyOpen(in *os.File, to string, most int64) (size int64, sum string, err error) {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, durable.Private)
	if err != nil {
		return 0, "", err
	}
	var reader io.Reader = source{in}
	if most >= 0 {
		reader = io.LimitReader(reader, most)
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(out, hash), reader)
	return size, hex.EncodeToString(hash.Sum(nil)), errors.Join(err, out.Close())
}
