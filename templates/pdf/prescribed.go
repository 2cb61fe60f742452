package pdf

import (
	"cmp"

	"gongwen/templates"
)

// aboveUs is the government above one that has not said which it is.
const aboveUs = "上一级人民政府"

// wording are the sentences that the law gives a kind's documents, as in force on the
// day of this one, by name and part, with what the form says put in.
func wording(k *templates.Kind, d Data) object {
	if k.Wording == nil {
		return object{}
	}
	values := templates.Values{}
	for key, value := range d.Values {
		values[key] = value
		if text, ok := value.(string); ok {
			values[key] = clause(text) // the sentence around it has marks of its own
		}
	}
	for i, says := range []string{d.Government, d.Office, cmp.Or(d.Superior, aboveUs)} {
		if name := templates.WordingNames[i]; k.Field(name) == nil {
			values[name] = says
		}
	}
	all := object{}
	for name, parts := range k.Wording.On(k.DateOf(d.Values)) {
		said := object{}
		for part, text := range parts {
			said[part] = printable(templates.Expand(text, values))
		}
		all[name] = said
	}
	return all
}

// named are the sentences that .wording has under a name; under one that it does not
// have, all are empty.
func named(wording object, name any) object {
	if said, ok := wording[templates.Text(name)].(object); ok {
		return said
	}
	nothing := object{}
	for _, said := range wording {
		for part := range said.(object) {
			nothing[part] = ""
		}
		break // every name has every part
	}
	return nothing
}
