package roster

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"gongwen/templates/bounded"
)

// Names the roster can have in a data folder.
const (
	WorkbookName = "roster.xlsx"
	YAMLName     = "roster.yaml"
)

// Load reads the roster of a data folder: roster.xlsx or roster.yaml. Both at
// once is an error, since nobody could say which one holds.
func Load(folder fs.FS) (*Roster, error) {
	var name string
	for _, candidate := range []string{WorkbookName, YAMLName} {
		_, err := fs.Stat(folder, candidate)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if name != "" {
			return nil, fmt.Errorf("同时有 %s 和 %s，无法确定以哪个为准，请移走一个", name, candidate)
		}
		name = candidate
	}
	if name == "" {
		return nil, fmt.Errorf("没有花名册，请放入 %s 或 %s：%w", WorkbookName, YAMLName, fs.ErrNotExist)
	}
	content, err := bounded.ReadFile(folder, name, bounded.Roster)
	if err != nil {
		return nil, err
	}
	return Read(name, content)
}

// Read reads a roster from a file's content; the ending of its name says
// whether it is a workbook or YAML. The error is a list of Chinese sentences,
// one a line, with everything that is wrong: file, line or cell, column.
func Read(name string, content []byte) (*Roster, error) {
	var rows tableRows
	var err error
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".xlsx":
		rows, err = readWorkbook(content)
	case ".yaml", ".yml":
		rows, err = readYAML(content)
	default:
		err = fmt.Errorf("花名册应是 .xlsx 或 .yaml 文件，不能是“%s”", ext)
	}
	var r *Roster
	if err == nil {
		r, err = build(rows)
	}
	if err != nil {
		return nil, named(name, err)
	}
	return r, nil
}

// named puts the file's name before each line of an error. What several rows have in
// common, such as a merged cell, is said once.
func named(name string, err error) error {
	var lines []string
	said := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimRight(err.Error(), "\n"), "\n") {
		if !said[line] {
			lines, said[line] = append(lines, name+"："+line), true
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}
