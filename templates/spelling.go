package templates

import (
	"regexp"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// Normalise puts what was kept in a record as Parse reads it today: records filed
// before there was a normal form have persons, phones and numbers of documents as they
// were typed, and texts with the look-alikes that stood in them. Values are those Decode
// gives; they are changed.
func (k *Kind) Normalise(values Values) { normalise(k.Fields, values) }

func normalise(fields []Field, values Values) {
	for i := range fields {
		f := &fields[i]
		switch v := values[f.Key].(type) {
		case string:
			values[f.Key] = normal.Text(v)
			if f.Type != TypePerson && f.Type != TypePeople && f.Type != TypePhone && f.Type != TypeText {
				continue
			}
			if read, err := f.Parse(v); err == nil && read != nil {
				values[f.Key] = read
			}
		case []Values:
			for _, row := range v {
				normalise(f.Columns, row)
			}
		}
	}
}

var (
	landLine      = regexp.MustCompile(`^0\d{2,3}-\d{7,8}$`)
	documentParts = regexp.MustCompile(`^(.*〕)(\d+)(号)$`)
)

// Spellings are the texts that are read as the same value as s, itself first, as far
// as records filed before there was a normal form may have them. Spaces, widths and
// brackets are left out: whoever looks records up goes by none of these.
func Spellings(s string) []string {
	all := []string{s}
	add := func(more ...string) {
		for _, text := range more {
			if !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
	}
	// What is asked of many values and is true of few comes first.
	switch {
	case strings.Contains(s, "号"):
		number, ok := RecordNumber(s)
		if !ok {
			break
		}
		m := documentParts.FindStringSubmatch(number)
		add(number)
		for _, zeros := range []string{"", "0", "00", "000"} {
			add(m[1]+zeros+m[2]+m[3], m[1]+"第"+zeros+m[2]+m[3])
		}
	case strings.ContainsAny(s, "0123456789"):
		number, err := ParsePhone(s)
		if err != nil {
			break
		}
		add(number)
		if landLine.MatchString(number) {
			add(strings.ReplaceAll(number, "-", ""))
		}
	case strings.ContainsAny(s, "·"+strings.Join(nameDotsTyped, "")):
		name, err := person(s)
		if err != nil {
			break
		}
		add(name)
		for _, dot := range nameDotsTyped {
			add(strings.ReplaceAll(name, "·", dot))
		}
	}
	return all
}
