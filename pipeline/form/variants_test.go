package form

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"gongwen/templates/bounded/boundedtest"
	"gongwen/templates/workbook/workbooktest"
)

// TestReadWorkbookOfEveryProducer: a form says the same whichever way its workbook is
// written.
func TestReadWorkbookOfEveryProducer(t *testing.T) {
	set := builtin(t)
	for _, key := range []string{"letter", "leave", "minutes"} {
		want := example(t, set, set.Named(key))
		for name, data := range workbooktest.Variants(t, filled(t, want.Kind, want.Values)) {
			t.Run(key+"/"+name, func(t *testing.T) {
				form, findings, err := Read("f.xlsx", data, set)
				if err != nil || len(findings) > 0 {
					t.Fatalf("%v %+v", err, findings)
				}
				if !reflect.DeepEqual(form.Values, want.Values) {
					t.Errorf("got\n%v\nwant\n%v", form.Values, want.Values)
				}
			})
		}
	}
}

// TestReadWorkbookCellsUnderOthers: what stands under a merged range, where nobody sees
// it, is neither taken for its value nor passed over.
func TestReadWorkbookCellsUnderOthers(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	sound := earlier(t, k, example(t, set, k).Values)
	sheet := part(t, sound, "xl/worksheets/sheet1.xml")
	empty := regexp.MustCompile(`<c r="C5"[^>]*></c>`)
	under := `<c r="C5" t="inlineStr"><is><t>区审计局</t></is></c>`
	value := regexp.MustCompile(`<c r="B5"[^>]*><v>\d+</v></c>`)
	for name, markup := range map[string]string{
		"beside a value": empty.ReplaceAllString(sheet, under),
		"alone":          value.ReplaceAllString(empty.ReplaceAllString(sheet, under), `<c r="B5"/>`),
	} {
		_, findings, err := Read("f.xlsx", boundedtest.WithSheet(t, sound, markup), set)
		want := "（C5）：“区审计局”被合并的格盖住了，没有读入；请取消合并，把内容填到应当填写的格里，或删去"
		if got := said(findings); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
	}
}

// TestReadWorkbookExcess: a real excess says what counts; without a form, it may be
// somebody's attachment.
func TestReadWorkbookExcess(t *testing.T) {
	set := builtin(t)
	k := set.Named("letter")
	sound := earlier(t, k, example(t, set, k).Values)
	sheet := part(t, sound, "xl/worksheets/sheet1.xml")
	mark := `<row r="500"><c t="inlineStr"><is><t>表单种类</t></is></c><c t="inlineStr"><is><t>介绍信</t></is></c></row>`
	many := boundedtest.Rows(`<row r="#">`+strings.Repeat(`<c><v>1</v></c>`, 90)+`</row>`, 400)
	advice := "。请删去表外的内容和多余的合并（空行、空列和格式不算），或用空白表单重新填写"
	for _, tt := range []struct {
		name, markup, want string
		maybeAttachment    bool
	}{
		{"text far below", strings.Replace(sheet, "</sheetData>", `<row r="9999"><c r="C9999"><v>1</v></c></row></sheetData>`, 1), "工作表“介绍信”的C9999有内容，超出了前3000行、前100列" + advice, false},
		{"too many cells", strings.Replace(many, "<sheetData>", "<sheetData>"+mark, 1), "工作表“介绍信”有内容的单元格超过了30000个" + advice, false},
		{"twice", strings.Replace(sheet, "</sheetData>", `<row r="5"><c r="B5" t="str"><v>区审计局</v></c></row></sheetData>`, 1), "工作表“介绍信”里B5写了两次，内容不同。请用 Excel 或 WPS 打开，另存后再放入；打不开的，请重新填写", true},
		{"a long list", boundedtest.Rows(`<row r="#"><c r="A#"><v>1</v></c><c r="B#" t="str"><v>文</v></c></row>`, 40_000), "工作簿里没有写明“表单种类”。如果是表单，请用空白表单填写；如果是附件，请与表单一起放入", true},
	} {
		_, _, err := Read("f.xlsx", boundedtest.WithSheet(t, sound, tt.markup), set)
		var u *Unreadable
		if !errors.As(err, &u) || u.Reason+"。"+u.Advice != tt.want || u.MaybeAttachment != tt.maybeAttachment {
			t.Errorf("%s: %v, %+v", tt.name, err, u)
		}
	}
}

func part(t *testing.T, workbook []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	must(t, err)
	r, err := archive.Open(name)
	must(t, err)
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}
