package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// FileName is the file at the top of a data folder that says in which formats it is
// written.
const FileName = "formats.json"

// Written is what that file says.
type Written struct {
	Program string            `json:"program"` // the version that first wrote it so
	Since   time.Time         `json:"since"`
	Formats map[string]string `json:"formats"` // by Format.Key; what is kept, not what is derived
}

// Read reads what a data folder says it is written in; zero for one from before 1.0, or
// one that is not there.
func Read(folder string) (w Written, err error) {
	text, err := bounded.ReadFile(bounded.Dir(folder), FileName, bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	w, err = Parse(text)
	if err != nil {
		err = fmt.Errorf("%s 读不懂：%w。请从备份取回这个文件；没有的，删去它，程序会重写", filepath.Join(folder, FileName), err)
	}
	return w, err
}

// Parse reads the text of such a file.
func Parse(text []byte) (w Written, err error) {
	if err := json.Unmarshal(text, &w); err != nil {
		return w, err
	}
	if w.Program == "" || len(w.Formats) == 0 {
		return w, errors.New("没有写明版本")
	}
	return w, nil
}

// Newer is the error for what a newer program wrote.
type Newer struct {
	What    string // data folder, backup … as people name it
	Program string // the version that wrote it
	Format  Format // the first format this program does not know, as this program has it
	Has     string // the version of it that is there
}

func (n *Newer) Error() string {
	by, need := "更新的程序", "更新的程序"
	if n.Program != "" {
		by, need = "gongwen "+n.Program, "gongwen "+n.Program+" 或更新的程序"
	}
	knows := "只认到第 " + n.Format.Writes + " 版"
	if n.Format.Writes == "" {
		knows = "不认识"
	}
	return fmt.Sprintf("%s 是 %s 写的（%s第 %s 版），本程序是 %s，%s，没有改动。请用 %s", n.What, by, n.Format.Title, n.Has, Version, knows, need)
}

// Check is a *Newer for what this program must not touch. what is what it is, for people.
func (w Written) Check(what string) error {
	known := map[string]bool{}
	for _, f := range Formats() {
		known[f.Key] = true
		if has := w.Formats[f.Key]; f.Class == Kept && compareVersions(has, f.Writes) > 0 && has != "" {
			return &Newer{what, w.Program, f, has}
		}
	}
	for key, has := range w.Formats {
		if !known[key] { // something is kept that this program has never heard of
			return &Newer{what, w.Program, Format{Key: key, Title: "“" + key + "”"}, has}
		}
	}
	return nil
}

// CheckFolder is Check of a data folder.
func CheckFolder(folder string) error {
	w, err := Read(folder)
	if err != nil {
		return err
	}
	return w.Check(folder)
}

// current is what a data folder that this program writes to is written in.
func current(now time.Time) Written {
	w := Written{Program: Version, Since: now.UTC().Truncate(time.Second), Formats: map[string]string{}}
	for _, f := range Formats() {
		if f.Class == Kept {
			w.Formats[f.Key] = f.Writes
		}
	}
	return w
}

func (w Written) write(folder string) error {
	text, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(folder, FileName), append(text, '\n'))
}
