package samples

import (
	"io/fs"
	"path"
	"slices"
	"sync"
	"testing"

	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/templates"
)

// office is what judging a form takes.
type office struct {
	kinds  *templates.Set
	rules  *rules.Regulation
	people *roster.Roster
}

var loadRules = sync.OnceValues(func() (*rules.Regulation, error) {
	kinds, err := loadKinds()
	if err != nil {
		return nil, err
	}
	return rules.Load(kinds, rules.Builtin())
})

func openOffice(t *testing.T) office {
	t.Helper()
	kinds := builtinKinds(t)
	rules, err := loadRules()
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.Read("roster.yaml", Roster())
	if err != nil {
		t.Fatal(err)
	}
	return office{kinds, rules, people}
}

// judge reads and judges a form; an unreadable one is returned without articles.
func (o office) judge(t *testing.T, name string, data []byte) (returned bool, findings []form.Finding) {
	t.Helper()
	read, found, err := form.Read(path.Base(name), data, o.kinds)
	if err != nil {
		return true, nil
	}
	v, err := o.rules.Judge(read, found, rules.Facts{Roster: o.people})
	if err != nil {
		t.Fatal(err)
	}
	if v.Rules == 0 {
		t.Errorf("%s was held against no rule", name)
	}
	return v.Returned(), v.Findings
}

func TestExpectedIsHowSamplesAreJudged(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	inbox := written(t, o.kinds)
	expected, err := Expected()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range expected {
		data, err := fs.ReadFile(inbox, name)
		if err != nil {
			t.Fatal(err)
		}
		returned, findings := o.judge(t, name, data)
		if want.Outcome != Pending && returned != (want.Outcome == Returned) {
			t.Errorf("%s: returned %v, want %s\n%+v", name, returned, want.Outcome, findings)
		}
		var cited []string
		for _, f := range findings {
			if f.Article != "" && !slices.Contains(cited, f.Article) {
				cited = append(cited, f.Article)
			}
		}
		slices.Sort(cited)
		if want.Outcome == Returned && !slices.Equal(cited, want.Articles) {
			t.Errorf("%s: cites %v, want %v\n%+v", name, cited, want.Articles, findings)
		}
	}
}

func TestGenerateGivesAcceptableForms(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for _, kind := range o.kinds.All() {
		for _, s := range collect(t, kind, 2, many(300), Options{}) {
			if returned, findings := o.judge(t, s.Files[0].Path, s.Files[0].Data); returned {
				t.Fatalf("%s\n%s%+v", s.Files[0].Path, s.Files[0].Data, findings)
			}
		}
	}
}
