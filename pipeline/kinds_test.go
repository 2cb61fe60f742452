package pipeline

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// TestPipelineFilesEveryKindAndReturnsByEveryArticle drops, for every kind, its example
// and one form for every article that its rules cite, broken as the first
// failing case of that article breaks it. One pipeline takes them, examples that
// rest on others after these. Cases that need more than that filed before are
// left to the rehearsal of the rulebook.
func TestPipelineFilesEveryKindAndReturnsByEveryArticle(t *testing.T) {
	t.Parallel()
	f := dataFolder(t, "")
	ruleset, err := workspace.ReadRuleset(f)
	if err != nil {
		t.Fatal(err)
	}
	e := examples{t: t, inbox: f.Inbox(), kinds: ruleset.Kinds, book: ruleset.Regulation.Latest(), wanted: map[string]string{}, events: map[string]Event{}}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(o, func(event Event) { e.events[event.File] = event })
	if err != nil {
		t.Fatal(err)
	}
	for waiting := ruleset.Kinds.All(); len(waiting) > 0; {
		left := slices.DeleteFunc(slices.Clone(waiting), e.dropAll)
		if len(left) == len(waiting) {
			t.Errorf("what these rest on is never filed: %s", titles(left))
			break
		}
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		waiting = left
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}

	filed := 0
	for _, file := range slices.Sorted(maps.Keys(e.wanted)) {
		got, article := e.events[file], e.wanted[file]
		if article == "" {
			filed++
			if got.Type != "filed" {
				t.Errorf("%s: %q (%s), want filed: %+v", file, got.Type, got.Reason, got.Findings)
			}
			continue
		}
		cited := slices.ContainsFunc(got.Findings, func(finding form.Finding) bool { return finding.Article == article && finding.Returns() })
		if got.Type != "returned" || !cited {
			t.Errorf("%s: %q (%s), want returned by article %s: %+v", file, got.Type, got.Reason, article, got.Findings)
		}
	}
	if s := sums(t, f); s.Received != len(e.wanted) || s.Filed != filed || s.Returned != len(e.wanted)-filed {
		t.Errorf("sums %+v, want %d filed of %d", s, filed, len(e.wanted))
	}
}

// examples drops the examples of kinds, whole and broken.
type examples struct {
	t      *testing.T
	inbox  string
	kinds  *templates.Set
	book   *rules.Rulebook
	wanted map[string]string // file: the article to be cited, empty when it is to be filed
	events map[string]Event  // by file
}

// dropAll drops the kind's example and its broken forms. It drops nothing and is
// false while something they rest on is still to come.
func (e *examples) dropAll(k *templates.Kind) bool {
	given := []string{} // the number an example cites, the number the record was given
	ready := true
	for i, p := range e.book.Precedents(k) {
		before := e.kinds.Named(p.Kind)
		file := e.path(before, "样表")
		if len(p.Set) > 0 {
			file = e.path(before, fmt.Sprintf("，%s所据之%d", k.Title, i+1))
			if _, dropped := e.wanted[file]; !dropped {
				e.drop(file, before, p.Set, nil)
				e.wanted[file] = ""
			}
		}
		number := e.events[file].Number
		ready = ready && number != ""
		if p.Number != "" {
			given = append(given, p.Number, number)
		}
	}
	if !ready {
		return false
	}
	e.drop(e.path(k, "样表"), k, nil, given)
	e.wanted[e.path(k, "样表")] = ""
	for _, c := range e.book.FailingCases(k) {
		file := e.path(k, c.Article)
		if _, dropped := e.wanted[file]; !dropped {
			e.drop(file, k, c.Set, given)
			e.wanted[file] = c.Article
		}
	}
	return true
}

// path is where a form of the kind is dropped, as events give it: in a folder of
// its own, with its attachments.
func (e *examples) path(k *templates.Kind, name string) string {
	return "区政府办公室/" + k.Title + name + "/" + k.Title + ".json"
}

// drop puts the kind's example with some changes in the inbox, the numbers it
// cites replaced by those given out, together with the attachments it names.
func (e *examples) drop(path string, k *templates.Kind, set map[string]any, given []string) {
	e.t.Helper()
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(k.Example), &fields); err != nil {
		e.t.Fatalf("%s: %v", path, err)
	}
	for changed, value := range set {
		field := k.FieldNamed(changed)
		if field == nil {
			e.t.Fatalf("%s: no field %s", path, changed)
		}
		delete(fields, field.Key)
		delete(fields, field.Label)
		if value != nil {
			fields[field.Key] = value
		}
	}
	data, err := json.Marshal(fields)
	if err != nil {
		e.t.Fatal(err)
	}
	data = []byte(strings.NewReplacer(given...).Replace(string(data)))
	put(e.t, filepath.Join(e.inbox, path), data)
	read, _, err := form.Read("form.json", data, e.kinds)
	if err != nil {
		e.t.Fatalf("%s: %v", path, err)
	}
	for _, attachment := range k.Attachments(read.Values) {
		put(e.t, filepath.Join(e.inbox, filepath.Dir(path), attachment), []byte(attachment))
	}
}

func titles(kinds []*templates.Kind) string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.Title)
	}
	return strings.Join(all, "、")
}
