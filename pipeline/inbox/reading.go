package inbox

import (
	"errors"
	"fmt"
	"io"

	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/sorting"
)

// readForm reads a file and notes what it is. It gives no form when it is none. Kept
// tells that a form will do that was kept from an earlier reading.
func (i *Inbox) readForm(file File, kept bool) (*form.Form, []form.Finding, error) {
	if kept {
		if f, findings, ok := i.tracker.keptForm(file); ok {
			return f, findings, nil
		}
	}
	var f *form.Form
	var findings []form.Finding
	data, err := i.load(file)
	if err == nil {
		f, findings, err = i.Read(file.Name(), data)
	}
	if unreadable := (*form.Unreadable)(nil); errors.As(err, &unreadable) {
		i.tracker.noteRead(file, sorting.Reading{MaybeAttachment: unreadable.MaybeAttachment}, nil, nil)
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	reading := sorting.Read(f, data)
	if kept {
		i.tracker.noteRead(file, reading, nil, nil)
	} else {
		i.tracker.noteRead(file, reading, f, findings)
	}
	return f, findings, nil
}

// isOurs reports whether a file is one that we gave back, and unchanged. Of workbooks
// that is known from reading them.
func (i *Inbox) isOurs(t Task, file File) (is bool, err error) {
	if t.folder.sorted.Ours[file.Name()] {
		return true, nil
	}
	if file.Irregular || form.IsForm(file.Name()) || !ours.MayBe(file.Name(), file.Size) {
		return false, nil
	}
	err = i.in(file, "read", func(inbox *shared.Folder) error {
		open, err := inbox.OpenFile(file.Path, file.Seen)
		if err != nil {
			return err
		}
		defer open.Close()
		data, err := io.ReadAll(io.LimitReader(open, ours.Largest))
		is = err == nil && ours.Is(file.Name(), data)
		return err
	})
	return is, err
}

// pass removes a file from the inbox that is ours and belongs to no form.
func (i *Inbox) pass(file File) error {
	err := i.in(file, "remove", func(inbox *shared.Folder) error {
		if err := inbox.RemoveSame(file.Path, file.Seen); err != nil {
			return fmt.Errorf("“%s”：%w", file.Name(), err)
		}
		_ = inbox.RemoveEmpty(file.Dir()) // where there is more, it stays
		return nil
	})
	if err != nil {
		return err
	}
	i.tracker.moved(file.Path)
	i.Touch(file.Path)
	i.Passed(file.Path)
	return nil
}
