package form

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// edited is the example of 请假外出 as a workbook, changed by edit. Its fields
// stand from row 4 on in column B; its approvals have their heads in row 21.
func edited(t *testing.T, edit func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	set := builtin(t)
	k := set.Named("leave")
	f, err := excelize.OpenReader(bytes.NewReader(earlier(t, k, example(t, set, k).Values)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	edit(f, f.GetSheetName(0))
	return written(t, f)
}

func written(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must fails the test on an error from laying out a workbook.
func must(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if text == "" {
			header.Method = zip.Store // of which there may be many
		}
		part, err := w.CreateHeader(header)
		must(t, err)
		_, err = part.Write([]byte(text))
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}
