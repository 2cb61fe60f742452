package form

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/bounded/boundedtest"
	"gongwen/templates/xlsx"
)

// outcome checks what must hold of every reading: it is exactly one of the
// three outcomes, an error is fit to be shown, and what was read survives being
// kept as JSON.
func outcome(t *testing.T, form *Form, findings []Finding, err error) {
	t.Helper()
	if err != nil {
		var u *Unreadable
		if !errors.As(err, &u) || u.Reason == "" || u.Advice == "" || u.Name == "" {
			t.Fatalf("error without reason, advice or file: %#v", err)
		}
		if errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		if form != nil || findings != nil {
			t.Fatal("an unreadable file gave a form too")
		}
		return
	}
	if form == nil || form.Kind == nil {
		t.Fatal("neither form nor error")
	}
	for _, f := range findings {
		if f.Message == "" || strings.TrimSpace(f.Advice) == "" || f.Severity != Must && f.Severity != Confirm || f.Article != "" {
			t.Errorf("finding unfit for a notice: %+v", f)
		}
	}
	if len(findings) == 0 {
		for _, f := range form.Kind.Fields {
			if _, ok := form.Values[f.Key]; f.Required && !ok {
				t.Errorf("%s is missing and nobody said so", f.Key)
			}
		}
	}
	kept, err := json.Marshal(form.Values)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(kept, &raw); err != nil {
		t.Fatal(err)
	}
	again, err := form.Kind.Decode(raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, kept)
	}
	if len(again) != len(form.Values) || len(again) > 0 && !reflect.DeepEqual(again, form.Values) {
		t.Errorf("kept\n%#v\nread back\n%#v", form.Values, again)
	}
}

func FuzzText(f *testing.F) {
	set := builtin(f)
	for _, k := range set.All() {
		f.Add([]byte(k.Example), false)
		values, err := json.Marshal(example(f, set, k).Values)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(append([]byte(`{"kind":"`+k.Key+`",`), values[1:]...), true)
	}
	f.Add([]byte("表单种类: letter\n人数: [1, {a: *b}]\n审批意见:\n- {职务: !!str x}\n"), false)
	f.Add([]byte("kind: leave\ndays: 9e99\nissue_date: 2026-02-30\n---\nkind: leave\n"), false)
	f.Add([]byte(`{"kind":"leave","days":9007199254740993,"days":1,"cause":"\ud800\u0000"}`), true)
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		name := "f.yaml"
		if isJSON {
			name = "f.json"
		}
		form, findings, err := Read(name, data, set)
		outcome(t, form, findings, err)
		if err == nil {
			accountText(t, data, isJSON, form, findings)
		}
	})
}

// accountText fails if something that a text form says became neither a value nor part of
// a finding.
func accountText(t *testing.T, data []byte, isJSON bool, form *Form, findings []Finding) {
	t.Helper()
	text, _ := plainText(data)
	parse := parseYAML
	if isJSON {
		parse = parseJSON
	}
	root, bad := parse(text)
	if bad != nil {
		t.Fatalf("read a second time: %s", bad.reason)
	}
	told := map[string]bool{}
	for _, f := range findings {
		told[f.Cell] = true
		told[f.Path] = true
	}
	for _, p := range root.pairs {
		f := (&answers{}).fieldNamed(form.Kind.Fields, p.name)
		typed, isText := p.value.text.(string)
		switch {
		case isKindName(p.name) || told[lineAt(p.line)]:
		case f == nil:
			t.Errorf("%q on line %d is no field, and nobody said so", p.name, p.line)
		case !f.IsList() && isText && strings.TrimSpace(typed) != "" && form.Values[f.Key] == nil && !told[f.Key]:
			t.Errorf("%s: %q came to nothing", f.Key, typed)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	set := builtin(f)
	for _, k := range set.All() {
		f.Add(filled(f, k, example(f, set, k).Values))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		form, findings, err := Read("f.xlsx", data, set)
		outcome(t, form, findings, err)
	})
}

// FuzzSheet mutates the XML of the form's sheet inside a sound workbook, where
// FuzzWorkbook rarely gets past the compression.
func FuzzSheet(f *testing.F) {
	const part = "xl/worksheets/sheet1.xml"
	set := builtin(f)
	k := set.Named("letter")
	sound := filled(f, k, example(f, set, k).Values)
	archive, err := zip.NewReader(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		f.Fatal(err)
	}
	seed, err := archive.Open(part)
	if err != nil {
		f.Fatal(err)
	}
	xml, err := io.ReadAll(seed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(xml)
	blank := textsOf(f, filled(f, k, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		book := boundedtest.WithSheet(t, sound, string(data))
		form, findings, err := Read("f.xlsx", book, set)
		outcome(t, form, findings, err)
		if err != nil {
			return
		}
		if silent := account(t, cellsOf(t, book), form, findings, blank, map[string]int{}); len(silent) > 0 {
			t.Errorf("nobody says what became of %v\n%s", silent, saidAll(findings))
		}
	})
}

// FuzzKind: a kind.yaml is refused by its name, or it is a kind whose blank form
// can be written and reads as that kind.
func FuzzKind(f *testing.F) {
	for _, key := range []string{"leave", "contract"} {
		source, err := fs.ReadFile(templates.Builtin(samples.Office()), key+"/kind.yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.ReplaceAll(source, []byte("key: "+key), []byte("key: own")))
	}
	f.Add([]byte("key: own\ntitle: 申请\ndate: d\nunit: u\nsubject: '{u}'\nnumber: '{year}-{n}'\nretention: {code: Y, name: 永久}\n" +
		"fields:\n- {key: d, label: 日期, type: date, required: true}\n- {key: u, label: 单位, type: unit}\nregister:\n- {label: 编号, from: number}\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		set, err := templates.Load(fstest.MapFS{"own/kind.yaml": &fstest.MapFile{Data: source}})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "own/kind.yaml") {
				t.Errorf("whose mistake is it? %v", err)
			}
			return
		}
		k := set.Named("own")
		var blank bytes.Buffer
		if err := xlsx.Blank(&blank, k, xlsx.Roster{}); err != nil {
			t.Fatal(err)
		}
		form, findings, err := Read("f.xlsx", blank.Bytes(), set)
		if err != nil {
			t.Fatalf("its own blank form: %v", err)
		}
		if form.Kind.Key != "own" {
			t.Errorf("its blank form reads as %s", form.Kind.Key)
		}
		outcome(t, form, findings, err)
	})
}

// builtinOnce are the built-in kinds, which no test changes.
var builtinOnce = sync.OnceValues(func() (*templates.Set, error) { return templates.Load(templates.Builtin(samples.Office())) })

func builtin(t testing.TB) *templates.Set {
	t.Helper()
	set, err := builtinOnce()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// example is the form a kind gives as its example.
func example(t testing.TB, set *templates.Set, k *templates.Kind) *Form {
	t.Helper()
	form, findings, err := Read(k.Key+".yaml", []byte(k.Example), set)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) > 0 {
		t.Fatalf("%s/example.yaml: %+v", k.Key, findings)
	}
	return form
}

func filled(t testing.TB, k *templates.Kind, values templates.Values) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Fill(&b, k, values); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
