package moving

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestMoveBringsAllThatCannotBeMadeAnew(t *testing.T) {
	dir := office(t)
	file := filepath.Join(t.TempDir(), "move.tar")
	packed, err := PackFile(t.Context(), packing(dir), file)
	must(t, err)
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	in, err := os.Open(file)
	must(t, err)
	defer in.Close()
	to := filepath.Join(t.TempDir(), "new", "d")
	u := unpacking(to)
	u.Fingerprint = packed.Fingerprint[:16]
	completed := ""
	u.Complete = func(part string) error { completed = part; return nil }
	unpacked, err := Unpack(t.Context(), u, in)
	must(t, err)
	want := tree(t, dir)
	maps.DeleteFunc(want, func(_, text string) bool { return text == "left out" })
	delete(want, FileName)
	got := tree(t, to)
	moves, err := History(to)
	must(t, err)
	delete(got, FileName)
	if !maps.Equal(got, want) {
		t.Errorf("unpacked\n%q\nwant\n%q", got, want)
	}
	if len(moves) != 1 || moves[0].ID != packed.ID || moves[0].Fingerprint != packed.Fingerprint || moves[0].From != dir || Check(to) != nil {
		t.Error("the new folder tells", moves, Check(to))
	}
	if string(unpacked.Key) != "secret" || string(unpacked.Checkpoints) != "signed" || completed != to+".part" || unpacked.Files != packed.Files || unpacked.Files != len(want) {
		t.Errorf("%+v completed at %s", unpacked, completed)
	}
	for name, mode := range map[string]fs.FileMode{"inbox/区教育局": 0o770 | fs.ModeSetgid | fs.ModeDir, "archive/2026": 0o700 | fs.ModeDir,
		"archive/journal/2026.jsonl": 0o600, "issued/区财政局/1号.pdf": 0o640} {
		if info, err := os.Stat(filepath.Join(to, filepath.FromSlash(name))); err != nil || runtime.GOOS != "windows" && info.Mode() != mode {
			t.Errorf("%s: %v, want %v, %v", name, info.Mode(), mode, err)
		}
	}
	if info, err := os.Stat(filepath.Join(to, "gongwen.yaml")); err != nil || !info.ModTime().Equal(now) {
		t.Error(info.ModTime(), err)
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := Unpack(t.Context(), unpacking(to), in); err == nil || !strings.Contains(err.Error(), "已经存在") {
		t.Error("unpacked over what was there:", err)
	}
}

// TestStreamIsReadWithoutTheProgram by tar and sha256sum.
func TestStreamIsReadWithoutTheProgram(t *testing.T) {
	file := filepath.Join(t.TempDir(), "move.tar")
	_, err := PackFile(t.Context(), packing(office(t)), file)
	must(t, err)
	to := t.TempDir()
	for _, args := range [][]string{{"tar", "-xf", file, "-C", to}, {"sh", "-c", `cd "$0" && sha256sum --quiet --strict -c SHA256SUMS`, to}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}

// TestOldFolderIsLeft: by whatever it was packed, until it is called off.
func TestOldFolderIsLeft(t *testing.T) {
	dir := office(t)
	must(t, Check(dir))
	if _, err := CallOff(dir, "误操作", now); err == nil {
		t.Error("a move was called off that was none")
	}
	for range 2 { // packed again, since the first got lost
		_, err := Pack(t.Context(), packing(dir), io.Discard)
		must(t, err)
		if away := (*Away)(nil); !errors.As(Check(dir), &away) || !strings.Contains(away.Error(), "move.tar") {
			t.Error(Check(dir))
		}
	}
	_, err := CallOff(dir, "新机器坏了", now)
	must(t, err)
	must(t, Check(dir))
	moves, err := History(dir)
	must(t, err)
	if len(moves) != 2 || moves[0].CalledOff == nil || moves[1].CalledOff.Reason != "新机器坏了" {
		t.Errorf("%+v", moves)
	}
	must(t, os.WriteFile(filepath.Join(dir, FileName), []byte("{"), 0o600))
	if err := Check(dir); err == nil || !strings.Contains(err.Error(), FileName) {
		t.Error("half a file counts as none:", err)
	}
}

// cutAfter takes so many bytes, and then fails.
type cutAfter struct {
	bytes.Buffer
	left int
}

func (c *cutAfter) Write(b []byte) (int, error) {
	if len(b) > c.left {
		n, _ := c.Buffer.Write(b[:c.left])
		c.left = 0
		return n, errors.New("the disk is full")
	}
	c.left -= len(b)
	return c.Buffer.Write(b)
}

// TestNeverTwoThatWork: wherever packing stops, either the old folder still works or what
// was written can be unpacked, never both. The cuts lie closer where the end is.
func TestNeverTwoThatWork(t *testing.T) {
	var whole bytes.Buffer
	_, err := Pack(t.Context(), packing(office(t)), &whole)
	must(t, err)
	old, neither, moved := 0, 0, 0
	try := func(size int) {
		dir := office(t)
		to := &cutAfter{left: size}
		_, packErr := Pack(t.Context(), packing(dir), to)
		works := Check(dir) == nil
		new := filepath.Join(t.TempDir(), "new")
		_, unpackErr := Unpack(t.Context(), unpacking(new), &to.Buffer)
		switch _, err := os.Stat(new); {
		case works && err == nil:
			t.Fatalf("after %d of %d bytes both folders work", size, whole.Len())
		case unpackErr == nil != (err == nil):
			t.Fatalf("after %d bytes: %v, %v", size, unpackErr, err)
		case works:
			old++
		case err == nil:
			moved++
		default:
			neither++
			// Then it can be packed again, and called off.
			_, err := Pack(t.Context(), packing(dir), io.Discard)
			must(t, err)
			_, err = CallOff(dir, "没有搬成", now)
			must(t, errors.Join(err, Check(dir)))
		}
		if packErr == nil && size < whole.Len()-2048 {
			t.Fatalf("packed in %d bytes of %d", size, whole.Len())
		}
	}
	step := 4999
	if testing.Short() {
		step = 24999
	}
	for size := 0; size < whole.Len()-8192; size += step {
		try(size)
	}
	for size := whole.Len() - 8192; size <= whole.Len()+512; size += 512 {
		try(size)
	}
	if old == 0 || neither == 0 || moved == 0 {
		t.Errorf("the old one worked %d times, neither %d, the new one %d: that proves nothing", old, neither, moved)
	}
}

// TestUnpackWantsEveryByte: what a changed byte changes is either found out, or is nothing
// that matters (times, the owner's name, padding).
func TestUnpackWantsEveryByte(t *testing.T) {
	dir := office(t)
	var b bytes.Buffer
	_, err := Pack(t.Context(), packing(dir), &b)
	must(t, err)
	want := tree(t, dir)
	maps.DeleteFunc(want, func(_, text string) bool { return text == "left out" })
	delete(want, FileName)
	found := 0
	step := 97
	if testing.Short() {
		step = 997
	}
	for at := 3; at < b.Len(); at += step {
		changed := bytes.Clone(b.Bytes())
		changed[at] ^= 0x15
		to := filepath.Join(t.TempDir(), "new")
		if _, err := Unpack(t.Context(), unpacking(to), bytes.NewReader(changed)); err != nil {
			found++
			if entries, err := os.ReadDir(filepath.Dir(to)); err != nil || len(entries) > 0 {
				t.Fatalf("byte %d: left behind %v, %v", at, entries, err)
			}
			continue
		}
		got := tree(t, to)
		delete(got, FileName)
		if !maps.Equal(got, want) {
			t.Fatalf("byte %d changed what was unpacked", at)
		}
	}
	if found < 10 {
		t.Errorf("only %d changes were found out", found)
	}
}

// stream is one that somebody made, whose sums are right.
func stream(t *testing.T, entries ...*tar.Header) io.Reader {
	t.Helper()
	var b bytes.Buffer
	s := &sealed{tar: tar.NewWriter(&b), time: now}
	must(t, s.text(headName, []byte(`{"format":1,"id":"x"}`)))
	for _, h := range entries {
		h.Format = tar.FormatPAX
		h.Mode = 0o644
		must(t, s.tar.WriteHeader(h))
		if h.Typeflag == tar.TypeReg {
			s.sums.note([32]byte{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
				0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}, h.Name)
		}
	}
	must(t, errors.Join(s.write(sumsName, s.sums.Bytes()), s.tar.Close()))
	return &b
}

// TestUnpackStaysInside: a stream from anywhere writes nothing outside of the new folder,
// and nothing into it that a move does not have.
func TestUnpackStaysInside(t *testing.T) {
	file := func(name string) *tar.Header { return &tar.Header{Typeflag: tar.TypeReg, Name: name} }
	if _, err := Unpack(t.Context(), unpacking(filepath.Join(t.TempDir(), "new")), stream(t, file("data/gongwen.yaml"))); err != nil {
		t.Fatal("what is as it should be was refused:", err)
	}
	for name, entries := range map[string][]*tar.Header{
		"above":       {file("data/../../x")},
		"absolute":    {file("/x")},
		"beside":      {file("x")},
		"other key":   {file("beside/other")},
		"link":        {{Typeflag: tar.TypeSymlink, Name: "data/inbox", Linkname: "/tmp"}, file("data/inbox/x")},
		"hard link":   {{Typeflag: tar.TypeLink, Name: "data/x", Linkname: "/etc/passwd"}},
		"pipe":        {{Typeflag: tar.TypeFifo, Name: "data/x"}},
		"twice":       {file("data/x"), file("data/x")},
		"a mark":      {file("data/" + FileName)},
		"a catalogue": {file("data/catalogue.db")},
		"folder up":   {{Typeflag: tar.TypeDir, Name: "data/../x/"}},
	} {
		to := filepath.Join(t.TempDir(), "new")
		if _, err := Unpack(t.Context(), unpacking(to), stream(t, entries...)); err == nil {
			t.Errorf("%s was unpacked", name)
		}
		if entries, err := os.ReadDir(filepath.Dir(to)); err != nil || len(entries) > 0 {
			t.Errorf("%s left %v, %v", name, entries, err)
		}
	}
}

func TestUnpackRefuses(t *testing.T) {
	var b bytes.Buffer
	_, err := Pack(t.Context(), packing(office(t)), &b)
	must(t, err)
	for name, test := range map[string]struct {
		change func(*Unpacking, []byte) []byte
		want   string
	}{
		"another fingerprint": {func(u *Unpacking, b []byte) []byte { u.Fingerprint = "0123456789abcdef"; return b }, "不符"},
		"nothing":             {func(*Unpacking, []byte) []byte { return nil }, "不是 gongwen pack 打包的"},
		"half":                {func(_ *Unpacking, b []byte) []byte { return b[:len(b)/2] }, "没有拷全"},
		"no end":              {func(_ *Unpacking, b []byte) []byte { return b[:len(b)-4096] }, "不完好"},
		"a newer format": {func(_ *Unpacking, b []byte) []byte {
			return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 9`), 1)
		}, "gongwen 1.0 或更新的程序"},
		"not accepted": {func(u *Unpacking, b []byte) []byte {
			u.Accept = func(h Head) error { return fmt.Errorf("no: %s %s", h.Program, h.Formats["journal"]) }
			return b
		}, "no: 1.0 6"},
	} {
		u := unpacking(filepath.Join(t.TempDir(), "new"))
		if _, err := Unpack(t.Context(), u, bytes.NewReader(test.change(&u, bytes.Clone(b.Bytes())))); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		if entries, err := os.ReadDir(filepath.Dir(u.Folder)); err != nil || len(entries) > 0 {
			t.Errorf("%s left %v, %v", name, entries, err)
		}
	}
}

// TestUnpackAgainAfterItWasCutOff while it was completed.
func TestUnpackAgainAfterItWasCutOff(t *testing.T) {
	var b bytes.Buffer
	_, err := Pack(t.Context(), packing(office(t)), &b)
	must(t, err)
	u := unpacking(filepath.Join(t.TempDir(), "new"))
	u.Complete = func(part string) error {
		must(t, os.WriteFile(filepath.Join(part, "half"), nil, 0o600))
		return errors.New("cut off")
	}
	if _, err := Unpack(t.Context(), u, bytes.NewReader(b.Bytes())); err == nil {
		t.Fatal("it was not cut off")
	}
	if _, err := os.Stat(u.Folder); !errors.Is(err, fs.ErrNotExist) {
		t.Error("half a folder stands in its place:", err)
	}
	u.Complete = func(string) error { return nil }
	_, err = Unpack(t.Context(), u, bytes.NewReader(b.Bytes()))
	must(t, err)
	if _, err := os.Stat(filepath.Join(u.Folder, "half")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something is left of the run before:", err)
	}
}

// TestPackLinks: what cannot be taken along is named, and changes nothing then. Links right in the data folder
// and inboxes that are links are no mistakes.
func TestPackLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	dir := office(t)
	elsewhere := filepath.Join(t.TempDir(), "big")
	must(t, os.Rename(filepath.Join(dir, "archive"), elsewhere))
	must(t, os.Symlink(elsewhere, filepath.Join(dir, "archive")))
	share := t.TempDir()
	must(t, os.WriteFile(filepath.Join(share, "theirs.yaml"), nil, 0o600))
	must(t, os.Symlink(share, filepath.Join(dir, "inbox", "区民政局")))
	var b bytes.Buffer
	packed, err := Pack(t.Context(), packing(dir), &b)
	must(t, err)
	if !slices.Equal(packed.Links, []string{"inbox/区民政局"}) {
		t.Error(packed.Links)
	}
	to := filepath.Join(t.TempDir(), "new")
	_, err = Unpack(t.Context(), unpacking(to), &b)
	must(t, err)
	got := tree(t, to)
	if _, theirs := got["inbox/区民政局/theirs.yaml"]; theirs || got["archive/journal/2026.jsonl"] != "{}\n" {
		t.Errorf("%q", got)
	}
	if info, err := os.Lstat(filepath.Join(to, "inbox", "区民政局")); err != nil || !info.IsDir() {
		t.Error(info, err)
	}
	_, err = CallOff(dir, "再试", now)
	must(t, err)
	must(t, os.Symlink("/etc", filepath.Join(dir, "rules", "etc")))
	if _, err := Pack(t.Context(), packing(dir), io.Discard); err == nil || !strings.Contains(err.Error(), "rules/etc") || Check(dir) != nil {
		t.Error(err, Check(dir))
	}
}
