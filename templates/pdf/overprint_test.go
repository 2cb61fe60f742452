package pdf

import (
	"bytes"
	"errors"
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
			if !bytes.Equal(drawn(t, got, page).Pix, drawn(t, want, page).Pix) {
				t.Errorf("%s: page %d looks otherwise", name, page)
			}
		}
		text := func(file []byte) string { return tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-") }
		if said := text(got); !strings.Contains(said, "作废") || strings.Count(said, "国") != strings.Count(text(plain), "国") {
			t.Errorf("%s says %.300s", name, said)
		}
		k := inspected(t, got)
		for _, c := range claims {
			if err := c.holds(k); err != nil {
				t.Errorf("%s: %s, %s: %v", name, c.clause, c.claim, err)
			}
		}
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
