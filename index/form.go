package index

import (
	"gongwen/archive"
	"gongwen/index/engine"
	"gongwen/index/query"
	"gongwen/index/reading"
	"gongwen/templates"
)

// formOf is what a record's form says, field by field. Where no fields are known only
// the record's subject is, and what they say is found as text.
func formOf(r archive.Record, fields []templates.Field, values templates.Values) engine.Form {
	form := engine.Form{Kind: r.Kind}
	say := func(text string) {
		if text = reading.Fold(text); text != "" {
			form.Said = append(form.Said, engine.Saying{Path: len(form.Paths) - 1, Text: text})
		}
	}
	form.Paths = append(form.Paths, query.SubjectPath)
	say(r.Subject)
	for i := range fields {
		f := &fields[i]
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
