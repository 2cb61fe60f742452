package producers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/annotate"
	"gongwen/templates/annotate/annotatetest"
	"gongwen/templates/xlsx"
)

// modules is where make trials puts what comes from npm.
const modules = "../../../bin/producers/node_modules"

// producer is a program that writes workbooks.
type producer struct {
	name string
	// make makes a workbook of the cells in each file of a folder. Its files are JSON,
	// or XML of 2003.
	make   func(from, to string) *exec.Cmd
	resave func(from, to string) *exec.Cmd // opens and saves workbooks; nil for a program that cannot open any
	xml    bool                            // make takes XML
}

func script(program string, args ...string) func(how string) func(from, to string) *exec.Cmd {
	return func(how string) func(from, to string) *exec.Cmd {
		return func(from, to string) *exec.Cmd {
			return exec.Command(program, append(slices.Clone(args[:1]), how, args[1], from, to)...)
		}
	}
}

func producers(t *testing.T) []producer {
	t.Helper()
	gnumeric := func(from, to string) *exec.Cmd {
		var lines strings.Builder
		for _, file := range files(t, from) {
			fmt.Fprintf(&lines, "ssconvert --export-type=Gnumeric_Excel:xlsx2 '%s' '%s' || exit 1\n", file, filepath.Join(to, stem(file)+".xlsx"))
		}
		return exec.Command("sh", "-c", lines.String())
	}
	all := []producer{
		{name: "LibreOffice", make: office(t), resave: office(t), xml: true},
		{name: "Gnumeric", make: gnumeric, resave: gnumeric, xml: true},
	}
	for _, p := range []struct{ name, program, script, key string }{
		{"openpyxl", "/usr/bin/python3", "testdata/produce.py", "openpyxl"}, {"XlsxWriter", "/usr/bin/python3", "testdata/produce.py", "xlsxwriter"},
		{"exceljs", "node", "testdata/produce.js", "exceljs"}, {"SheetJS", "node", "testdata/produce.js", "sheetjs"}, {"xlsx-populate", "node", "testdata/produce.js", "populate"},
	} {
		run := script(p.program, p.script, p.key)
		one := producer{name: p.name, make: run("make"), resave: run("resave")}
		if p.key == "xlsxwriter" {
			one.resave = nil
		}
		all = append(all, one)
	}
	return all
}

// office is a run of LibreOffice that saves each file of a folder as a workbook.
func office(t *testing.T) func(from, to string) *exec.Cmd {
	return func(from, to string) *exec.Cmd {
		profile := t.TempDir() // one for each that runs
		return exec.Command("soffice", append([]string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", to}, files(t, from)...)...)
	}
}

// savedAgain is a workbook as LibreOffice saves it.
func savedAgain(t *testing.T, workbook []byte) []byte {
	t.Helper()
	return run(t, office(t), write(t, ".xlsx", map[string][]byte{"one": workbook}))["one"]
}

func stem(file string) string {
	return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(all) == 0 {
		t.Fatalf("nothing in %s (%v)", dir, err)
	}
	return all
}

// run runs a producer over a folder, and gives what it wrote by kind.
func run(t *testing.T, command func(from, to string) *exec.Cmd, from string) map[string][]byte {
	t.Helper()
	to := t.TempDir()
	cmd := command(from, to)
	node, err := filepath.Abs(modules)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "NODE_PATH="+node)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s\n(.ci/setup producers and .ci/producers bin/producers install the programs)", cmd.Args[:2], err, out)
	}
	wrote := map[string][]byte{}
	for _, file := range files(t, to) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wrote[stem(file)] = data
	}
	return wrote
}

// forms are the filled forms of all kinds, with what they say.
type forms struct {
	kinds  *templates.Set
	values map[string]templates.Values // by kind
	filled map[string][]byte
}

func filledForms(t *testing.T) forms {
	t.Helper()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	all := forms{kinds, map[string]templates.Values{}, map[string][]byte{}}
	for _, k := range kinds.All() {
		example, findings, err := form.Read(k.Key+".yaml", []byte(k.Example), kinds)
		if err != nil || len(findings) > 0 {
			t.Fatalf("%s: %v, %v", k.Key, findings, err)
		}
		var b bytes.Buffer
		if err := xlsx.Fill(&b, k, example.Values); err != nil {
			t.Fatal(err)
		}
		all.values[k.Key], all.filled[k.Key] = example.Values, b.Bytes()
	}
	return all
}

// write puts files into a folder of their own.
func write(t *testing.T, suffix string, contents map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(dir, name+suffix), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// sources are the filled forms as each producer is given them: as JSON and as XML of
// 2003 for making, and as workbooks for saving again.
type sources struct{ json, xml, filled string }

func (f forms) sources(t *testing.T) sources {
	t.Helper()
	asJSON, asXML := map[string][]byte{}, map[string][]byte{}
	for key, workbook := range f.filled {
		cells := cellsOf(t, workbook)
		var err error
		if asJSON[key], err = json.Marshal(cells); err != nil {
			t.Fatal(err)
		}
		asXML[key] = cells.xml2003(t)
	}
	return sources{write(t, ".json", asJSON), write(t, ".xml", asXML), write(t, ".xlsx", f.filled)}
}

// made are a producer's own workbooks of the forms.
func (p producer) made(t *testing.T, from sources) map[string][]byte {
	t.Helper()
	if p.xml {
		return run(t, p.make, from.xml)
	}
	return run(t, p.make, from.json)
}

// TestReadGivesTheSameFromEveryProducer prints a table of producers and how many
// kinds were read whole from what they made and saved again.
func TestReadGivesTheSameFromEveryProducer(t *testing.T) {
	t.Parallel()
	all := filledForms(t)
	from := all.sources(t)
	for _, p := range producers(t) {
		made := all.read(t, p.name+" made", p.made(t, from))
		resaved := "—"
		if p.resave != nil {
			resaved = all.read(t, p.name+" saved again", run(t, p.resave, from.filled))
		}
		t.Logf("%-14s made %s, saved again %s", p.name, made, resaved)
	}
}

// TestWorkbookMarksFormsOfEveryProducer: openpyxl and LibreOffice find every cell but
// the marked ones as it was.
func TestWorkbookMarksFormsOfEveryProducer(t *testing.T) {
	t.Parallel()
	all := filledForms(t)
	maps.DeleteFunc(all.filled, func(key string, _ []byte) bool { return !slices.Contains([]string{"letter", "minutes", "funds"}, key) })
	from := all.sources(t)
	forms := map[string]annotatetest.Form{}
	for _, p := range producers(t) {
		wrote := map[string]map[string][]byte{"made": p.made(t, from)}
		if p.resave != nil {
			wrote["saved again"] = run(t, p.resave, from.filled)
		}
		for how, workbooks := range wrote {
			for key, workbook := range workbooks {
				sheet := cellsOf(t, all.filled[key]).Title
				f := annotatetest.Form{
					Workbook: workbook,
					Notes:    []annotate.Note{{Cell: "E4", Text: "早于今天"}, {Cell: "E7", Text: "不像电话号码"}, {Cell: "A9", Text: "没有这一栏"}},
					Marked:   []string{sheet + "!E4", sheet + "!E7", sheet + "!A9"},
				}
				if p.name == "xlsx-populate" && how == "made" { // which openpyxl cannot open: it has a fill that is empty
					f.Plain = savedAgain(t, workbook)
					f.Readable = func(marked []byte) []byte { return savedAgain(t, marked) }
				}
				forms[p.name+" "+how+" "+key] = f
			}
		}
	}
	copies := annotatetest.Judge(t, forms)
	for name, copied := range copies {
		if !annotate.IsMarked(copied) {
			t.Errorf("%s: the copy is not known as one", name)
		}
	}
	t.Logf("%d marked copies of forms from seven producers", len(copies))
}

// read reads a producer's workbooks and tells how many of them say what they should.
//
// A program that makes a number of the digits of an account has lost them: that they
// are returned is right.
func (f forms) read(t *testing.T, what string, wrote map[string][]byte) string {
	t.Helper()
	whole, returned := 0, 0
	for _, key := range slices.Sorted(maps.Keys(f.filled)) {
		workbook, ok := wrote[key]
		if !ok {
			t.Errorf("%s: nothing for %s", what, key)
			continue
		}
		got, findings, err := form.Read(key+".xlsx", workbook, f.kinds)
		switch {
		case err != nil:
			t.Errorf("%s, %s: %v", what, key, err)
		case len(findings) > 0 && !slices.ContainsFunc(findings, func(f form.Finding) bool { return !strings.Contains(f.Message, "15位") }):
			returned++
		case len(findings) > 0:
			t.Errorf("%s, %s: %s（%s）%s %s", what, key, findings[0].Field, findings[0].Cell, findings[0].Value, findings[0].Message)
		case !reflect.DeepEqual(got.Values, f.values[key]):
			t.Errorf("%s, %s: read\n%v\nwant\n%v", what, key, got.Values, f.values[key])
		default:
			whole++
		}
	}
	if returned > 1 {
		t.Errorf("%s: %d were returned for numbers too long", what, returned)
	}
	return fmt.Sprintf("%d of %d", whole, len(f.filled))
}
