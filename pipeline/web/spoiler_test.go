package web

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/font"
)

// spoils are what is tried in a field, the worst first: not every field has room
// or takes more than one line, and what is refused is safe. n goes round the leads.
func spoils(n int, f *templates.Field, text string) []string {
	lead, line := leads[n%len(leads)], leads[n%4]
	if f.Type == templates.TypeFile {
		return []string{line[:1] + "x\r\nX-Injected: 1\r\n\u202e" + inNames + text, line[:1] + "\u202e" + inNames + text, line[:1] + inNames + text, line[:1] + text}
	}
	all := []string{lead + text + "\u202e" + markup, line + text + markup, text + markup, line + text, text + "<b>"}
	if f.Type == templates.TypeParagraph {
		return append([]string{lead + text + "\r\nX-Injected: 1\r\n\u202e" + markup, lead + text + "\nX-Injected: 1\n" + markup}, all...)
	}
	return all
}

// spoiler makes forms whose free text is spoiled and that are accepted.
type spoiler struct {
	t         *testing.T
	workspace *workspace.Workspace
	ruleset   *workspace.Ruleset
	fonts     *font.Fonts
	book      *rules.Rulebook
	events    map[string]pipeline.Event // by file
	dropped   map[string][]byte         // forms, by file
}

// example is the kind's example with some changes, and the numbers it cites
// replaced by those that were given out.
func (s *spoiler) example(k *templates.Kind, set map[string]any, given []string) map[string]any {
	s.t.Helper()
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(strings.NewReplacer(given...).Replace(k.Example)), &fields); err != nil {
		s.t.Fatalf("%s: %v", k.Key, err)
	}
	for changed, value := range set {
		field := k.FieldNamed(changed)
		delete(fields, field.Key)
		delete(fields, field.Label)
		if value != nil {
			fields[field.Label] = value
		}
	}
	return fields
}

// accepted reads and judges a form as the pipeline will.
func (s *spoiler) accepted(fields map[string]any) (rules.Verdict, bool) {
	s.t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		s.t.Fatal(err)
	}
	f, found, err := form.Read("form.json", data, s.workspace.Kinds())
	if err != nil {
		return rules.Verdict{}, false
	}
	verdict, err := review.Judge(s.ruleset, s.fonts, s.workspace.Catalogue.Others(s.t.Context(), "none"), f, found, review.Operator, func(string) bool { return true }, time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return verdict, !verdict.Returned()
}

// confirm ticks what a form is asked about: what was filed before is spoiled, too, and
// no longer fits.
func (s *spoiler) confirm(fields map[string]any) {
	s.t.Helper()
	var ticks []any
	verdict, _ := s.accepted(fields)
	for _, f := range verdict.Findings {
		if f.Returns() && f.Severity == form.Confirm {
			ticks = append(ticks, map[string]any{"针对": f.Code, "理由": "属实"})
		}
	}
	if ticks != nil {
		fields[templates.Exceptions.Label] = ticks
	}
}

// spoil puts into every text of a form, also those the example leaves empty, the
// worst that is accepted, and tells what that was, by how it was written.
func (s *spoiler) spoil(k *templates.Kind, fields map[string]any) (spoiled []string) {
	s.t.Helper()
	s.confirm(fields)
	if verdict, ok := s.accepted(fields); !ok {
		s.t.Fatalf("%s: the example is not accepted: %+v", k.Key, verdict.Findings)
	}
	tried := 0
	try := func(in map[string]any, field *templates.Field) {
		name := field.Label
		if _, ok := in[field.Key]; ok {
			name = field.Key
		}
		before, filled := in[name]
		text, _ := before.(string)
		if !free(field) || filled && text == "" {
			return
		}
		tried++
		for _, worse := range spoils(tried, field, text) {
			in[name] = worse
			if _, ok := s.accepted(fields); ok {
				spoiled = append(spoiled, worse)
				return
			}
		}
		if in[name] = before; !filled {
			delete(in, name)
		}
	}
	for i := range k.Fields {
		field := &k.Fields[i]
		try(fields, field)
		for _, name := range []string{field.Key, field.Label} {
			rows, _ := fields[name].([]any)
			for _, row := range rows {
				cells, _ := row.(map[string]any)
				for j := range field.Columns {
					try(cells, &field.Columns[j])
				}
			}
		}
	}
	return spoiled
}

// free reports whether a field takes any text. One for a file that is read itself takes
// none whose content is not of its format.
func free(f *templates.Field) bool {
	return len(f.Formats) == 0 && slices.Contains([]templates.Type{templates.TypeText, templates.TypeParagraph, templates.TypePerson, templates.TypePeople, templates.TypeUnit, templates.TypePhone, templates.TypeFile}, f.Type)
}

// drop puts a form and the attachments it names into an inbox.
func (s *spoiler) drop(file string, k *templates.Kind, fields map[string]any) {
	s.t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		s.t.Fatal(err)
	}
	read, _, err := form.Read("form.json", data, s.workspace.Kinds())
	if err != nil {
		s.t.Fatalf("%s: %v", file, err)
	}
	s.dropped[file] = data
	inbox := s.workspace.Folder.Inbox()
	for _, attachment := range k.Attachments(read.Values) {
		if err := writeFile(filepath.Join(inbox, path.Dir(file), attachment), []byte(file+attachment)); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := writeFile(filepath.Join(inbox, file), data); err != nil {
		s.t.Fatal(err)
	}
}

// dropPrecedents drops what the example of a kind rests on, as it is in the
// rulebook, and what that rests on; it is empty-handed while that is not filed.
// The numbers given are those to be cited, in pairs of the example's and ours.
func (s *spoiler) dropPrecedents(k *templates.Kind) (given []string, ready bool) {
	s.t.Helper()
	given, ready = []string{}, true
	for i, p := range s.book.Precedents(k) {
		before := s.workspace.Kinds().Named(p.Kind)
		file := fmt.Sprintf("区政府办公室/%s所据之%d/表单.json", k.Title, i+1)
		e, dropped := s.events[file]
		if !dropped {
			ready = false
			if theirs, ok := s.dropPrecedents(before); ok {
				fields := s.example(before, p.Set, theirs)
				s.confirm(fields)
				s.drop(file, before, fields)
				s.events[file] = pipeline.Event{}
			}
			continue
		}
		ready = ready && e.Number != ""
		if p.Number != "" { // else cited by nothing
			given = append(given, p.Number, e.Number)
		}
	}
	return given, ready
}

// spoiledOffice is an office that has filed, of every kind, a form whose every
// free text is as bad as is accepted, and returned one more of each.
func spoiledOffice(t *testing.T) (s *spoiler, spoiled map[string][]string) {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	s = &spoiler{t: t, workspace: o, events: map[string]pipeline.Event{}, dropped: map[string][]byte{}}
	s.ruleset, s.fonts = must(o.Ruleset()), must(o.Fonts())
	s.book = s.ruleset.Regulation.Latest()
	p, err := pipeline.New(o, func(e pipeline.Event) { s.events[e.File] = e })
	if err != nil {
		t.Fatal(err)
	}
	spoiled = map[string][]string{}
	for waiting := o.Kinds().All(); len(waiting) > 0; {
		left := slices.DeleteFunc(slices.Clone(waiting), func(k *templates.Kind) bool {
			given, ready := s.dropPrecedents(k)
			if !ready {
				return false
			}
			fields := s.example(k, nil, given)
			spoiled[k.Key] = s.spoil(k, fields)
			s.drop(s.filedAs(k), k, fields)
			label := k.LabelOf(k.Date)
			if _, ok := fields[label]; !ok {
				label = k.Date
			}
			delete(fields, label)
			s.drop(s.returnedAs(k), k, fields)
			return true
		})
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(left) == len(waiting) && !slices.ContainsFunc(left, func(k *templates.Kind) bool { _, ready := s.dropPrecedents(k); return ready }) {
			t.Fatalf("kinds rest on what is never filed: %v: %+v", titlesOf(left), s.events["区政府办公室/"+left[0].Title+"所据之1/表单.json"])
		}
		waiting = left
	}
	for _, k := range o.Kinds().All() {
		if e := s.events[s.filedAs(k)]; e.Type != "filed" {
			t.Errorf("%s: %q %s %+v, want filed", k.Key, e.Type, e.Reason, e.Findings)
		}
		if e := s.events[s.returnedAs(k)]; e.Type != "returned" {
			t.Errorf("%s: %q %s, want returned", k.Key, e.Type, e.Reason)
		}
	}
	return s, spoiled
}

// filedAs and returnedAs are what the spoiled forms of a kind are dropped as.
func (s *spoiler) filedAs(k *templates.Kind) string {
	return "区政府办公室/=" + k.Key + `"><img src=x onerror=alert(2)>/+1"><img src=x onerror=alert(2)>.json`
}

func (s *spoiler) returnedAs(k *templates.Kind) string {
	return "区财政局/-" + k.Key + `"><img src=x onerror=alert(2)>/@"><img src=x onerror=alert(2)>.json`
}

func titlesOf(kinds []*templates.Kind) (titles []string) {
	for _, k := range kinds {
		titles = append(titles, k.Title)
	}
	return titles
}
