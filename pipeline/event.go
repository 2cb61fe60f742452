package pipeline

import (
	"time"

	"gongwen/pipeline/form"
)

// Event is one thing the office may want to see happen. `gongwen run --json`
// prints them, a line each.
type Event struct {
	Type     string         `json:"event"` // filed, returned, duplicate, pending, unsigned; passed for what is ours; fault, ruleset, registers, look, pull and clean for what concerns no single form
	At       time.Time      `json:"at"`
	File     string         `json:"file,omitempty"`    // below inbox/
	Arrival  string         `json:"arrival,omitempty"` // of unsigned: what it is called at the desk
	FormKind string         `json:"kind,omitempty"`
	Number   string         `json:"number,omitempty"`
	Path     string         `json:"path,omitempty"`   // the issued document, the folder of the return or of a pull, below the data folder
	Reason   string         `json:"reason,omitempty"` // for pending, fault, ruleset, look and clean
	Findings []form.Finding `json:"findings,omitempty"`
	// Passed are files that lay with the form and went, because we gave them back with
	// it before: its notice, its marked copy.
	Passed []string `json:"passed,omitempty"`
}

// What Event.Type is where it concerns no single form.
const (
	FaultEvent  = "fault"
	PassedEvent = "passed" // a file without a form went, because it is ours
	PullEvent   = "pull"   // the registers of a month, quarter or year were laid into a folder, Path
	// RegistersEvent tells that registers were written anew although nothing was filed.
	RegistersEvent = "registers"
	// LookEvent tells how far the forms that wait for signatures have been looked at again.
	LookEvent    = "look"
	CleanEvent   = "clean"   // old copies were taken out of issued/ and returned/
	RulesetEvent = "ruleset" // an edit of the roster, the rules and the like was taken over, or was not
)
