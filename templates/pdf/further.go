package pdf

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"gongwen/templates"
)

//go:embed manuscript.xml
var manuscriptSource string

// standards are the layouts that further documents of any kind can have. They take a
// form's fields by their labels, see labelled.
var standards = map[string]string{"manuscript": manuscriptSource}

// A Further is the template of a further document of a kind, see templates.Further.
type Further struct {
	*templates.Further
	Template *Template
	when     *template.Template // nil for always
}

// Further are the templates of the further documents of the template's kind.
func (t *Template) Further() []Further { return t.further }

// Wanted are those of them that are to be printed of a form.
func (t *Template) Wanted(d Data) (wanted []Further, err error) {
	for _, f := range t.further {
		is, err := f.Wanted(d)
		if err != nil {
			return nil, err
		}
		if is {
			wanted = append(wanted, f)
		}
	}
	return wanted, nil
}

// parseFurther reads and checks the further documents of a kind.
func parseFurther(k *templates.Kind) (all []Further, err error) {
	var errs []error
	for i := range k.Further {
		f := Further{Further: &k.Further[i], Template: &Template{kind: k, file: k.Dir + "/" + k.Further[i].File, text: k.Further[i].Layout, name: k.Further[i].Name}}
		if f.Standard != "" {
			f.Template.file, f.Template.text = "pdf/"+f.Standard+".xml", standards[f.Standard]
		}
		full, sparse := root(k, sample(k, true)), root(k, sample(k, false))
		if f.Template.text == "" {
			errs = append(errs, fmt.Errorf("%s/kind.yaml：documents 里的“%s”：没有 %q 这种版式，可用：%s", k.Dir, f.Name, f.Standard,
				strings.Join(slices.Sorted(maps.Keys(standards)), "、")))
			continue
		}
		errs = append(errs, f.Template.parse(full, sparse), f.parseWhen(full))
		all = append(all, f)
	}
	return all, errors.Join(errs...)
}

// parseWhen reads and checks the condition.
func (f *Further) parseWhen(full object) (err error) {
	if f.When == "" {
		return nil
	}
	text := "{{if " + f.When + "}}1{{end}}"
	file := fmt.Sprintf("%s/kind.yaml：documents 里的“%s”的 when", f.Template.kind.Dir, f.Name)
	if f.when, err = template.New(file).Funcs(functions).Parse(text); err != nil {
		return fmt.Errorf("%s写法有误：%w", file, err)
	}
	return errors.Join(check(f.when.Tree, text, full)...)
}

// Wanted reports whether the document is to be printed of a form.
func (f Further) Wanted(d Data) (bool, error) {
	if f.when == nil {
		return true, nil
	}
	var b strings.Builder
	err := f.when.Execute(&b, root(f.Template.kind, d))
	return b.Len() > 0, err
}

// labels are a form's values by the labels of their fields, for layouts that serve
// several kinds; of a list what stands in its first column, a line each.
func labels(k *templates.Kind, v templates.Values) object {
	o := object{}
	for _, f := range k.Fields {
		text := templates.Text(v[f.Key])
		if f.IsList() {
			var lines []string
			for _, value := range v.Lookup(f.Key + "." + f.Columns[0].Key) {
				lines = append(lines, templates.Text(value))
			}
			text = strings.Join(lines, "\n")
		}
		o[f.Label] = printable(text)
	}
	return o
}

// labelled is the value of the field that has the first of the labels that is filled in.
func labelled(labels object, names ...string) string {
	for _, name := range names {
		if text, _ := labels[name].(string); text != "" {
			return text
		}
	}
	return ""
}
