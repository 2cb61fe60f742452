// Package zipped is a folder as a zip that is made while it is read: its length is
// known beforehand, and any part of it can be read alone, so that a download that
// broke off goes on where it did. The same files make the same bytes.
//
// Nothing is compressed: what offices file is. So a zip is the files themselves, with
// headers between them and a directory at the end. Package archive/zip writes those,
// for files of which it is only told the length; they are kept, and the files are read
// when their turn comes. What has to be read beforehand is each file once, for the
// checksum in its header, and that only when somebody reads the zip.
package zipped

import (
	"archive/zip"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"time"
)

// Folder is what goes into a zip.
type Folder struct {
	name  string // of the folder in the zip
	files []file
	size  int64
}

type file struct {
	name     string // in the folder, with /
	size     int64
	modified time.Time
}

// Of is the regular files of a folder, links not followed, as they will lie in the
// zip: in a folder called name.
func Of(root *os.Root, name string) (*Folder, error) {
	f := &Folder{name: name}
	err := fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			f.files = append(f.files, file{path, info.Size(), info.ModTime()})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	parts, err := f.layout(make([]uint32, len(f.files)))
	if err != nil {
		return nil, err
	}
	f.size = parts[len(parts)-1].end
	return f, nil
}

// Tag names these bytes: another file, length or time makes another tag.
func (f *Folder) Tag() string {
	h := sha256.New()
	fmt.Fprintf(h, "1 %q\n", f.name) // the version of the layout
	for _, each := range f.files {
		fmt.Fprintf(h, "%q %d %d\n", each.name, each.size, each.modified.UnixNano())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Checksums reads every file once, and gives the checksum of each.
func (f *Folder) Checksums(ctx context.Context, root *os.Root) ([]uint32, error) {
	sums := make([]uint32, len(f.files))
	for i, each := range f.files {
		from, err := root.Open(each.name)
		if err != nil {
			return nil, err
		}
		sum := crc32.NewIEEE()
		n, err := io.Copy(sum, &untilEnd{ctx, from})
		from.Close()
		if err == nil && n != each.size {
			err = &fs.PathError{Op: "read", Path: each.name, Err: io.ErrUnexpectedEOF}
		}
		if err != nil {
			return nil, err
		}
		sums[i] = sum.Sum32()
	}
	return sums, nil
}

// untilEnd reads until a context ends.
type untilEnd struct {
	ctx  context.Context
	from io.Reader
}

func (u *untilEnd) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(b)
}

// part is some bytes of the zip: a file's, or others that stand between files.
type part struct {
	end   int64 // in the zip; it begins where the one before ends
	bytes []byte
	file  int // in Folder.files; -1 for bytes
}

// layout is the whole zip in parts.
func (f *Folder) layout(sums []uint32) ([]part, error) {
	var r recorder
	z := zip.NewWriter(&r)
	for i, each := range f.files {
		header := &zip.FileHeader{
			Name: f.name + "/" + each.name, Method: zip.Store, Flags: utf8Names, Extra: extendedTime(each.modified),
			CRC32: sums[i], CompressedSize64: uint64(each.size), UncompressedSize64: uint64(each.size),
		}
		header.SetMode(0o644)
		if each.size >= math.MaxUint32 {
			header.Flags |= lengthBehind // the header has no room for it
		}
		to, err := z.CreateRaw(header)
		if err == nil {
			err = z.Flush()
		}
		if err != nil {
			return nil, err
		}
		r.parts = append(r.parts, part{end: r.end(), file: i})
		r.inFile = true
		for left := each.size; left > 0 && err == nil; left -= int64(len(blank)) {
			_, err = to.Write(blank[:min(left, int64(len(blank)))])
		}
		if err = cmp.Or(err, z.Flush()); err != nil {
			return nil, err
		}
		r.inFile = false
	}
	err := z.Close()
	return r.parts, err
}

// Flags of an entry: its length and checksum stand behind it and in the directory; its
// name is in UTF-8.
const (
	lengthBehind = 0x8
	utf8Names    = 0x800
)

// blank stands for what is in a file.
var blank = make([]byte, 1<<20)

// extendedTime is the extra field 0x5455, a time in seconds since 1970. The zip's own
// has no zone.
func extendedTime(t time.Time) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 0x5455)
	b = binary.LittleEndian.AppendUint16(b, 5)
	b = append(b, 1) // the time of modification
	return binary.LittleEndian.AppendUint32(b, uint32(t.Unix()))
}

// recorder takes down what stands between the files, and counts the rest.
type recorder struct {
	parts  []part
	inFile bool
}

func (r *recorder) end() int64 {
	if len(r.parts) == 0 {
		return 0
	}
	return r.parts[len(r.parts)-1].end
}

func (r *recorder) Write(b []byte) (int, error) {
	if !r.inFile && (len(r.parts) == 0 || r.parts[len(r.parts)-1].file >= 0) {
		r.parts = append(r.parts, part{end: r.end(), file: -1})
	}
	last := &r.parts[len(r.parts)-1]
	last.end += int64(len(b))
	if !r.inFile {
		last.bytes = append(last.bytes, b...)
	}
	return len(b), nil
}

// Open gives the zip to read. The checksums are asked for when the first byte is.
// Who has read closes it; root stays the caller's.
func (f *Folder) Open(root *os.Root, checksums func() ([]uint32, error)) *Reader {
	return &Reader{folder: f, root: root, checksums: checksums}
}

// Reader reads a zip. Its methods may be called by one goroutine at a time.
type Reader struct {
	folder    *Folder
	root      *os.Root
	checksums func() ([]uint32, error)
	parts     []part // nil before the first byte is read
	at        int64
	open      *os.File // the file read last, or nil
	opened    int      // which it is
}

// Read reads from where it is, of one part at most.
func (r *Reader) Read(b []byte) (int, error) {
	if r.at >= r.folder.size {
		return 0, io.EOF
	}
	if r.parts == nil {
		sums, err := r.checksums()
		if err != nil {
			return 0, err
		}
		if r.parts, err = r.folder.layout(sums); err != nil {
			return 0, err
		}
	}
	i, _ := slices.BinarySearchFunc(r.parts, r.at+1, func(p part, at int64) int { return cmp.Compare(p.end, at) })
	begin := int64(0)
	if i > 0 {
		begin = r.parts[i-1].end
	}
	p := r.parts[i]
	n, err := 0, error(nil)
	if p.file < 0 {
		n = copy(b, p.bytes[r.at-begin:])
	} else {
		n, err = r.readFile(b[:min(int64(len(b)), p.end-r.at)], p.file, r.at-begin)
	}
	r.at += int64(n)
	return n, err
}

func (r *Reader) readFile(b []byte, i int, at int64) (n int, err error) {
	name := r.folder.files[i].name
	if r.open == nil || r.opened != i {
		if err := r.Close(); err != nil {
			return 0, err
		}
		if r.open, err = r.root.Open(name); err != nil {
			return 0, err
		}
		r.opened = i
	}
	n, err = r.open.ReadAt(b, at)
	if err == io.EOF { // it has become shorter
		err = &fs.PathError{Op: "read", Path: name, Err: io.ErrUnexpectedEOF}
	}
	return n, err
}

// Seek goes to a place in the zip, as io.Seeker says.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.folder.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("zipped: seek to %d", offset)
	}
	r.at = offset
	return offset, nil
}

// Close closes what is open of the folder's files.
func (r *Reader) Close() error {
	if r.open == nil {
		return nil
	}
	err := r.open.Close()
	r.open = nil
	return err
}
