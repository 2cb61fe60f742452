package query

import (
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// Place is where a condition looks in forms: a field, or a column of a list.
type Place struct {
	Kind    string // key of the kind; empty for all
	Path    string // key or list.column; SubjectPath for the record's subject
	Type    templates.Type
	Choices []string // of templates.TypeChoice
}

// SubjectPath is the Path of what every record has without a field of its own: the one
// line by which people know it (题名). No field has such a key.
const SubjectPath = "="

// Labels are the names that people can call the fields of forms by, with the places
// that each of them means. One label may stand on several kinds of form; it then means
// the field on each.
type Labels struct {
	places map[string][]Place // by nameKey
	names  []string           // as people read them, for those who misspell one
}

// subjectNames are what the one line that every record has is called.
var subjectNames = []string{"题名", "标题", "subject"}

// LabelsOf are the names of all fields of these kinds:
//
//   - the labels of fields, lists and columns, and their synonyms, as forms have them;
//   - those of the columns of registers;
//   - a column's with its list's before it, and any with the kind's title before it,
//     for labels that mean too much alone: 审批意见·姓名, 固定资产·类别.
func LabelsOf(kinds []*templates.Kind) *Labels {
	l := &Labels{places: map[string][]Place{}}
	for _, name := range subjectNames {
		l.add(name, []Place{{Path: SubjectPath, Type: templates.TypeText}})
	}
	for _, k := range kinds {
		for i := range k.Fields {
			f := &k.Fields[i]
			l.field(k, f, "", f.Key)
		}
		for _, c := range k.Register {
			switch {
			case c.From == "subject":
				l.add(c.Label, []Place{{k.Key, SubjectPath, templates.TypeText, nil}})
			case k.At(c.From) != nil:
				l.ofKind(k, c.Label, placesOf(k, k.At(c.From), c.From))
			}
		}
	}
	return l
}

// field adds the names of a field, and of its columns; list is the label of the list
// that it is a column of.
func (l *Labels) field(k *templates.Kind, f *templates.Field, list, path string) {
	places := placesOf(k, f, path)
	for _, name := range append([]string{f.Label}, f.Synonyms...) {
		l.ofKind(k, name, places)
		if list != "" {
			l.ofKind(k, list+"·"+name, places)
		}
	}
	for i := range f.Columns {
		c := &f.Columns[i]
		l.field(k, c, f.Label, path+"."+c.Key)
	}
}

func (l *Labels) ofKind(k *templates.Kind, name string, places []Place) {
	l.add(name, places)
	l.add(k.Title+"·"+name, places)
}

// placesOf are where a field is: of a list, its columns.
func placesOf(k *templates.Kind, f *templates.Field, path string) (places []Place) {
	for _, c := range f.Columns {
		places = append(places, Place{k.Key, path + "." + c.Key, c.Type, c.Choices})
	}
	if len(f.Columns) == 0 {
		places = append(places, Place{k.Key, path, f.Type, f.Choices})
	}
	return places
}

func (l *Labels) add(name string, places []Place) {
	key := nameKey(name)
	if key == "" {
		return
	}
	if l.places[key] == nil && !strings.Contains(key, "·") {
		l.names = append(l.names, name)
	}
	for _, p := range places {
		if !slices.ContainsFunc(l.places[key], func(q Place) bool { return p.Kind == q.Kind && p.Path == q.Path }) {
			l.places[key] = append(l.places[key], p)
		}
	}
}

// named are the places that a name means.
func (l *Labels) named(name string) []Place { return l.places[nameKey(name)] }

// parting are the marks that people put between a list, or a kind, and its column.
var parting = strings.NewReplacer("•", "·", "・", "·", "／", "·", "/", "·", ".", "·", "．", "·")

// nameKey is what names are compared by.
func nameKey(name string) string { return normal.Key(parting.Replace(name)) }
