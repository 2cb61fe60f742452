//go:build linux

package program

import (
	"encoding/json"
	"fmt"
)

// Ledger is what gongwen ledger --json prints, as far as it matters here.
type Ledger struct {
	Received, Filed, Returned, Duplicate, Pending int
	List                                          []Arrival

	Exit string `json:"-"` // with what it ended, if not with 0
}

// Arrival is a form of the ledger.
type Arrival struct{ Path, State, Number, Reason string }

// Ledger asks for the ledger of a data folder.
func (p Program) Ledger(data string) (l Ledger, err error) {
	a, err := p.Ask("ledger", "-d", data, "--json")
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(a.Stdout, &l); err != nil {
		return l, fmt.Errorf("ledger --json: %w (%s)", err, a.Stderr)
	}
	if a.Code != 0 {
		l.Exit = fmt.Sprintf("ledger exits with %d: %s", a.Code, a.Stderr)
	}
	return l, nil
}

// Wrong is what does not hold in the ledger of a program that was at rest.
func (l Ledger) Wrong() []string {
	var wrong []string
	if l.Exit != "" {
		wrong = append(wrong, l.Exit)
	}
	if l.Received != l.Filed+l.Returned+l.Duplicate+l.Pending || len(l.List) != l.Received {
		wrong = append(wrong, fmt.Sprintf("received %d, filed %d, returned %d, duplicate %d, pending %d, listed %d",
			l.Received, l.Filed, l.Returned, l.Duplicate, l.Pending, len(l.List)))
	}
	return wrong
}

// Verify gives what gongwen verify finds wrong with a data folder, a line for each.
func (p Program) Verify(data string) (wrong []string, err error) {
	a, err := p.Ask("verify", "-d", data, "--json")
	if err != nil {
		return nil, err
	}
	var findings []struct{ Code, Path, Number, Message string }
	if err := json.Unmarshal(a.Stdout, &findings); err != nil {
		return nil, fmt.Errorf("verify --json: %w (%s)", err, a.Stderr)
	}
	for _, f := range findings {
		wrong = append(wrong, fmt.Sprintf("%s %s%s %s", f.Code, f.Path, f.Number, f.Message))
	}
	if (a.Code != 0) != (len(findings) > 0) {
		wrong = append(wrong, fmt.Sprintf("verify exits with %d and has %d findings: %s", a.Code, len(findings), a.Stderr))
	}
	return wrong, nil
}
