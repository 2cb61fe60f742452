// Package spool holds the forms at work: taken out of an inbox, not yet filed
// or returned.
//
// Each is a folder of its own, spool/<key>/, with the form, its attachments and
// arrival.json, which says where they came from. So what is at work can be read
// from the disk alone, and nothing is lost with the catalogue.
//
// The order of taking makes a crash harmless at every point:
//
//  1. arrival.json is written, naming every file;
//  2. the catalogue gets its ledger entry;
//  3. the files are moved from the inbox, one by one. Of what another form needs, too,
//     a copy is taken.
//
// A folder without a ledger entry was left between 1 and 2: the files are still
// in the inbox, and the folder can go. A folder with missing files was left
// during 3: Fetch moves the rest.
//
// What a submission contains is only looked at here, after the move, where nobody can
// exchange it any more, and after Own, when nobody can write to it. A link, a pipe
// or a file with other names besides, whatever arrival.json takes it for, is never
// opened: see package shared.
package spool

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/durable"
	"gongwen/archive/fault"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/templates/bounded"
	"gongwen/templates/docx"
)

// Arrival is one form with its attachments, on its way.
type Arrival struct {
	Key   string    `json:"key"`   // names the arrival for good: spool folder, ledger, journal, record
	Unit  string    `json:"unit"`  // whose inbox it was dropped into; may be empty
	Path  string    `json:"path"`  // the form's path below inbox/
	At    time.Time `json:"at"`    // when it was taken
	Files []File    `json:"files"` // the form first, then its attachments
	// Degree is how secret the form is, as it was read in the inbox; empty where it
	// could not be read.
	Degree string `json:"degree,omitempty"`
	// Near are names of what lay near the form when an attachment was missing: perhaps
	// one of them is meant. Those in other folders are with their path from the form's.
	Near []string `json:"near,omitempty"`
	// Refused is set for what goes back whatever the form says.
	Refused *Refusal `json:"refused,omitempty"`
}

// Refusal is why, and what to do next.
type Refusal struct {
	Message string `json:"message"`
	Advice  string `json:"advice"`
}

// UnitFolder is the arrival's unit as a folder, see UnitFolder.
func (a Arrival) UnitFolder() string { return UnitFolder(a.Unit) }

// UnitFolder is a unit as a folder name below issued/ and returned/; empty where there is
// no unit.
func UnitFolder(unit string) string {
	if unit == "" {
		return ""
	}
	return archive.SafeName(unit)
}

// File is one file of an arrival.
type File struct {
	Name string `json:"name"` // in the spool folder
	From string `json:"from"` // below inbox/
	// Named is by what name the form knows it, where that is not its own.
	Named string `json:"named,omitempty"`
	// Copy is set for a file that stays in the inbox, since another form needs it too.
	Copy bool `json:"copy,omitempty"`
	// Ours is set for what we gave back with the form and nobody has changed, see
	// package ours. It is no part of the submission. In the spool it is looked at again.
	Ours bool `json:"ours,omitempty"`
	// Irregular is set for what is never opened, see shared.Regular: as it was seen in
	// the inbox, and in a Submission also if it turned out so in the spool.
	Irregular bool   `json:"irregular,omitempty"`
	What      string `json:"what,omitempty"` // such a file is, see shared.What

	Seen fs.FileInfo `json:"-"` // as it was seen in the inbox; nil after a restart
}

// Title is the file's own name, or by which the form knows it.
func (f File) Title() string { return cmp.Or(f.Named, path.Base(f.From)) }

// NewKey makes a key that sorts by time and is never the same twice.
func NewKey(at time.Time) string {
	return at.UTC().Format("20060102T150405.000") + "-" + strings.ToLower(rand.Text()[:10])
}

// Manifest is the file in an arrival's folder that says where its files came from.
const Manifest = "arrival.json"

// Spool is the folder of all arrivals at work.
type Spool struct{ dir string }

// At is the spool in a folder, for whoever only reads.
func At(dir string) *Spool { return &Spool{dir} }

// Open makes the spool folder when it is missing.
func Open(dir string) (*Spool, error) {
	return &Spool{dir}, os.MkdirAll(dir, durable.PrivateFolder)
}

// Path is where a file of an arrival lies.
func (s *Spool) Path(key string, name ...string) string {
	return filepath.Join(append([]string{s.dir, key}, name...)...)
}

// Begin writes arrival.json, durably: step 1.
func (s *Spool) Begin(a Arrival) error {
	dir := s.Path(a.Key)
	if err := durable.Mkdir(dir); err != nil {
		return err
	}
	b, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, Manifest), b); err != nil {
		return err
	}
	return fault.At(fault.Begun)
}

// Content is one file of a submission as it lies in the spool.
type Content struct {
	File
	Size   int64 // bytes
	SHA256 string
}

// Submission is what was handed in. Hash ties a number to it: the SHA-256 over the
// hashes of the form and, in any order, its attachments. Names do not count.
type Submission struct {
	Contents []Content // the form first
	Hash     string
}

// Submission looks at an arrival's files. A file that vanished before it could be
// moved gives fs.ErrNotExist.
func (s *Spool) Submission(a Arrival) (Submission, error) {
	var p Submission
	for _, f := range a.Files {
		if is, err := s.IsOurs(a, f); err != nil {
			return p, err
		} else if is {
			continue
		}
		c, err := s.content(a.Key, f)
		if err != nil {
			return p, err
		}
		p.Contents = append(p.Contents, c)
	}
	p.Hash = archive.SubmissionHash(p.Contents[0].SHA256, p.Attachments())
	return p, nil
}

// IsOurs reports whether a file of an arrival is what we gave back with the form, and
// so no part of the submission. One that has gone is nobody's.
func (s *Spool) IsOurs(a Arrival, f File) (bool, error) {
	if !f.Ours {
		return false, nil
	}
	file, err := shared.OpenPrivate(s.Path(a.Key, f.Name))
	switch {
	case errors.Is(err, shared.ErrIrregular):
		return false, nil
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !ours.MayBe(f.From, info.Size()) {
		return false, err
	}
	data, err := io.ReadAll(io.LimitReader(file, largestOurs))
	return err == nil && ours.WasGiven(f.From, data), err
}

// Replaces is the arrival whose changed form an arrival is, as the latest of our texts says
// that came along (ours.Arrival); empty for none. Whether it may be, others judge.
func (s *Spool) Replaces(a Arrival) (key string, err error) {
	for _, f := range a.Files {
		if is, err := s.IsOurs(a, f); err != nil {
			return "", err
		} else if !is || !strings.EqualFold(path.Ext(f.From), ".txt") {
			continue
		}
		data, err := bounded.ReadPath(s.Path(a.Key, f.Name), ours.Largest)
		if errors.Is(err, fs.ErrNotExist) {
			continue // of what is gone IsOurs says so, too
		}
		if err != nil {
			return "", err
		}
		if found, ok := ours.Arrival(data); ok && found != a.Key {
			key = max(key, found)
		}
	}
	return key, nil
}

// largestOurs bounds what is read of a file to find out whether it is ours: more than
// any form, with the marks on it.
const largestOurs = 64 << 20

// Attached is the plain file beside the form that has a name, as forms name their
// attachments; ok is false where there is none.
func (p Submission) Attached(name string) (c Content, ok bool) {
	i := slices.IndexFunc(p.Contents[1:], func(c Content) bool { return !c.Irregular && form.NameKey(c.Title()) == form.NameKey(name) })
	if i < 0 {
		return c, false
	}
	return p.Contents[1+i], true
}

// Attachments are the SHA-256 of the files beside the form.
func (p Submission) Attachments() []string {
	var sums []string
	for _, c := range p.Contents[1:] {
		sums = append(sums, c.SHA256)
	}
	return sums
}

// LoadAttached gives what is in the attachment of that name, no further than a docx may
// go; found is false where there is none.
func (s *Spool) LoadAttached(key string, p Submission, name string) (data []byte, found bool, err error) {
	c, ok := p.Attached(name)
	if !ok {
		return nil, false, nil
	}
	data, err = docx.Load(bounded.Dir(s.Path(key)), c.Name)
	return data, err == nil, err
}

func (s *Spool) content(key string, f File) (Content, error) {
	at := s.Path(key, f.Name)
	file, err := shared.OpenPrivate(at)
	if err != nil && !errors.Is(err, shared.ErrIrregular) {
		return Content{}, err
	}
	if err == nil {
		defer file.Close()
	}
	if err != nil || f.Irregular {
		target, _ := os.Readlink(at) // a device has none; its name must do
		if f.What == "" {
			info, err := os.Lstat(at)
			if err != nil {
				return Content{}, err
			}
			f.What = shared.What(info, target)
		}
		f.Irregular = true
		hash := sha256.Sum256([]byte("irregular " + f.From + " " + target))
		return Content{f, 0, hex.EncodeToString(hash[:])}, nil
	}
	info, err := file.Stat()
	if err != nil {
		return Content{}, err
	}
	hash, err := bag.Sum(file)
	return Content{f, info.Size(), hash}, err
}

func sum(path string) (string, error) {
	f, err := shared.OpenPrivate(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return bag.Sum(f)
}

// Read is the arrival with the given key.
func (s *Spool) Read(key string) (Arrival, error) {
	var a Arrival
	b, err := os.ReadFile(s.Path(key, Manifest))
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, fmt.Errorf("%s：%w", s.Path(key, Manifest), err)
	}
	if a.Key != key || len(a.Files) == 0 {
		return a, fmt.Errorf("%s：内容与文件夹不符", s.Path(key, Manifest))
	}
	return a, nil
}

// Has reports whether there is anything of an arrival, as far as can be told.
func (s *Spool) Has(key string) bool {
	_, err := os.Lstat(s.Path(key))
	return !errors.Is(err, fs.ErrNotExist)
}

// Moved reports whether any file of an arrival has left the inbox.
func (s *Spool) Moved(a Arrival) bool {
	return slices.ContainsFunc(a.Files, func(f File) bool {
		_, err := os.Lstat(s.Path(a.Key, f.Name))
		return err == nil
	})
}

// Keys are the arrivals in the spool, oldest first.
func (s *Spool) Keys() ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			keys = append(keys, entry.Name())
		}
	}
	return keys, nil
}

// RemoveUnbegun removes a folder without arrival.json, as Begin leaves it when
// it is cut short: nothing was moved there yet. A folder that has anything else
// in it lost its arrival.json in another way, and is left as it is.
func (s *Spool) RemoveUnbegun(key string) error {
	err := os.Remove(s.Path(key, Manifest+".part"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Remove(s.Path(key)); err != nil {
		return fmt.Errorf("%s 里没有 %s，不知道是谁的文件：请查看，需要办理的移回收件文件夹，其余的删去（%w）", s.Path(key), Manifest, err)
	}
	return nil
}

// Remove takes an arrival that has ended, or never began, out of the spool.
//
// Arrival.json goes last: while it is there, what is left of the folder is known.
func (s *Spool) Remove(key string) error {
	entries, err := os.ReadDir(s.Path(key))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, entry := range entries {
		if entry.Name() != Manifest {
			if err := os.RemoveAll(s.Path(key, entry.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.RemoveAll(s.Path(key)); err != nil {
		return err
	}
	return fault.At(fault.Cleared)
}
