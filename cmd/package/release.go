package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// release is what is being packed.
type release struct {
	Version string    // as dpkg and rpm compare it: 1.2, 1.2+20261130193801.b8ab98ed88ad
	Time    time.Time // of the commit, or SOURCE_DATE_EPOCH
}

// newest is the heading of the newest entry of CHANGELOG.md.
var newest = regexp.MustCompile(`(?m)^##\s+\[?v?(\d+(?:\.\d+)*)\b`)

// releaseOf is the release of the commit that is checked out in a folder. version, if
// there is one, stands for what the folder says.
func releaseOf(root, version string) (r release, err error) {
	at := os.Getenv("SOURCE_DATE_EPOCH")
	if at == "" {
		if at, err = git(root, "log", "-1", "--format=%ct"); err != nil {
			return r, err
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return r, fmt.Errorf("SOURCE_DATE_EPOCH %q is no number of seconds", at)
	}
	r = release{version, time.Unix(seconds, 0).UTC()}
	if version != "" {
		return r, nil
	}
	changes, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	r.Version = "0"
	if found := newest.FindSubmatch(changes); found != nil {
		r.Version = string(found[1])
	}
	changed, err := git(root, "status", "--porcelain")
	if err != nil {
		return r, err
	}
	tags, err := git(root, "tag", "--points-at", "HEAD")
	if err != nil {
		return r, err
	}
	for tag := range strings.FieldsSeq(tags) {
		if strings.TrimPrefix(tag, "v") == r.Version && changed == "" {
			return r, nil
		}
	}
	commit, err := git(root, "rev-parse", "--short=12", "HEAD")
	if err != nil {
		return r, err
	}
	// Later than the release it comes after, and commits in the order of their times.
	r.Version += "+" + r.Time.Format("20060102150405") + "." + commit
	if changed != "" {
		r.Version += ".changed"
	}
	return r, nil
}

func git(root string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}
