package workspace

import (
	"os"
	"slices"
	"strings"

	"gongwen/archive/durable"
)

// The parts of a data folder that are nobody's but the program's. Some of what
// they hold not every user of the office may see.
var (
	privateFolders = []string{"archive", "reading", "spool", "index", "temp", "upgrades"}
	privateFiles   = []string{"catalogue.db", "texts.db", voidingName, delegatingName} // and what has such a name's beginning
)

const (
	voidingName    = "voiding.json"
	delegatingName = "delegating.json"
)

// IsPrivate tells by its path below a data folder, with /, a file that only the
// program may read.
func IsPrivate(name string) bool {
	top, _, below := strings.Cut(name, "/")
	if below || slices.Contains(privateFolders, top) {
		return slices.Contains(privateFolders, top)
	}
	return slices.ContainsFunc(privateFiles, func(file string) bool { return strings.HasPrefix(top, file) })
}

// Tighten closes the private parts of a data folder to everybody else, where an
// earlier version, a copy or somebody's chmod has left them open, and tells how
// many files and folders others could get at. The folders in which people find their files
// keep what the administrator gave them.
func (f Folder) Tighten() (tightened int, err error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return 0, err
	}
	for _, entry := range entries {
		if !IsPrivate(entry.Name()) {
			continue
		}
		n, err := f.tighten(entry.Name())
		if tightened += n; err != nil {
			return tightened, err
		}
	}
	return tightened, nil
}

// tighten looks through all of the archive only while it is open to others itself:
// it may hold a million files. What lies open in a folder that is closed nobody else
// could reach, so it does not count.
func (f Folder) tighten(name string) (int, error) {
	info, err := os.Lstat(f.at(name))
	if err != nil {
		return 0, err
	}
	closed := info.IsDir() && !durable.OpenToOthers(info)
	if closed && name == "archive" {
		return 0, nil
	}
	n, err := durable.Tighten(f.at(name))
	if closed {
		n = 0
	}
	return n, err
}
