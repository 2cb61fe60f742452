package pdf

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// impliedSpaces are places of what poppler reads where it has a space and the text has
// none: the characters around it follow each other in the text.
func impliedSpaces(read, text string) []string {
	const around = 3
	var found []string
	for line := range strings.Lines(read) {
		if pageNumber.MatchString(line) {
			continue
		}
		words := strings.Fields(line)
		for i := range len(words) - 1 {
			a, b := []rune(words[i]), []rune(words[i+1])
			a, b = a[max(0, len(a)-around):], b[:min(around, len(b))]
			if closeUp(a[len(a)-1], b[0]) {
				continue // whose squares overlap: poppler may not tell what stands first
			}
			if len(a)+len(b) > around && strings.Contains(text, string(a)+string(b)) && !spaced(text, string(a), string(b)) {
				found = append(found, string(a)+"_"+string(b))
			}
		}
	}
	return found
}

var pageNumber = regexp.MustCompile(`^\s*— \d+ —\s*$`)

// spaced reports whether the words also stand somewhere in the text with space between.
func spaced(text, a, b string) bool {
	return regexp.MustCompile(regexp.QuoteMeta(a) + `\s+` + regexp.QuoteMeta(b)).MatchString(text)
}

// No reader of the file sees spaces that are not in the text: distances that grow to
// make lines even are none.
func TestPrintImpliesNoSpaces(t *testing.T) {
	all := specimens(t)
	renderer := testRenderer(t)
	for _, k := range builtinKinds(t) {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		printed, err := renderer.Print(&b, template, brimful(t, k, brim{rows: 5, line: 40, paragraph: 240}))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, specimen{name: k.Key + "-full", file: b.Bytes(), printed: printed})
	}
	w := writer{rand.New(rand.NewPCG(9704, 1))}
	var paragraphs []string
	for range many(600) {
		paragraphs = append(paragraphs, w.paragraph())
	}
	file, printed := printTest(t, `<document><p>{{.form.body}}</p></document>`, testData("行", strings.Join(paragraphs, "\n")))
	all = append(all, specimen{name: "paragraphs", file: file, printed: printed})
	for i, s := range all {
		path := save(t, s.file)
		ways := []string{"-nopgbrk", "-layout"}
		if testing.Short() { // one or the other, turn by turn
			ways = ways[i%2:][:1]
		}
		for _, how := range ways {
			if found := impliedSpaces(tool(t, "poppler-utils", "pdftotext", how, path, "-"), s.printed.Text); len(found) > 0 {
				t.Errorf("%s, %s: %d spaces: %s", s.name, how, len(found), strings.Join(found[:min(len(found), 5)], " "))
			}
		}
	}
}
