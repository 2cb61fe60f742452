package ours

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gongwen/templates/annotate"
)

// marked is a marked copy whose parts have a time.
func marked(t testing.TB, at time.Time) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	original, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	var copied bytes.Buffer
	if err := annotate.Workbook(&copied, original.Bytes(), []annotate.Note{{Cell: "A1", Text: "没有填写"}}); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(copied.Bytes()), int64(copied.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range r.File {
		to, err := w.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Deflate, Modified: at})
		if err != nil {
			t.Fatal(err)
		}
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(to, from); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read reads all parts of a workbook.
func read(t testing.TB, workbook []byte) (all string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range r.File {
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		all += part.Name + string(text)
	}
	return all
}

// TestSeal: what is sealed is known until a byte of it changes, and can be read as
// before.
func TestSeal(t *testing.T) {
	for _, at := range []time.Time{{}, time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)} {
		book := marked(t, at)
		sealed := Seal(book)
		if Is("批注-甲.xlsx", book) || !Is("任何名字.XLSX", sealed) || !annotate.IsMarked(sealed) || !annotate.IsMarked(book) {
			t.Fatal("the seal does not tell the sealed")
		}
		if read(t, sealed) != read(t, book) {
			t.Error("the seal changed what is in the workbook")
		}
		for i := range sealed {
			changed := bytes.Clone(sealed)
			changed[i] ^= 1
			if Is("甲.xlsx", changed) {
				t.Errorf("byte %d was changed, and it is still ours", i)
			}
		}
		if IsEarlierMarked(book) != at.IsZero() {
			t.Errorf("of %v: earlier %v", at, !at.IsZero())
		}
	}
	if other := []byte("no zip"); !bytes.Equal(Seal(other), other) {
		t.Error("what is no zip file was changed")
	}
}

const earlier = "退件通知\r\n\r\n文件：甲.xlsx\r\n表单：介绍信\r\n单位：区财政局\r\n收到：2026-11-28 07:59\r\n\r\n这份表单有1处不符合要求，未予办理：\r\n\r\n" +
	"1. “x”不像电话号码\r\n   位置：联系电话（B7）\r\n   所填：x\r\n\r\n有问题的格子在批注本中已经标出。\r\n" +
	"请按上述办法改正后，把表单连同附件重新放入收件文件夹 inbox/区财政局。\r\n\r\n龙凤区人民政府办公室\r\n"

// TestIsOfATextNotice: as it was given back, also saved again, and not written into.
func TestIsOfATextNotice(t *testing.T) {
	coded := WithCode(earlier)
	tests := []struct {
		what, text string
		want       bool
	}{
		{"as it was", coded, true},
		{"with other line ends", string(bytes.ReplaceAll([]byte(coded), []byte("\r\n"), []byte("\n"))), true},
		{"with a byte order mark", "\ufeff" + coded, true},
		{"with a line at the end", coded + "已改。\r\n", false},
		{"with a word changed", string(bytes.Replace([]byte(coded), []byte("介绍信"), []byte("请假单"), 1)), false},
		{"of an earlier version", earlier, true},
		{"of an earlier version, written into", string(bytes.Replace([]byte(earlier), []byte("\r\n\r\n1."), []byte("\r\n请看：\r\n1."), 1)), false},
		{"of an earlier version, with a line at the end", earlier + "已改。\r\n", false},
		{"its title only", "退件通知\r\n", false},
		{"somebody's own", "退件通知\n\n文件：\n我们单位退件的说明\n", false},
		{"nothing", "", false},
	}
	for _, test := range tests {
		if got := Is("x.txt", []byte(test.text)); got != test.want {
			t.Errorf("%s: %v", test.what, got)
		}
	}
}

// FuzzIs: nothing is ours that was changed from what is.
func FuzzIs(f *testing.F) {
	f.Add("a.xlsx", Seal(marked(f, time.Time{})))
	f.Add("a.txt", []byte(WithCode(earlier)))
	f.Add("a.pdf", []byte("%PDF-1.7\n/Title <FEFF>\nxref\n/ID [<> <>]\nstartxref\n10\n%%EOF\n"))
	f.Add("a.xlsx", append(bytes.Repeat([]byte{0}, 40), "PK\x05\x06\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"...))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		was := bytes.Clone(data)
		_ = annotate.IsMarked(data)
		_ = IsEarlierMarked(data)
		is := Is(name, data)
		sealed := Seal(data)
		if !bytes.Equal(was, data) {
			t.Error("the file was changed")
		}
		if !bytes.Equal(sealed, data) && !Is("a.xlsx", sealed) {
			t.Error("what was sealed is not known")
		}
		if is && len(data) > 0 && ext(name) != ".txt" {
			data[len(data)/2] ^= 1
			if Is(name, data) {
				t.Error("what was changed is still ours")
			}
		}
	})
}

// TestArrival: the arrival a text of ours is about is told only of one that is unchanged.
func TestArrival(t *testing.T) {
	key := "20260511T020000.000-abcde23456"
	slip := WithCode(SlipTitle + "\r\n\r\n文件：甲.xlsx\r\n" + ArrivalLine(key) + "\r\n\r\n请区长审批。\r\n")
	tests := []struct {
		what, text string
		want       string
	}{
		{"a slip", slip, key},
		{"a note", string(Replacing("甲.xlsx", key)), key},
		{"a notice", WithCode("退件通知\r\n\r\n文件：甲.xlsx\r\n" + ArrivalLine(key) + "\r\n"), key},
		{"a notice of an earlier version", earlier, ""},
		{"a slip that was changed", string(bytes.Replace([]byte(slip), []byte("abcde"), []byte("abcdf"), 1)), ""},
		{"a slip without a code", SlipTitle + "\r\n\r\n文件：甲.xlsx\r\n" + ArrivalLine(key) + "\r\n", ""},
		{"one that names no arrival", WithCode(SlipTitle + "\r\n\r\n文件：甲.xlsx\r\n"), ""},
		{"one that names a path", WithCode(SlipTitle + "\r\n\r\n文件：甲.xlsx\r\n" + ArrivalLine("../"+key) + "\r\n"), ""},
		{"somebody's own", WithCode("清单\r\n\r\n文件：甲.xlsx\r\n" + ArrivalLine(key) + "\r\n"), ""},
	}
	for _, test := range tests {
		got, ok := Arrival([]byte(test.text))
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v", test.what, got, ok)
		}
		if Is("x.txt", []byte(test.text)) != (ok || test.what == "a notice of an earlier version" || test.what[:3] == "one") {
			t.Errorf("%s: is ours or not", test.what)
		}
	}
}
