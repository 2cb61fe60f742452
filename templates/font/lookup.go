package font

import "slices"

// Lookup is how one character is drawn.
type Lookup struct {
	Character rune
	Drawn     bool       // some font can draw it, so that a document with it can be printed
	Faces     []RoleFace // by role; empty when it is not drawn
}

// RoleFace is the face that draws a character in a role.
type RoleFace struct {
	Role Role
	Face *Face
}

// Lookup looks up every character of a text once, in order, but for blanks and line
// ends, which need no drawing.
func (f *Fonts) Lookup(text string) []Lookup {
	var all []Lookup
	missing := f.Missing(text)
	seen := map[rune]bool{' ': true, '　': true, '\t': true, '\n': true}
	for _, c := range text {
		if seen[c] {
			continue
		}
		seen[c] = true
		one := Lookup{Character: c, Drawn: !slices.Contains(missing, c)}
		for _, role := range Roles {
			if face, _ := f.Pick(role, c); face != nil && one.Drawn {
				one.Faces = append(one.Faces, RoleFace{role, face})
			}
		}
		all = append(all, one)
	}
	return all
}
