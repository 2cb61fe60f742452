package review

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"

	"gongwen/archive/bag"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/sorting"
	"gongwen/templates/docx"
)

// Folder is a form in a folder with the files that would be taken with it.
type Folder struct {
	Files fs.FS // the folder
	// Above is the folder it lies in, which is looked at only for what an attachment
	// that is missing may be; nil for none.
	Above fs.FS
	// Whole is set for a folder that is handed in as such: then files that the form
	// does not name belong to it, too. An inbox, into which many drop their files,
	// is none.
	Whole bool
	// Read reads a form that has been loaded.
	Read func(ctx context.Context, name string, data []byte) (*form.Form, []form.Finding, error)
}

// Submission is the form of that name in the folder, with what belongs to it. The
// form is read already: only it tells what that is. A form that cannot be read has
// nothing.
func (d Folder) Submission(ctx context.Context, name string, from Sender) (Submission, error) {
	var f *form.Form
	var found []form.Finding
	data, err := form.Load(d.Files, name)
	if err == nil {
		f, found, err = d.Read(ctx, name, data)
	}
	unreadable := (*form.Unreadable)(nil)
	if err != nil && !errors.As(err, &unreadable) {
		return Submission{}, err
	}
	s := Submission{Form: File{Name: name}, From: from}
	s.Read = func(context.Context) (*form.Form, []form.Finding, error) { return f, found, err }
	if err != nil {
		return s, nil
	}
	s.Form.SHA256 = f.SHA256
	entries, err := fs.ReadDir(d.Files, ".")
	if err != nil {
		return Submission{}, err
	}
	files, err := d.belonging(entries, f, name)
	if err != nil {
		return Submission{}, err
	}
	for _, file := range files {
		sum, err := d.sum(file.there)
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken away meanwhile: it is missing
		}
		if err != nil {
			return Submission{}, err
		}
		s.Attachments = append(s.Attachments, File{Name: file.name, SHA256: sum})
	}
	s.Near = d.near(name)
	err = nil
	full, more, failed := f.Carry(func(name string) ([]byte, bool, error) { return d.load(files, name) })
	if failed != nil {
		return Submission{}, failed
	}
	f, found = full, append(slices.Clip(found), more...)
	return s, nil
}

// load gives what is in one of the files, no further than a docx may go.
func (d Folder) load(files []belongs, name string) ([]byte, bool, error) {
	i := slices.IndexFunc(files, func(f belongs) bool { return form.NameKey(f.name) == form.NameKey(name) })
	if i < 0 {
		return nil, false, nil
	}
	data, err := docx.Load(d.Files, files[i].there)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// Forms are those of the named files that go their own way as forms, or were meant to:
// no other form names them, and they are not what we gave back with one.
func (d Folder) Forms(ctx context.Context, names []string) (forms []string, err error) {
	readings := map[string]sorting.Reading{}
	for _, name := range names {
		if !form.IsForm(name) {
			continue
		}
		data, err := form.Load(d.Files, name)
		if err == nil {
			var f *form.Form
			if f, _, err = d.Read(ctx, name, data); err == nil {
				readings[name] = sorting.Read(f, data)
			}
		}
		if unreadable := (*form.Unreadable)(nil); errors.As(err, &unreadable) {
			readings[name] = sorting.Reading{MaybeAttachment: unreadable.MaybeAttachment}
		} else if err != nil {
			return nil, err
		}
	}
	sorted := sorting.Sort(names, d.Whole, readings)
	for _, name := range names {
		if _, read := readings[name]; read && !sorted.IsAttachment(name) && !sorted.Ours[name] {
			forms = append(forms, name)
		}
	}
	return forms, nil
}

// belongs is a file that belongs to a form: by its name in the folder, and by that
// under which the form knows it.
type belongs struct{ there, name string }

// belonging are the files that belong to a form: first those it names, then the
// others, but for what is ours.
func (d Folder) belonging(entries []fs.DirEntry, f *form.Form, of string) (all []belongs, err error) {
	var files []string
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != of && !shared.IsIgnored(e.Name()) {
			files = append(files, e.Name())
		}
	}
	at := form.NamesOf(files)
	taken := map[string]bool{}
	for _, name := range f.Kind.Attachments(f.Values) {
		there, called, ok, err := sorting.Meant(at, name, d.isOurs)
		if err != nil {
			return nil, err
		}
		if ok && !taken[there] {
			taken[there] = true
			all = append(all, belongs{there, cmp.Or(called, there)})
		}
	}
	if !d.Whole {
		return all, nil
	}
	var others []string
	for _, name := range files {
		if taken[name] {
			continue
		}
		is, err := d.isOurs(name)
		if err != nil {
			return nil, err
		}
		if !is {
			others = append(others, name)
		}
	}
	for _, name := range form.Accompanying(others) {
		all = append(all, belongs{name, name})
	}
	return all, nil
}

// isOurs reports whether a file is what we gave back with a form, and unchanged.
func (d Folder) isOurs(name string) (bool, error) {
	file, err := d.Files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !ours.MayBe(name, info.Size()) || info.Size() > form.MaxWorkbook {
		return false, err
	}
	data, err := io.ReadAll(io.LimitReader(file, form.MaxWorkbook))
	return err == nil && ours.WasGiven(name, data), err
}

// near are the names of what lies near a form, see sorting.Near.
func (d Folder) near(of string) []string {
	names := slices.DeleteFunc(sorting.List(d.Files, ".", "", 1), func(name string) bool { return name == of })
	if d.Above != nil {
		names = append(names, sorting.List(d.Above, ".", "../", 0)...)
	}
	return slices.Clip(names)
}

func (d Folder) sum(name string) (string, error) {
	file, err := d.Files.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return bag.Sum(file)
}
