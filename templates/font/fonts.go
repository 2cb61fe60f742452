package font

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Role is a typeface as GB/T 9704 names it.
type Role string

const (
	Title Role = "小标宋" // 发文机关标志 and titles
	Body  Role = "仿宋"  // everything not said otherwise
	Hei   Role = "黑体"  // headings of the first level, labels
	Kai   Role = "楷体"  // headings of the second level
	Song  Role = "宋体"  // page numbers
)

// Roles are all roles, in the order they are listed to people.
var Roles = []Role{Title, Body, Hei, Kai, Song}

// Fonts are the chains of faces for every role.
type Fonts struct {
	chains map[Role][]link
}

// Same reports whether both look for every character in the same files in the same order.
func (f *Fonts) Same(other *Fonts) bool {
	file := func(a, b link) bool { return a.path == b.path }
	return maps.EqualFunc(f.chains, other.chains, func(a, b []link) bool { return slices.EqualFunc(a, b, file) })
}

// link is a face in a role's chain; what else is in it as in candidate. Its file is read
// when a character is looked for that no face before it can draw: most of them, and the
// largest, are there for rare characters only.
type link struct {
	path          string
	open          func() (*Face, error)
	thin, standIn bool
	manner        string
}

// draws is the face where it can draw a character, or nil. One that cannot be used is
// passed over: the next takes its place.
func (l link) draws(c rune) *Face {
	if face, err := l.open(); err == nil && face.Has(c) {
		return face
	}
	return nil
}

// fullWidth are marks that Chinese text sets on a whole square although many
// fonts hold their narrow Latin forms at the same place.
const fullWidth = "“”‘’·—…"

// Pick chooses the face for a character; nil when none can draw it. Thin tells
// that the face is lighter than the role and should be made bolder.
func (f *Fonts) Pick(role Role, c rune) (face *Face, thin bool) {
	chain := f.chains[role]
	if strings.ContainsRune(fullWidth, c) {
		for _, l := range chain {
			if face := l.draws(c); face != nil && face.Advance(c) >= 1000 {
				return face, l.thin
			}
		}
	}
	for _, l := range chain {
		if face := l.draws(c); face != nil {
			return face, l.thin
		}
	}
	return nil, false
}

// Missing are the characters of a text that no font here can draw, each once.
// Line ends and tabs need no drawing.
func (f *Fonts) Missing(text string) []rune {
	var missing []rune
	for _, c := range text {
		if c == '\n' || c == '\t' || slices.Contains(missing, c) {
			continue
		}
		// Every chain ends in all faces found, so any role answers for all.
		if face, _ := f.Pick(Body, c); face == nil || unicode.IsControl(c) {
			missing = append(missing, c)
		}
	}
	return missing
}
