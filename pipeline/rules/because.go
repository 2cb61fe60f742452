package rules

import (
	"fmt"
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// mostValues is how many of a form's values a line still takes in.
const mostValues = 4

// because says in one line why a rule finds what it finds: the values it looked at,
// the article, and what that asks. The rule's own words, where it has any, take the
// place of the values, and with an arrow, of all of it.
func (e *evaluation) because(p *program, f *form.Finding, said templates.Values, named map[string]string) string {
	values := e.fill(p.because.string, said, named)
	if facts, asked, whole := strings.Cut(values, "→"); whole {
		return fmt.Sprintf("%s（%s）→ %s", strings.TrimSpace(facts), form.ArticleName(p.article), strings.TrimSpace(asked))
	}
	if values == "" {
		values = e.lookedAt(p, f)
	}
	var asks []string
	for _, o := range e.book.Asked(p.id.string) {
		if o.under(p.article) {
			asks = append(asks, o.Asks)
		}
	}
	switch {
	case len(asks) == 0:
		return values
	case len(asks) > 2: // what they all ask together is too long for a line
		asks = asks[:2]
	}
	return fmt.Sprintf("%s（%s）→ %s", values, form.ArticleName(p.article), strings.Join(asks, "；"))
}

// under reports whether an obligation is of an article, 81 or 81(6), or of an item or
// the whole of it.
func (o Obligation) under(cited string) bool {
	own, _, _ := strings.Cut(o.ID, ".")
	article, item, err := form.Article(own)
	asked, askedItem, wrong := form.Article(cited)
	return err == nil && wrong == nil && article == asked && (item == askedItem || item == 0 || askedItem == 0)
}

// lookedAt are the values a rule looked at, as the form has them.
func (e *evaluation) lookedAt(p *program, f *form.Finding) string {
	var values []string
	if f.Value != "" && strings.Contains(f.Path, "[") {
		values = append(values, p.kind.LabelOf(p.field.string)+f.Value)
	}
	for i := range p.kind.Fields {
		field := &p.kind.Fields[i]
		if field.IsList() || field.Type == templates.TypeParagraph || !slices.Contains(p.reads, field.Key) || len(values) == mostValues {
			continue
		}
		if text := templates.Text(e.form.Values[field.Key]); text != "" {
			values = append(values, field.Label+text)
		}
	}
	if len(values) == 0 {
		return p.kind.LabelOf(p.field.string)
	}
	return strings.Join(values, "，")
}
