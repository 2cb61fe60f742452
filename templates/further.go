package templates

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Further is a document (另附文件) that every record of a kind has beside its main one:
// printed from the same form, archived with it as one 件, such as the 发文稿纸 of an
// outgoing document.
type Further struct {
	File     string `yaml:"file"`     // its layout, beside document.xml
	Standard string `yaml:"standard"` // in place of File: one that the program has, for any kind
	Name     string `yaml:"name"`     // what people call it: 发文稿纸
	// When is a condition in the language of document.xml, without its braces, such as
	// .form.public; empty for always.
	When string `yaml:"when"`
	// Number is the format of a number of its own, such as 青政办会〔{year}〕{n}号. It has
	// the year and the serial of the record, so it is unique and its series without gaps.
	Number string `yaml:"number"`
	Issued bool   `yaml:"issued"` // whether the office gets a copy beside that of the main one

	Layout string `yaml:"-"` // the text of File
}

// FormatNumber writes the document's own number in the n-th record of a year; empty
// where it bears the record's.
func (f *Further) FormatNumber(year, n int) string {
	return formatNumber(f.Number, strconv.Itoa(year), strconv.Itoa(n))
}

// FormatBlank is its own number, not given yet; empty likewise.
func (f *Further) FormatBlank(year int) string {
	return formatNumber(f.Number, strconv.Itoa(year), "　")
}

// layoutExt is how the names of layouts end: by it edits of them are seen.
const layoutExt = ".xml"

// readFurther reads the layouts of a kind's further documents.
func (k *Kind) readFurther(fsys fs.FS, dir string) error {
	for i := range k.Further {
		f := &k.Further[i]
		if f.File == "" || strings.ContainsAny(f.File, `/\`) {
			continue // which check reports
		}
		var err error
		if f.Layout, err = optional(fsys, dir+"/"+f.File); err != nil {
			return err
		}
		if f.Layout == "" {
			return fmt.Errorf("%s/kind.yaml：documents 里的“%s”：没有 %s 这个文件", dir, f.Name, f.File)
		}
	}
	return nil
}

// checkFurther checks the further documents.
func (k *Kind) checkFurther(fs *flaws) {
	names := map[string]bool{}
	for i, f := range k.Further {
		at := fs.below("documents", i)
		switch {
		case f.Name == "" || f.Name != strings.TrimSpace(f.Name) || strings.ContainsAny(f.Name, `/\:*?"<>|`):
			at.wrong("name", "documents 的 name %q 是印出的文件的名称，不能为空，也不能有 / \\ : * ? \" < > |", f.Name)
		case names[f.Name]:
			at.wrong("name", "documents 里有两个“%s”，请换一个名称", f.Name)
		case (f.File == "") == (f.Standard == ""):
			at.wrong("file", "documents 里的“%s”：file（版式文件）和 standard（程序自带的版式）写一个", f.Name)
		case strings.ContainsAny(f.File, `/\`) || f.File != "" && path.Ext(f.File) != layoutExt:
			at.wrong("file", "documents 里的“%s”：file: %q 只写文件名，以 .xml 结尾，与 document.xml 放在一起", f.Name, f.File)
		case f.Number != "" && (!strings.Contains(f.Number, "{year}") || !strings.Contains(f.Number, "{n}")):
			at.wrong("number", "documents 里的“%s”：number: %q 里要有 {year} 和 {n}", f.Name, f.Number)
		case f.Number != "" && f.When != "":
			at.wrong("when", "documents 里的“%s”：有自己的编号就不能有 when，不印的那一份会使编号不连续", f.Name)
		}
		names[f.Name] = true
		fs.add(at)
	}
}
