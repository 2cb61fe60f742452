package pdf

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var voidStamp = Stamp{"作废", "2026年5月20日作废"}

// overprinted is a document with the stamp.
func overprinted(tb testing.TB, document []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := testRenderer(tb).Overprint(&b, document, voidStamp); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// TestOverprintLooksAsPrinted: a document that is stamped afterwards looks, dot by dot, as
// one that is printed with the stamp, is fit for keeping as every other, and says the same.
func TestOverprintLooksAsPrinted(t *testing.T) {
	long := testData("行", strings.Repeat("国", 28*22*2))
	for name, document := range map[string]string{
		"two pages": `<document><p>{{.form.body}}</p></document>`,
		"torn":      tornDocument,
		"red rules": `<document pages="no"><number signer="江临川">{{.number}}</number><rule color="red"/><p>{{.form.line}}</p></document>`,
	} {
		template, err := Parse(testKind(document))
		if err != nil {
			t.Fatal(err)
		}
		plain, printed := printWith(t, template, long)
		stamped := long
		stamped.Stamp = voidStamp
		want, _ := printWith(t, template, stamped)
		got := overprinted(t, plain)
		if again := overprinted(t, plain); !bytes.Equal(got, again) {
			t.Errorf("%s: another time it is another file", name)
		}
		for page := 1; page <= printed.Pages; page++ {
			const dots = "96" // to the inch
			if !reflect.DeepEqual(drawnAt(t, got, page, dots), drawnAt(t, want, page, dots)) {
				t.Errorf("%s: page %d looks otherwise", name, page)
			}
		}
		text := func(file []byte) string { return tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-") }
		if said := text(got); !strings.Contains(said, "作废") || strings.Count(said, "国") != strings.Count(text(plain), "国") {
			t.Errorf("%s says %.300s", name, said)
		}
		if testing.Short() && name != "torn" {
			continue // what keeps a file whole does not depend on what is on it
		}
		k := inspected(t, got)
		for _, c := range claims {
			if err := c.holds(k); err != nil {
				t.Errorf("%s: %s, %s: %v", name, c.clause, c.claim, err)
			}
		}
	}
}

// tornDocument has a stub, a perforation, and a signature below.
const tornDocument = `<document pages="no"><p>{{.form.line}}</p><tear>{{.number}}</tear><to>某局：</to><p>兹介绍。</p><signature date="2026年5月11日" above="1">区政府办公室</signature><p>（有效期）</p></document>`

// TestPlacesOfWhatIsReadBack: a file tells where it is to be stamped as the page did from
// which it was made, and as one does that somebody else drew, by and by.
func TestPlacesOfWhatIsReadBack(t *testing.T) {
	for name, document := range map[string]string{"torn": tornDocument, "nothing": `<document><p>{{.form.line}}</p></document>`} {
		filled, err := parseMarkup(strings.NewReader(strings.NewReplacer("{{.number}}", "试字〔2026〕1号", "{{.form.line}}", "行").Replace(document)))
		if err != nil {
			t.Fatal(err)
		}
		want := compose(testRenderer(t).fonts, filled, Stamp{}).pages[0].places()
		file, _ := printTest(t, document, testData("行", ""))
		f, err := readBack(file)
		if err != nil {
			t.Fatal(err)
		}
		_, pages, err := f.pages()
		if err != nil {
			t.Fatal(err)
		}
		if got := pages[0].places(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, printed %v", name, got, want)
		}
	}
	if got, want := (&page{}).places(), []place{{300, 424}}; !slices.Equal(got, want) {
		t.Errorf("an empty page: %v, want %v", got, want)
	}
}

// TestStampMarksWhatCanBeTornOff: the word lies across both halves of a letter of
// introduction, on the lower one across the date, and what is below it can be read.
func TestStampMarksWhatCanBeTornOff(t *testing.T) {
	file := overprinted(t, printKind(t, "letter", nil))
	page := drawn(t, file, 1)
	isPale := func(r, g, b uint8) bool { return r > 0xE0 && g < 0xC0 && b < 0xC0 }
	var tear, date float64 // mm
	for _, w := range words(t, file)[0] {
		switch {
		case strings.HasPrefix(w.text, "龙政办介字") && w.y1 > 100*mm && tear == 0:
			tear = (w.y1 + w.y2) / 2 / mm
		case w.text == "2026年5月11日":
			date = (w.y1 + w.y2) / 2 / mm
		}
	}
	if tear == 0 || date == 0 {
		t.Fatalf("tear at %.0f, date at %.0f", tear, date)
	}
	if stub := page.ink(t, isPale, rect{20, 30, 190, tear - 2}); stub.bottom-stub.top < 20 {
		t.Errorf("on the stub: %+v", stub)
	}
	if letter := page.ink(t, isPale, rect{20, tear + 2, 200, 290}); letter.top > date-8 || letter.bottom < date+3 || letter.left < 105 {
		t.Errorf("on the letter, dated at %.0f: %+v", date, letter)
	}
	if text := tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-"); !strings.Contains(text, "\n2026年5月11日\n") || strings.Count(text, "作废") < 3 {
		t.Errorf("reads\n%s", text)
	}
}

// TestOverprintOfEveryKind can stamp whatever is printed.
func TestOverprintOfEveryKind(t *testing.T) {
	for _, s := range specimens(t) {
		if got := overprinted(t, s.file); len(got) < len(s.file) || len(got) > len(s.file)+40_000 {
			t.Errorf("%s: %d bytes became %d", s.name, len(s.file), len(got))
		}
	}
}

// FuzzOverprint: what was not printed by us, or was damaged, is refused and breaks nothing.
func FuzzOverprint(f *testing.F) {
	file, _ := printTest(f, `<document><p>{{.form.line}}</p></document>`, testData("行", ""))
	f.Add(file, 0, byte(0))
	f.Add(file[:len(file)/2], 0, byte(0))
	f.Add([]byte("%PDF-1.4\ntrailer\n<</Root 1 0 R>>\n%%EOF"), 0, byte(0))
	f.Add(bytes.ReplaceAll(file, []byte("/Contents"), []byte("/Contened")), 0, byte(0))
	f.Add(bytes.ReplaceAll(file, []byte("/Resources 2 "), []byte("/Resources 9 ")), 0, byte(0))
	f.Fuzz(func(t *testing.T, file []byte, at int, b byte) {
		file = bytes.Clone(file)
		if at > 0 && at < len(file) {
			file[at] ^= b
		}
		var out bytes.Buffer
		if err := testRenderer(t).Overprint(&out, file, voidStamp); err != nil && (!errors.Is(err, ErrNotOurs) || out.Len() > 0) {
			t.Errorf("%v, %d bytes", err, out.Len())
		}
	})
}
