package doctor

import (
	"io/fs"
	"os/user"
	"path/filepath"
	"strconv"
	"time"

	"gongwen/archive/durable"
	"gongwen/pipeline/workspace"
)

// ThisMachine is the one the program runs on.
func ThisMachine() Machine {
	return Machine{System: workspace.ThisSystem(), Now: time.Now, Space: durable.Space, Inodes: inodes, Synchronized: synchronized, Owner: owner, GroupsOf: groupsOf}
}

// groupsOf are the groups of a user; none of one that the machine does not know.
func groupsOf(number int) (groups []int) {
	known, err := user.LookupId(strconv.Itoa(number))
	if err != nil {
		return nil
	}
	ids, _ := known.GroupIds()
	for _, id := range ids {
		if group, err := strconv.Atoi(id); err == nil {
			groups = append(groups, group)
		}
	}
	return groups
}

// foldersIn is how many folders lie in one, at any depth; no more than most are counted.
func foldersIn(dir string, most int) (n int) {
	_ = filepath.WalkDir(dir, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case n >= most:
			return fs.SkipAll
		case entry.IsDir() && at != dir:
			n++
		}
		return nil
	})
	return n
}
