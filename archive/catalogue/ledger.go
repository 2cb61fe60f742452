package catalogue

import "context"

// Ledger is the whole ledger (收件登记) with its balance.
type Ledger struct {
	Sums
	Lost       int          `json:"lost"`        // of the filed: neither found nor written off
	WrittenOff int          `json:"written_off"` // of the filed: not found
	Unsigned   int          `json:"unsigned"`    // of the pending: they wait for signatures (待签)
	Stuck      int          `json:"stuck"`       // of the unsigned: nobody may sign them today (无人可签)
	List       []LedgerLine `json:"list"`        // oldest first
}

// LedgerLine is an arrival and what has become of its record since.
type LedgerLine struct {
	Arrival
	Voided     string    `json:"voided,omitempty"`      // why the arrival's record is void
	Lost       bool      `json:"lost,omitempty"`        // its record's bag cannot be found, and is not written off
	WrittenOff *WriteOff `json:"written_off,omitempty"` // its record's bag cannot be found
	Stuck      []string  `json:"stuck,omitempty"`       // why nobody may sign it today, in words
}

// Ledger reads the whole ledger. Which bags are lost it cannot tell, nor what nobody may
// sign: that is for whoever looks for them (package audit), or knows the roster (desk).
func (c *Catalogue) Ledger(ctx context.Context) (Ledger, error) {
	sums, err := c.Sums(ctx)
	if err != nil {
		return Ledger{}, err
	}
	voids, err := c.Voids(ctx)
	if err != nil {
		return Ledger{}, err
	}
	losses, err := c.Losses(ctx)
	if err != nil {
		return Ledger{}, err
	}
	for number, loss := range losses {
		if loss.Voided != nil {
			voids[number] = *loss.Voided
		}
	}
	l := Ledger{Sums: sums, List: []LedgerLine{}}
	for a, err := range c.Arrivals(ctx) {
		if err != nil {
			return Ledger{}, err
		}
		line := LedgerLine{Arrival: a}
		// A duplicate bears the number of the record it repeats, and is not void with it.
		if void, ok := voids[a.Number]; ok && a.State == Filed {
			line.Voided = void.Reason
		}
		if a.Stage == Signing {
			l.Unsigned++
		}
		l.List = append(l.List, line)
	}
	return l, nil
}
