package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

const (
	manifest    = "manifest-sha256.txt"
	tagManifest = "tagmanifest-sha256.txt"
)

// checkBag checks a record's bag (BagIt, RFC 8493): its tag manifest is the one that was
// sealed, it has the hashes of the other manifest, and that has those of every file.
func (c *checker) checkBag(seal, number string) error {
	files, done, err := openBag(c.bag)
	if err != nil {
		return err
	}
	defer done()
	sum, err := sumOf(files, tagManifest)
	if err != nil {
		return err
	}
	if sum != seal {
		return wrongf("档案的封印是 %s，归档时是 %s：档案换过，或者不是这一件", sum, seal)
	}
	listed := map[string]string{}
	for _, name := range []string{tagManifest, manifest} { // the second is in the first
		if err := checkListed(files, name, listed); err != nil {
			return err
		}
	}
	if listed[manifest] == "" {
		return wrongf("%s 没有列出 %s", tagManifest, manifest)
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if _, ok := listed[name]; !ok && name != tagManifest { // which cannot list itself
			return wrongf("档案里多出了归档时没有的 %s", name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := sameNumber(files, number); err != nil {
		return err
	}
	c.say("档案", "一致：封印相符，%d 个文件都与归档时相同", len(listed))
	return c.checkSignOffs(files)
}

// sameNumber holds record.json against the number of the line.
func sameNumber(files fs.FS, number string) error {
	text, err := fs.ReadFile(files, "data/record.json")
	if err != nil {
		return wrongf("档案里没有 data/record.json")
	}
	var record struct{ Number string }
	if err := json.Unmarshal(text, &record); err != nil || record.Number != number {
		return wrongf("档案的 record.json 写的是 %s，流水写的是 %s", record.Number, number)
	}
	return nil
}

// openBag opens a bag: a folder, or a zip of one.
func openBag(name string) (files fs.FS, done func() error, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name) // out of which no link leads
		if err != nil {
			return nil, nil, err
		}
		return root.FS(), root.Close, nil
	}
	packed, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s 不是文件夹，也不是 ZIP：%w", name, err)
	}
	for _, f := range packed.File {
		if path.Base(f.Name) == tagManifest && strings.Count(f.Name, "/") <= 1 {
			below, err := fs.Sub(packed, path.Dir(f.Name))
			return below, packed.Close, err
		}
	}
	return nil, nil, errors.Join(fmt.Errorf("%s 里没有 %s", name, tagManifest), packed.Close())
}

func sumOf(files fs.FS, name string) (string, error) {
	info, err := fs.Lstat(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", wrongf("档案里缺少 %s", name)
	}
	if err == nil && !info.Mode().IsRegular() {
		return "", wrongf("档案里的 %s 不是文件", name)
	}
	if err != nil {
		return "", err
	}
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// escaped are the characters that a manifest cannot have as they are, RFC 8493, 2.1.3.
var escaped = strings.NewReplacer("%25", "%", "%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r")

// checkListed checks the files that a manifest lists, and adds them to those that are
// listed, each with its SHA-256.
func checkListed(files fs.FS, name string, listed map[string]string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		want, file, ok := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		file = escaped.Replace(strings.TrimLeft(file, " *\t"))
		if _, twice := listed[file]; !ok || twice || !fs.ValidPath(file) {
			return wrongf("%s 里有一行不是“校验值  文件名”", name)
		}
		listed[file] = strings.ToLower(want)
		sum, err := sumOf(files, file)
		if err != nil {
			return err
		}
		if sum != listed[file] {
			return wrongf("档案里的 %s 被改动过", file)
		}
	}
	return nil
}
