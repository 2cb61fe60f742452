package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongwen/templates"
	"gongwen/templates/font"
)

func TestPrintIsSoundAndSaysWhatWasPutIn(t *testing.T) {
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			path := save(t, s.file)
			tool(t, "qpdf", "qpdf", "--check", path)
			if got := body(tool(t, "poppler-utils", "pdftotext", "-raw", path, "-"), s.subject); bare(got) != bare(s.printed.Text) {
				t.Errorf("pdftotext reads\n%s\nput in was\n%s", got, s.printed.Text)
			}
			fonts := strings.Split(strings.TrimSpace(tool(t, "poppler-utils", "pdffonts", path)), "\n")[2:]
			for _, line := range fonts {
				if !strings.Contains(line, "Identity-H       yes yes yes") || line[6] != '+' {
					t.Errorf("font not embedded, cut and readable: %s", line)
				}
			}
			info := tool(t, "poppler-utils", "pdfinfo", path)
			if !strings.Contains(info, "595.28 x 841.89 pts (A4)") {
				t.Errorf("not A4:\n%s", info)
			}
		})
	}
}

func TestPrintedTexts(t *testing.T) {
	golden, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(golden) == 0 && !*update {
		t.Fatal("no golden files; run with -update")
	}
	for _, s := range specimens(t) {
		path := filepath.Join("testdata", s.name+".txt")
		got := s.printed.Text + "\n"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", s.name, got, want)
		}
	}
}

func TestDescribeWritesMetadata(t *testing.T) {
	kind, renderer := letter(t)
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := renderer.Print(&b, template, exampleData(t, kind)); err != nil {
		t.Fatal(err)
	}
	info := tool(t, "poppler-utils", "pdfinfo", "-isodates", save(t, b.Bytes()))
	for _, want := range []string{
		"沈望舒赴市财政局联系核对2026年度市级转移支付资金下达情况", "介绍信\n", "龙政办介字〔2026〕12号", "龙凤区人民政府办公室",
		"CreationDate:    2026-05-11T00:00:00", "ModDate:         2026-05-11T00:00:00",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("metadata lacks %q:\n%s", want, info)
		}
	}
}

func TestPrintGivesTheSameDocumentTheSameBytes(t *testing.T) {
	kind, renderer := letter(t)
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	data := exampleData(t, kind)
	files := make([][]byte, 8)
	var wait sync.WaitGroup
	for i := range files {
		wait.Go(func() {
			var b bytes.Buffer
			if _, err := renderer.Print(&b, template, data); err != nil {
				t.Error(err)
			}
			files[i] = b.Bytes()
		})
	}
	wait.Wait()
	var again bytes.Buffer
	if _, err := testRenderer(t).Print(&again, template, data); err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if !bytes.Equal(file, again.Bytes()) {
			t.Errorf("print %d differs from one made alone", i)
		}
	}
}

// The libraries below write to standard output when a font displeases them;
// there it would spoil what gongwen prints for scripts. Documents are printed
// with the fonts of this machine as they serve, and with each of them alone.
func TestPrintSaysNothingOnStandardOutput(t *testing.T) {
	_, services, err := font.Survey(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	specimens(t)
	printed := map[string]bool{}
	for _, service := range services {
		for _, f := range service.Faces {
			if printed[f.Path] {
				continue
			}
			printed[f.Path] = true
			alone := font.Config{}
			for _, role := range font.Roles {
				alone[role] = f.Path
			}
			fonts, err := font.Find(alone)
			if err != nil {
				t.Error(err)
				continue
			}
			j := letterJob(t)
			j.renderer = New(fonts)
			j.print(t)
		}
	}
	os.Stdout = stdout
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(r)
	if err != nil || len(said) > 0 {
		t.Errorf("standard output got %q, %v", said, err)
	}
}

func TestFillNeverMakesMarkupOfFormValues(t *testing.T) {
	for _, value := range []string{
		`</p><mark>伪造</mark><p>`, `<`, `&`, `&lt;`, `]]>`, `<![CDATA[`, `{{.number}}`, `{{`, `"`, `'`, `" align="right`,
		`<!-- 注释`, `-->`, `<?xml version="1.0"?>`, `<script>`, `\n`, `%s`, `(括号)\(`, "`", `x+y=1`,
	} {
		file, printed := printTest(t, `<document pages="no"><p>{{.form.line}}</p><hang label="{{.form.line}}">甲</hang>`+
			`<table cols="1 1"><row><label>乙</label><cell>{{.form.body}}</cell></row></table></document>`, testData(value, value+"\n"+value))
		want := value + "\n" + value + "：甲\n乙\t" + value + "\t" + value
		if printed.Text != want {
			t.Errorf("text is\n%s\nwant\n%s", printed.Text, want)
		}
		if got := tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-"); bare(got) != bare(want) {
			t.Errorf("pdftotext reads\n%s\nwant\n%s", got, want)
		}
	}
}

// Every element takes a value of several paragraphs.
func TestParagraphsInEveryElement(t *testing.T) {
	_, printed := printTest(t, `<document><mark secrecy="{{.form.body}}">{{.form.body}}</mark><number>{{.form.body}}</number>`+
		`<headline>{{.form.body}}</headline><to>{{.form.body}}</to><h1>{{.form.body}}</h1><h2>{{.form.body}}</h2>`+
		`<hang label="{{.form.body}}">{{.form.body}}</hang><tear>{{.form.body}}</tear><signature date="{{.form.body}}">{{.form.body}}</signature>`+
		`<imprint><entry right="{{.form.body}}">{{.form.body}}</entry></imprint></document>`, testData("行", "甲\n乙\t丙"))
	want := "甲 乙 丙\n甲 乙 丙" + strings.Repeat("\n甲\n乙 丙", 5) + "\n甲 乙 丙：甲\n乙 丙\n甲 乙 丙\n甲 乙 丙\n甲 乙 丙\n甲\n乙 丙\n甲 乙 丙"
	if printed.Text != want {
		t.Errorf("got\n%s\nwant\n%s", printed.Text, want)
	}
}

func TestPrintRefusesACharacterWithoutFont(t *testing.T) {
	template, err := Parse(testKind(`<document><p>{{.form.line}}</p></document>`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	_, err = testRenderer(t).Print(&b, template, testData("王\U0003FFFF某", ""))
	var missing *MissingError
	if !errors.As(err, &missing) || string(missing.Characters) != "\U0003FFFF" {
		t.Errorf("got %v", err)
	}
	if b.Len() > 0 {
		t.Error("something was written all the same")
	}
}

// What the template or the office itself says is looked at before there is a
// form.
func TestProve(t *testing.T) {
	renderer := testRenderer(t)
	for _, c := range []struct{ document, office, want string }{
		{`<document><p>{{.office}}</p></document>`, "办公室", ""},
		{`<document><p>{{.office}}</p></document>`, "办公\U0003FFFF室", "\U0003FFFF"},
		{"<document>{{if .form.body}}<p>{{.form.body}}\U0003FFFE</p>{{end}}</document>", "办公室", "\U0003FFFE"},
	} {
		template, err := Parse(testKind(c.document))
		if err != nil {
			t.Fatal(err)
		}
		err = renderer.Prove(template, "区政府", c.office)
		var missing *MissingError
		if errors.As(err, &missing) != (c.want != "") || missing != nil && string(missing.Characters) != c.want {
			t.Errorf("%s of %s: %v", c.document, c.office, err)
		}
		if missing != nil && !strings.HasPrefix(err.Error(), "test/document.xml：") {
			t.Errorf("%v does not name the file", err)
		}
	}
	for _, k := range builtinKinds(t) {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		if err := renderer.Prove(template, "区政府", "办公室"); err != nil {
			t.Error(err)
		}
	}
}

// Names are written with characters far outside the everyday ones, some of
// them beyond U+FFFF, where gofpdf panics.
func TestPrintOfRareCharactersIsFound(t *testing.T) {
	const names = "喆堃祎㛃𠮷𬍛𫘦与\uE000无关" // the last stands where others are put privately
	fonts := testRenderer(t).fonts
	text := strings.Map(func(c rune) rune {
		if len(fonts.Missing(string(c))) > 0 {
			return -1
		}
		return c
	}, names)
	if !strings.Contains(text, "喆堃祎㛃𠮷") {
		t.Fatalf("fonts here lack ordinary name characters, only %q; install fonts-lxgw-wenkai", text)
	}
	file, _ := printTest(t, `<document pages="no"><p>{{.form.line}}</p></document>`, testData(text, ""))
	if got := tool(t, "poppler-utils", "pdftotext", "-raw", save(t, file), "-"); bare(got) != text {
		t.Errorf("pdftotext reads %q, put in was %q", got, text)
	}
}

// Names of 500 characters and fields left empty: nothing is lost, nothing
// leaves the paper.
func TestPrintLongNamesAndEmptyFieldsInEveryKind(t *testing.T) {
	renderer := testRenderer(t)
	for _, k := range builtinKinds(t) {
		template, err := Parse(k)
		if err != nil {
			t.Fatal(err)
		}
		for name, d := range map[string]Data{"long": sample(k, true), "empty": sample(k, false)} {
			if name == "long" {
				lengthen(d.Values, k.Fields, new(int))
			}
			t.Run(k.Key+" "+name, func(t *testing.T) {
				t.Parallel()
				var b bytes.Buffer
				printed, err := renderer.Print(&b, template, d)
				if err != nil {
					t.Fatal(err)
				}
				path := save(t, b.Bytes())
				if lost := missingFrom(tool(t, "poppler-utils", "pdftotext", "-raw", path, "-"), bare(printed.Text)); lost != "" {
					t.Errorf("lost: %q", lost)
				}
				for i, page := range words(t, b.Bytes()) {
					for _, w := range page {
						if w.x1 < areaLeft-1 || w.x2 > areaRight+bodySize/2+1 || w.y2 > areaBottom+12*mm {
							t.Errorf("page %d: %.40q at %.0f–%.0f, %.0f leaves the type area", i+1, w.text, w.x1, w.x2, w.y2)
						}
					}
				}
			})
		}
	}
}

// lengthen makes every text 500 characters, no two lines of which are alike.
func lengthen(v templates.Values, fields []templates.Field, n *int) {
	for _, f := range fields {
		switch value := v[f.Key].(type) {
		case string:
			if f.Type == templates.TypeChoice {
				continue
			}
			var long []rune
			for len(long) < 500 {
				*n++
				long = append(long, []rune(fmt.Sprintf("㛃堃喆祎、Ωmega %d年（甲）", *n))...)
			}
			v[f.Key] = string(long[:500])
		case []templates.Values:
			for _, row := range value {
				lengthen(row, f.Columns, n)
			}
		}
	}
}

// missingFrom are the characters of want, each as often as it stands there, that
// a text read from paper lacks. Their order is not compared: cells side by side
// are not read one after the other.
func missingFrom(read, want string) string {
	left := map[rune]int{}
	for _, c := range read {
		left[c]++
	}
	var lost []rune
	for _, c := range want {
		if left[c]--; left[c] < 0 {
			lost = append(lost, c)
		}
	}
	return string(lost)
}

// Whatever a form may say is printed as it stands.
func FuzzFormValues(f *testing.F) {
	for _, seed := range []string{"甲\n乙\t丙", "</p><p>", "{{.number}}", "&amp; “（《", "\u2028", "a\u0300", "a-b/c 1,2.3%", "——……"} {
		f.Add(seed)
	}
	kind := testKind(`<document><headline>{{.form.body}}</headline><p>{{.form.body}}</p><table cols="1 5"><row><label>甲</label><cell>{{.form.body}}</cell></row></table></document>`)
	template, err := Parse(kind)
	if err != nil {
		f.Fatal(err)
	}
	renderer := testRenderer(f)
	f.Fuzz(func(t *testing.T, value string) {
		parsed, err := kind.Field("body").Parse(value)
		if err != nil || parsed == nil {
			return
		}
		said := parsed.(string)
		filled, err := template.fill(root(kind, testData("行", said)))
		if len(renderer.fonts.Missing(said)) > 0 {
			return // refused, by name, before it gets here
		}
		if err != nil {
			t.Fatal(err)
		}
		got := compose(renderer.fonts, filled, Stamp{})
		if want := said + said + "甲" + said; bare(got.text) != bare(want) || len(got.missing) > 0 {
			t.Errorf("%q became %q, missing %q", said, got.text, got.missing)
		}
	})
}
