package extract

import (
	"encoding/xml"
	"io"

	"gongwen/templates/opc"
)

// book is a workbook being read.
type book struct {
	*pack
	strings  table
	numbers  numbers
	date1904 bool
}

// sheet is an entry in the list of sheets.
type sheet struct {
	name string
	id   string // of the relationship to its part
}

// readWorkbook reads the sheets of an xlsx, hidden ones too: their names, their cells
// as they are shown, a row a line, what is printed above and below, then what lies on
// them. How a number is shown excelize tells. The cells themselves are read here: a
// sheet is read as far as it is sound, however large it is, and excelize takes the
// end of what it can read for the end of the sheet.
func (p *pack) readWorkbook() error {
	b := &book{pack: p}
	sheets, err := b.list()
	if err != nil {
		return err
	}
	parts := map[string]opc.Relationship{}
	var unnamed []*opc.Part // sheets of a workbook that does not list them
	for _, r := range p.related(p.document) {
		switch {
		case r.Outside:
		case r.Part == nil && (r.Type == "sharedStrings" || r.Type == "styles"):
			p.into.miss(Damaged, tables[r.Type]+"（"+r.Target+"）缺失")
		case r.Type == "sharedStrings":
			err = b.readStrings(r.Part)
		case r.Type == "styles":
			b.numbers.styles = r.Part
		case r.Type == "worksheet" && r.ID == "":
			unnamed = append(unnamed, r.Part)
		default:
			parts[r.ID] = r
		}
		if err != nil {
			return err
		}
	}
	for i, s := range sheets {
		r, known := parts[s.id]
		if !known && i < len(unnamed) {
			r.Part = unnamed[i]
		}
		if err := p.into.write(s.name + "\n"); err != nil {
			return err
		}
		if r.Part == nil {
			p.into.miss(Damaged, "工作表“"+s.name+"”缺失")
			continue
		}
		if err := b.tree(r.Part, s.name); err != nil {
			return err
		}
	}
	for _, part := range unnamed[min(len(sheets), len(unnamed)):] {
		if err := b.tree(part, ""); err != nil {
			return err
		}
	}
	if len(sheets) == 0 {
		for _, r := range p.related(p.document) {
			if r.Type == "worksheet" && r.Part != nil {
				if err := b.tree(r.Part, ""); err != nil {
					return err
				}
			}
		}
	}
	return p.describe()
}

// tables are what the parts of a workbook besides the sheets are called in Chinese.
var tables = map[string]string{"sharedStrings": "文字表", "styles": "格式表"}

// list is the list of sheets.
func (b *book) list() (sheets []sheet, err error) {
	err = b.stream(b.document, "工作簿", func(r io.Reader) error {
		return elements(b.into, r, func(s xml.StartElement) {
			switch s.Name.Local {
			case "sheet":
				if len(sheets) < mostParts {
					sheets = append(sheets, sheet{attribute(s, "name"), relationshipID(s)})
				}
			case "workbookPr":
				b.date1904 = truth[attribute(s, "date1904")]
			}
		})
	})
	return sheets, err
}

// truth are the words for it (xsd:boolean).
var truth = set("1 true on")

// tree reads a sheet and what lies on it.
func (b *book) tree(part *opc.Part, name string) error {
	err := b.stream(part, "工作表“"+name+"”", func(r io.Reader) error { return b.readSheet(r) })
	if err == nil {
		err = b.into.breakLine()
	}
	if err != nil {
		return err
	}
	return b.follow(part, nil)
}
