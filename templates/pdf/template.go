package pdf

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"gongwen/templates"
)

// Template is a document template that has been checked. It is safe for
// concurrent use.
type Template struct {
	kind *templates.Kind // nil for the notice
	file string
	body *template.Template
	text string // the source, for pointing out mistakes

	name    string    // of a further document; empty for the main one
	further []Further // of the main one
}

//go:embed slip.xml
var slipSource string

//go:embed notice.xml
var noticeSource string

// Parse reads and checks the document template of a kind, and those of its further
// documents. A kind without one of its own takes the standard approval slip (审批单).
// The error lists every mistake with file and line.
func Parse(k *templates.Kind) (*Template, error) {
	file, source := k.Dir+"/document.xml", k.Document
	if source == "" {
		file, source = "pdf/slip.xml", slipSource
	}
	t := &Template{kind: k, file: file, text: source}
	further, err := parseFurther(k)
	if err := errors.Join(t.parse(root(k, sample(k, true)), root(k, sample(k, false))), err); err != nil {
		return nil, err
	}
	t.further = further
	return t, nil
}

// notice is the template of the 退件通知, the same for every kind.
var notice = sync.OnceValues(func() (*Template, error) {
	t := &Template{file: "pdf/notice.xml", text: noticeSource}
	none := func(string) []rune { return nil }
	return t, t.parse(noticeRoot(sampleNotice, none), noticeRoot(Notice{}, none))
})

// parse checks the template against full data and tries it on both samples.
func (t *Template) parse(full, sparse object) error {
	body, err := template.New(t.file).Funcs(functions).Parse(t.text)
	if err != nil {
		return fmt.Errorf("%s：模板语法有误：%w", t.file, err)
	}
	t.body = body
	errs := check(body.Tree, t.text, full)
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for _, data := range []object{full, sparse} {
		if _, err := t.fill(data); err != nil {
			return err
		}
	}
	return nil
}

// fill runs the template and reads what it made.
func (t *Template) fill(data object) (*node, error) {
	var b bytes.Buffer
	if err := t.body.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("%s：模板不能填写：%w", t.file, err)
	}
	n, err := parseMarkup(&b)
	if err == nil {
		err = n.tables(data)
	}
	var wrong *markupError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("%s%s：%w", t.file, t.lineOf(wrong.find), err)
	}
	if err != nil {
		return nil, err
	}
	// What a slip's further pages repeat.
	for _, key := range []string{"number", "subject"} {
		if said, ok := data[key].(string); ok && n.attrs[key] == "" {
			n.attrs[key] = strings.ReplaceAll(said, paragraphEnd, " ")
		}
	}
	return n, nil
}

// lineOf finds a piece of markup in the template's source.
func (t *Template) lineOf(markup string) string {
	before, _, found := strings.Cut(t.text, markup)
	if markup == "" || !found {
		return ""
	}
	return fmt.Sprintf(":%d", strings.Count(before, "\n")+1)
}
