package audit

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"

	"gongwen/archive"
	"gongwen/templates"
)

// checkIssued looks among the office's copies for documents of ours that neither bags nor
// journal nor catalogue know: where all of these are lost, nothing else tells of them. A
// copy is made last, so a record of which there is one was filed.
func (v *verification) checkIssued(ctx context.Context) error {
	if v.Issued == "" || v.Kinds == nil {
		return nil
	}
	known := map[string]bool{}
	for _, folder := range v.folders {
		known[path.Base(folder)] = true
	}
	for number := range v.told {
		known[archive.SafeName(number)] = true
	}
	for _, e := range v.records {
		known[archive.SafeName(e.number)] = true
	}
	for number := range v.losses {
		known[archive.SafeName(number)] = true
	}
	copies, err := fs.Glob(os.DirFS(v.Issued), "*/*.pdf") // the folder's own path is no pattern
	for _, name := range copies {
		number, is := v.numberOf(strings.TrimSuffix(path.Base(name), ".pdf"))
		if !is || known[archive.SafeName(number)] {
			continue
		}
		known[archive.SafeName(number)] = true
		if v.Catalogue != nil { // it may have been issued since that was read
			if _, err := v.Catalogue.Record(ctx, number); err == nil {
				continue
			}
		}
		v.add(Finding{Code: BagLost, Number: number,
			Message: "issued/ 里有 " + number + " 的副本，档案、流水、目录里却都没有这一件",
			Advice:  "请从备份恢复档案和流水；确实无从恢复的，报告主管人员，把副本移出 issued 另行保管"})
	}
	return err
}

// numberOf is the number of the record that a copy of this name, without extension, belongs
// to, if it is one of ours: 青政发〔2026〕3号, or 青政发〔2026〕3号 发文稿纸.
func (v *verification) numberOf(name string) (number string, is bool) {
	name, further, _ := strings.Cut(name, " ")
	if name, is = templates.RecordNumber(name); !is {
		return "", false
	}
	_, rest, _ := strings.Cut(name, "〔")
	inYear, ofYear, _ := strings.Cut(rest, "〕")
	year, _ := strconv.Atoi(inYear)
	serial, _ := strconv.Atoi(strings.TrimSuffix(ofYear, "号"))
	for _, k := range v.Kinds.All() {
		number = k.FormatNumber(year, serial)
		if further == "" && name == number {
			return number, true
		}
		for _, f := range k.Further {
			if f.Issued && f.Name == further && name == cmp.Or(f.FormatNumber(year, serial), number) {
				return number, true
			}
		}
	}
	return "", false
}
