package rules

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// Whatever is in a rule file, loading it ends: in mistakes that each have a
// place in the file and words, or in rules that can judge.
func FuzzRuleFile(f *testing.F) {
	files, err := filepath.Glob("testdata/mistakes/broken/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range append(files, "books/longfeng2017/approvals.yaml") {
		source, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	kinds := builtinKinds()
	example, found := read(f, kinds, kinds.Named("leave").Example)
	header := &fstest.MapFile{Data: []byte("title: 规则\nfrom: 2017-03-09\narticles: {1: {title: 一}, 2: {title: 二}}\nparameters: [{name: leave_days, value: 3, meaning: 天数}]\n")}
	f.Fuzz(func(t *testing.T, source []byte) {
		r, err := Load(kinds, fstest.MapFS{"b/rulebook.yaml": header, "b/rules.yaml": &fstest.MapFile{Data: source}})
		if err == nil {
			judge(t, r, example, found, nil)
			return
		}
		var mistakes Mistakes
		if !errors.As(err, &mistakes) {
			t.Fatal(err)
		}
		lines := strings.Count(string(source), "\n") + strings.Count(string(source), "\r") + 2
		for _, m := range mistakes {
			if m.File == "" || m.Message == "" || m.Line < 0 || m.Line > lines || !strings.Contains(m.Error(), m.Message) {
				t.Errorf("%+v", m)
			}
		}
	})
}
