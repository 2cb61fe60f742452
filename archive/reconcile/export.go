package reconcile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"gongwen/templates/bounded"
	"gongwen/templates/workbook"
)

// export is the file as lines of cells, before anybody has said what the columns mean.
type export struct {
	name   string // of the file, without its folder
	sha256 string
	sheets []sheet // of a workbook; a text is one, without a name
	notes  []string
}

type sheet struct {
	name  string
	lines []line
}

// line is a line that has something in it.
type line struct {
	number int    // from 1, as the program counts that shows the file
	cells  []any  // as templates.Field.Parse takes them; nil for nothing
	under  []bool // of a workbook: the cell shows what a merged one says
	hidden bool   // by a filter
}

func (l line) cell(i int) any {
	if i < 0 || i >= len(l.cells) {
		return nil
	}
	return l.cells[i]
}

// merged reports whether what stands in a cell belongs to one above or beside it.
func (l line) merged(i int) bool { return i >= 0 && i < len(l.under) && l.under[i] }

const (
	maxFile    = 64 << 20 // bytes
	maxLines   = 200_000
	maxColumns = 200
	maxCells   = 1_500_000
)

// read reads a file as far as it is one of those that are known, by what is in it and not
// by its extension: banks call text files .xls.
func read(path string, as Layout) ([]*export, error) {
	data, err := bounded.ReadPath(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("没有 %s 这个文件，请核对名称和所在的文件夹", path)
	}
	if err != nil {
		return nil, err
	}
	variants, err := readBytes(data, as)
	if err != nil {
		return nil, fmt.Errorf("%s %w", filepath.Base(path), err)
	}
	sum := sha256.Sum256(data)
	for _, e := range variants {
		e.name, e.sha256 = filepath.Base(path), hex.EncodeToString(sum[:])
	}
	return variants, nil
}

// What a file can be instead. The messages go on from its name.
var (
	errEmpty    = errors.New("是空的，请重新导出")
	errOld      = errors.New("是旧版 Excel 文件（.xls），请打开后另存为“Excel 工作簿（.xlsx）”再核对")
	errPassword = errors.New("加了密码，请去掉打开密码、另存后再核对")
	errPage     = errors.New("是网页（有的银行导出时起名为 .xls），请用 Excel 打开后另存为“Excel 工作簿（.xlsx）”再核对")
	errBook     = errors.New("不是 Excel 工作簿，或已损坏，请打开看看，另存为 .xlsx 后再核对")
	errTooMuch  = fmt.Errorf("的内容太多（上限%d行、%d栏），请按月或按账户分开导出", maxLines, maxColumns)
)

func readBytes(data []byte, as Layout) ([]*export, error) {
	start := bytes.TrimLeft(bounded.WithoutMark(data), " \t\r\n")
	switch {
	case len(start) == 0:
		return nil, errEmpty
	case bounded.IsCompound(data) && bounded.HasPassword(data):
		return nil, errPassword
	case bounded.IsCompound(data):
		return nil, errOld
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		e, err := readWorkbook(data)
		return []*export{e}, err
	case bytes.HasPrefix(start, []byte("%PDF")):
		return nil, errors.New("是 PDF，请导出 Excel 或 CSV 格式的明细")
	case start[0] == '<':
		return nil, errPage
	}
	return readText(data, as)
}

var bookBounds = workbook.Bounds{Sheets: 50, Rows: maxLines, Columns: maxColumns, Cells: maxCells, All: maxCells, Text: maxFile}

// readWorkbook reads the sheets that people see.
func readWorkbook(data []byte) (*export, error) {
	sheets, err := workbook.Sheets(data, bookBounds)
	switch {
	case errors.Is(err, workbook.ErrTooMuch):
		return nil, errTooMuch
	case err != nil:
		return nil, fmt.Errorf("%w（%w）", errBook, err)
	}
	e := &export{}
	for _, s := range sheets {
		if s.Excess != "" {
			return nil, fmt.Errorf("的工作表“%s”%s，请删去多余的内容，或分开导出", s.Name, s.Excess)
		}
		e.sheets = append(e.sheets, sheet{s.Name, linesOf(s)})
	}
	return e, nil
}

func linesOf(s *workbook.Sheet) (lines []line) {
	for row, texts := range s.Rows {
		l := line{number: row + 1, cells: make([]any, len(texts)), under: make([]bool, len(texts))}
		something := false
		for col := range texts {
			at := s.Area(row, col)
			l.under[col] = at.Top != row || at.Left != col
			if l.cells[col] = stored(s.Cell(row, col)); l.cells[col] == nil {
				continue
			}
			something = something || !l.under[col]
			l.hidden = l.hidden || s.Hidden(row, col)
		}
		if something {
			lines = append(lines, l)
		}
	}
	return lines
}
