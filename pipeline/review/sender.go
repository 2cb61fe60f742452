package review

import (
	"fmt"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// Sender is who hands forms in: the unit by whose inbox or account they come. A
// form's own cell does not decide whose record it becomes; anyone can write
// another's name there.
type Sender struct {
	Unit string // by the name it is known under; empty for the office's own people
	// Any is set for the office itself, which hands in for all units.
	Any bool
	// Reach tells what the sender may be told of; nil for everything.
	Reach func(archive.Filed) bool
	// Asking is set for whoever only asks for the verdict, see rules.Limited.
	Asking bool
}

// Operator is whoever has the data folder at hand.
var Operator = Sender{Any: true}

// InboxOf is the sender whose inbox has a name; "" is for what lies in no unit's.
// Who may open the folders of a unit may not be who is cleared for its secrets:
// they are told of its records without a degree of secrecy, those of the office
// of all units'.
func InboxOf(ruleset *workspace.Ruleset, inbox string) Sender {
	s := Sender{Unit: ruleset.Units.Canonical(inbox)}
	s.Any = inbox == "" || ruleset.Units.Same(inbox, ruleset.Office)
	s.Reach = func(f archive.Filed) bool {
		return f.Secrecy == "" && (s.Any || ruleset.Units.Same(f.Unit, s.Unit))
	}
	return s
}

// sees is the archive as the sender may be told of it.
func (s Sender) sees(records rules.Archive) rules.Archive {
	if s.Reach == nil || records == nil {
		return records
	}
	return rules.Limited{Archive: records, Reach: s.Reach, Asking: s.Asking}
}

// Attribute tells whose record a form becomes. Where the form names a known unit
// in another spelling, anywhere on it, it is given the unit's name: rules look units up
// by it, and so it is printed; and so it is with the posts of people. What was handed
// in is kept as it was.
func Attribute(ruleset *workspace.Ruleset, f *form.Form, from Sender) (unit string) {
	ruleset.Units.Spell(f.Kind, f.Values, f.ReadAs)
	ruleset.Units.SpellPosts(ruleset.Roster, f.Kind, f.Values, f.ReadAs)
	key := f.Kind.Unit
	written, _ := f.Values[key].(string)
	if written == "" {
		return from.Unit
	}
	name, known := ruleset.Units.Named(written)
	if !known && ruleset.Units.Same(written, from.Unit) {
		name, known = from.Unit, true // an inbox the roster does not know of yet
	}
	if known && name != written {
		f.Values[key] = name
		f.ReadAs(key, written)
	}
	if from.Any {
		return templates.Text(f.Values[key])
	}
	return from.Unit
}

// strangeUnit holds the unit that a form names against who hands it in. A known
// one that is another goes back. One that is not known is asked about: the roster
// may be behind. Where the office takes in what comes from elsewhere, only a name like
// those of its own units is.
func strangeUnit(ruleset *workspace.Ruleset, f *form.Form, from Sender) []form.Finding {
	key := f.Kind.Unit
	written, _ := f.Values[key].(string)
	_, known := ruleset.Units.Named(written)
	if written == "" || written == from.Unit || known && from.Any {
		return nil
	}
	if from.Any && f.Kind.Outsiders && !ruleset.Units.Local(written) {
		return nil
	}
	finding := form.Finding{Severity: form.Must, Path: key, Field: f.Kind.LabelOf(key), Cell: f.Places[key], Value: f.Shown(key, written)}
	if known {
		finding.Message = fmt.Sprintf("填的是%s，而这份表单是由%s送来的", written, from.Unit)
		finding.Advice = fmt.Sprintf("请改为%s；替别的单位办理的，请由那个单位送交，或交%s代送", from.Unit, ruleset.Office)
		return []form.Finding{finding}
	}
	finding.Severity = form.Confirm
	finding.Message = fmt.Sprintf("花名册里没有“%s”这个单位", written)
	finding.Advice = "请核对名称，用单位的全称"
	if !from.Any {
		finding.Advice = fmt.Sprintf("请改为%s，或核对名称", from.Unit)
	}
	return []form.Finding{finding}
}
