package inbox

import (
	"time"

	"gongwen/pipeline/form"
	"gongwen/pipeline/sorting"
)

// Where several files with the extension of a form lie in a folder, one of them may
// be the attachment of another. So all are read before any of them is taken. What
// reading found is kept with the file as it was seen.

// known is what is known of a file that may be a form.
type known struct {
	size    int64
	modTime time.Time
	first   int // the look that saw it first like this
	read    bool
	sorting.Reading
	// form is as it was read, to be taken without being read again; nil for most,
	// when there are many.
	form     *form.Form
	findings []form.Finding
	held     time.Time // since when it could be taken, but for what is still being copied beside it
	// refused is why it goes back whatever it says: another copy of it was taken.
	refused *form.Finding
}

// mostKept is how many forms are held in memory that have been read and not taken:
// about as many as one look gives out.
const mostKept = 256

// noteRead notes what reading a file found.
func (r *tracker) noteRead(f File, reading sorting.Reading, read *form.Form, findings []form.Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.know(f)
	if k.read {
		return
	}
	k.read, k.Reading = true, reading
	if read != nil && r.kept < mostKept {
		k.form, k.findings = read, findings
		r.kept++
	}
}

// know is what is known of a file; nothing yet of one that looks different from before.
func (r *tracker) know(f File) *known {
	k := r.known[f.Path]
	if k == nil || k.size != f.Size || !k.modTime.Equal(f.ModTime) {
		r.forget(f.Path)
		k = &known{size: f.Size, modTime: f.ModTime, first: r.looks}
		r.known[f.Path] = k
	}
	return k
}

// forget forgets what was known of a file.
func (r *tracker) forget(path string) {
	if k := r.known[path]; k != nil && k.form != nil {
		r.kept--
	}
	delete(r.known, path)
}

// keptForm is a form as it was read, if that was kept. It is given out once.
func (r *tracker) keptForm(f File) (*form.Form, []form.Finding, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.know(f)
	if k.form == nil {
		return nil, nil, false
	}
	read := k.form
	k.form = nil
	r.kept--
	return read, k.findings, true
}

// refuse notes why a file goes back whatever it says.
func (r *tracker) refuse(f File, why form.Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.know(f).refused = &why
}

// markSealed notes that a marked copy is as it was given back, for all we know.
func (r *tracker) markSealed(f File) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.know(f).Sealed = true
}

// sort tells what the files of a folder are. Unread are those yet to be read: all, if
// there are several or more may be coming. Since is the look that saw the first of them.
func (r *tracker) sort(in *folder, unstable bool) (unread []File, since int) {
	var names []string
	readings := map[string]sorting.Reading{}
	forms := 0
	for _, f := range in.files {
		names = append(names, f.Name())
		if f.mayBeForm() {
			forms++
		}
	}
	since = r.looks + 1
	for _, f := range in.files {
		if !f.mayBeForm() {
			continue
		}
		k := r.know(f)
		if k.read {
			readings[f.Name()] = k.Reading
		} else if (forms > 1 || unstable) && r.waiting[f.Path].tries == 0 { // one that cannot be read must not keep the others
			unread = append(unread, f)
			since = min(since, k.first)
		}
	}
	in.sorted = sorting.Sort(names, in.dropped(), readings)
	return unread, since
}

// isRefused reports whether a file goes back by itself.
func (r *tracker) isRefused(f File) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.known[f.Path]
	return k != nil && k.refused != nil
}

// isSealed reports whether a file is a marked copy as it was given back.
func (r *tracker) isSealed(f File) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.known[f.Path]
	return k != nil && k.Sealed
}
