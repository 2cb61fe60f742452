package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/bounded"
)

// Bounds on what is inside a workbook. A small file can unpack to anything, and
// the library holds a whole sheet in memory once one of its cells is asked for.
const (
	maxUnpacked = 64 << 20 // bytes, of all parts together
	maxPart     = 8 << 20  // bytes, of one XML part
	maxParts    = 2000     // files in the workbook
	maxMarkup   = 300_000  // as bounded.Markup weighs it; a blank form has nine thousand
	maxMerged   = 2000     // merged ranges in one sheet; the library compares each with each
	maxSheets   = 50
	maxSheetRow = 3000
	maxSheetCol = 100
	maxWide     = 50 // rows with more columns; unfolding one costs a thousand cells
)

// readWorkbook reads an Excel form.
func readWorkbook(data []byte, kinds *templates.Set) (*answers, *Unreadable) {
	archive, u := openContainer(data)
	if u != nil {
		return nil, u
	}
	parts, err := bounded.Only(archive, bounded.IsMarkup)
	if err != nil {
		return nil, damaged(err)
	}
	file, err := excelize.OpenReader(parts,
		excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return nil, damaged(err)
	}
	defer file.Close()
	s, kind, u := formSheet(file, kinds)
	if u != nil {
		return nil, u
	}
	if err := s.load(); err != nil {
		return nil, damaged(err)
	}
	a, err := s.answers(kind, s.others)
	if err != nil {
		return nil, damaged(err)
	}
	return a, nil
}

// openContainer looks at the file before the library unpacks it.
func openContainer(data []byte) (*zip.Reader, *Unreadable) {
	if bounded.IsCompound(data) {
		u := &Unreadable{
			Reason:          "是旧版 Excel 文件（.xls）改了扩展名",
			Advice:          "请打开后另存为“Excel 工作簿（.xlsx）”再放入",
			MaybeAttachment: true,
		}
		if bounded.HasPassword(data) {
			u.Reason, u.Advice = "工作簿加了密码", "请去掉打开密码、另存后再放入"
		}
		return nil, u
	}
	tooLarge := &Unreadable{
		Reason: "工作簿的内容太多，不像是一份表单",
		Advice: "请用空白表单重新填写，材料改作附件另放",
	}
	if !bounded.Parts(data, maxParts) {
		return nil, tooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(err)
	}
	workbook, unpacked, markup := false, uint64(0), 0
	left := uint64(len(data)) // less what the parts before take up, packed
	for _, part := range archive.File {
		if part.CompressedSize64 > left {
			return nil, damaged(errors.New("parts that lie on each other")) // each would be copied
		}
		left -= part.CompressedSize64
		name := strings.ToLower(part.Name)
		workbook = workbook || name == "xl/workbook.xml"
		unpacked += part.UncompressedSize64
		if unpacked > maxUnpacked || bounded.IsMarkup(name) && part.UncompressedSize64 > maxPart {
			return nil, tooLarge
		}
		if bounded.IsMarkup(name) {
			weight, err := bounded.Markup(part, maxMarkup-markup)
			if err != nil {
				return nil, damaged(err)
			}
			if markup += weight; markup > maxMarkup {
				return nil, tooLarge
			}
		}
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") {
			if n, err := count(part, "mergeCell "); err != nil {
				return nil, damaged(err)
			} else if n > maxMerged {
				return nil, tooLarge
			}
		}
	}
	if !workbook {
		return nil, &Unreadable{
			Reason:          "不是 Excel 工作簿",
			Advice:          "请核对扩展名是否被改动；表单请用空白表单填写",
			MaybeAttachment: true,
		}
	}
	return archive, nil
}

func count(part *zip.File, s string) (int, error) {
	r, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	b, err := io.ReadAll(r) // bounded: the reader stops at the size the part declares
	return bytes.Count(b, []byte(s)), err
}

// formSheet finds the one sheet that is the form. A sheet that says 表单种类
// counts before one that only bears a kind's title. Hidden sheets do not count.
func formSheet(file *excelize.File, kinds *templates.Set) (*sheet, *templates.Kind, *Unreadable) {
	names := file.GetSheetList()
	if len(names) > maxSheets {
		return nil, nil, &Unreadable{
			Reason: fmt.Sprintf("有%d张工作表，不像是一份表单", len(names)), Advice: "请用空白表单填写", MaybeAttachment: true,
		}
	}
	type found struct {
		sheet *sheet
		kind  *templates.Kind
	}
	var marked []mark
	var titled []found
	var seen []*sheet
	visible := 0
	for _, name := range names {
		if shown, err := file.GetSheetVisible(name); err != nil || !shown {
			continue
		}
		visible++
		s, err := openSheet(file, name)
		if err != nil {
			return nil, nil, damaged(err)
		}
		s.first = visible == 1
		seen = append(seen, s)
		marked = append(marked, s.marks()...)
		if k := s.titleKind(kinds); k != nil {
			titled = append(titled, found{s, k})
		}
	}
	twice := func(a, b string) *Unreadable {
		return &Unreadable{
			Reason: fmt.Sprintf("一个工作簿里有两份表单（%s和%s）", a, b),
			Advice: "请分开保存，一个文件只放一份表单",
		}
	}
	switch {
	case len(marked) > 1:
		return nil, nil, twice(marked[0].at(), marked[1].at())
	case len(marked) == 1:
		m := marked[0]
		kind, u := kindNamed(m.kind, m.at(), kinds)
		if u == nil && m.sheet.tooLarge {
			u = &Unreadable{
				Reason: fmt.Sprintf("工作表“%s”超出了%d行%d列", m.sheet.name, maxSheetRow, maxSheetCol),
				Advice: "请用空白表单重新填写，不要在表外留下内容或格式",
			}
		}
		return m.sheet.among(seen), kind, u
	case len(titled) > 1:
		return nil, nil, twice(titled[0].sheet.name, titled[1].sheet.name)
	case len(titled) == 1 && !titled[0].sheet.tooLarge:
		return titled[0].sheet.among(seen), titled[0].kind, nil
	}
	return nil, nil, &Unreadable{
		Reason:          fmt.Sprintf("工作簿里没有写明“%s”", templates.KindLabel),
		Advice:          "如果是表单，请用空白表单填写；如果是附件，请与表单一起放入",
		MaybeAttachment: true,
	}
}
