//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

func itoa(n int) string { return strconv.Itoa(n) }

var serial = regexp.MustCompile(`^(.*〕)(\d+)(号\.pdf)$`)

// nextDocuments are names that the next documents of the unit may have. The other
// unit takes numbers of the same series, which he does not see.
func (x *attempt) nextDocuments() []string {
	entries, _ := os.ReadDir(x.Issued)
	begin, end, highest := "", "", 0
	for _, entry := range entries {
		if parts := serial.FindStringSubmatch(entry.Name()); parts != nil {
			if n, _ := strconv.Atoi(parts[2]); n > highest {
				begin, highest, end = parts[1], n, parts[3]
			}
		}
	}
	if highest == 0 {
		return nil
	}
	var names []string
	for i := 1; i <= 12; i++ {
		names = append(names, fmt.Sprintf("%s%d%s", begin, highest+i, end))
	}
	return names
}

// placeDecoy puts something at a path that the program is expected to write to.
func (x *attempt) placeDecoy(at string) bool {
	switch x.random.IntN(8) {
	case 0:
		return pipe(at) == nil
	case 1:
		return os.MkdirAll(filepath.Join(at, "占"), 0o770) == nil
	case 2:
		x.aim = filepath.Join(pick(x, x.Places), x.id) // nothing is there yet
		return os.Symlink(x.aim, at) == nil
	case 3:
		x.aim = pick(x, x.Places)
		return os.Symlink(x.aim, at) == nil
	default:
		x.aim = pick(x, x.Files)
		return os.Symlink(x.aim, at) == nil
	}
}

// removeDecoy removes a decoy, if it is there still.
func removeDecoy(at string) {
	if info, err := os.Lstat(at); err == nil && !info.Mode().IsRegular() {
		_ = os.RemoveAll(at)
	}
}

func decoyInIssued(x *attempt) bool {
	done := false
	var names []string
	for _, name := range x.nextDocuments() {
		names = append(names, filepath.Join(x.Issued, name+pick(x, []string{".part", ".part", ""})))
		done = x.placeDecoy(names[len(names)-1]) || done
	}
	if !x.writeForm(formName, letterName) {
		return false
	}
	watched, err := watchFolders(x.Issued)
	if err != nil {
		return false
	}
	defer watched.close()
	if x.enterInbox() {
		watched.wait(x.moment.mask|unix.IN_MODIFY, 2, "", time.Second)
	}
	for _, name := range names {
		removeDecoy(name)
	}
	return done
}

// exchangeOnArrival waits for something to come to a folder, and exchanges it at
// once for a link.
func (x *attempt) exchangeOnArrival(dir, begins string, targets []string) bool {
	watched, err := watchFolders(dir)
	if err != nil {
		return false
	}
	defer watched.close()
	link, ok := x.linkTo(pick(x, targets), dir)
	if !ok {
		return false
	}
	name, came := watched.wait(x.moment.mask, 1, begins, 2*time.Second)
	if !came {
		return false
	}
	done := x.exchangeRepeatedly(link, filepath.Join(dir, name))
	if x.random.IntN(2) == 0 { // and as it was, if the link is still there
		if info, err := os.Lstat(filepath.Join(dir, name)); err == nil && info.Mode()&os.ModeSymlink != 0 {
			x.pause(20 * time.Millisecond)
			exchange(link, filepath.Join(dir, name))
		}
	}
	return done
}

func swapIssued(x *attempt) bool {
	if x.writeForm(formName, letterName) {
		_ = os.Rename(x.home, x.place)
	}
	return x.exchangeOnArrival(x.Issued, "", slices.Concat(x.Files, x.Places))
}

// decoyInReturned lies in wait where a form will go back to: a return is a folder
// with the form's name.
func decoyInReturned(x *attempt) bool {
	if !x.write(x.id+".yaml", x.Letter.bad(x.mark+"甲案", letterName)) {
		return false
	}
	done := false
	var names []string
	for _, suffix := range []string{"", "（2）", "（3）"}[:1+x.random.IntN(3)] {
		names = append(names, filepath.Join(x.Returned, x.id+suffix))
		done = x.placeDecoy(names[len(names)-1]) || done
	}
	watched, err := watchFolders(x.Returned)
	if err != nil {
		return false
	}
	defer watched.close()
	if os.Rename(filepath.Join(x.home, x.id+".yaml"), filepath.Join(x.Inbox, x.id+".yaml")) == nil {
		watched.wait(x.moment.mask, 1, x.id, 2*time.Second)
	}
	for _, name := range names {
		removeDecoy(name)
	}
	return done
}

func swapReturned(x *attempt) bool {
	if x.write(x.id+".yaml", x.Letter.bad(x.mark+"甲案", letterName)) {
		_ = os.Rename(filepath.Join(x.home, x.id+".yaml"), filepath.Join(x.Inbox, x.id+".yaml"))
	}
	return x.exchangeOnArrival(x.Returned, "", x.Places)
}

// fromBrowser is how the name of a folder begins that was handed in with a browser.
const fromBrowser = "网上送交-"

func swapHandedIn(x *attempt) bool { return x.exchangeOnArrival(x.Inbox, fromBrowser, x.Places) }

func decoyInHandedIn(x *attempt) bool {
	watched, err := watchFolders(x.Inbox)
	if err != nil {
		return false
	}
	defer watched.close()
	name, came := watched.wait(x.moment.mask, 1, fromBrowser, 2*time.Second)
	if !came {
		return false
	}
	done := false
	for _, file := range []string{formName, letterName} {
		at := filepath.Join(x.Inbox, name, file)
		done = x.placeDecoy(at) || done
		if x.random.IntN(2) == 0 {
			if link, ok := x.linkTo(pick(x, x.Files), filepath.Dir(at)); ok {
				done = exchange(link, at) || done
			}
		}
	}
	return done
}

// swapLeftover leaves what looks like a folder that a broken-off hand-in left, with
// much to remove in it, and exchanges it while it is removed.
func swapLeftover(x *attempt) bool {
	for i := range 100 {
		if !x.write(itoa(i), nil) {
			return false
		}
	}
	x.place = filepath.Join(x.Inbox, fromBrowser+x.id+".part")
	link, ok := x.linkTo(pick(x, x.Places), x.Inbox)
	if !ok || os.Rename(x.home, x.place) != nil {
		return false
	}
	done := false
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline) && !x.over(); {
		if !exchange(link, x.place) {
			break
		}
		done = true
		x.pause(time.Millisecond)
	}
	return done
}

// swapParent tries to exchange the folders he was given; that is for those above to
// allow.
func swapParent(x *attempt) bool {
	for _, dir := range []string{x.Inbox, x.Issued, x.Returned} {
		link, ok := x.linkTo(pick(x, x.Places), filepath.Dir(dir))
		if ok && exchange(link, dir) {
			exchange(link, dir)
			return true
		}
		if os.Rename(dir, x.home+"-taken") == nil {
			_ = os.Rename(x.home+"-taken", dir)
			return true
		}
	}
	return false
}
