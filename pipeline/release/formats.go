package release

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongwen/archive"
	"gongwen/archive/backup"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/moving"
	"gongwen/archive/register"
	"gongwen/archive/texts"
	"gongwen/index"
)

// Class is what becomes of a format when the program changes.
type Class string

const (
	Kept    Class = "kept"    // read in every version up to the program's own; a newer one is refused
	Derived Class = "derived" // made anew in this version
	Copies  Class = "copies"  // outside of the data folder; every version up to this one is read
)

// Format is one of the formats of archive/FORMATS.md.
type Format struct {
	Key   string `json:"key"`
	Title string `json:"title"` // for people
	// Writes is the version that is written; whole numbers, with a stroke between them.
	Writes string `json:"writes"`
	// Reads is the oldest version that is read.
	Reads string `json:"reads"`
	Class Class  `json:"class"`

	// inPlace are the paths, below the data folder, of what a newer version changes where
	// it stands. What is only added to, or never changed, has none.
	inPlace []string
}

// The keys of formats that this package itself asks for.
const catalogueKey = "catalogue"

// Formats are all formats this program reads and writes, in the order of FORMATS.md. This
// is the one list of them: each version is the constant of the package that writes it, or
// stands here where that package has had only one.
func Formats() []Format {
	one := "1"
	f := []Format{
		{Key: "bag", Title: "档案袋（BagIt）", Class: Kept},
		{Key: "record", Title: "档案的记录 record.json", Writes: strconv.Itoa(archive.RecordVersion), Reads: one, Class: Kept},
		{Key: "sign-offs", Title: "签批记录 signoffs.json", Class: Kept},
		{Key: "journal", Title: "流水、查阅登记", Writes: strconv.Itoa(journal.Version), Reads: one, Class: Kept},
		{Key: "accounts", Title: "阅览室账号", Class: Kept, inPlace: []string{"reading/accounts.yaml"}},
		{Key: "spool", Title: "在办的收件", Class: Kept, inPlace: []string{"spool", "voiding.json", "delegating.json"}},
		{Key: catalogueKey, Title: "目录", Writes: catalogue.SchemaVersion, Reads: "3", Class: Kept, inPlace: []string{"catalogue.db"}},
		{Key: "texts", Title: "附件的文字", Writes: texts.Version(), Reads: one, Class: Derived},
		{Key: "index", Title: "检索索引", Writes: index.FormatVersion, Reads: index.FormatVersion, Class: Derived},
		{Key: "registers", Title: "台账", Writes: strconv.Itoa(register.Format), Reads: one, Class: Derived},
		{Key: "backup", Title: "备份", Writes: strconv.Itoa(backup.Format), Reads: one, Class: Copies},
		{Key: "move", Title: "搬家文件", Writes: strconv.Itoa(moving.Format), Reads: one, Class: Copies},
	}
	for i := range f {
		if f[i].Writes == "" {
			f[i].Writes, f[i].Reads = one, one
		}
	}
	return f
}

// compareVersions orders versions of a format: whole numbers with strokes between them.
// What is none counts as newer than all that are.
func compareVersions(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), func(a, b string) int {
		m, errM := strconv.Atoi(a)
		n, errN := strconv.Atoi(b)
		switch {
		case errM != nil && errN != nil:
			return strings.Compare(a, b)
		case errM != nil:
			return 1
		case errN != nil:
			return -1
		}
		return cmp.Compare(m, n)
	})
}
