package templates

import (
	"fmt"
	"strings"

	"gongwen/templates/normal"
)

// AnyKind is the word of a field that holds the number of a record of whatever kind.
const AnyKind = "any"

// Tie is what a form says of the line (同一事项的几份记录) it belongs to: of which kind's
// records it is, and by what they know each other.
type Tie struct {
	Kind string // key; AnyKind where the value alone tells
	// Path says what of that kind has the same value: NumberPath for its number, a field's
	// key, or several joined by +.
	Path  string
	Value string // as TieValue gives it
}

// NumberPath is the Path of a Tie to a record that is named by its number.
const NumberPath = "number"

// Ties are all of a form, by the fields that belong somewhere, in their order. The first
// to the form's own kind is the line that it is posted in.
//
//	belongs: contract                          the value is the number of a contract
//	belongs: any                               the number of a record of any kind
//	belongs: asset.card                        the records of kind asset that have the same card
//	belongs: project.approval_number+project   the same approval number and the same name
func (k *Kind) Ties(v Values) []Tie {
	var ties []Tie
	for i := range k.Fields {
		f := &k.Fields[i]
		kind, path, same := strings.Cut(f.Belongs.In(v), ".")
		switch {
		case kind == "":
			continue
		case !same:
			path = NumberPath
		}
		// The field itself need not be called as the one of the other kind; what it is
		// joined with is.
		_, joined, several := strings.Cut(path, "+")
		value := TieValue(f.Key, v)
		if several && value != "" {
			value += "+" + TieValue(joined, v)
		}
		if path == NumberPath && !strings.ContainsAny(value, "0123456789") {
			continue // 无, 旧合同: no number, and not what those that say the same have in common
		}
		if value != "" {
			ties = append(ties, Tie{kind, path, value})
		}
	}
	return ties
}

// TieValue is what a form has at the path of a Tie other than NumberPath, written so that
// what means the same is the same; empty if it says nothing there.
func TieValue(path string, v Values) string {
	first, rest, several := strings.Cut(path, "+")
	value, isNumber := RecordNumber(Text(v[first]))
	if !isNumber {
		value = normal.Key(value)
	}
	if several && value != "" {
		value += "+" + TieValue(rest, v)
	}
	return value
}

// checkBelongs refuses fields that belong to a kind or a field that is not there: whatever
// is said there would never find anything. Where an office has put a kind of its own in the
// place of one that earlier kinds belong to, theirs were right when they were written.
func (s *Set) checkBelongs() []error {
	var errs []error
	for _, k := range s.All() {
		for i := range k.Fields {
			for _, word := range k.Fields[i].Belongs.All() {
				if message := s.wrongTie(k, word); message != "" {
					errs = append(errs, k.flawed(flaw{fmt.Sprintf("$.fields[%d].belongs", i), fmt.Sprintf("字段 %s 的 belongs %q：%s", k.Fields[i].Key, word, message)}))
				}
			}
		}
	}
	return errs
}

// wrongTie is what is wrong with a word of belongs in a kind; empty if nothing is.
func (s *Set) wrongTie(k *Kind, word string) string {
	key, path, same := strings.Cut(word, ".")
	to := s.kinds[key]
	switch {
	case key == AnyKind && !same:
		return ""
	case to == nil:
		return fmt.Sprintf("没有 %s 这种表单，写表单的 key，或 any（任何一种）", key)
	case !same || k.folder < to.folder:
		return ""
	}
	for i, field := range strings.Split(path, "+") {
		if f := to.Field(field); f == nil || f.IsList() {
			return fmt.Sprintf("%s 里没有 %s 这个字段", to.Dir+"/kind.yaml", field)
		}
		if i > 0 && k.Field(field) == nil {
			return fmt.Sprintf("用 + 连着的 %s，这种表单也要有", field)
		}
	}
	return ""
}
