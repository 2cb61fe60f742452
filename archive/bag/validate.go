package bag

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/templates/bounded"
)

// Fault is what can be wrong with a file of a bag.
type Fault string

const (
	Missing Fault = "missing" // listed, but not there
	Changed Fault = "changed" // there, but not as it was written
	Extra   Fault = "extra"   // there, but not listed
	Broken  Fault = "broken"  // one of the bag's own files cannot be understood
)

// Problem is one fault of a bag.
type Problem struct {
	Fault Fault
	Path  string // inside the bag, with /
	Err   error  // for Broken: why
}

// maxManifest is more than the manifest of a hundred thousand files has, in bytes.
const maxManifest = 32 << 20

// Validate compares every file of a bag with its manifests, byte by byte. The
// error is only for a disk that cannot be read.
func Validate(dir string) ([]Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()

	present := map[string]fs.FileMode{}
	err = fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			present[path] = entry.Type()
		}
		return err
	})
	if err != nil {
		return nil, err
	}

	var problems []Problem
	listed := map[string]string{}
	for _, name := range []string{manifestName, tagManifestName} {
		if _, ok := present[name]; !ok {
			problems = append(problems, Problem{Fault: Missing, Path: name})
			continue
		}
		text, err := bounded.ReadFile(bounded.In(root), name, maxManifest)
		if errors.Is(err, bounded.ErrTooLarge) {
			problems = append(problems, Problem{Fault: Broken, Path: name, Err: err})
			continue
		}
		if err != nil {
			return nil, err
		}
		sums, err := parseManifest(text)
		if err != nil {
			problems = append(problems, Problem{Fault: Broken, Path: name, Err: err})
			continue
		}
		maps.Copy(listed, sums)
	}
	if len(problems) > 0 {
		// Without its manifests everything else would be reported as extra.
		return problems, nil
	}
	if _, ok := listed[declarationName]; !ok {
		return []Problem{{Fault: Broken, Path: tagManifestName, Err: errors.New("没有列出 " + declarationName)}}, nil
	}
	for _, path := range slices.Sorted(maps.Keys(listed)) {
		kind, ok := present[path]
		if !ok {
			problems = append(problems, Problem{Fault: Missing, Path: path})
			continue
		}
		if !kind.IsRegular() { // a link in its place could lead anywhere
			problems = append(problems, Problem{Fault: Changed, Path: path})
			continue
		}
		sum, err := hashFile(root, path)
		if err != nil {
			return nil, err
		}
		if sum != listed[path] {
			problems = append(problems, Problem{Fault: Changed, Path: path})
		}
	}
	for _, path := range slices.Sorted(maps.Keys(present)) {
		// The tag manifest cannot list itself.
		if _, ok := listed[path]; !ok && path != tagManifestName {
			problems = append(problems, Problem{Fault: Extra, Path: path})
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems, nil
}

func hashFile(root *os.Root, path string) (string, error) {
	f, err := root.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return Sum(f)
}

// Seal is the SHA-256 of a bag's tag manifest. That has the hashes of the other
// manifests, and these have those of every file: so a seal kept elsewhere tells
// of any change to the bag, also of one that brought the manifests in line.
func Seal(dir string) (string, error) {
	f, err := os.Open(filepath.Join(dir, tagManifestName))
	if err != nil {
		return "", err
	}
	defer f.Close()
	return Sum(f)
}

// Sum is the SHA-256 of what is read, as manifests write it: lower-case hex.
func Sum(from io.Reader) (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, from); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
