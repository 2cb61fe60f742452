package inbox

import (
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/slips"
	"gongwen/pipeline/sorting"
)

// belonging is what goes with a form.
type belonging struct {
	named   []attachment // that it names
	missing []string     // that it names as well
	rest    []attachment // of a folder that was dropped whole
	ours    []attachment // that we gave back with it
}

func (b belonging) all() []attachment {
	return append(append(append([]attachment{}, b.named...), b.rest...), b.ours...)
}

func (b belonging) has(path string) bool {
	for _, f := range b.all() {
		if f.Path == path {
			return true
		}
	}
	return false
}

// belonging finds what goes with a form among the files beside it.
func (i *Inbox) belonging(t Task, f *form.Form) (b belonging, err error) {
	for _, name := range f.Kind.Attachments(f.Values) {
		found, err := i.named(t, name)
		switch {
		case err != nil:
			return b, err
		case found == nil:
			b.missing = append(b.missing, name)
		case found.Path != t.Path && !b.has(found.Path):
			b.named = append(b.named, *found)
		}
	}
	if !t.folder.dropped() {
		slip, err := i.slip(t, b)
		b.ours = append(i.marked(t, b), slip...)
		return b, err
	}
	at := map[string]File{}
	var others []string
	for _, file := range t.folder.files {
		if file.Path == t.Path || file.Irregular || b.has(file.Path) || i.tracker.isRefused(file) {
			continue
		}
		is, err := i.isOurs(t, file)
		if err != nil {
			return b, err
		}
		if is {
			b.ours = append(b.ours, attachment{File: file, ours: true})
			continue
		}
		at[file.Path] = file
		others = append(others, file.Path)
	}
	if t.refused != nil {
		return b, nil
	}
	for _, path := range form.Accompanying(others) {
		b.rest = append(b.rest, attachment{File: at[path]})
	}
	if len(b.rest) < len(others) { // another form will have its pick
		b.ours = i.marked(t, b)
	}
	return b, nil
}

// named is the file that a form names; nil where there is none. What was called as
// ours is came back under another name, beside ours.
func (i *Inbox) named(t Task, name string) (*attachment, error) {
	file, called, ok, err := sorting.Meant(t.folder.sorted.Files, name, func(file string) (bool, error) {
		is, err := i.isOurs(t, t.folder.file(file))
		return is || i.tracker.isSealed(t.folder.file(file)), err
	})
	if !ok || err != nil {
		return nil, err
	}
	return i.regular(t.folder.file(file), called), nil
}

func (i *Inbox) regular(f File, name string) *attachment {
	if f.Irregular {
		return nil
	}
	return &attachment{File: f, name: name}
}

// marked is the marked copy of a form, by its name, where it is ours.
func (i *Inbox) marked(t Task, b belonging) []attachment {
	copied, ok := t.folder.sorted.Named(ours.MarkedPrefix + t.Name())
	if !ok || !t.folder.sorted.Ours[copied] || b.has(t.folder.file(copied).Path) {
		return nil
	}
	return []attachment{{File: t.folder.file(copied), ours: true}}
}

// slip is the slip of a form that waits, known by the name of the form, where it lies loose
// beside the changed one: without it the changed form would be another, and both be signed.
func (i *Inbox) slip(t Task, b belonging) ([]attachment, error) {
	about := slips.Slip{File: strings.TrimPrefix(t.Name(), ours.MarkedPrefix)}
	for n := 1; n <= slips.ManyOfAName; n++ {
		name, ok := t.folder.sorted.Named(about.Name(n))
		if !ok || b.has(t.folder.file(name).Path) {
			continue
		}
		is, err := i.isOurs(t, t.folder.file(name))
		if err != nil || is {
			return []attachment{{File: t.folder.file(name), ours: true}}, err
		}
	}
	return nil, nil
}
