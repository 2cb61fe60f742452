package samples

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

//go:embed inbox expected.yaml
var inbox embed.FS

// workbookSource ends the name of a form that is kept as YAML here and dropped
// as a workbook: 介绍信.xlsx.yaml becomes 介绍信.xlsx.
const workbookSource = ".xlsx.yaml"

// Write writes the sample inbox under dir, which need not exist: a folder per
// unit, with the forms and attachments it drops.
func Write(dir string, kinds *templates.Set) error {
	return writeFiles(dir, inbox, "inbox", func(name string, data []byte) (string, []byte, error) {
		stem, ok := strings.CutSuffix(name, workbookSource)
		if !ok {
			return name, data, nil
		}
		data, err := workbook(data, kinds)
		if err != nil {
			err = fmt.Errorf("samples/inbox/%s：%w", name, err)
		}
		return stem + ".xlsx", data, err
	})
}

// writeFiles writes the files below a folder of those built in under dir, each as made
// gives it, by its path below the folder, with /.
func writeFiles(dir string, from fs.FS, folder string, made func(name string, data []byte) (string, []byte, error)) error {
	root, err := fs.Sub(from, folder)
	if err != nil {
		return err
	}
	return fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(dir, filepath.FromSlash(name)), 0o777)
		}
		data, err := fs.ReadFile(root, name)
		if err == nil {
			name, data, err = made(name, data)
		}
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), data, 0o666)
	})
}

// workbook turns a YAML form into the workbook a clerk would have filled in.
func workbook(source []byte, kinds *templates.Set) ([]byte, error) {
	kind, values, err := parseForm(source, kinds.Named)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := xlsx.Fill(&b, kind, values); err != nil {
		return nil, err
	}
	return enterFormulas(b.Bytes())
}

// enterFormulas makes formulas of the texts that begin with =, as they become
// when typed into a cell.
func enterFormulas(book []byte) ([]byte, error) {
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	found := false
	for _, sheet := range f.GetSheetList() {
		cells, err := f.SearchSheet(sheet, "^=", true)
		if err != nil {
			return nil, err
		}
		for _, cell := range cells {
			text, err := f.GetCellValue(sheet, cell)
			if err != nil {
				return nil, err
			}
			if err := f.SetCellFormula(sheet, cell, text); err != nil {
				return nil, err
			}
			found = true
		}
	}
	if !found {
		return book, nil
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Outcome is what becomes of a file in the inbox.
type Outcome string

const (
	Filed     Outcome = "filed"
	Returned  Outcome = "returned"
	Duplicate Outcome = "duplicate"
	Pending   Outcome = "pending" // until the office's patience with it ends
)

// Expectation is what must become of a sample.
type Expectation struct {
	Outcome  Outcome  `yaml:"outcome"`
	Articles []string `yaml:"articles"` // all that the notice cites, sorted; none where no form can be read
	Why      string   `yaml:"why"`      // in one Chinese sentence
}

// Expected tells what must become of each form Write writes, by its path under
// the inbox, with /. The forms are to be taken in the order of their paths.
func Expected() (map[string]Expectation, error) {
	var expected map[string]Expectation
	if err := readYAML(inbox, "expected.yaml", &expected); err != nil {
		return nil, err
	}
	return expected, nil
}
