package templates

import (
	"regexp"
	"strings"

	"gongwen/templates/normal"
)

// betweenPeople stands between the names of a value of TypePeople.
const betweenPeople = "、"

// numbering is what stands before each name of a numbered list, in half width.
var numbering = regexp.MustCompile(`(^|[^\d(])\(?\d{1,2}[.、)]\s*(\p{Han})`)

// people reads the names of one person or of several, however they are set apart or
// numbered: 沈望舒、林知远. Each is read as person reads one.
func people(s string) (string, error) {
	text := nameText(numbering.ReplaceAllString(normal.Narrow(s), "$1"+betweenPeople+"$2"))
	if namesSome(text) {
		return "", mistake("请逐个写明，用顿号分开", "“%s”没有把姓名写全", clip(s))
	}
	names := namesIn(text)
	if len(names) < 2 {
		names = []string{text}
	}
	for i, name := range names {
		one, err := person(name)
		if err != nil {
			return "", mistake("请用顿号把各人的姓名分开", "“%s”看不出是哪几个人", clip(s))
		}
		names[i] = one
	}
	return strings.Join(names, betweenPeople), nil
}

// namesSome reports whether a text counts people whom it does not name: 沈望舒、林知远等3人.
func namesSome(text string) bool {
	compact := strings.Join(strings.Fields(text), "")
	named := andOthers.ReplaceAllString(compact, "")
	if named == compact {
		return false
	}
	names := pieces(nameMarks.Split(named, -1))
	return len(names) > 0 && all(names, isName) && (len(names) > 1 || fullName(named))
}

// People are the names in a value of TypePeople, at least one in a text that says
// anything.
func People(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, betweenPeople)
}
