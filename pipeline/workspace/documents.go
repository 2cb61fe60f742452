package workspace

import (
	"errors"
	"sync/atomic"

	"gongwen/templates"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// proven are documents that could be printed by these fonts in the name of this office.
type proven struct {
	fonts              *font.Fonts
	government, office string
	documents          map[*templates.Kind]*pdf.Template
}

// lastProven are those last proven in this process: a roster that is edited makes another
// ruleset of the same kinds.
var lastProven atomic.Pointer[proven]

// proveDocuments gives the documents of all kinds, each proven by printing it in the
// name of the office: what no font can print is found before a document has a number
// it cannot be printed with.
func proveDocuments(kinds *templates.Set, fonts *font.Fonts, config Config) (map[string]*pdf.Template, error) {
	renderer := pdf.New(fonts)
	now := &proven{fonts, config.Government, config.Office, map[*templates.Kind]*pdf.Template{}}
	last := lastProven.Load()
	if last == nil || last.government != now.government || last.office != now.office || !last.fonts.Same(fonts) {
		last = &proven{}
	}
	documents := map[string]*pdf.Template{}
	var errs []error
	for _, kind := range kinds.All() {
		document := last.documents[kind]
		if document == nil {
			var err error
			if document, err = pdf.Parse(kind); err == nil {
				err = renderer.Prove(document, config.Government, config.Office)
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
		}
		now.documents[kind] = document
		documents[kind.Key] = document
	}
	lastProven.Store(now)
	return documents, errors.Join(errs...)
}
