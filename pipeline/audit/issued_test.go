package audit_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongwen/pipeline/audit"
	"gongwen/samples"
	"gongwen/templates"
)

// TestVerifyFindsIssued: a document of ours that only the office has is a lost record,
// whatever the data folder is called.
func TestVerifyFindsIssued(t *testing.T) {
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gongwen", "公文[2026]"} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			issued := filepath.Join(o.dir, name, "issued")
			o.must(os.MkdirAll(filepath.Join(issued, "区财政局"), 0o750))
			for _, copied := range []string{"龙政办介字〔2026〕9号", "letter〔2026〕1号", "说明"} {
				o.must(os.WriteFile(filepath.Join(issued, "区财政局", copied+".pdf"), []byte("%PDF"), 0o640))
			}
			findings, err := audit.Verify(o.Context(), audit.Subject{Archive: o.archive, Catalogue: o.catalogue, Index: o.index,
				AccessLog: o.accessLog(), Issued: issued, Kinds: kinds}, nil)
			o.must(err)
			var numbers []string
			for _, f := range findings {
				numbers = append(numbers, string(f.Code)+" "+f.Number)
			}
			if want := []string{"bag-lost 龙政办介字〔2026〕9号"}; !slices.Equal(numbers, want) {
				t.Errorf("%q, want %q", numbers, want)
			}
		})
	}
}
