package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jung-kurt/gofpdf"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"

	"gongwen/templates"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// whole is one extractor for all tests: starting PDFium takes seconds.
var whole = sync.OnceValue(func() *Extractor { return New(DefaultLimits) })

// within is the same with other limits.
func within(l Limits) *Extractor {
	x := *whole()
	x.limits = l
	return &x
}

func data(t testing.TB, name string, data []byte) Result {
	t.Helper()
	r, err := whole().Data(t.Context(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	checkClean(t, r)
	return r
}

// checkClean is what holds for every result.
func checkClean(t testing.TB, r Result) {
	t.Helper()
	if !utf8.ValidString(r.Text) {
		t.Errorf("not UTF-8: %q", r.Text)
	}
	for _, c := range r.Text {
		if unicode.IsControl(c) && c != '\n' || c == utf8.RuneError {
			t.Errorf("%q in the text", c)
			break
		}
	}
	if r.State.Title() == "" {
		t.Errorf("state %q has no title", r.State)
	}
	if (r.Reason == "") != (r.State == Read) {
		t.Errorf("state %s with reason %q", r.State, r.Reason)
	}
}

// must is the first of a call's two results: must(os.ReadFile(name))(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// packedFile makes a zip file of names and contents in turn.
func packedFile(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		if _, err := must(z.Create(parts[i]))(t).Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

func docx(t testing.TB, body string) []byte {
	return packedFile(t, "[Content_Types].xml", "<Types/>", "word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document `+wordNamespace+`><w:body>`+body+`</w:body></w:document>`,
		"word/header1.xml", `<w:hdr `+wordNamespace+`><w:p><w:r><w:t>页眉密级</w:t></w:r></w:p></w:hdr>`)
}

func xlsxFile(t testing.TB) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	style := must(book.NewStyle(&excelize.Style{NumFmt: 4}))(t) // #,##0.00
	for _, err := range []error{
		book.SetSheetName("Sheet1", "资金明细"),
		book.SetSheetRow("资金明细", "A1", &[]any{"项目", "金额", "日期"}),
		book.SetSheetRow("资金明细", "A2", &[]any{"老旧小区改造𠮷", 50000, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}),
		book.SetCellStyle("资金明细", "B2", "B2", style),
		book.AddComment("资金明细", excelize.Comment{Cell: "A2", Author: "审核", Text: "已核对发票"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(book.NewSheet("第二页"))(t)
	if err := book.SetCellStr("第二页", "C7", "㛃堃祎"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t testing.TB) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 40))
	img.SetGray(3, 3, color.Gray{200})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ownPDF is printed by this program.
func ownPDF(t testing.TB) ([]byte, string) {
	t.Helper()
	fonts := must(font.Find(font.Config{}))(t)
	var b bytes.Buffer
	long := strings.Repeat("附件应当写明收信单位、持信人及有效期，㛃堃祎同志于2026年3月1日前补正。", 5)
	printed, err := pdf.New(fonts).PrintNotice(&b, pdf.Notice{
		Office: "龙凤区人民政府办公室", Kind: "介绍信", File: "介绍信.xlsx", Unit: "区财政局", Date: templates.NewDate(2026, 3, 1),
		Findings: []pdf.NoticeFinding{{Where: "有效期至（B12）", Message: long, Advice: "请改正后重新提交"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), printed.Text
}

// scan is a PDF of pictures, with text on the pages named.
func scan(t testing.TB, pages int, written ...int) []byte {
	t.Helper()
	out := gofpdf.New("P", "mm", "A4", "")
	out.SetFont("Helvetica", "", 12)
	out.RegisterImageOptionsReader("scan", gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(picture(t)))
	for i := range pages {
		out.AddPage()
		out.ImageOptions("scan", 0, 0, 210, 297, false, gofpdf.ImageOptions{}, 0, "")
		for _, page := range written {
			if page == i+1 {
				out.Text(20, 20, fmt.Sprintf("Budget page %d", page))
			}
		}
	}
	var b bytes.Buffer
	if err := out.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encoded(t testing.TB, s string, how string) []byte {
	t.Helper()
	switch how {
	case "gb18030":
		return must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s)))(t)
	case "big5":
		return must(traditionalchinese.Big5.NewEncoder().Bytes([]byte(s)))(t)
	case "utf-16le":
		return must(xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewEncoder().Bytes([]byte(s)))(t)
	case "utf-16be":
		return must(xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM).NewEncoder().Bytes([]byte(s)))(t)
	}
	t.Fatal(how)
	return nil
}

// words are the characters of a text in order of themselves: programs differ in
// the order they read a page in, and where they see blanks.
func words(s string) string {
	letters := strings.Split(bare(s), "")
	slices.Sort(letters)
	return strings.Join(letters, "")
}

// run runs a real tool.
func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return out
}

// repacked is a zip file with other contents in one part.
func repacked(t *testing.T, file []byte, name, contents string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range archive.File {
		if old.Name != name {
			err = errors.Join(err, w.Copy(old))
		}
	}
	part, createErr := w.Create(name)
	if err := errors.Join(err, createErr); err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(part, contents)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
