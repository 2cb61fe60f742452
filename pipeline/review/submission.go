package review

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/shared"
	"gongwen/pipeline/form"
)

// Submission is what was handed in together.
type Submission struct {
	Key         string // of the arrival; empty for whoever only asks
	Form        File
	Attachments []File // all that came with the form, whether it names them or not
	From        Sender
	Received    time.Time // when it was handed in; zero for now

	// Read reads the form. It is called once, and not at all where the files alone
	// tell that they were filed before. Its error is a *form.Unreadable, or what kept
	// the form from being read.
	Read func(context.Context) (*form.Form, []form.Finding, error)
}

// File is one file of a submission.
type File struct {
	Name   string // its own, without folders
	SHA256 string // in hex
	// Irregular says what it is, if it is no plain file: a link, a pipe. Such a one is
	// never opened.
	Irregular string
}

// irregular are the findings on what was handed in and is never opened.
func (s Submission) irregular() []form.Finding {
	var findings []form.Finding
	for _, f := range append([]File{s.Form}, s.Attachments...) {
		if f.Irregular != "" {
			findings = append(findings, form.Finding{
				Severity: form.Must,
				Message:  fmt.Sprintf("“%s”是%s，不是文件本身，没有打开，也没有收取其内容", f.Name, f.Irregular),
				Advice:   "请把文件本身（不是快捷方式或链接）复制到收件文件夹，与表单一起重新提交。",
			})
		}
	}
	return findings
}

// received is when the submission was handed in.
func (s Submission) received() time.Time {
	if s.Received.IsZero() {
		return time.Now()
	}
	return s.Received
}

// Hash ties a number to what was handed in.
func (s Submission) Hash() string { return archive.SubmissionHash(s.Form.SHA256, s.sums()) }

// sums are the SHA-256 of the attachments.
func (s Submission) sums() []string {
	var sums []string
	for _, f := range s.Attachments {
		sums = append(sums, f.SHA256)
	}
	return sums
}

// has reports whether a file of that name came with the form.
func (s Submission) has(name string) bool {
	key := form.NameKey(name)
	return slices.ContainsFunc(s.Attachments, func(f File) bool { return form.NameKey(f.Name) == key })
}

// Folder is a form in a folder with the files that would be taken with it.
type Folder struct {
	Files fs.FS // the folder
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
	names, nameErr := d.attachments(f, name)
	if nameErr != nil {
		return Submission{}, nameErr
	}
	for _, name := range names {
		sum, err := d.sum(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken away meanwhile: it is missing
		}
		if err != nil {
			return Submission{}, err
		}
		s.Attachments = append(s.Attachments, File{Name: name, SHA256: sum})
	}
	return s, nil
}

// attachments are the names, as the folder has them, of the files that belong to a
// form: first those it names, then the others.
func (d Folder) attachments(f *form.Form, of string) ([]string, error) {
	entries, err := fs.ReadDir(d.Files, ".")
	if err != nil {
		return nil, err
	}
	var others []string
	at := map[string][]string{} // what is in the folder, by form.NameKey
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != of && !shared.IsIgnored(e.Name()) {
			others = append(others, e.Name())
			key := form.NameKey(e.Name())
			at[key] = append(at[key], e.Name())
		}
	}
	var names []string
	for _, name := range f.Kind.Attachments(f.Values) {
		if there, ok := form.Meant(name, at[form.NameKey(name)], func(s string) string { return s }); ok && !slices.Contains(names, there) {
			names = append(names, there)
		}
	}
	if d.Whole {
		names = append(names, form.Accompanying(others, func(name string) bool { return slices.Contains(names, name) })...)
	}
	return names, nil
}

func (d Folder) sum(name string) (string, error) {
	file, err := d.Files.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return bag.Sum(file)
}
