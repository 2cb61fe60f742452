package templates

import (
	"strings"
)

// betweenPeople stands between the names of a value of TypePeople.
const betweenPeople = "、"

// people reads the names of one person or of several, however they are set apart:
// 沈望舒、林知远. Each is read as person reads one.
func people(s string) (string, error) {
	names := namesIn(nameText(s))
	if len(names) < 2 {
		return person(s)
	}
	for i, name := range names {
		if name == others {
			return "", mistake("请逐个写明，用顿号分开", "“%s”没有把姓名写全", clip(s))
		}
		one, err := person(name)
		if err != nil {
			return "", err
		}
		names[i] = one
	}
	return strings.Join(names, betweenPeople), nil
}

// People are the names in a value of TypePeople, at least one in a text that says
// anything.
func People(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, betweenPeople)
}
