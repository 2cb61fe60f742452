package search_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/archive/texts"
	"gongwen/index"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/search"
	"gongwen/samples"
	"gongwen/templates"
)

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

// office is a searcher over an archive of its own.
type office struct {
	testing.TB
	*search.Searcher
	dir string
	n   int
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func newOffice(t testing.TB) *office {
	o := &office{TB: t, dir: t.TempDir(), Searcher: &search.Searcher{}}
	var err error
	o.Kinds, err = templates.Load(templates.Builtin(samples.Office()))
	o.must(err)
	o.Archive, err = archive.Open(filepath.Join(o.dir, "archive"))
	o.must(err)
	o.Catalogue, err = catalogue.Create(filepath.Join(o.dir, "catalogue.db"))
	o.must(err)
	o.Texts, err = texts.Open(filepath.Join(o.dir, "texts.db"))
	o.must(err)
	o.Index = index.At(filepath.Join(o.dir, "index"), o.Kinds)
	t.Cleanup(func() { o.Catalogue.Close(); o.Texts.Close() })
	return o
}

// file files a record of a kind and a unit, with attachments of those contents.
func (o *office) file(kind, unit, subject string, attached ...string) archive.Record {
	o.Helper()
	o.n++
	write := func(name, text string) archive.Source {
		path := filepath.Join(o.TempDir(), name)
		o.must(os.WriteFile(path, []byte(text), 0o600))
		return archive.Source{Name: name, Path: path}
	}
	files := archive.Files{Form: write("表.yaml", subject), Document: []byte("%PDF")}
	for i, text := range attached {
		files.Attachments = append(files.Attachments, write(fmt.Sprintf("附件%d.txt", i+1), text))
	}
	r, err := o.Archive.Put(o.Context(), archive.Record{
		Number: fmt.Sprintf("龙政办〔2026〕%d号", o.n), Kind: kind, Title: o.Kinds.Named(kind).Title, Year: 2026, Serial: o.n,
		Date: templates.NewDate(2026, 5, o.n), Subject: subject, Unit: unit, Text: subject + "一事，请予办理。",
		Submission: fmt.Sprint("p", o.n), Arrival: fmt.Sprint("a", o.n), Arrived: morning, Filed: morning,
	}, files)
	o.must(err)
	o.must(o.Catalogue.Restore(o.Context(), []archive.Record{r}))
	return r
}

func (o *office) readAttachments() {
	o.Helper()
	x := extract.New(extract.DefaultLimits)
	o.must(errors.Join(o.Texts.Follow(o.Context(), o.Catalogue, o.Archive, x, nil), x.Close()))
}

// ask answers conditions after the index has had time to catch up.
func (o *office) ask(c search.Conditions) search.Answer {
	o.Helper()
	q, err := c.Query(index.Vocabulary{})
	o.must(err)
	a, err := o.Search(o.Context(), index.Request{Query: q, Sort: index.ByNumber, Limit: 20, Facets: []index.Field{index.FacetKind}}, time.Minute)
	o.must(err)
	return a
}

func numbers(a search.Answer) (all []string) {
	for _, h := range a.Hits {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(h.Number, "龙政办〔2026〕"), "号"))
	}
	return all
}

// TestConditions has each box find what it says, and all of them together.
func TestConditions(t *testing.T) {
	o := newOffice(t)
	o.file("letter", "区财政局", "防汛物资")
	o.file("leave", "区财政局", "防汛值班")
	o.file("letter", "区民政局", "老旧小区改造")
	for _, test := range []struct {
		name string
		ask  search.Conditions
		want string
	}{
		{"nothing asks for nothing", search.Conditions{}, "1 2 3"},
		{"a word", search.Conditions{Text: "防汛"}, "1 2"},
		{"a kind", search.Conditions{Kind: "letter"}, "1 3"},
		{"a unit", search.Conditions{Unit: "区民政局"}, "3"},
		{"a part of a unit", search.Conditions{Unit: "民政局"}, ""},
		{"a year", search.Conditions{Year: "2025"}, ""},
		{"from a day", search.Conditions{From: templates.NewDate(2026, 5, 2)}, "2 3"},
		{"to a day", search.Conditions{To: templates.NewDate(2026, 5, 2)}, "1 2"},
		{"all of them", search.Conditions{Text: "防汛", Kind: "letter", Unit: "区财政局", From: templates.NewDate(2026, 5, 1)}, "1"},
		{"an OR binds the text only", search.Conditions{Text: "防汛 OR 改造", Kind: "letter"}, "1 3"},
	} {
		if got := strings.Join(numbers(o.ask(test.ask)), " "); got != test.want {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
	}
	var mistake *index.Mistake
	if _, err := (search.Conditions{Text: "日期:昨天"}).Query(index.Vocabulary{}); !errors.As(err, &mistake) {
		t.Errorf("a date that is none: %v", err)
	}
	if !(search.Conditions{}).IsEmpty() || (search.Conditions{To: templates.NewDate(2026, 1, 1)}).IsEmpty() {
		t.Error("what is empty is not told from what is not")
	}
}

func TestAnswer(t *testing.T) {
	o := newOffice(t)
	r := o.file("letter", "区财政局", "防汛物资", "沙袋三百条", "\x00\x01\x02 no text")
	o.must(o.Catalogue.RestoreEnds(o.Context(), nil, map[string]catalogue.Void{r.Number: {At: morning, Reason: "开错"}}))
	o.readAttachments()
	a := o.ask(search.Conditions{Text: "沙袋"})
	if a.Total != 1 || len(a.Hits) != 1 || a.Advice != nil {
		t.Fatalf("%+v", a)
	}
	h := a.Hits[0]
	if !strings.Contains(h.Snippet, "【沙袋】") || !h.Voided || h.Path != o.Archive.Path(r.Folder(), r.Document.Path) {
		t.Errorf("%+v", h)
	}
	if len(h.Attachments) != 1 || h.Attachments[0].Name != "附件2.txt" || h.Attachments[0].State == extract.Read {
		t.Errorf("the attachment that cannot be searched is not named: %+v", h.Attachments)
	}
	if len(a.Facets) != 1 || a.Facets[0].Values[0] != (search.Value{Value: "letter", Title: "介绍信", Hits: 1}) {
		t.Errorf("%+v", a.Facets)
	}
	if !a.Coverage.Complete() || a.Coverage.Textless != 1 {
		t.Errorf("%+v", a.Coverage)
	}
	list, err := search.ListAttachments(t.Context(), o.Texts, false)
	o.must(err)
	if len(list.List) != 1 || list.List[0].Number != r.Number || list.Counts[extract.Read] != 1 {
		t.Errorf("%+v", list)
	}
	if list, err = search.ListAttachments(t.Context(), o.Texts, true); err != nil || len(list.List) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAdvice(t *testing.T) {
	o := newOffice(t)
	o.file("letter", "区财政局", "防汛物资")
	a := o.ask(search.Conditions{Text: "防讯物资 没有的"})
	if a.Total != 0 || a.Hits == nil || a.Advice == nil || len(a.Advice.Words) != 2 {
		t.Fatalf("%+v", a)
	}
	if !slices.Contains(a.Advice.Instead, "防汛物资 没有的") {
		t.Errorf("%+v", a.Advice)
	}
}

// TestCoverage: an answer tells what it could not look into.
func TestCoverage(t *testing.T) {
	o := newOffice(t)
	o.file("letter", "区财政局", "防汛物资", "沙袋")
	c, err := o.CatchUp(t.Context(), time.Minute)
	o.must(err)
	if c.Missing != 0 || !c.Reading || c.Complete() {
		t.Errorf("with an attachment nobody has read: %+v", c)
	}
	o.readAttachments()
	if c, err = o.CatchUp(t.Context(), time.Minute); err != nil || !c.Complete() {
		t.Errorf("when all is read: %+v, %v", c, err)
	}
	o.file("letter", "区财政局", "又一份")
	if c, err = o.CatchUp(t.Context(), 0); err != nil || c.Missing != 1 || c.Complete() {
		t.Errorf("without time to catch up: %+v, %v", c, err)
	}
	o.Index = index.At(filepath.Join(o.dir, "index", "current"), o.Kinds) // a file, not a folder
	o.must(errors.Join(os.RemoveAll(filepath.Join(o.dir, "index")), os.MkdirAll(filepath.Join(o.dir, "index"), 0o700),
		os.WriteFile(filepath.Join(o.dir, "index", "current"), nil, 0o600)))
	if c, err := o.CatchUp(t.Context(), time.Minute); err == nil && c.Complete() {
		t.Errorf("an index that cannot be written counts as complete: %+v", c)
	}
}

func TestNumbers(t *testing.T) {
	o := newOffice(t)
	for range 3 {
		o.file("letter", "区财政局", "防汛物资")
	}
	q, err := search.Conditions{From: templates.NewDate(2026, 5, 2)}.Query(index.Vocabulary{})
	o.must(err)
	found, err := o.Numbers(t.Context(), q)
	o.must(err)
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, []string{"龙政办〔2026〕2号", "龙政办〔2026〕3号"}) {
		t.Error(got)
	}
}

// TestSpellings: units are read when one is asked for, once, and a roster that cannot
// be read is no reason not to search.
func TestSpellings(t *testing.T) {
	reads, complaints := 0, 0
	same := search.Spellings(func() (*roster.Units, error) {
		reads++
		return nil, errors.New("unreadable")
	}, func(error) { complaints++ })
	if reads != 0 {
		t.Error("units were read before anybody asked")
	}
	if same("区财政局", "龙凤区财政局") || same("区财政局", "区财政局") || reads != 1 || complaints != 1 {
		t.Errorf("%d reads, %d complaints", reads, complaints)
	}
	same = search.Spellings(func() (*roster.Units, error) { return roster.New(nil).Units("龙凤区人民政府", nil) }, func(err error) { t.Error(err) })
	if !same("区财政局", "龙凤区财政局") || same("区财政局", "区民政局") {
		t.Error("two spellings of a unit are not told from two units")
	}
}
