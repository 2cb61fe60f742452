// Package sorting tells what each file is that lies in a folder which was handed in:
// a form, an attachment of one, or another copy of one. The inbox, check and the
// reading room ask here, so that one question has one answer.
//
//   - What a form names as its attachment is one, whatever else it could be: a
//     workbook of data, a form of some kind, a notice of ours.
//   - A form that another form names is therefore no form of its own. Of forms that
//     name each other in a circle the first, by name, is the form.
//   - A marked copy (批注本) that lies beside its form is ours while nobody has changed
//     it, and else another copy (Twin) of the form.
//
// Only names and what reading found count here; nothing is opened.
package sorting

import (
	"maps"
	"path"
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/templates/annotate"
	"gongwen/templates/normal"
)

// Reading is what reading a file found that has the extension of a form.
type Reading struct {
	Form  bool     // it is one; a file that is none has nothing else
	Names []string // the attachments it names, as it names them
	// Marked is set for a marked copy, Sealed also when it is as it was given back.
	Marked, Sealed bool
	// MaybeAttachment is set for what is no form and does not claim to be one.
	MaybeAttachment bool
}

// Read is the reading of a form that form.Read found in data.
func Read(f *form.Form, data []byte) Reading {
	r := Reading{Form: true, Names: f.Kind.Attachments(f.Values)}
	if strings.EqualFold(path.Ext(f.Name), ".xlsx") {
		r.Marked = annotate.IsMarked(data)
		r.Sealed = r.Marked && ours.Is(f.Name, data)
	}
	return r
}

// Sorted is what the files of a folder are. Its names are those in the folder.
type Sorted struct {
	Forms []string            // that go their own way
	Of    map[string][]string // the forms, among Forms, that name a file
	Twin  map[string]string   // of a form, among Forms: its marked copy, and the other way round
	Ours  map[string]bool     // marked copies as they were given back, beside a form
	Files form.Names          // all of them, by the names people write
}

// Named is the file that a form means by a name.
func (s Sorted) Named(name string) (file string, ok bool) {
	return s.Files.Meant(name)
}

// Meant is which of the files beside a form it means by a name. What is called as ours
// are (退件通知.pdf) was given back under another name if it is somebody else's, and the
// form still has the first; called is then that name, and else empty. isOurs tells
// whether the file that has it now is ours.
func Meant(files form.Names, name string, isOurs func(file string) (bool, error)) (file, called string, ok bool, err error) {
	if file, ok = files.Meant(name); !ok || !ours.IsOurName(name) {
		return file, "", ok, nil
	}
	other, beside := files.Meant(ours.OriginalName(name))
	if !beside {
		return file, "", true, nil
	}
	is, err := isOurs(file)
	if is {
		return other, name, true, err
	}
	return file, "", true, err
}

// IsAttachment reports whether a form names the file.
func (s Sorted) IsAttachment(file string) bool { return len(s.Of[file]) > 0 }

// Sort tells what the files of a folder are. Whole is set for a folder that was
// handed in as such: there a marked copy belongs to the only other form, whatever
// that is called.
func Sort(files []string, whole bool, read map[string]Reading) Sorted {
	s := Sorted{Of: map[string][]string{}, Twin: map[string]string{}, Ours: map[string]bool{}, Files: form.NamesOf(files)}
	var forms []string
	for _, file := range files {
		if read[file].Form {
			forms = append(forms, file)
		}
	}
	forms = s.pair(forms, whole, read)
	named := map[string]bool{}
	for _, f := range forms {
		for _, target := range s.targets(f, read) {
			named[target] = true
		}
	}
	isForm := map[string]bool{}
	for _, round := range []bool{false, true} { // those that nobody names come first
		for _, f := range forms {
			if named[f] != round || s.IsAttachment(f) || isForm[f] {
				continue
			}
			isForm[f] = true
			s.Forms = append(s.Forms, f)
			for _, target := range s.targets(f, read) {
				if !isForm[target] {
					s.Of[target] = append(s.Of[target], f)
				}
			}
		}
	}
	slices.Sort(s.Forms)
	maps.DeleteFunc(s.Ours, func(f string, _ bool) bool { return s.IsAttachment(f) })
	for f, twin := range s.Twin {
		if s.IsAttachment(f) || s.IsAttachment(twin) {
			delete(s.Twin, f)
			delete(s.Twin, twin)
		}
	}
	return s
}

// targets are the other files that a form names.
func (s Sorted) targets(f string, read map[string]Reading) []string {
	var targets []string
	for _, name := range read[f].Names {
		if target, ok := s.Named(name); ok && target != f && !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
	}
	return targets
}

// pair finds the marked copies, and what they are copies of. One that is as it was
// given back is ours. The forms are all others.
func (s Sorted) pair(all []string, whole bool, read map[string]Reading) (forms []string) {
	var sealed, marked, plain []string
	for _, f := range all {
		switch r := read[f]; {
		case r.Sealed:
			sealed = append(sealed, f)
		case r.Marked:
			marked = append(marked, f)
		default:
			plain = append(plain, f)
		}
	}
	forms = slices.Concat(plain, marked)
	for _, c := range sealed {
		if original, ok := s.markedCopyOf(c); ok && slices.Contains(forms, original) || whole && len(plain)+len(marked) > 0 {
			s.Ours[c] = true
		} else {
			forms = append(forms, c)
		}
	}
	for _, c := range marked {
		original, prefixed := s.markedCopyOf(c)
		if !prefixed && whole && len(plain) == 1 && len(marked) == 1 {
			original = plain[0]
		}
		if slices.Contains(plain, original) && s.Twin[original] == "" {
			s.Twin[original], s.Twin[c] = c, original
		}
	}
	slices.Sort(forms)
	return forms
}

// markedCopyOf is the file of which another is the marked copy, by its name, whether
// or not it is there.
func (s Sorted) markedCopyOf(file string) (original string, prefixed bool) {
	stem, prefixed := strings.CutPrefix(normal.Text(file), ours.MarkedPrefix)
	original, _ = s.Files.Meant(stem)
	return original, prefixed
}
