package pdf

import (
	"bytes"
	"cmp"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"

	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/font"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The fonts and the kinds are the same for all tests, which only read them.
var (
	installedFonts = sync.OnceValues(func() (*font.Fonts, error) { return font.Find(nil) })
	builtinSet     = sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin(samples.Office())) })
)

func testRenderer(tb testing.TB) *Renderer {
	tb.Helper()
	fonts, err := installedFonts()
	if err != nil {
		tb.Fatal(err)
	}
	return New(fonts)
}

func builtinKinds(tb testing.TB) []*templates.Kind {
	tb.Helper()
	set, err := builtinSet()
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
		Values: exampleValues(tb, k.Fields, raw), Manner: templates.Paper,
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
		{Where: "联系事项（B9）", Value: "联系有关工作", Article: "第八十一条第（四）项", Message: "内容不够明确具体。", Advice: "写明办什么事；一信一事。", Because: "“联系有关工作”里没有办什么事（第八十一条第（四）项）→ 内容须明确具体", Way: "这一处请核实，确实无误的，在“例外”里写一行：针对写K123，理由写“属实”。"},
		{Where: "持信人（B6）", Value: "王\U0003FFFF", Message: "本机字体印不出“\U0003FFFF”（U+3FFFF）。", Advice: "请核对此字。"},
	},
}

// specimen is one document of each sort, by name.
type specimen struct {
	name    string
	file    []byte
	printed Printed
	subject string
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
			all = append(all, specimen{name, b.Bytes(), printed, kind.SubjectOf(exampleData(tb, kind).Values)})
			for _, f := range t.Further() {
				if kind == &asSlip {
					continue
				}
				var b bytes.Buffer
				d := exampleData(tb, k)
				d.Number = cmp.Or(f.FormatNumber(2026, 12), d.Number)
				printed, err := renderer.Print(&b, f.Template, d)
				if err != nil {
					tb.Fatalf("%s, %s: %v", name, f.Name, err)
				}
				layout := cmp.Or(f.Standard, strings.TrimSuffix(f.File, ".xml"))
				all = append(all, specimen{name + "-" + layout, b.Bytes(), printed, f.Template.titleOf(d.Values)})
			}
		}
	}
	var b bytes.Buffer
	printed, err := renderer.PrintNotice(&b, exampleNotice)
	if err != nil {
		tb.Fatal(err)
	}
	return append(all, specimen{"notice", b.Bytes(), printed, ""})
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
// — 1 —, the heading of a table continued from the page before, and what the further
// pages of a slip begin with: its title, its number and its subject.
func body(read, subject string) string {
	var lines []string
	for i, page := range strings.Split(read, "\f") {
		repeated, top := "", i > 0 // top: nothing of the page's own yet
		for j, line := range strings.Split(page, "\n") {
			number := strings.HasPrefix(line, "— ") && strings.HasSuffix(line, " —")
			heading := top && slices.Contains(lines, line)
			if i > 0 && j == 0 && strings.HasSuffix(line, continuedMark) {
				repeated = bare(lines[1] + "事由" + subject)
				continue
			}
			if rest, ok := strings.CutPrefix(repeated, bare(line)); ok && repeated != "" {
				repeated = rest
				continue
			}
			top = false
			if !number && !heading {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
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
