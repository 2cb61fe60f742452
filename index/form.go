package index

import (
	"gongwen/archive"
	"gongwen/index/engine"
	"gongwen/index/query"
	"gongwen/index/reading"
	"gongwen/templates"
)

// formOf is what a record's form says, field by field, as its kind is today. Of a kind
// that is not known only the record's subject is, and the fields are found as text.
func formOf(r archive.Record, kinds Kinds) engine.Form {
	form := engine.Form{Kind: r.Kind}
	say := func(text string) {
		if text = reading.Fold(text); text != "" {
			form.Said = append(form.Said, engine.Saying{Path: len(form.Paths) - 1, Text: text})
		}
	}
	form.Paths = append(form.Paths, query.SubjectPath)
	say(r.Subject)
	var k *templates.Kind
	if kinds != nil {
		k = kinds.Named(r.Kind)
	}
	if k == nil {
		return form
	}
	values, _ := k.Decode(r.Values) // what cannot be decoded any more is still found as text
	for i := range k.Fields {
		f := &k.Fields[i]
		if len(f.Columns) == 0 {
			form.Paths = append(form.Paths, f.Key)
			say(templates.Text(values[f.Key]))
			continue
		}
		rows, _ := values[f.Key].([]templates.Values)
		for _, c := range f.Columns {
			form.Paths = append(form.Paths, f.Key+"."+c.Key)
			for _, row := range rows {
				say(templates.Text(row[c.Key]))
			}
		}
	}
	return form
}
