package pdf

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"

	"gongwen/templates"
	"gongwen/templates/font"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testRenderer(tb testing.TB) *Renderer {
	tb.Helper()
	fonts, err := font.Find(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return New(fonts)
}

func builtinKinds(tb testing.TB) []*templates.Kind {
	tb.Helper()
	set, err := templates.Load(templates.Builtin())
	if err != nil {
		tb.Fatal(err)
	}
	return set.All()
}

// exampleData is the kind's own example, as a document.
func exampleData(tb testing.TB, k *templates.Kind) Data {
	tb.Helper()
	var raw map[string]any
	if err := yaml.Unmarshal([]byte(k.Example), &raw); err != nil {
		tb.Fatal(err)
	}
	return Data{
		Number: k.FormatNumber(2026, 12), Government: "龙凤区人民政府", Office: "龙凤区人民政府办公室",
		Values: exampleValues(tb, k.Fields, raw),
	}
}

func exampleValues(tb testing.TB, fields []templates.Field, raw map[string]any) templates.Values {
	tb.Helper()
	v := templates.Values{}
	for _, f := range fields {
		value, ok := raw[f.Label]
		if !ok {
			continue
		}
		if list, ok := value.([]any); ok {
			var rows []templates.Values
			for _, row := range list {
				rows = append(rows, exampleValues(tb, f.Columns, row.(map[string]any)))
			}
			v[f.Key] = rows
			continue
		}
		parsed, err := f.Parse(value)
		if err != nil {
			tb.Fatal(err)
		}
		v[f.Key] = parsed
	}
	return v
}

var exampleNotice = Notice{
	Marked: true,
	Office: "龙凤区人民政府办公室", Kind: "介绍信", File: "介绍信-沈望舒.xlsx", Unit: "区财政局", Date: templates.NewDate(2026, 5, 11),
	Findings: []NoticeFinding{
		{Where: "有效期至（B12）", Article: "第八十一条第（六）项", Message: "没有填写有效期限。", Advice: "写明介绍信最后有效的一天，如 2026-05-20。"},
		{Where: "联系事项（B9）", Value: "联系有关工作", Article: "第八十一条第（四）项", Message: "内容不够明确具体。", Advice: "写明办什么事；一信一事。", Principle: true},
		{Where: "持信人（B6）", Value: "王\U0003FFFF", Message: "本机字体印不出“\U0003FFFF”（U+3FFFF）。", Advice: "请核对此字。"},
	},
}

// specimen is one document of each sort, by name.
type specimen struct {
	name    string
	file    []byte
	printed Printed
}

// specimens prints every kind's example in its own form and as a slip, and a
// notice.
func specimens(tb testing.TB) []specimen {
	tb.Helper()
	renderer := testRenderer(tb)
	var all []specimen
	for _, k := range builtinKinds(tb) {
		asSlip := *k
		asSlip.Document = ""
		for name, kind := range map[string]*templates.Kind{k.Key: k, k.Key + "-slip": &asSlip} {
			t, err := Parse(kind)
			if err != nil {
				tb.Fatal(err)
			}
			var b bytes.Buffer
			printed, err := renderer.Print(&b, t, exampleData(tb, kind))
			if err != nil {
				tb.Fatalf("%s: %v", name, err)
			}
			all = append(all, specimen{name, b.Bytes(), printed})
		}
	}
	var b bytes.Buffer
	printed, err := renderer.PrintNotice(&b, exampleNotice)
	if err != nil {
		tb.Fatal(err)
	}
	return append(all, specimen{"notice", b.Bytes(), printed})
}

// tool runs one of the programs that judge our files.
func tool(tb testing.TB, debianPackage, name string, args ...string) string {
	tb.Helper()
	if _, err := exec.LookPath(name); err != nil {
		tb.Fatalf("%s is missing: apt-get install %s", name, debianPackage)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		tb.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func save(tb testing.TB, file []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// bare is a text without white space, which layout adds and takes away.
func bare(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, s)
}

// body is what pdftotext reads without what every page repeats: its number,
// — 1 —, and the heading of a table continued from the page before.
func body(read string) string {
	var lines []string
	for i, page := range strings.Split(read, "\f") {
		for j, line := range strings.Split(page, "\n") {
			number := strings.HasPrefix(line, "— ") && strings.HasSuffix(line, " —")
			heading := i > 0 && j == 0 && slices.Contains(lines, line)
			if !number && !heading {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestPrintIsSoundAndSaysWhatWasPutIn(t *testing.T) {
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			path := save(t, s.file)
			tool(t, "qpdf", "qpdf", "--check", path)
			if got := body(tool(t, "poppler-utils", "pdftotext", "-raw", path, "-")); bare(got) != bare(s.printed.Text) {
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
		"沈望舒赴大庆市财政局联系核对2026年度市级转移支付资金下达情况", "介绍信\n", "龙政办介字〔2026〕12号", "龙凤区人民政府办公室",
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

// testKind has a text, a paragraph and a list, and the given document.
func testKind(document string) *templates.Kind {
	return &templates.Kind{
		Key: "test", Title: "试验", Dir: "test", Date: "date", Unit: "unit", Subject: "{line}", Number: "试字〔{year}〕{n}号",
		Fields: []templates.Field{
			{Key: "date", Label: "日期", Type: templates.TypeDate, Required: true},
			{Key: "unit", Label: "单位", Type: templates.TypeUnit, Required: true},
			{Key: "line", Label: "一行", Type: templates.TypeText, Required: true},
			{Key: "body", Label: "正文", Type: templates.TypeParagraph},
			{Key: "items", Label: "清单", Type: templates.TypeList, Columns: []templates.Field{
				{Key: "name", Label: "名称", Type: templates.TypeText, Required: true},
				{Key: "note", Label: "说明", Type: templates.TypeParagraph},
			}},
		},
		Document: document,
	}
}

func testData(line, body string, items ...templates.Values) Data {
	v := templates.Values{"date": templates.NewDate(2026, 5, 11), "unit": "区财政局", "line": line}
	if body != "" {
		v["body"] = body
	}
	if len(items) > 0 {
		v["items"] = items
	}
	return Data{Number: "试字〔2026〕1号", Government: "区政府", Office: "区政府办公室", Values: v}
}

func printTest(tb testing.TB, document string, d Data) (file []byte, printed Printed) {
	tb.Helper()
	template, err := Parse(testKind(document))
	if err != nil {
		tb.Fatal(err)
	}
	return printWith(tb, template, d)
}

func printWith(tb testing.TB, t *Template, d Data) (file []byte, printed Printed) {
	tb.Helper()
	var b bytes.Buffer
	printed, err := testRenderer(tb).Print(&b, t, d)
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes(), printed
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
