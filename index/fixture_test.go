package index_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/extract"
	"gongwen/archive/texts"
)

// fakeTexts has texts by the SHA-256 of the file.
type fakeTexts struct {
	id       string
	texts    map[string]string
	readings []texts.Reading
}

var noTexts = &fakeTexts{id: "none"}

func (f *fakeTexts) ID() string { return f.id }

func (f *fakeTexts) Of(_ context.Context, r archive.Record) ([]texts.Attachment, error) {
	var all []texts.Attachment
	for _, file := range r.Attachments {
		all = append(all, texts.Attachment{Path: file.Path, State: extract.Read, Text: f.texts[file.SHA256]})
	}
	return all, nil
}

func (f *fakeTexts) Text(_ context.Context, sha256 string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(f.texts[sha256])), nil
}

func (f *fakeTexts) Readings(_ context.Context, after int64, limit int) ([]texts.Reading, error) {
	rest := f.readings[min(int(after), len(f.readings)):]
	return rest[:min(limit, len(rest))], nil
}

func (f *fakeTexts) LastReading(context.Context) (int64, error) { return int64(len(f.readings)), nil }

func (f *fakeTexts) read(number, sha, text string) {
	if f.texts == nil {
		f.texts = map[string]string{}
	}
	f.texts[sha] = text
	f.readings = append(f.readings, texts.Reading{Seq: int64(len(f.readings) + 1), Number: number})
}

// generationFiles are all files of an index's generations and what names them.
func generationFiles(t testing.TB, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "lock" {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	return files
}

// harms are what can happen to a file.
var harms = map[string]func(file string, size int64) error{
	"removed": func(file string, _ int64) error { return os.Remove(file) },
	"emptied": func(file string, _ int64) error { return os.Truncate(file, 0) },
	"cut":     func(file string, size int64) error { return os.Truncate(file, size/2) },
	"cut by one": func(file string, size int64) error {
		return os.Truncate(file, size-1)
	},
	"cut to a page": func(file string, size int64) error { return os.Truncate(file, min(size-1, 4096)) },
	"grown": func(file string, size int64) error {
		f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString("more")
		return errors.Join(err, f.Close())
	},
	"changed": func(file string, size int64) error {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		copy(text[len(text)/3:], "damage")
		return os.WriteFile(file, text, 0o640)
	},
	"overwritten": func(file string, size int64) error { // in place, as under a mapped file
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteAt([]byte(strings.Repeat("scribble", 512)), size/2)
		return errors.Join(err, f.Close())
	},
	"nonsense": func(file string, size int64) error {
		return os.WriteFile(file, []byte(strings.Repeat("nonsense", int(size)/8+1))[:size], 0o640)
	},
}
