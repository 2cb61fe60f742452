package moving

import (
	"archive/tar"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Packing is what Pack is to do.
type Packing struct {
	Folder  string // the data folder; the caller has its locks
	Program string // the version that packs
	Formats map[string]string
	To      string // what people call the place the stream goes to
	// Key and Checkpoints are what lies beside the data folder, see KeyName; nil for what
	// stays.
	Key, Checkpoints []byte
	Time             time.Time
	// Progress may be nil; it is told how many files are in, and about how many there are.
	Progress func(done, total int)
}

// Packed is what Pack has done.
type Packed struct {
	Move
	Files int      `json:"files"`
	Bytes uint64   `json:"bytes"`
	Links []string `json:"links"` // inboxes that were links to shares
}

// Survey tells about how many bytes Pack will write.
func Survey(folder string) (need uint64, err error) {
	all, _, err := contents(folder)
	for _, c := range all {
		need += 1536 // head and padding in the stream
		if c.info != nil && !c.info.IsDir() {
			need += uint64(c.info.Size())
		}
	}
	return need, err
}

// Pack writes a data folder to a stream and marks it as moved; see the package comment for
// the order. With an error the folder may be marked: then Pack can be run again, and
// CallOff be called.
func Pack(ctx context.Context, p Packing, to io.Writer) (done Packed, err error) {
	all, links, err := contents(p.Folder)
	if err != nil {
		return done, err
	}
	moves, err := History(p.Folder)
	if err != nil {
		return done, err
	}
	from, err := filepath.Abs(p.Folder)
	if err != nil {
		return done, err
	}
	done.Links = append([]string{}, links...)
	done.Move = Move{ID: rand.Text(), Time: p.Time.UTC().Truncate(time.Second), To: p.To}
	head := Head{Format: Format, ID: done.ID, Packed: done.Time, From: from, Program: p.Program, Formats: p.Formats, Key: p.Key != nil, Moves: moves}
	for _, c := range all {
		if c.info != nil && !c.info.IsDir() {
			head.Files++
			head.Bytes += uint64(c.info.Size())
		}
	}
	s := &sealed{tar: tar.NewWriter(to), time: done.Time}
	text, err := json.MarshalIndent(head, "", "  ")
	if err != nil {
		return done, err
	}
	if err := s.text(headName, append(text, '\n')); err != nil {
		return done, err
	}
	for _, c := range all {
		if err := errors.Join(ctx.Err(), s.add(c)); err != nil {
			return done, err
		}
		if p.Progress != nil && (c.info == nil || !c.info.IsDir()) {
			p.Progress(s.files, max(s.files, head.Files))
		}
	}
	done.Files, done.Bytes = s.files, s.bytes
	for _, beside := range []struct {
		name string
		text []byte
	}{{KeyName, p.Key}, {CheckpointsName, p.Checkpoints}} {
		if beside.text == nil {
			continue
		}
		if err := s.text(beside.name, beside.text); err != nil {
			return done, err
		}
	}
	sum := sha256.Sum256(s.sums.Bytes())
	done.Fingerprint = hex.EncodeToString(sum[:])
	// From here on the stream will have its end: the folder first.
	if err := write(p.Folder, append(moves, done.Move)); err != nil {
		return done, err
	}
	return done, errors.Join(s.write(sumsName, s.sums.Bytes()), s.tar.Close())
}

// sealed writes a stream and notes the sum of everything in it.
type sealed struct {
	tar   *tar.Writer
	time  time.Time
	sums  sums
	files int
	bytes uint64
}

func (s *sealed) write(name string, text []byte) error {
	err := s.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: int64(len(text)), ModTime: s.time, Format: tar.FormatPAX})
	if err == nil {
		_, err = s.tar.Write(text)
	}
	return err
}

func (s *sealed) text(name string, text []byte) error {
	s.sums.note(sha256.Sum256(text), name)
	return s.write(name, text)
}

// add writes a file or folder. A file that has gone from an inbox meanwhile is passed
// over; one that becomes shorter while it is read is an error.
func (s *sealed) add(c content) error {
	if c.info == nil || c.info.IsDir() {
		h := &tar.Header{Typeflag: tar.TypeDir, Name: dataTop + c.name + "/", Mode: 0o750, ModTime: s.time, Format: tar.FormatPAX}
		if c.info != nil {
			h.Mode = int64(c.info.Mode().Perm())
			if c.info.Mode()&fs.ModeSetgid != 0 {
				h.Mode |= 0o2000
			}
		}
		return s.tar.WriteHeader(h)
	}
	in, err := bounded.Open(c.at)
	if errors.Is(err, fs.ErrNotExist) && inHands(c.name) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s 读不了：%w", c.name, err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	name := dataTop + c.name
	if err := s.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: int64(info.Mode().Perm()), Size: info.Size(), ModTime: info.ModTime(), Format: tar.FormatPAX}); err != nil {
		return err
	}
	hash := sha256.New()
	if n, err := io.Copy(io.MultiWriter(s.tar, hash), io.LimitReader(in, info.Size())); err != nil {
		return fmt.Errorf("%s：%w", c.name, err)
	} else if n != info.Size() {
		return fmt.Errorf("%s 在打包时变短了，有别的程序在改动它。请停下以后再打包", c.name)
	}
	s.sums.note([sha256.Size]byte(hash.Sum(nil)), name)
	s.files++
	s.bytes += uint64(info.Size())
	return nil
}

// inHands reports whether people put files into a folder, and take them out, at any time.
func inHands(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return top == "inbox" || top == "issued" || top == "returned"
}

// PackFile is Pack into a file, which must not exist. Until it is whole it has another
// name, with .part; that of a run that was cut off is replaced.
func PackFile(ctx context.Context, p Packing, file string) (Packed, error) {
	if _, err := os.Lstat(file); err == nil {
		return Packed{}, fmt.Errorf("%s 已经存在，没有改动。请换一个名称", file)
	}
	if err := os.Remove(file + ".part"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Packed{}, err
	}
	part, err := os.OpenFile(file+".part", os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Private)
	if err != nil {
		return Packed{}, err
	}
	done, err := Pack(ctx, p, part)
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return done, errors.Join(err, os.Remove(part.Name()))
	}
	return done, durable.Rename(part.Name(), file)
}
