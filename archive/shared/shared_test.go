//go:build linux

package shared

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestWhatIsExchangedIsNotRead(t *testing.T) {
	for _, test := range exchanges {
		p := at(t)
		p.put("inbox/财/信.yaml", "form")
		looked := p.look("财/信.yaml")
		test.do(p)
		file, err := p.OpenFile("财/信.yaml", looked)
		if !errors.Is(err, test.want) || (test.want != nil && !errors.Is(err, fs.ErrNotExist)) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
		if err == nil {
			content, err := io.ReadAll(file)
			if string(content) != "form" || err != nil || file.Close() != nil {
				t.Errorf("%s: read %q, %v", test.name, content, err)
			}
		}
	}
}

// TestWhatIsExchangedBetweenLookAndOpenIsNotRead exchanges it at the last moment.
func TestWhatIsExchangedBetweenLookAndOpenIsNotRead(t *testing.T) {
	for _, test := range exchanges[:4] {
		p := at(t)
		p.put("inbox/财/信.yaml", "form")
		sub, err := p.Sub("财")
		p.must(err)
		defer sub.Close()
		file, err := open(nil, Regular, func() (fs.FileInfo, error) {
			defer test.do(p)
			return sub.root.Lstat("信.yaml")
		}, func() (*os.File, error) { return sub.openPlain("信.yaml") })
		if !errors.Is(err, test.want) || (file == nil) != (test.want != nil) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
		if file != nil {
			file.Close()
		}
	}
}

func TestWhatIsExchangedIsNotTaken(t *testing.T) {
	for _, test := range exchanges {
		p := at(t)
		p.put("inbox/财/信.yaml", "form")
		looked := p.look("财/信.yaml")
		test.do(p)
		err := p.Take("财/信.yaml", looked, p.path("spool/000"))
		if !errors.Is(err, test.want) || p.has("spool/000") != (test.want == nil) {
			t.Errorf("%s: got %v, taken %v", test.name, err, p.has("spool/000"))
		}
		if p.read("archive/密.yaml") != "secret" {
			t.Errorf("%s: the secret is %q", test.name, p.read("archive/密.yaml"))
		}
	}
}

// TestWhatIsExchangedWhileTakenIsPutBack exchanges it after the last look before
// the move: what has come is compared, and put back.
func TestWhatIsExchangedWhileTakenIsPutBack(t *testing.T) {
	for _, test := range exchanges[1:5] {
		p := at(t)
		p.put("inbox/财/信.yaml", "form")
		p.rename = func(move func(from, to string) error, from, to string) error {
			test.do(p)
			err := move(from, to)
			p.put("inbox/财/信.yaml", "newer") // the name is not free any more
			return err
		}
		err := p.Take("财/信.yaml", p.look("财/信.yaml"), p.path("spool/000"))
		if !errors.Is(err, ErrChanged) || p.has("spool/000") {
			t.Errorf("%s: got %v, taken %v", test.name, err, p.has("spool/000"))
		}
		if names := p.names("inbox/财"); p.read("inbox/财/信.yaml") != "newer" || len(strings.Fields(names)) != 2 {
			t.Errorf("%s: in the inbox %s", test.name, names)
		}
	}
}

func TestWhatHasASecondNameOrIsNoFileIsNotOpened(t *testing.T) {
	p := at(t)
	p.put("inbox/平.txt", "plain")
	p.must(os.Link(p.path("archive/密.yaml"), p.path("inbox/硬.yaml")),
		os.Symlink(p.path("archive/密.yaml"), p.path("inbox/链.yaml")),
		syscall.Mkfifo(p.path("inbox/管.yaml"), 0o666),
		os.Mkdir(p.path("inbox/夹.yaml"), 0o755))
	for name, what := range map[string]string{
		"硬.yaml": "硬链接（同一个文件另有名称）", "管.yaml": "管道", "夹.yaml": "文件夹", "链.yaml": "链接（指向 " + p.path("archive/密.yaml") + "）",
	} {
		if got := p.What(name, p.look(name)); got != what {
			t.Errorf("%s is called %q, want %q", name, got, what)
		}
		for _, open := range []func() (*os.File, error){
			func() (*os.File, error) { return p.OpenFile(name, nil) },
			func() (*os.File, error) { return p.OpenFile(name, p.look(name)) },
			func() (*os.File, error) { return OpenPrivate(p.path("inbox/" + name)) },
		} {
			if file, err := open(); !errors.Is(err, ErrIrregular) || file != nil {
				t.Errorf("%s: got %v", name, err)
			}
		}
		// Not even if it comes between the look and the opening.
		plain := func() (fs.FileInfo, error) { return p.Lstat("平.txt") }
		if file, err := open(nil, Regular, plain, func() (*os.File, error) { return p.openPlain(name) }); err == nil || file != nil {
			t.Errorf("%s, exchanged: got %v", name, err)
		}
		if name == "夹.yaml" {
			continue
		}
		if err := p.Take(name, p.look(name), p.path("spool/"+name)); err != nil || p.has("inbox/"+name) {
			t.Errorf("%s was not taken: %v", name, err)
		}
	}
}

// TestTakeAndPlaceBetweenFileSystems: a file is copied, of what is none its
// description.
func TestTakeAndPlaceBetweenFileSystems(t *testing.T) {
	p := at(t)
	p.rename = func(func(from, to string) error, string, string) error {
		return &os.LinkError{Op: "rename", Err: syscall.EXDEV}
	}
	p.put("inbox/财/信.yaml", "form")
	p.must(p.Take("财/信.yaml", p.look("财/信.yaml"), p.path("spool/信")))
	p.must(syscall.Mkfifo(p.path("inbox/管.yaml"), 0o666), p.Take("管.yaml", nil, p.path("spool/管")))
	if target, err := os.Readlink(p.path("spool/管")); target != "管道" || err != nil {
		t.Errorf("of the pipe there is %q, %v", target, err)
	}
	if got := p.read("spool/信"); got != "form" || p.names("inbox") != "财" || p.names("inbox/财") != "" || p.names("spool") != "信 管" {
		t.Errorf("taken %q, inbox %q and %q, spool %q", got, p.names("inbox"), p.names("inbox/财"), p.names("spool"))
	}

	p.put("spool/退/退件通知.txt", "notice")
	p.put("spool/函.pdf", "document")
	p.must(p.Place(p.path("spool/退"), "退"), p.Replace(p.path("spool/函.pdf"), "函.pdf"))
	if p.read("inbox/退/退件通知.txt") != "notice" || p.read("inbox/函.pdf") != "document" || p.names("spool") != "信 管" || p.names("inbox") != "函.pdf 财 退" {
		t.Errorf("placed %q; left %q", p.names("inbox"), p.names("spool"))
	}
	p.put("spool/退/退件通知.txt", "second")
	if err := p.Place(p.path("spool/退"), "退"); !errors.Is(err, fs.ErrExist) || p.read("inbox/退/退件通知.txt") != "notice" || p.names("inbox") != "函.pdf 财 退" {
		t.Errorf("over another: %v, %q, %q", err, p.read("inbox/退/退件通知.txt"), p.names("inbox"))
	}
	if p.read("spool/退/退件通知.txt") != "second" {
		t.Error("what was not placed is gone")
	}
	p.must(p.Place(p.path("spool/退"), "退（2）"))
	if p.read("inbox/退（2）/退件通知.txt") != "second" || p.has("spool/退") {
		t.Errorf("placed under another name: %q", p.read("inbox/退（2）/退件通知.txt"))
	}
}

// TestWriteFileWritesNothingThroughALink plants links under every name that may be
// guessed.
func TestWriteFileWritesNothingThroughALink(t *testing.T) {
	for _, stage := range []string{"", "spool"} {
		for _, planted := range []string{"函.pdf", "函.pdf.part", "函.pdf.tmp", ".gongwen-.part"} {
			p := at(t)
			p.must(os.Symlink(p.path("archive/密.yaml"), p.path("inbox/"+planted)))
			dir := stage
			if dir != "" {
				dir = p.path(dir)
			}
			p.must(p.WriteFile(dir, "函.pdf", func(w io.Writer) error {
				_, err := io.WriteString(w, "document")
				return err
			}))
			info := p.look("函.pdf")
			if p.read("archive/密.yaml") != "secret" || !info.Mode().IsRegular() || info.Mode().Perm() != 0o640 || p.read("inbox/函.pdf") != "document" {
				t.Errorf("%s: the secret is %q, the document %v", planted, p.read("archive/密.yaml"), info.Mode())
			}
			if p.names("spool") != "" {
				t.Errorf("left: %s", p.names("spool"))
			}
		}
	}
}

// TestWriteFilesWritesEach that can be written, replaces files and nothing else, leads
// nowhere else, and tells of what it could not write.
func TestWriteFilesWritesEach(t *testing.T) {
	p := at(t)
	p.put("inbox/旧.txt", "old")
	p.put("inbox/夹.txt/我的.txt", "theirs")
	p.must(os.Symlink(p.path("archive/密.yaml"), p.path("inbox/链.txt")))
	files := map[string][]byte{"财/外.txt": []byte("x"), "../外.txt": []byte("x")}
	for _, name := range []string{"新.txt", "旧.txt", "夹.txt", "链.txt"} {
		files[name] = []byte("of " + name)
	}
	if err := p.WriteFiles(p.path("spool"), files); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("names that lead elsewhere: %v", err)
	}
	for name := range files {
		want := "of " + name
		if strings.Contains(name, "外") {
			if p.has("inbox/" + name) {
				t.Errorf("%s was written", name)
			}
			continue
		}
		if got, mode := p.read("inbox/"+name), p.look(name).Mode(); got != want || mode != 0o640 {
			t.Errorf("%s: %q, %v", name, got, mode)
		}
	}
	if p.names("spool") != "" || p.read("archive/密.yaml") != "secret" {
		t.Errorf("left: %s; the secret is %s", p.names("spool"), p.read("archive/密.yaml"))
	}
	p.must(p.WriteFiles(p.path("spool"), nil))
}

func TestReplaceMovesAFolderInTheWayAside(t *testing.T) {
	p := at(t)
	p.put("inbox/函.pdf/我的.txt", "theirs")
	p.put("spool/函.pdf", "document")
	p.must(p.Replace(p.path("spool/函.pdf"), "函.pdf"))
	if p.read("inbox/函.pdf") != "document" || len(strings.Fields(p.names("inbox"))) != 2 {
		t.Errorf("%q, in the folder %s", p.read("inbox/函.pdf"), p.names("inbox"))
	}
}

// TestPlaceGoesIntoTheFolderThatWasOpened: exchanged for a link after it was made, the
// folder is still the one that is placed into.
func TestPlaceGoesIntoTheFolderThatWasOpened(t *testing.T) {
	p := at(t)
	unit, err := p.MkdirAll("财/二〇二六")
	p.must(err)
	defer unit.Close()
	p.must(os.Rename(p.path("inbox/财"), p.path("inbox/民")), os.Symlink(p.path("archive"), p.path("inbox/财")))
	p.put("spool/退/退件通知.txt", "notice")
	p.must(unit.Place(p.path("spool/退"), "退"))
	if p.names("archive") != "密.yaml" || p.read("inbox/民/二〇二六/退/退件通知.txt") != "notice" {
		t.Errorf("in the archive: %s", p.names("archive"))
	}
	for _, open := range []func(string) (*Folder, error){p.Sub, p.MkdirAll} {
		if _, err := open("财/新"); !errors.Is(err, ErrNotFolder) || p.has("archive/新") {
			t.Errorf("a link was gone through: %v", err)
		}
	}
	p.put("spool/退/退件通知.txt", "second")
	if err := unit.Place(p.path("spool/退"), "退"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("placed over another: %v", err)
	}
}

// TestConfirmFindsALinkThatIsGoneAtTheSecondLook opens through a link that is a folder
// again when it is compared.
func TestConfirmFindsALinkThatIsGoneAtTheSecondLook(t *testing.T) {
	p := at(t)
	p.put("inbox/水/信.yaml", "of another unit")
	p.must(os.Symlink("水", p.path("inbox/财")))
	root, err := p.root.OpenRoot("财") // the library follows it
	p.must(err)
	sub, err := keep(root)
	p.must(err)
	defer sub.Close()
	if err := p.confirm("财", sub); !errors.Is(err, ErrNotFolder) {
		t.Errorf("still a link: %v", err)
	}
	p.must(os.Remove(p.path("inbox/财")), os.Mkdir(p.path("inbox/财"), 0o755))
	if err := p.confirm("财", sub); !errors.Is(err, ErrChanged) {
		t.Errorf("a folder again: %v", err)
	}
}

// TestFolderExchangedAllTheTime does what a thief does.
func TestFolderExchangedAllTheTime(t *testing.T) {
	p := at(t)
	p.put("archive/信.yaml", "secret")
	p.put("inbox/财/信.yaml", "form")
	p.put("inbox/水/信.yaml", "of another unit")
	p.must(os.Symlink(p.path("archive"), p.path("inbox/一")), os.Symlink("水", p.path("inbox/二")))
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			for _, link := range []string{"一", "二"} {
				// Renames follow on one another as quickly as can be.
				_ = os.Rename(p.path("inbox/财"), p.path("inbox/民"))
				_ = os.Rename(p.path("inbox/"+link), p.path("inbox/财"))
				_ = os.Rename(p.path("inbox/财"), p.path("inbox/"+link))
				_ = os.Rename(p.path("inbox/民"), p.path("inbox/财"))
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	read := 0
	for i := 0; i < 20000 && (i < 2000 || read < 50); i++ {
		file, err := p.OpenFile("财/信.yaml", nil)
		if err != nil {
			continue
		}
		content, err := io.ReadAll(file)
		if file.Close(); string(content) != "form" || err != nil {
			t.Fatalf("read %q, %v", content, err)
		}
		read++
	}
	close(stop)
	<-stopped
}

func TestRemoveSameKeepsWhatIsNew(t *testing.T) {
	p := at(t)
	p.put("inbox/信.yaml", "form")
	looked := p.look("信.yaml")
	p.put("spool/信.yaml", "new")
	p.must(os.Rename(p.path("spool/信.yaml"), p.path("inbox/信.yaml")))
	if err := p.RemoveSame("信.yaml", looked); !errors.Is(err, ErrChanged) || p.read("inbox/信.yaml") != "new" {
		t.Errorf("%v, %q", err, p.read("inbox/信.yaml"))
	}
	p.must(p.RemoveSame("信.yaml", p.look("信.yaml")))
	if p.names("inbox") != "" {
		t.Errorf("left: %s", p.names("inbox"))
	}
}

func TestRemoveEmptyRemovesNoFile(t *testing.T) {
	p := at(t)
	p.put("inbox/财/袋", "form")
	p.must(os.Mkdir(p.path("inbox/财/空"), 0o755))
	if err := p.RemoveEmpty("财/袋"); err == nil || !p.has("inbox/财/袋") {
		t.Errorf("a file was removed: %v", err)
	}
	p.must(p.RemoveEmpty("财/空"))
}

func TestNamesThatLeadElsewhere(t *testing.T) {
	p := at(t)
	for _, name := range []string{"..", "../archive/密.yaml", "/etc/passwd", "a/../../archive/密.yaml", ""} {
		if _, err := p.Lstat(name); err == nil {
			t.Errorf("Lstat(%q) went well", name)
		}
		if _, err := p.OpenFile(name, nil); err == nil {
			t.Errorf("OpenFile(%q) went well", name)
		}
		if err := p.Take(name, nil, p.path("spool/x")); err == nil {
			t.Errorf("Take(%q) went well", name)
		}
	}
	// Names in GBK are not UTF-8, and are names all the same.
	gbk := "\xd0\xc5.yaml"
	p.put("inbox/财/"+gbk, "form")
	entries, err := fs.ReadDir(p.FS(), "财")
	if err != nil || len(entries) != 1 || entries[0].Name() != gbk {
		t.Errorf("%v, %v", entries, err)
	}
	if file, err := p.FS().Open("财/" + gbk); err != nil || file.Close() != nil {
		t.Error(err)
	}
}
