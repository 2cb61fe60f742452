package templates

import (
	"fmt"
	"slices"
	"strings"
)

// Source is where a column of a view has something from:
//
//	contract.amount                                      a field of a kind, or a column of its list
//	funds.number                                         what every record has: number, date, subject, unit
//	-funds.amount                                        what an amount adds is taken away, and the other way round
//	{of: funds.budget_left, counts: replaces}            in a role of its own in this view
//	{of: procurement.number, when: {stage: 采购结果}}      only of forms that say this
type Source struct {
	Of     string             `yaml:"of"`
	Counts Role               `yaml:"counts"` // empty for the role that the kind says
	When   map[string]Choices `yaml:"when"`   // by key of a field; all must hold
	// Negative is written as - before Of.
	Negative bool `yaml:"-"`
}

// What a view can have of every record beside its fields, where its kind has no field of
// that key.
const (
	OfNumber  = "number"
	OfDate    = "date" // the day on which registers count it
	OfSubject = "subject"
	OfUnit    = "unit"
)

var ofRecords = map[string]Type{OfNumber: TypeText, OfDate: TypeDate, OfSubject: TypeText, OfUnit: TypeUnit}

// Kind is the key of the kind, Path what of it: see Kind.At.
func (s Source) Kind() string { kind, _, _ := strings.Cut(s.Of, "."); return kind }
func (s Source) Path() string { _, path, _ := strings.Cut(s.Of, "."); return path }

// Applies reports whether there is something to take from a form.
func (s Source) Applies(v Values) bool {
	for key, choices := range s.When {
		if !slices.Contains(choices, Text(v[key])) {
			return false
		}
	}
	return true
}

// RoleIn is what the source's amount in a form of its kind does to its column; Negative
// is not in it.
func (s Source) RoleIn(k *Kind, v Values) Role {
	if s.Counts != "" && k.At(s.Path()) != nil && len(v.Lookup(s.Path())) > 0 {
		return s.Counts
	}
	return k.RoleOf(s.Path(), v)
}

// UnmarshalYAML reads a path, or one with what is said of it.
func (s *Source) UnmarshalYAML(unmarshal func(any) error) error {
	*s = Source{}
	if unmarshal(&s.Of) != nil {
		type plain Source // without this method
		if err := unmarshal((*plain)(s)); err != nil {
			return err
		}
	}
	of, negative := strings.CutPrefix(strings.TrimSpace(s.Of), "-")
	s.Of, s.Negative = strings.TrimSpace(of), negative
	if s.Of == "" {
		return fmt.Errorf("from 里有一项没有写取自哪里")
	}
	return nil
}

// Sources are written as one or as a list.
type Sources []Source

// UnmarshalYAML reads either.
func (s *Sources) UnmarshalYAML(unmarshal func(any) error) error {
	var one Source
	if err := unmarshal(&one); err == nil {
		*s = Sources{one}
		return nil
	}
	var all []Source
	err := unmarshal(&all)
	*s = all
	return err
}

// Choices are written as one or as a list.
type Choices []string

// UnmarshalYAML reads either.
func (c *Choices) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if unmarshal(&one) == nil {
		*c = Choices{one}
		return nil
	}
	var all []string
	err := unmarshal(&all)
	*c = all
	return err
}
