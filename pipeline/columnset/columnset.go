// Package columnset is the columns of registers and views that people want again and again
// (常用栏目), saved under names: those of a person with the account, those of the whole
// office in gongwen.yaml. The page of a register and the command line both offer them.
package columnset

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongwen/templates/normal"
)

// Set is some columns under a name.
type Set struct {
	Name string `yaml:"name"`
	// Of is the key of the kind or view whose columns they are; empty for whichever has them.
	Of      string   `yaml:"of,omitempty"`
	Columns []string `yaml:"columns,flow"` // their labels, in order
}

// Limits of a set.
const (
	mostColumns = 100
	longest     = 60 // characters of a label
	longestName = 40
)

// Check says in Chinese what is wrong with a set.
func (s Set) Check() error {
	switch {
	case s.Name == "" || utf8.RuneCountInString(s.Name) > longestName || strings.TrimSpace(s.Name) != s.Name ||
		strings.ContainsFunc(s.Name, func(r rune) bool { return unicode.IsControl(r) || strings.ContainsRune("@/，,", r) }):
		return fmt.Errorf("栏目组的名称“%s”应为1到%d个字，不含 @、/ 和逗号", s.Name, longestName)
	case len(s.Columns) == 0 || len(s.Columns) > mostColumns:
		return fmt.Errorf("栏目组“%s”应有1到%d栏", s.Name, mostColumns)
	}
	for i, label := range s.Columns {
		switch {
		case strings.TrimSpace(label) == "" || utf8.RuneCountInString(label) > longest:
			return fmt.Errorf("栏目组“%s”的第%d栏没有写，或长于%d个字", s.Name, i+1, longest)
		case slices.Contains(s.Columns[:i], label):
			return fmt.Errorf("栏目组“%s”里“%s”写了两次，请删去一个", s.Name, label)
		}
	}
	return nil
}

// Labels are those that a text lists, parted by commas or 、.
func Labels(text string) []string {
	var labels []string
	for _, label := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，,、", r) }) {
		if label = strings.TrimSpace(normal.Text(label)); label != "" {
			labels = append(labels, label)
		}
	}
	return labels
}

// Owned is a set with whose it is: the name of an account, or nothing for the office's.
type Owned struct {
	Set
	Owner string
}

// reference is how the command line names it.
func (o Owned) reference() string {
	if o.Owner == "" {
		return "@" + o.Name
	}
	return "@" + o.Owner + "/" + o.Name
}

// Find is the set among all that a reference means, for a kind or view of that key, which
// may be empty: @name, or @account/name. A name without an account means the office's own
// set, and where there is none the only one of that name that a person has saved. Otherwise
// the error lists those there are.
func Find(all []Owned, reference, of string) (Set, error) {
	name := strings.TrimPrefix(normal.Narrow(strings.TrimSpace(reference)), "@")
	owner, rest, owned := strings.Cut(name, "/")
	if owned {
		name = rest
	}
	same := func(a, b string) bool { return normal.Key(a) == normal.Key(b) }
	var found []Owned
	var there []string
	for _, s := range all {
		if of != "" && s.Of != "" && s.Of != of {
			continue
		}
		there = append(there, s.reference())
		if same(s.Name, name) && (!owned || same(s.Owner, owner)) {
			found = append(found, s)
		}
	}
	if office := slices.IndexFunc(found, func(s Owned) bool { return s.Owner == "" }); !owned && office >= 0 {
		return found[office].Set, nil
	}
	switch {
	case len(found) == 1:
		return found[0].Set, nil
	case len(found) > 1:
		var which []string
		for _, s := range found {
			which = append(which, s.reference())
		}
		return Set{}, fmt.Errorf("叫“%s”的栏目组不止一个，请写明是谁的：%s", name, strings.Join(which, "、"))
	case len(there) == 0:
		return Set{}, errors.New("还没有保存过栏目组：可在阅览室的台账页保存，或写进 gongwen.yaml 的 columns")
	}
	return Set{}, fmt.Errorf("没有“%s”这个栏目组，可用的有：%s", name, strings.Join(there, "、"))
}
