package tieout_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/archive/register/registertest"
	"gongwen/archive/register/tieout"
	"gongwen/archive/register/view"
	"gongwen/samples"
	"gongwen/templates/tablefile"
	"gongwen/templates/xlsx"
)

// world is an archive with its registers.
type world struct {
	*testing.T
	money *registertest.Money
	book  *register.Book
	dir   string
}

func newWorld(t *testing.T, n int, degrees ...string) *world {
	t.Helper()
	kinds, err := registertest.Kinds(samples.Office())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t, registertest.Draw(kinds, 1, n), nil, t.TempDir()}
	for i := range w.money.Records {
		if len(degrees) > 0 {
			w.money.Records[i].Secrecy = degrees[i%len(degrees)]
		}
	}
	a, c, err := w.money.Keep(t.Context(), w.dir)
	if c != nil {
		t.Cleanup(func() { c.Close() })
	}
	if err != nil {
		t.Fatal(err)
	}
	w.book = &register.Book{Kinds: kinds, Archive: a, Catalogue: c}
	w.write()
	return w
}

func (w *world) registers() string { return filepath.Join(w.dir, "registers") }

// write writes the registers as they lie in their folder.
func (w *world) write() { w.writeAll(register.Selection{NotSecret: true}) }

func (w *world) writeAll(s register.Selection) {
	w.Helper()
	listings, err := w.book.Listings(w.Context(), "")
	if err != nil {
		w.Fatal(err)
	}
	for _, v := range w.book.Kinds.Views() {
		listings = append(listings, view.Listing(v))
	}
	files := register.Files{Dir: w.registers(), Formats: []tablefile.Format{tablefile.XLSX}, Written: func(string, *register.InUse) {}}
	if err := w.book.WriteFiles(w.Context(), files, listings, s); err != nil {
		w.Fatal(err)
	}
}

func (w *world) check() *tieout.Result {
	w.Helper()
	r, err := tieout.Check(w.Context(), w.book, w.registers(), "", nil, nil)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// edit changes a register as somebody with Excel would.
func (w *world) edit(file string, change func(f *excelize.File, sheet string)) {
	w.Helper()
	path := filepath.Join(w.registers(), file)
	f, err := excelize.OpenFile(path)
	if err != nil {
		w.Fatal(err)
	}
	defer f.Close()
	change(f, f.GetSheetName(0))
	if err := f.Save(); err != nil {
		w.Fatal(err)
	}
}

// TestCheck: what was written ties; whatever one of the three says otherwise is named, with
// the record it is of and what to do.
func TestCheck(t *testing.T) {
	w := newWorld(t, 400)
	if r := w.check(); !r.Ties() || len(r.Totals) < 40 {
		t.Fatalf("%d totals, differences %.2000s", len(r.Totals), fmt.Sprint(r.Differences))
	}
	stands := func(kind string) string { // the number of one that has an effect
		entries, err := w.book.Entries(t.Context(), w.book.Kinds.Named(kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Stands() && e.Year == 2025 && e.Effects[0] > 100 {
				return e.Number
			}
		}
		t.Fatalf("no %s", kind)
		return ""
	}
	funds, asset, revenue := stands("funds"), stands("asset"), stands("revenue")
	cell := func(f *excelize.File, sheet, number, label string) string {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for _, c := range cells {
				if c == number {
					for at, l := range rows[0] {
						if l == label {
							name, _ := excelize.CoordinatesToCellName(at+1, r+1)
							return name
						}
					}
				}
			}
		}
		t.Fatalf("no %s of %s", label, number)
		return ""
	}
	w.edit("2025/资金使用台账.xlsx", func(f *excelize.File, sheet string) {
		if err := f.SetCellValue(sheet, cell(f, sheet, funds, "计入金额"), 0.01); err != nil {
			t.Fatal(err)
		}
	})
	w.edit("2025/固定资产台账.xlsx", func(f *excelize.File, sheet string) {
		at := cell(f, sheet, asset, "编号")
		if err := f.SetCellValue(sheet, at, "龙政资字〔2025〕9999号"); err != nil {
			t.Fatal(err)
		}
	})
	if err := os.Remove(filepath.Join(w.registers(), "2024", "补助发放台账.xlsx")); err != nil {
		t.Fatal(err)
	}
	// Of views an amount, a line and a fixed total.
	w.edit("综合/固定资产卡片台账.xlsx", func(f *excelize.File, sheet string) {
		if err := f.SetCellValue(sheet, "R2", 0.01); err != nil {
			t.Fatal(err)
		}
	})
	w.edit("综合/合同履行台账.xlsx", func(f *excelize.File, sheet string) {
		if err := f.RemoveRow(sheet, 2); err != nil {
			t.Fatal(err)
		}
	})
	w.edit("2026/资金使用台账.xlsx", func(f *excelize.File, sheet string) {
		if err := f.SetCellValue(sheet, cell(f, sheet, "控制数（定值）", "金额"), 0.01); err != nil {
			t.Fatal(err)
		}
	})
	// A record made void that only the catalogue knows of, and a bag that is gone.
	if err := w.book.Catalogue.Void(t.Context(), revenue, "只在目录里", time.Now()); err != nil {
		t.Fatal(err)
	}
	gone := w.money.Records[len(w.money.Records)-1]
	if err := os.RemoveAll(w.book.Archive.Path(gone.Folder())); err != nil {
		t.Fatal(err)
	}
	r := w.check()
	for _, want := range []struct{ number, column, reason string }{
		{"控制数（定值）", "金额", "控制数不是各行计入额相加的"},
		{funds, "金额", "台账被改动过"},
		{asset, "", "台账里没有这一行"},
		{"龙政资字〔2025〕9999号", "", "后来添在台账里"},
		{"台账", "", "没有 "},
		{revenue, "效力", "目录与档案不符"},
		{gone.Number, "", "档案遗失"},
	} {
		found := false
		for _, d := range r.Differences {
			found = found || d.Number == want.number && d.Column == want.column && strings.Contains(d.Reason, want.reason)
		}
		if !found {
			t.Errorf("%v is not named in %.2000s", want, fmt.Sprint(r.Differences))
		}
	}
	of := map[string]int{}
	for _, d := range r.Differences {
		of[d.Kind]++
	}
	if of["固定资产卡片台账"] != 2 || of["合同履行台账"] < 2 || of["政府采购台账"] != 0 {
		t.Errorf("differences: %v", of)
	}
	for _, total := range r.Totals {
		apart := (total.Kind == "资金使用" || total.Kind == "固定资产" || total.Kind == "执收执罚收入") && total.Year == 2025
		if apart && total.Ties {
			t.Errorf("%+v ties", total)
		}
		if total.Kind == "合同" && total.Year == 2025 && !total.Ties {
			t.Errorf("%+v does not tie", total)
		}
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "账实核对.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := xlsx.Write(out, r.Table("贺知秋", time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))); err != nil {
		t.Fatal(err)
	}
}

// TestCheckTakesLossesForWhatTheyAre: a record that was written off is a difference, too,
// but one that says by whom.
func TestCheckTakesLossesForWhatTheyAre(t *testing.T) {
	w := newWorld(t, 60)
	lost := w.money.Records[10]
	if err := os.RemoveAll(w.book.Archive.Path(lost.Folder())); err != nil {
		t.Fatal(err)
	}
	off := &catalogue.WriteOff{At: time.Now(), Reason: "水淹", By: "章档案"}
	if err := w.book.Catalogue.WriteOff(t.Context(), lost.Number, off); err != nil {
		t.Fatal(err)
	}
	w.write()
	r := w.check()
	for _, d := range r.Differences[1:] { // of the view that has its line
		if d.Kind != "收支两条线台账" || !strings.Contains(d.Reason, "由前面逐件列出的差异引起") {
			t.Errorf("%+v", d)
		}
	}
	if r.Differences[0].Number != lost.Number || !strings.Contains(r.Differences[0].Reason, "已核销：水淹（章档案）") {
		t.Errorf("%.2000s", fmt.Sprintf("%+v", r.Differences))
	}
}

// TestCheckWithoutSecrets: a register is tied to what it should have, and the catalogue to
// the bags with what it leaves out. Of a record that has a degree of secrecy every tool
// names the loss, and a register the row that it must not have.
func TestCheckWithoutSecrets(t *testing.T) {
	w := newWorld(t, 400, "", "秘密", "", "", "机密")
	r := w.check()
	if !r.Ties() {
		t.Fatalf("differences %.2000s", fmt.Sprintf("%+v", r.Differences))
	}
	figures := map[bool]tieout.Figure{}
	for _, l := range r.Totals {
		if l.Secret != strings.HasSuffix(l.Kind, "（连同有密级的）") || l.Secret && l.Register != (tieout.Figure{}) {
			t.Errorf("%+v", l)
		}
		if l.Year != 0 && strings.HasPrefix(l.Kind, "资金使用") {
			of := figures[l.Secret]
			of.Records, of.Amount = of.Records+l.Bags.Records, of.Amount+l.Bags.Amount
			figures[l.Secret] = of
		}
	}
	if open, all := figures[false], figures[true]; open.Records == 0 || all.Records <= open.Records || all.Amount <= open.Amount {
		t.Errorf("without secrets %+v, with them %+v", open, all)
	}
	secret := func(year int) string {
		for _, r := range w.money.Records {
			if r.Kind == "funds" && r.Year == year && r.Secrecy != "" && w.money.Voided[r.Number].IsZero() {
				return r.Number
			}
		}
		t.Fatalf("no secret one of %d", year)
		return ""
	}
	lost, rowed := secret(2025), secret(2024)
	for _, r := range w.money.Records {
		if r.Number == lost {
			if err := os.RemoveAll(w.book.Archive.Path(r.Folder())); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.edit("2024/资金使用台账.xlsx", func(f *excelize.File, sheet string) {
		if err := f.SetCellValue(sheet, "B2", rowed); err != nil {
			t.Fatal(err)
		}
	})
	r = w.check()
	named := map[string]tieout.Difference{}
	for _, d := range r.Differences {
		named[d.Kind+d.Number] = d
	}
	if d := named["资金使用（连同有密级的）"+lost]; d.Register != "不列" || d.Catalogue != "有" || d.Bags != "没有" || !strings.Contains(d.Reason, "档案遗失") {
		t.Errorf("the lost one: %+v", d)
	}
	if d := named["资金使用"+rowed]; d.Register != "有" || d.Bags != "不列" || !strings.Contains(d.Reason, "有密级，不该在这份台账里") {
		t.Errorf("the row: %+v", d)
	}
	for _, l := range r.Totals {
		switch {
		case l.Kind == "资金使用" && l.Year == 2025 && !l.Ties, l.Kind == "资金使用（连同有密级的）" && l.Year == 2024 && !l.Ties:
			t.Errorf("%+v does not tie", l)
		case l.Kind == "资金使用" && l.Year == 2024 && l.Ties, l.Kind == "资金使用（连同有密级的）" && l.Year == 2025 && l.Ties:
			t.Errorf("%+v ties", l)
		}
	}
}

// TestCheckOfTheWhole: a register of an earlier version, with all there is, is tied to that.
func TestCheckOfTheWhole(t *testing.T) {
	w := newWorld(t, 60, "", "秘密")
	w.writeAll(register.Selection{})
	r := w.check()
	if !r.Ties() {
		t.Errorf("differences %.2000s", fmt.Sprintf("%+v", r.Differences))
	}
	for _, l := range r.Totals {
		if l.Secret {
			t.Errorf("%+v", l)
		}
	}
}

// TestCheckEnds when it is told to.
func TestCheckEnds(t *testing.T) {
	w := newWorld(t, 20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tieout.Check(ctx, w.book, w.registers(), "", nil, nil); err == nil {
		t.Error(fmt.Errorf("it went on"))
	}
}
