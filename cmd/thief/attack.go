//go:build linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// attack is one way of going about it.
type attack struct {
	name, short string // short is part of every name the attack leaves behind
	weight      int    // how often it is chosen, beside the others
	moments     []moment
	try         func(*attempt) (done bool)
}

// attacks are all of them, in the order of the table. Mounts, which only root can
// make, are the harness's, see mounts.
var attacks = []attack{
	{"a folder exchanged for a link to a folder", "folder", 8, onTheWay, swapFolder},
	{"a folder exchanged for a link while it is looked through", "list", 3, []moment{anyTime}, swapListed},
	{"a folder deep down exchanged for a link", "deep", 2, onTheWay, swapDeep},
	{"an attachment exchanged for a link to a file", "attachment", 6, onTheWay, swapAttachment},
	{"a form exchanged for a link to a form", "form", 4, []moment{anyTime, opened, readOut}, swapForm},
	{"a file exchanged for a pipe", "pipe", 2, onTheWay, swapFor(pipe)},
	{"a file exchanged for a socket", "socket", 1, onTheWay, swapFor(socket)},
	{"a file exchanged for a folder", "dir", 1, onTheWay, swapFor(folder)},
	{"pipes, sockets and links dropped as they are", "odd", 1, []moment{anyTime}, dropOdd},
	{"a hard link to a file of others", "foreign", 1, []moment{anyTime}, linkForeign},
	{"a hard link to his own file, rewritten by its other name", "own", 3, onTheWay[4:], rewriteByName},
	{"a file rewritten through a handle kept open", "handle", 4, onTheWay[4:], rewriteByHandle},
	{"a file leased, so that opening it waits", "lease", 1, []moment{anyTime}, lease},
	{"files and folders shut (mode 000) and opened again", "shut", 1, onTheWay, shut},
	{"a folder taken away and brought back", "away", 2, onTheWay, away},
	{"something in the place of the next document, or of its .part", "next", 3, []moment{issuedMoment}, decoyInIssued},
	{"what comes to issued exchanged at once for a link", "issued", 3, []moment{issuedMoment}, swapIssued},
	{"something in the place of the next return", "return", 3, []moment{returnedMoment}, decoyInReturned},
	{"what comes to returned exchanged at once for a link", "returned", 2, []moment{returnedMoment}, swapReturned},
	{"the browser's folder exchanged for a link", "handed", 4, []moment{handingIn}, swapHandedIn},
	{"links in the browser's folder in the place of its files", "handed-file", 3, []moment{handingIn}, decoyInHandedIn},
	{"a left folder of the browser exchanged while it is swept", "swept", 1, []moment{resumed}, swapLeftover},
	{"inbox, issued and returned themselves exchanged for links", "above", 1, []moment{anyTime}, swapParent},
	{"files of the program opened as they lie", "outright", 1, []moment{anyTime}, openOutright},
}

// swapFolder lets a folder of a form stand for another one: what the form names as
// its attachment, or the form itself, is then a file there.
func swapFolder(x *attempt) bool {
	at := pick(x, x.Folders)
	name := pick(x, at.Names)
	form := formName
	if strings.HasSuffix(name, ".yaml") && x.random.IntN(2) == 0 {
		form, name = name, letterName
	}
	link, ok := x.linkTo(at.Path, x.Inbox)
	if !ok || !x.writeForm(form, name) || !x.enterInbox() {
		return false
	}
	x.awaitMoment()
	done := x.exchangeRepeatedly(link, x.place)
	x.deliverAttachment(name)
	return done
}

// swapListed lets a folder be listed that is none of his.
func swapListed(x *attempt) bool {
	link, ok := x.linkTo(pick(x, x.Folders).Path, x.Inbox)
	return ok && x.write("~$"+formName, nil) && x.enterInbox() && x.exchangeRepeatedly(link, x.place)
}

func swapDeep(x *attempt) bool {
	at := pick(x, x.Folders)
	depth := 2 + x.random.IntN(30)
	top := filepath.Join(x.home, "1")
	deep := filepath.Join(top, strings.Repeat("2/", depth))
	if os.MkdirAll(deep, 0o770) != nil ||
		os.WriteFile(filepath.Join(deep, formName), x.Letter.with(x.mark+"甲案", at.Names[0]), 0o660) != nil ||
		os.WriteFile(filepath.Join(deep, at.Names[0]), x.attached(), 0o660) != nil {
		return false
	}
	middle := "1/" + strings.Repeat("2/", x.random.IntN(depth))
	link, ok := x.linkTo(at.Path, filepath.Dir(filepath.Join(x.place, middle)))
	if !ok || !x.enterInbox() {
		return false
	}
	x.awaitMoment()
	return x.exchangeRepeatedly(link, filepath.Join(x.place, middle))
}

func swapAttachment(x *attempt) bool {
	if !x.writeForm(formName, letterName) || !x.enterInbox() {
		return false
	}
	link, ok := x.linkTo(pick(x, x.Files), x.place)
	if !ok {
		return false
	}
	x.awaitMoment()
	x.deliverAttachment(letterName)
	return x.exchangeRepeatedly(link, filepath.Join(x.place, letterName))
}

func swapForm(x *attempt) bool {
	var forms []string
	for _, file := range x.Files {
		if strings.HasSuffix(file, ".yaml") {
			forms = append(forms, file)
		}
	}
	if !x.writeForm(formName, letterName) || !x.enterInbox() {
		return false
	}
	link, ok := x.linkTo(pick(x, forms), x.place)
	if !ok {
		return false
	}
	x.awaitMoment()
	return x.exchangeRepeatedly(link, filepath.Join(x.place, formName))
}

func pipe(at string) error { return unix.Mkfifo(at, 0o660) }

// socket makes a socket that nobody answers.
func socket(at string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	// A socket's name must be short: the folder is named by a handle.
	dir, err := os.Open(filepath.Dir(at))
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Bind(fd, &unix.SockaddrUnix{Name: filepath.Join("/proc/self/fd", itoa(int(dir.Fd())), filepath.Base(at))})
}

func folder(at string) error { return os.Mkdir(at, 0o770) }

// swapFor exchanges a form or its attachment for something that is no file.
func swapFor(odd func(at string) error) func(*attempt) bool {
	return func(x *attempt) bool {
		if !x.writeForm(formName, letterName) || odd(x.home+".link") != nil || !x.enterInbox() {
			return false
		}
		x.awaitMoment()
		x.deliverAttachment(letterName)
		return x.exchangeRepeatedly(x.home+".link", filepath.Join(x.place, pick(x, []string{formName, letterName})))
	}
}

func dropOdd(x *attempt) bool {
	name := filepath.Join(x.home, pick(x, []string{formName, letterName}))
	switch x.random.IntN(4) {
	case 0:
		return pipe(name) == nil && x.enterInbox()
	case 1:
		return socket(name) == nil && x.enterInbox()
	case 2:
		x.aim = pick(x, x.Files)
		return os.Symlink(x.aim, name) == nil && x.enterInbox()
	default: // a form of which all is well but the attachment
		x.aim = pick(x, x.Files)
		return x.write(formName, x.Letter.with(x.mark+"甲案", letterName)) && os.Symlink(x.aim, filepath.Join(x.home, letterName)) == nil && x.enterInbox()
	}
}

// linkForeign makes another name for a file of others. With fs.protected_hardlinks
// the kernel lets him do so only for files that he may write himself.
func linkForeign(x *attempt) bool {
	x.aim = pick(x, x.Files)
	return x.write(formName, x.Letter.with(x.mark+"甲案", letterName)) &&
		os.Link(x.aim, filepath.Join(x.home, letterName)) == nil && x.enterInbox()
}

func rewriteByName(x *attempt) bool {
	if !x.writeForm(formName, letterName) {
		return false
	}
	name := pick(x, []string{formName, letterName})
	other := x.home + ".link"
	if os.Link(filepath.Join(x.home, name), other) != nil || !x.enterInbox() {
		return false
	}
	x.awaitMoment()
	file, err := os.OpenFile(other, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	return x.rewrite(file)
}

func rewriteByHandle(x *attempt) bool {
	if !x.writeForm(formName, letterName) {
		return false
	}
	name := pick(x, []string{formName, letterName})
	at := x.home
	late := x.random.IntN(2) == 0 // when nobody looks any more whether it is being written
	if late {
		if !x.enterInbox() {
			return false
		}
		at = x.place
		x.awaitMoment()
	}
	file, err := os.OpenFile(filepath.Join(at, name), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	if !late {
		if !x.enterInbox() {
			return false
		}
		x.awaitMoment()
	}
	return x.rewrite(file)
}

// rewrite changes a file that is on its way: its words, and now and then all there
// is of it, at the moment and once more when it has long been filed.
func (x *attempt) rewrite(file *os.File) bool {
	data := make([]byte, 64<<10)
	n, _ := file.ReadAt(data, 0)
	was := string(data[:n])
	one, two := []byte(was), []byte(strings.ReplaceAll(strings.ReplaceAll(was, "甲案", "乙案"), "前往联系", "前往盗取"))
	done := false
	for deadline := time.Now().Add(60 * time.Millisecond); time.Now().Before(deadline); {
		if _, err := file.WriteAt(two, 0); err == nil {
			done = true
		}
		if x.random.IntN(2) == 0 {
			break
		}
		x.pause(2 * time.Millisecond)
		_, _ = file.WriteAt(one, 0)
	}
	if x.random.IntN(5) == 0 {
		_ = file.Chmod(0o666)
	}
	x.pause(time.Second)
	_, _ = file.WriteAt([][]byte{one, two}[x.random.IntN(2)], 0)
	if x.random.IntN(5) == 0 {
		_ = file.Truncate(0)
	}
	return done
}

// lease takes a lease on a file of his own: whoever opens it waits until he gives
// it back, or fs.lease-break-time is over.
func lease(x *attempt) bool {
	if !x.writeForm(formName, letterName) {
		return false
	}
	file, err := os.Open(filepath.Join(x.home, pick(x, []string{formName, letterName})))
	if err != nil {
		return false
	}
	defer file.Close()
	if _, err := unix.FcntlInt(file.Fd(), unix.F_SETLEASE, unix.F_RDLCK); err != nil {
		return false
	}
	if writing, err := os.OpenFile(file.Name(), os.O_RDWR|unix.O_NONBLOCK, 0); err == nil {
		writing.Close()
	}
	_, _ = unix.FcntlInt(file.Fd(), unix.F_SETLEASE, unix.F_UNLCK)
	if _, err := unix.FcntlInt(file.Fd(), unix.F_SETLEASE, unix.F_WRLCK); err != nil || !x.enterInbox() {
		return false
	}
	x.pause(3 * time.Second)
	return true
}

func shut(x *attempt) bool {
	if !x.writeForm(formName, letterName) || !x.enterInbox() {
		return false
	}
	name := filepath.Join(x.place, pick(x, []string{".", formName, letterName}))
	x.awaitMoment()
	err := os.Chmod(name, 0)
	x.pause(300 * time.Millisecond)
	_ = os.Chmod(name, 0o770)
	return err == nil
}

func away(x *attempt) bool {
	if !x.writeForm(formName, letterName) || !x.enterInbox() {
		return false
	}
	x.awaitMoment()
	done := false
	for range 20 {
		if os.Rename(x.place, x.home) != nil {
			break
		}
		done = true
		x.pause(2 * time.Millisecond)
		if os.Rename(x.home, x.place) != nil {
			break
		}
		x.pause(2 * time.Millisecond)
	}
	x.deliverAttachment(letterName)
	return done
}

// openOutright tries what the modes of files should forbid.
func openOutright(x *attempt) bool {
	done := false
	files := slices.Clone(x.Files)
	for _, at := range x.Folders {
		files = append(files, at.Path)
	}
	for _, name := range append(files, x.Places...) {
		if strings.HasPrefix(name, "/proc/") {
			continue // there everybody sees what is his own
		}
		for _, how := range []int{os.O_RDONLY, os.O_WRONLY} {
			if file, err := os.OpenFile(name, how|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0); err == nil {
				file.Close()
				done = true
				x.openedFiles = append(x.openedFiles, name)
			}
		}
	}
	return done
}
