package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// State is a data folder at one moment.
type State struct {
	Taken time.Time
	Bags  map[string]string // by folder below archive/: its seal, see bag.Seal
	Files map[string]File   // by path below the data folder, with /
	// Lost are, by number, the records that were filed and were not in the data folder,
	// or not as they were filed. Those that the backup has from before are in Bags, too.
	Lost map[string]Lost
	// Folders are those of the inboxes, by path below the data folder: they are there
	// before anything lies in them.
	Folders map[string]Folder
	// Whole is whether nothing was missing, damaged or unread; nil in a state from before
	// 1.0, which does not say.
	Whole *bool
}

// Lost is a record that was not in the data folder when a state was taken.
type Lost struct {
	Bag string `json:"belongs,omitempty"` // where its bag belongs, below archive/; empty where nobody knows
}

// Folder is a folder of the inboxes.
type Folder struct {
	Mode fs.FileMode `json:"mode"`
	Link string      `json:"link,omitempty"` // where the administrator's link led that stood in its place
}

// File is a file that is in no bag.
type File struct {
	Size   int64       `json:"size"` // bytes
	Time   time.Time   `json:"time"` // last changed
	Mode   fs.FileMode `json:"mode"`
	SHA256 string      `json:"sha256"`
}

// Format is the version of the state files this program writes. It reads every version
// up to this one.
//
//	1  2026-11  first
//	2  2026-11  lost; folder
const Format = 2

// A state file has a JSON object a line: one head, one for every bag, file, lost record
// and folder, and one with the SHA-256 of all lines before it.
type (
	head struct {
		Format int       `json:"format"`
		Taken  time.Time `json:"taken"`
		Whole  *bool     `json:"whole,omitempty"`
	}
	line struct {
		Bag  string `json:"bag,omitempty"`
		Path string `json:"path,omitempty"`
		File
	}
	lostLine struct {
		Number string `json:"lost"`
		Lost
	}
	folderLine struct {
		Path string `json:"folder"`
		Folder
	}
	tail struct {
		Sum string `json:"sum"`
	}
)

const (
	stateFolder = "states"
	stateEnding = ".jsonl"
	stateTime   = "20060102T150405.000Z" // UTC; sorts by time
)

func newState(taken time.Time) *State {
	return &State{Taken: taken, Bags: map[string]string{}, Files: map[string]File{}, Lost: map[string]Lost{}, Folders: map[string]Folder{}}
}

// Name is what the state is called: its time in UTC.
func (s *State) Name() string { return s.Taken.UTC().Format(stateTime) }

// text is the state as its file has it.
func (s *State) text() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(head{Format, s.Taken, s.Whole})
	for _, folder := range slices.Sorted(maps.Keys(s.Bags)) {
		err = errors.Join(err, e.Encode(line{Bag: folder, File: File{SHA256: s.Bags[folder]}}))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		err = errors.Join(err, e.Encode(line{Path: name, File: s.Files[name]}))
	}
	for _, number := range slices.Sorted(maps.Keys(s.Lost)) {
		err = errors.Join(err, e.Encode(lostLine{number, s.Lost[number]}))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Folders)) {
		err = errors.Join(err, e.Encode(folderLine{name, s.Folders[name]}))
	}
	sum := sha256.Sum256(b.Bytes())
	err = errors.Join(err, e.Encode(tail{hex.EncodeToString(sum[:])}))
	return b.Bytes(), err
}

// parseState reads a state file. Every name in it leads to a place inside a
// backup and a data folder: the disk may come from anywhere.
func parseState(from io.Reader) (*State, error) {
	s := newState(time.Time{})
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 64<<10) // a path has at most 4 KB
	hash := sha256.New()
	for n := 1; lines.Scan(); n++ {
		text := lines.Bytes()
		var l struct {
			head
			line
			tail
			Lost    string `json:"lost"`
			Belongs string `json:"belongs"`
			Folder  string `json:"folder"`
			Link    string `json:"link"`
		}
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, fmt.Errorf("第%d行读不懂：%w", n, err)
		}
		switch {
		case n == 1 && (l.Format < 1 || l.Format > Format):
			return nil, fmt.Errorf("版本是 %d，本程序只认到 %d，请使用做备份的那一版或更新的程序", l.Format, Format)
		case n == 1:
			s.Taken, s.Whole = l.Taken, l.head.Whole
		case l.Sum != "":
			if l.Sum != hex.EncodeToString(hash.Sum(nil)) {
				return nil, errors.New("校验值不符，内容被改动过或磁盘出错")
			}
			if lines.Scan() {
				return nil, errors.New("结尾之后还有内容")
			}
			return s, lines.Err()
		case l.Bag != "" && local(l.Bag) && isSum(l.SHA256):
			s.Bags[l.Bag] = l.SHA256
		case l.Path != "" && local(l.Path) && isSum(l.SHA256):
			s.Files[l.Path] = l.File
		case l.Lost != "" && (l.Belongs == "" || local(l.Belongs)):
			s.Lost[l.Lost] = Lost{l.Belongs}
		case l.Folder != "" && local(l.Folder) && (l.Folder == "inbox" || strings.HasPrefix(l.Folder, "inbox/")):
			s.Folders[l.Folder] = Folder{l.Mode, l.Link}
		default:
			return nil, fmt.Errorf("第%d行既不是档案也不是文件", n)
		}
		hash.Write(text)
		hash.Write([]byte("\n"))
	}
	return nil, errors.Join(errors.New("没有写完"), lines.Err())
}

func local(name string) bool {
	return fs.ValidPath(name) && filepath.IsLocal(filepath.FromSlash(name))
}

func isSum(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}

// Backup is a folder of backups.
type Backup struct{ root string }

// At is the backup in a folder, which need not exist.
func At(root string) Backup { return Backup{root} }

func (b Backup) path(name ...string) string {
	return filepath.Join(b.root, filepath.FromSlash(path.Join(name...)))
}

// content is where the content with a sum lies.
func (b Backup) content(sum string) string { return b.path("files", sum[:2], sum) }

// States are the names of the states, oldest first.
func (b Backup) States() ([]string, error) {
	entries, err := os.ReadDir(b.path(stateFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries { // sorted
		if name, is := strings.CutSuffix(entry.Name(), stateEnding); is {
			names = append(names, name)
		}
	}
	return names, err
}

// State reads a state; an empty name is the newest.
func (b Backup) State(name string) (*State, error) {
	if name == "" {
		names, err := b.States()
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%s 里没有备份（没有 %s 文件夹，或从未做完过一次）", b.root, stateFolder)
		}
		name = names[len(names)-1]
	}
	file := b.path(stateFolder, filepath.Base(name)+stateEnding)
	f, err := bounded.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s 里没有 %s 这一次的状态：%w", b.root, name, err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s, err := parseState(f)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	return s, nil
}

func (b Backup) write(s *State) error {
	text, err := s.text()
	if err != nil {
		return err
	}
	if err := durable.MkdirAll(b.path(stateFolder)); err != nil {
		return err
	}
	return durable.WriteFile(b.path(stateFolder, s.Name()+stateEnding), text)
}
