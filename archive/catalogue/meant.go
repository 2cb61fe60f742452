package catalogue

import (
	"context"
	"encoding/json"

	"gongwen/archive"
)

// NumbersMeant are the numbers of the records that somebody means by some as they were
// typed, see NumberMeant. What is the number of none is passed over.
func (c *Catalogue) NumbersMeant(ctx context.Context, typed []string) ([]string, error) {
	var facts []archive.Fact
	for _, number := range typed {
		for _, word := range archive.Words(number) {
			facts = append(facts, archive.Fact{Path: "number", Word: word})
		}
	}
	list, err := json.Marshal(factKeys("", facts))
	if err != nil {
		return nil, err
	}
	return gather(ctx, c.read, scanRecordNumber,
		`SELECT number FROM records WHERE id IN (SELECT record FROM facts WHERE fact IN (SELECT value FROM `+elements("$1")+`))`, string(list))
}

// NumbersIn are the numbers of a series' records.
func (c *Catalogue) NumbersIn(ctx context.Context, s Series) ([]string, error) {
	return gather(ctx, c.read, scanRecordNumber, `SELECT number FROM records WHERE kind = $1 AND year = $2`, s.Kind, s.Year)
}

func scanRecordNumber(r row) (number string, err error) { return number, r.Scan(&number) }
