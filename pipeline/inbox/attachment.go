package inbox

import (
	"slices"
)

// Two forms may name one attachment that lies beside both: one reply of the
// county to two requests. Each takes a copy, and the last of them takes the file. A
// file that is being copied is in hand: the forms take turns. So what becomes of one
// form is of no concern to the other.

// attachment is a file that goes with a form.
type attachment struct {
	File
	name string // by which the form names it, where that differs
	copy bool   // it stays in the inbox: another form needs it
	ours bool   // we gave it back with the form; it goes, and is no part of it
}

// claim marks the files that go with a form as in hand, all or none; free reports
// whether it did. Those that other forms need are to be copied.
func (r *tracker) claim(t Task, attachments []attachment) (free bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.ContainsFunc(attachments, func(f attachment) bool { return r.busy[f.Path] }) {
		return false
	}
	for i, f := range attachments {
		r.busy[f.Path] = true
		attachments[i].copy = slices.ContainsFunc(t.folder.sorted.Of[f.Name()], func(other string) bool {
			return other != t.Name() && other != t.folder.sorted.Twin[t.Name()] && r.lies(t.folder.file(other))
		})
	}
	return true
}

// lies reports whether a form that was read still lies there and is to be taken. One
// that has been taken can be known again, as yet to be read: by a look that saw it
// before.
func (r *tracker) lies(f File) bool {
	k := r.known[f.Path]
	taken := k == nil || !k.read && k.size == f.Size && k.modTime.Equal(f.ModTime)
	return !taken && k.refused == nil
}
