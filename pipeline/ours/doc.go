// Package ours knows what this program itself gave back with a form, when it is
// dropped into an inbox again: the notice (退件通知) and the marked copy (批注本).
//
// They are known by what is in them, whatever they are called, and only while nobody
// has changed them. For what is ours is passed by and may go; what somebody wrote
// into it is theirs, and goes with the form like everything else.
//
//   - A notice as PDF carries, as its identifier, the hash of its own bytes, as all
//     documents of ours do, see package pdf; by its title it is a notice.
//   - A notice as text ends with a check code (核对码) over the lines before. Those of
//     earlier versions have none: they are told by every line being one of a notice's.
//   - So do the slip that tells whose turn it is (待签-….txt), and the note that a form
//     takes the place of another (换稿说明). These and notices name the arrival they are
//     about, see Arrival: by that a changed form is known as the next version.
//   - A marked copy carries the hash of its own bytes in its zip directory, see Seal.
//     Without that it is a form like any other, perhaps corrected, see annotate.IsMarked.
//
// No list is kept of what was given back: what is known does not depend on a
// catalogue that can be lost, and check and the reading room come to the same answer.
package ours

import (
	"path"
	"strings"
)

// Largest is the size in bytes above which nothing is ours but a marked copy, which is
// about as large as the form was.
const Largest = 8 << 20

// MayBe reports whether a file of that name and size in bytes can be ours, so that
// it is worth being read.
func MayBe(name string, size int64) bool {
	switch ext(name) {
	case ".pdf", ".txt":
		return size > 0 && size <= Largest
	case ".xlsx":
		return size > 0
	}
	return false
}

// Is reports whether a file is ours and as it was given back.
func Is(name string, data []byte) bool {
	switch ext(name) {
	case ".pdf":
		return isPrinted(data)
	case ".txt":
		return isText(data)
	case ".xlsx":
		return isSealed(data)
	}
	return false
}

// WasGiven reports whether a file is ours and, as far as can be told, as it was given
// back: also a marked copy of an earlier version, which has no seal.
func WasGiven(name string, data []byte) bool { return Is(name, data) || IsEarlierMarked(data) }

func ext(name string) string { return strings.ToLower(path.Ext(name)) }
