package moving

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive/durable"
)

// Unpacking is what Unpack is to do.
type Unpacking struct {
	Folder string // the new data folder, which must not exist
	// Fingerprint is what the stream must have, or its beginning; empty for any.
	Fingerprint string
	// Private tells by its path below the data folder a file that only the program may
	// read.
	Private func(name string) bool
	// Accept may refuse a stream by what its head says, before anything is written.
	Accept func(Head) error
	// Complete makes in the new folder, not yet in its place, what is not in the stream.
	Complete func(part string) error
	Time     time.Time
	Progress func(done, total int) // may be nil
}

// Unpacked is what Unpack has done.
type Unpacked struct {
	Move
	Head             Head
	Files            int
	Key, Checkpoints []byte // nil when they have not come along
}

// damaged says that a stream is not as it was packed.
func damaged(why string, args ...any) error {
	return fmt.Errorf("搬家文件不完好：%s。没有恢复出什么；请在原来的机器上重新打包，再拷一次", fmt.Sprintf(why, args...))
}

// maxBeside is how large a file from beside the data folder may be, in bytes.
const maxBeside = 1 << 20

// Unpack makes a data folder of a stream. It is laid out beside its place, held against
// its sums, completed, and only then moved into place: whatever is interrupted leaves
// nothing there and is to be run again. All of it is on the disk when it returns.
func Unpack(ctx context.Context, u Unpacking, from io.Reader) (done Unpacked, err error) {
	if _, err := os.Lstat(u.Folder); err == nil {
		return done, fmt.Errorf("%s 已经存在，没有改动。请换一个新的文件夹", u.Folder)
	}
	part := filepath.Clean(u.Folder) + ".part"
	if err := os.RemoveAll(part); err != nil { // of a run that was interrupted
		return done, err
	}
	l := &layout{Unpacking: u, stream: tar.NewReader(from), new: durable.Batch{Root: part}, modes: map[string]fs.FileMode{}, done: &done}
	if err := l.head(); err != nil {
		return done, err
	}
	if err := u.Accept(done.Head); err != nil {
		return done, err
	}
	if err := durable.MkdirShared(part); err != nil {
		return done, err
	}
	if err := l.layOut(ctx, part); err != nil {
		return done, errors.Join(err, os.RemoveAll(part))
	}
	done.Move = Move{ID: done.Head.ID, Time: u.Time.UTC().Truncate(time.Second), From: done.Head.From, Fingerprint: done.Fingerprint}
	if err := write(part, append(done.Head.Moves, done.Move)); err != nil {
		return done, err
	}
	if err := u.Complete(part); err != nil {
		return done, err
	}
	return done, durable.Rename(part, u.Folder)
}

// layout is a data folder that is being laid out.
type layout struct {
	Unpacking
	stream *tar.Reader
	root   *os.Root
	new    durable.Batch
	modes  map[string]fs.FileMode // of folders: they come last, one may forbid to write into it
	sums   sums
	done   *Unpacked
}

// head reads the beginning of the stream.
func (l *layout) head() error {
	entry, err := l.stream.Next()
	if err != nil || entry.Name != headName || entry.Size > maxHead {
		return errors.Join(errors.New("这不是 gongwen pack 打包的文件，或者开头已经损坏"), err)
	}
	text, err := io.ReadAll(l.stream)
	if err != nil {
		return err
	}
	l.sums.note(sha256.Sum256(text), headName)
	l.done.Head, err = parseHead(text)
	return err
}

// layOut lays out the rest of the stream, up to its sums, and holds it against them.
func (l *layout) layOut(ctx context.Context, part string) (err error) {
	if l.root, err = os.OpenRoot(part); err != nil {
		return err
	}
	defer l.root.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		entry, err := l.stream.Next()
		switch {
		case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
			return damaged("没有结尾，是没有打完包，或者没有拷全")
		case errors.Is(err, tar.ErrHeader):
			return damaged("读到 %d 个文件以后读不懂了", l.done.Files)
		case err != nil:
			return err
		case entry.Name == sumsName && entry.Typeflag == tar.TypeReg:
			if err := l.compare(entry); err != nil {
				return err
			}
			return errors.Join(l.new.Flush(), l.setModes(part))
		}
		if err := l.entry(entry); err != nil {
			return err
		}
	}
}

func (l *layout) entry(entry *tar.Header) error {
	switch name, in := strings.CutPrefix(entry.Name, dataTop); {
	case in && entry.Typeflag == tar.TypeDir && local(strings.TrimSuffix(name, "/")):
		return l.dir(strings.TrimSuffix(name, "/"), entry)
	case in && entry.Typeflag == tar.TypeReg && local(name):
		return l.file(name, entry)
	case entry.Typeflag == tar.TypeReg && entry.Size <= maxBeside && (entry.Name == KeyName || entry.Name == CheckpointsName):
		text, err := io.ReadAll(l.stream)
		if err != nil {
			return cut(entry.Name, err)
		}
		l.sums.note(sha256.Sum256(text), entry.Name)
		if entry.Name == KeyName {
			l.done.Key = text
		} else {
			l.done.Checkpoints = text
		}
		return nil
	}
	return damaged("里面有 %q，不该有", entry.Name)
}

// local reports whether a name stays inside the data folder, and is not left out of moves.
func local(name string) bool {
	return fs.ValidPath(name) && name != "." && filepath.IsLocal(filepath.FromSlash(name)) && !leftOut(name, false)
}

// dir makes a folder. What everybody may write to nobody had set up so on purpose.
func (l *layout) dir(name string, entry *tar.Header) error {
	mode := fs.FileMode(entry.Mode)&durable.SharedFolder | 0o700
	switch {
	case l.Private(name + "/x"):
		mode = durable.PrivateFolder
	case name == "inbox" || strings.HasPrefix(name, "inbox/"):
		mode = fs.FileMode(entry.Mode)&0o775 | 0o700
		if entry.Mode&0o2000 != 0 {
			mode |= fs.ModeSetgid
		}
	}
	l.modes[name] = mode
	return l.root.MkdirAll(filepath.FromSlash(name), durable.PrivateFolder)
}

func (l *layout) file(name string, entry *tar.Header) error {
	if err := l.root.MkdirAll(filepath.FromSlash(path.Dir(name)), durable.PrivateFolder); err != nil {
		return err
	}
	out, err := l.root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Private)
	if errors.Is(err, fs.ErrExist) {
		return damaged("%s 有两个", name)
	}
	if err != nil {
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), l.stream)
	if err := errors.Join(err, out.Close()); err != nil {
		return cut(name, err)
	}
	l.sums.note([sha256.Size]byte(hash.Sum(nil)), dataTop+name)
	if l.done.Files++; l.Progress != nil {
		l.Progress(l.done.Files, max(l.done.Files, l.done.Head.Files))
	}
	if err := l.root.Chtimes(filepath.FromSlash(name), entry.ModTime, entry.ModTime); err != nil {
		return err
	}
	mode := fs.FileMode(entry.Mode) & durable.SharedFolder
	if l.Private(name) {
		mode &= durable.PrivateFolder
	}
	return l.new.Add(filepath.Join(l.new.Root, filepath.FromSlash(name)), mode|durable.Kept)
}

// cut tells a stream that ends too early from a disk that cannot be written.
func cut(name string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("到 %s 就断了，没有拷全", name)
	}
	return err
}

// compare holds what was laid out against the sums at the end of the stream.
func (l *layout) compare(entry *tar.Header) error {
	if entry.Size != int64(l.sums.Len()) {
		return damaged("文件的个数或名称与打包时不符")
	}
	want, err := io.ReadAll(io.LimitReader(l.stream, entry.Size))
	if err != nil {
		return cut(sumsName, err)
	}
	sum := sha256.Sum256(want)
	l.done.Fingerprint = hex.EncodeToString(sum[:])
	if !bytes.Equal(want, l.sums.Bytes()) {
		return damaged("%s 与打包时不同", firstOther(want, l.sums.Bytes()))
	}
	if !strings.HasPrefix(l.done.Fingerprint, l.Fingerprint) {
		return fmt.Errorf("校验值是 %s，与给出的 %s 不符：不是那一次打包的，或者被人换过。没有恢复出什么，请核对", l.done.Fingerprint, l.Fingerprint)
	}
	return nil
}

// firstOther is the name in the first line in which two lists of sums differ.
func firstOther(want, got []byte) string {
	a, b := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			_, name, _ := bytes.Cut(b[i], []byte("  "))
			return strings.TrimPrefix(string(name), dataTop)
		}
	}
	return "结尾"
}

// setModes gives folders their modes, those within others first.
func (l *layout) setModes(part string) error {
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(l.modes))) {
		if err := os.Chmod(filepath.Join(part, filepath.FromSlash(name)), l.modes[name]); err != nil {
			return err
		}
	}
	return nil
}
