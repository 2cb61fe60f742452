package pdf

import (
	"bytes"
	"strings"
	"testing"

	"gongwen/templates"
)

// FuzzDocument: a document.xml is refused by its name, or it prints, full and
// sparse, the same each time.
func FuzzDocument(f *testing.F) {
	var kind templates.Kind
	for _, k := range builtinKinds(f) {
		if k.Document != "" {
			f.Add(k.Document)
			kind = *k
		}
	}
	f.Add(`<document><p>{{range .form.approvals}}{{.name}}{{else}}无{{end}}</p></document>`)
	f.Add(`{{define "x"}}{{template "x"}}{{end}}{{template "x"}}`)
	renderer := testRenderer(f)
	f.Fuzz(func(t *testing.T, source string) {
		k := kind
		k.Document = source
		template, err := Parse(&k)
		if err != nil {
			if !strings.Contains(err.Error(), k.Dir+"/document.xml") {
				t.Errorf("whose mistake is it? %v", err)
			}
			return
		}
		for _, full := range []bool{true, false} {
			var one, two bytes.Buffer
			if _, err := renderer.Print(&one, template, sample(&k, full)); err != nil {
				return // such as a character no font has
			}
			if _, err := renderer.Print(&two, template, sample(&k, full)); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Errorf("printed again it differs: %v", err)
			}
			if !bytes.HasPrefix(one.Bytes(), []byte("%PDF-")) {
				t.Error("this is no PDF")
			}
		}
	})
}
