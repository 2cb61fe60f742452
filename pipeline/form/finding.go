package form

// Severity tells whether a written reason can satisfy a finding.
type Severity string

const (
	Must      Severity = "must"      // returns the form
	Principle Severity = "principle" // 原则上: returns the form unless it gives a reason (例外理由)
)

// Finding is one thing wrong with a form: what the office reads on the notice
// that comes back with it.
type Finding struct {
	Article  string   `json:"article"` // such as 81(6); empty when the form itself is at fault
	Severity Severity `json:"severity"`
	Path     string   `json:"path,omitempty"`   // field key, list.column or list[row].column
	Field    string   `json:"field"`            // the label, as on the form
	Cell     string   `json:"cell"`             // where it stands: B7 or 第12行
	Value    string   `json:"value,omitempty"`  // what was found there
	Message  string   `json:"message"`          // what is wrong
	Advice   string   `json:"advice,omitempty"` // what to do next
	// Excused is set on a finding of severity Principle that the form's written
	// reason satisfies; it is printed and archived but returns nothing.
	Excused bool `json:"excused,omitempty"`
}

// Returns tells whether the finding sends the form back.
func (f Finding) Returns() bool { return !f.Excused }
