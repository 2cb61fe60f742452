package review

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
	"gongwen/templates/xlsx"
)

var update = flag.Bool("update", false, "write the goldens anew")

// corpus is a file of forms written from the regulation's text, without a look at the
// rulebook: good ones, that must be accepted, and bad ones, that must go back for the
// article they break.
type corpus struct{ Good, Bad []entry }

// entry is one form, with what was known when it was handed in.
type entry struct {
	Name     string
	Received string
	Form     map[string]any
	Filed    []map[string]any // in the archive, as in the cases of rules
	People   map[string][]any // on the roster beside the sample one's
	Article  string           // that a bad one breaks; several with |, of which any will do
	Why      string
}

// TestCorpus judges every form of the corpus and holds what comes of it against the
// scores: a line for each kind, and one for each form that is judged wrongly.
func TestCorpus(t *testing.T) {
	t.Parallel()
	builtin, err := workspace.ReadRuleset("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := peopled(t, builtin, nil)
	files, err := filepath.Glob("testdata/corpus/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	var scores strings.Builder
	var total score
	whole := true
	for _, file := range files {
		kind := strings.TrimSuffix(filepath.Base(file), ".yaml")
		var s score
		ran := t.Run(kind, func(t *testing.T) { s = judgeCorpus(t, ruleset, file) })
		whole = whole && ran && s.good > 0
		fmt.Fprintf(&scores, "%s %s\n%s", kind, &s, s.wrong.String())
		total.good, total.bad = total.good+s.good, total.bad+s.bad
		total.returned, total.asked, total.missed = total.returned+s.returned, total.asked+s.asked, total.missed+s.missed
	}
	if !whole {
		return // only some kinds were asked for
	}
	if total.good < 400 || total.bad < 400 {
		t.Errorf("%s: too few to say anything", &total)
	}
	if total.returned > 0 || total.missed > 0 || 50*total.asked >= total.good {
		t.Errorf("%s: no good form may be returned, less than 2 %% asked to confirm, and no bad one missed", &total)
	}
	text := fmt.Sprintf("%s\n\n%s", &total, scores.String())
	if *update {
		if err := os.WriteFile("testdata/corpus.txt", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/corpus.txt")
	if err != nil || string(want) != text {
		t.Errorf("the scores differ from testdata/corpus.txt (run with -update to see the change in git): %v\n%s", err, text)
	}
}

// score is how a file of the corpus fared.
type score struct {
	good, returned, asked int // of the good ones: returned by a must or a principle, or only asked to confirm
	bad, missed           int // of the bad ones: accepted, or returned for something else
	wrong                 strings.Builder
}

func (s *score) String() string {
	return fmt.Sprintf("good %d: %d returned, %d asked to confirm; bad %d: %d missed", s.good, s.returned, s.asked, s.bad, s.missed)
}

func judgeCorpus(t *testing.T, ruleset *workspace.Ruleset, file string) (s score) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c corpus
	if err := yaml.UnmarshalWithOptions(data, &c, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	wrong := func(list string, e entry, format string, args ...any) {
		line := fmt.Sprintf("  %s %s: "+format+"\n", append([]any{list, e.Name}, args...)...)
		s.wrong.WriteString(line)
		t.Log(line)
	}
	for i, e := range c.Good {
		s.good++
		v := e.judge(t, ruleset, i)
		if returned := only(v.Findings, form.Finding.Returns); len(returned) > 0 {
			if slices.ContainsFunc(returned, func(f form.Finding) bool { return f.Severity != form.Confirm }) {
				s.returned++
			} else {
				s.asked++
			}
			wrong("good", e, "%s", said(returned))
		}
	}
	for i, e := range c.Bad {
		s.bad++
		v := e.judge(t, ruleset, i)
		returned := only(v.Findings, form.Finding.Returns)
		for _, f := range returned {
			if strings.TrimSpace(f.Advice) == "" {
				t.Errorf("%s: nobody is told what to do about %s %q", e.Name, f.Article, f.Message)
			}
		}
		if !slices.ContainsFunc(returned, func(f form.Finding) bool { return e.cites(f.Article) }) {
			s.missed++
			wrong("bad", e, "%s wanted, %s", e.Article, said(returned))
		}
	}
	return s
}

// cites reports whether an article is the one that is broken, or an item of it.
func (e entry) cites(article string) bool {
	return slices.ContainsFunc(strings.Split(e.Article, "|"), func(want string) bool {
		return article == want || strings.HasPrefix(article, want+"(") || strings.HasPrefix(want, article+"(")
	})
}

func only(findings []form.Finding, such func(form.Finding) bool) []form.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f form.Finding) bool { return !such(f) })
}

func said(findings []form.Finding) string {
	if len(findings) == 0 {
		return "accepted"
	}
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("[%s %s %s] %s", f.Severity, f.Article, f.Field, f.Message))
	}
	return strings.Join(all, " ")
}

// judge reads the form in one of the formats, by turns, and judges it.
func (e entry) judge(t *testing.T, ruleset *workspace.Ruleset, n int) rules.Verdict {
	t.Helper()
	if e.People != nil {
		ruleset = peopled(t, ruleset, e.People)
	}
	name, content := e.written(t, ruleset.Kinds, n)
	f, found, err := form.Read(name, content, ruleset.Kinds)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	var filed rules.Archive
	if filed, err = ruleset.Regulation.Fixtures(e.Filed); err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	received, err := time.Parse("2006-01-02", e.Received)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	v, err := Judge(ruleset, nil, filed, f, found, Operator, func(string) bool { return true }, received)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	return v
}

// written is the form as YAML, as JSON or, with what of it can be read, as a workbook;
// making workbooks takes most of the time, so under -short one in ten is made.
func (e entry) written(t *testing.T, kinds *templates.Set, n int) (name string, content []byte) {
	t.Helper()
	content, err := json.Marshal(e.Form)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case n%3 == 0:
		content, err = yaml.Marshal(writtenOut(e.Form))
		name = "表单.yaml"
	case n%3 == 1 || testing.Short() && n%30 != 2:
		name = "表单.json"
	default:
		f, found, failed := form.Read("表单.json", content, kinds)
		if failed != nil || len(found) > 0 {
			return "表单.json", content
		}
		var book bytes.Buffer
		err = xlsx.Fill(&book, f.Kind, f.Values)
		name, content = "表单.xlsx", book.Bytes()
	}
	if err != nil {
		t.Fatal(err)
	}
	return name, content
}

// writtenOut has amounts as people type them: the YAML writer would put 2571208.36
// as 2.57120836e+06.
func writtenOut(v any) any {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = writtenOut(v[i])
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for k := range v {
			all[k] = writtenOut(v[k])
		}
		return all
	}
	return v
}

// peopled is a ruleset with the sample roster and more rows of its tables.
func peopled(t *testing.T, of *workspace.Ruleset, rows map[string][]any) *workspace.Ruleset {
	t.Helper()
	var tables map[string][]any
	if err := yaml.Unmarshal(samples.Roster(), &tables); err != nil {
		t.Fatal(err)
	}
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		tables[table] = append(tables[table], rows[table]...)
	}
	content, err := yaml.Marshal(tables)
	if err != nil {
		t.Fatal(err)
	}
	config, err := workspace.ReadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	ruleset := *of
	ruleset.Office = config.Office
	if ruleset.Roster, err = roster.Read("roster.yaml", content); err != nil {
		t.Fatal(err)
	}
	if ruleset.Units, err = ruleset.Roster.Units(config.Government, nil); err != nil {
		t.Fatal(err)
	}
	return &ruleset
}
