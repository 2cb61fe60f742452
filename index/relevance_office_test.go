package index_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/templates"
)

// relevanceOffice is the office whose archive the relevance suite searches: its
// records, and what a query is read with. All of it stands in testdata/relevance.
type relevanceOffice struct {
	kinds    *templates.Set
	today    time.Time           // by which 上个月 is told
	units    map[string][]string // name to the other names people use
	synonyms [][]string          // words of which each stands for the others

	source *source
	texts  *fakeTexts
	known  map[string]bool // the numbers of its records
}

// parse reads a query as the office's programs do.
func (o *relevanceOffice) parse(text string) (index.Query, error) {
	return index.ParseKnowing(index.Vocabulary{
		SameUnit: o.sameUnit, Today: func() templates.Date { return templates.Today(o.today) },
		Also:   o.otherWords,
		Labels: func() *index.Labels { return index.LabelsOf(o.kinds.All()) },
		States: func() ([]index.State, error) {
			return index.Lifecycle(o.kinds.All(), templates.Today(o.today), o.voided), nil
		},
	}, text)
}

// voided are the numbers of the records that are void.
func (o *relevanceOffice) voided(context.Context) (all []string, err error) {
	for _, c := range o.source.changes {
		if c.Voided != nil {
			all = append(all, c.Number)
		}
	}
	return all, nil
}

// otherWords are the other names of a unit, and the office's synonyms of a word.
func (o *relevanceOffice) otherWords(word string) (others []string) {
	for name, also := range o.units {
		if names := append([]string{name}, also...); slices.Contains(names, word) {
			others = append(others, names...)
		}
	}
	for _, words := range o.synonyms {
		if slices.Contains(words, word) {
			others = append(others, words...)
		}
	}
	return others
}

func (o *relevanceOffice) sameUnit(one, other string) bool {
	for name, others := range o.units {
		is := func(written string) bool { return written == name || slices.Contains(others, written) }
		if is(one) && is(other) {
			return true
		}
	}
	return one == other
}

// index is an index of the records.
func (o *relevanceOffice) index(t *testing.T) *index.Index {
	t.Helper()
	x := index.At(filepath.Join(t.TempDir(), "index"), o.kinds)
	if err := x.Follow(t.Context(), o.source, o.texts, nil); err != nil {
		t.Fatal(err)
	}
	return x
}

// document is a record as testdata/relevance/documents has it.
type document struct {
	Number string
	Kind   string // key; may be left out where the number is of the kind's own series
	Date   string // 2006-01-02
	Unit   string
	Form   map[string]any // what the form says, by label
	// Text is the document's body. Without one the document is the standard slip: every
	// field on a line of its own, behind its label.
	Text        string
	Attachments []struct{ Name, Text string }
	Voided      string // the reason, where the record is void
}

func newRelevanceOffice(t *testing.T) *relevanceOffice {
	t.Helper()
	kinds, err := builtinKinds()
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Today    time.Time
		Units    map[string][]string
		Synonyms [][]string
	}
	read(t, "testdata/relevance/office.yaml", &settings)
	o := &relevanceOffice{
		kinds: kinds, today: settings.Today, units: settings.Units, synonyms: settings.Synonyms,
		source: &source{id: "relevance"}, texts: &fakeTexts{id: "relevance"}, known: map[string]bool{},
	}
	unused := map[string]bool{}
	for _, k := range kinds.All() {
		unused[k.Key] = true
	}
	for _, file := range filesOf(t, "testdata/relevance/documents/*.yaml") {
		var documents []document
		read(t, file, &documents)
		for _, d := range documents {
			if o.known[d.Number] {
				t.Errorf("%s: %s is there twice", file, d.Number)
			}
			o.known[d.Number] = true
			delete(unused, o.file(t, d).Kind)
		}
	}
	for key := range unused {
		t.Errorf("no record is of kind %s", key)
	}
	return o
}

// file adds a record to the archive.
func (o *relevanceOffice) file(t *testing.T, d document) archive.Record {
	t.Helper()
	r, err := d.record(o.kinds)
	if err != nil {
		t.Fatalf("%s: %v", d.Number, err)
	}
	for _, a := range d.Attachments {
		f := archive.File{Path: "data/attachments/" + a.Name, SHA256: d.Number + "/" + a.Name}
		r.Attachments = append(r.Attachments, f)
		o.texts.read(d.Number, f.SHA256, a.Text)
	}
	o.source.add(r)
	if d.Voided != "" {
		o.source.changes[len(o.source.changes)-1].Voided = &catalogue.Void{At: r.Date.AddDays(1).Time, Reason: d.Voided}
	}
	return r
}

// record is the record that the pipeline would make of the form.
func (d document) record(kinds *templates.Set) (archive.Record, error) {
	kind, year, serial := d.series(kinds)
	if kind == nil {
		return archive.Record{}, fmt.Errorf("the number is of no series, and kind %q is not known", d.Kind)
	}
	date, err := templates.ParseDate(d.Date)
	if err != nil {
		return archive.Record{}, err
	}
	values, err := d.values(kind)
	if err != nil {
		return archive.Record{}, err
	}
	r := archive.Record{
		Version: archive.RecordVersion, Number: d.Number, Kind: kind.Key, Title: kind.Title, Year: year, Serial: serial,
		Subject: kind.SubjectOf(values), Date: date, Unit: d.Unit, Secrecy: kind.SecrecyOf(values),
	}
	lines := []string{kind.Title, d.Number}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		if v, ok := values[f.Key]; ok {
			r.Fields = append(r.Fields, archive.LabelledText{Label: f.Label, Text: f.InWords(v)})
			lines = append(lines, f.Label+"\t"+f.InWords(v))
		}
	}
	if d.Text != "" {
		lines = append(lines[:2], d.Text)
	}
	r.Text = strings.Join(lines, "\n")
	text, err := json.Marshal(values)
	if err == nil {
		err = json.Unmarshal(text, &r.Values) // as a bag gives them back
	}
	return r, err
}

// series finds the kind by the number's series, the year and the serial in it.
func (d document) series(kinds *templates.Set) (kind *templates.Kind, year, serial int) {
	prefix, rest, _ := strings.Cut(d.Number, "〔")
	if _, err := fmt.Sscanf(rest, "%d〕%d号", &year, &serial); err != nil {
		return nil, 0, 0
	}
	if d.Kind != "" {
		return kinds.Named(d.Kind), year, serial
	}
	for _, k := range kinds.All() {
		if k.FormatNumber(year, serial) == d.Number && strings.HasPrefix(k.Number, prefix+"〔") {
			return k, year, serial
		}
	}
	return nil, 0, 0
}

// values are what the form says, typed.
func (d document) values(k *templates.Kind) (templates.Values, error) {
	form := map[string]any{k.Field(k.Date).Label: d.Date, k.Field(k.Unit).Label: d.Unit}
	for label, value := range d.Form {
		form[label] = value
	}
	return typedForm(k.Fields, form)
}

func typedForm(fields []templates.Field, form map[string]any) (templates.Values, error) {
	values := templates.Values{}
	for label, written := range form {
		at := slices.IndexFunc(fields, func(f templates.Field) bool { return f.Label == label })
		if at < 0 {
			return nil, fmt.Errorf("there is no field %s", label)
		}
		f := &fields[at]
		var value any
		var err error
		if rows, ok := written.([]any); ok {
			var all []templates.Values
			for _, row := range rows {
				cells, err := typedForm(f.Columns, row.(map[string]any))
				if err != nil {
					return nil, err
				}
				all = append(all, cells)
			}
			value = all
		} else if value, err = f.Parse(fmt.Sprint(written)); err != nil {
			return nil, fmt.Errorf("%s: %w", label, err)
		}
		values[f.Key] = value
	}
	return values, nil
}

// filesOf are the files of a pattern, at least one.
func filesOf(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal(pattern, files, err)
	}
	return files
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, into, yaml.Strict())
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
