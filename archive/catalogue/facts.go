package catalogue

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"

	"gongwen/archive"
	"gongwen/templates"
)

// The table of facts finds records by what their forms say: a row for every
// value of every field. The rows hold a number made of kind, path and value
// instead of these themselves, which takes a quarter of the room and finds a
// long text as fast as a short one. Two different facts with the same number
// are as unlikely as a disk that misreads unnoticed.
//
// Beside each stand the days its form is about, so that of the hundreds of
// leaves a person has taken only those that touch a day are ever read.

// factKey is the number of a fact. Every record has one more, its own number,
// which is looked up without knowing the kind.
func factKey(kind string, f archive.Fact) int64 {
	if f.Path == "number" {
		kind = ""
	}
	sum := sha256.Sum256([]byte(kind + "\x00" + f.Path + "\x00" + f.Word))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// enterFacts enters what the form of a record says, in JSON.
func enterFacts(tx *transaction, id int64, r archive.Record, form []byte) error {
	var values map[string]any
	if err := json.Unmarshal(form, &values); err != nil {
		return err
	}
	facts := append(archive.Facts(values), archive.Fact{Path: "number", Word: archive.Word(r.Number)})
	return insertFacts(tx, id, values, factKeys(r.Kind, facts))
}

// factKeys are the numbers of facts, each once, from the least on.
func factKeys(kind string, facts []archive.Fact) []int64 {
	keys := make([]int64, len(facts))
	for i, f := range facts {
		keys[i] = factKey(kind, f)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// insertFacts enters facts of a record.
func insertFacts(tx *transaction, id int64, values map[string]any, keys []int64) error {
	first, last := daysOf(values)
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	// One statement for all rows: most of the time goes into statements.
	_, err = tx.Exec(`INSERT INTO facts (fact, first_day, last_day, record) SELECT value, $2, $3, $1 FROM `+elements("$4"), id, first, last, string(list))
	return err
}

// noDay is the day of forms that are about none.
const noDay = -1 << 31

// daysOf are the first and the last day of what a form is about.
func daysOf(values map[string]any) (first, last int64) {
	if from, until, ok := archive.Span(values); ok {
		return day(from), day(until)
	}
	return noDay, noDay
}

// day counts days, so that they compare as numbers.
func day(d templates.Date) int64 { return d.Unix() / (24 * 60 * 60) }

// Others is the archive as one form sees it: every live record but the one
// made of the form itself.
type Others func(archive.Query) ([]archive.Filed, error)

// Having are the live records that are asked for, by kind, year and serial.
func (o Others) Having(q archive.Query) ([]archive.Filed, error) { return o(q) }

// Others are the records beside the one made from a submission, if it was. What is
// at work at the same time and not yet filed is not among them. Asking ends with ctx.
func (c *Catalogue) Others(ctx context.Context, submission string) Others {
	return func(q archive.Query) ([]archive.Filed, error) { return c.having(ctx, q, submission) }
}

// NumberMeant is the number of the record that somebody means by one as it was typed: with
// other brackets, widths or spaces, with look-alikes, with 第 or idle zeros. What is not
// the number of just one record, voided, lost or not, is returned as it is.
func (c *Catalogue) NumberMeant(ctx context.Context, typed string) (number string, err error) {
	numbers, err := c.NumbersMeant(ctx, []string{typed})
	if err == nil && len(numbers) == 0 {
		numbers, err = c.lostMeant(ctx, typed)
	}
	if err != nil || slices.Contains(numbers, typed) || len(numbers) != 1 {
		return typed, err
	}
	return numbers[0], nil
}

// lostMeant are the numbers of losses that somebody means by one as it was typed.
func (c *Catalogue) lostMeant(ctx context.Context, typed string) (numbers []string, err error) {
	losses, err := c.Losses(ctx)
	words := archive.Words(typed)
	for number := range losses {
		if slices.Contains(words, archive.Word(number)) {
			numbers = append(numbers, number)
		}
	}
	return numbers, err
}

// queryKeys are the numbers of the facts that a query asks for.
func queryKeys(q archive.Query) (keys []int64) {
	for _, word := range q.Words() {
		keys = append(keys, factKey(q.Kind, archive.Fact{Path: q.Path, Word: word}))
	}
	return keys
}

// having are the live records that are asked for, without one submission's.
func (c *Catalogue) having(ctx context.Context, q archive.Query, but string) ([]archive.Filed, error) {
	keys := queryKeys(q)
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	args := []any{but, q.Kind, string(list)}
	span := ""
	if !q.From.IsZero() && c.knowsDays() {
		span = " AND last_day >= $4 AND first_day <= $5"
		args = append(args, day(q.From), day(q.Until))
	}
	found, err := gather(ctx, c.read, c.scanFiled, `SELECT number, kind, subject, unit, form, `+c.secrecyColumn()+` FROM records
		WHERE id IN (SELECT record FROM facts WHERE fact IN (SELECT value FROM `+elements("$3")+`)`+span+`)
		AND voided = '' AND packet <> $1 AND ($2 = '' OR kind = $2)
		ORDER BY kind, year, serial`, args...)
	if !c.knowsDays() {
		found = slices.DeleteFunc(found, func(f archive.Filed) bool { return !q.During(f.Values) })
	}
	return found, err
}

func (c *Catalogue) scanFiled(r row) (f archive.Filed, err error) {
	var form []byte
	var secrecy string
	if err := r.Scan(&f.Number, &f.Kind, &f.Subject, &f.Unit, &form, &secrecy); err != nil {
		return f, err
	}
	if f.Secrecy, err = c.secrecyIn(secrecy); err != nil {
		return f, err
	}
	return f, json.Unmarshal(form, &f.Values)
}
