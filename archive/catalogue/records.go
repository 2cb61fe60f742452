package catalogue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"gongwen/archive"
)

// Entry is a filed record as the catalogue has it.
type Entry struct {
	archive.Record
	Voided *Void // nil while the record stands
}

// Void is the end of a record's validity (作废).
type Void struct {
	At     time.Time
	Reason string
}

const entryColumns = `r.record, r.voided, r.reason`

func scanEntry(r row) (Entry, error) {
	var e Entry
	err := e.scan(r)
	return e, err
}

// scan reads entryColumns and the columns before them.
func (e *Entry) scan(r row, before ...any) error {
	var text, voided, reason string
	if err := r.Scan(append(before, &text, &voided, &reason)...); err != nil {
		return err
	}
	var err error
	if e.Record, err = archive.ParseRecord([]byte(text)); err != nil {
		return err
	}
	if voided != "" {
		e.Voided = &Void{Reason: reason}
		e.Voided.At, err = parseTime(voided)
	}
	return err
}

// File enters a record that lies in the archive and ends its arrival as filed,
// in one transaction. The record's number must have been taken by its arrival.
// Filing it again changes nothing.
func (c *Catalogue) File(ctx context.Context, r archive.Record) error {
	return c.change(ctx, func(tx *transaction) error { return file(tx, r) })
}

func file(tx *transaction, r archive.Record) error {
	text, err := r.JSON()
	if err != nil {
		return err
	}
	var submission string
	err = tx.QueryRow(`SELECT packet FROM records WHERE number = $1`, r.Number).Scan(&submission)
	if err == nil && submission == r.Submission {
		return nil
	}
	if err == nil {
		return fmt.Errorf("%s 已登记给另一份表单", r.Number)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var n Number
	err = tx.QueryRow(`SELECT packet, arrival FROM numbers WHERE kind = $1 AND year = $2 AND serial = $3`, r.Kind, r.Year, r.Serial).
		Scan(&n.Submission, &n.Arrival)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if n.Submission != r.Submission || n.Arrival != r.Arrival {
		return fmt.Errorf("%s 不是给收件 %s 的编号，不能归档", r.Number, r.Arrival)
	}
	if err := errors.Join(closeUnsigned(tx, r.Arrival), refile(tx, r)); err != nil {
		return err
	}
	done, err := tx.Exec(`UPDATE arrivals SET state = 'filed', stage = 'ended', number = $2, reason = '', ended = $3, degree = $4
		WHERE id = $1 AND state = 'pending'`, r.Arrival, r.Number, formatTime(r.Filed), r.Degree())
	if err := exactlyOne(done, err, fmt.Errorf("收件 %s 不在待处理之列，不能归档", r.Arrival)); err != nil {
		return err
	}
	var id int64 // there is one writer, so the next is nobody else's
	if err := tx.QueryRow(`SELECT COALESCE(MAX(id), 0) + 1 FROM records`).Scan(&id); err != nil {
		return err
	}
	form, err := json.Marshal(r.Values)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO records (number, id, kind, year, serial, date, unit, subject, packet, arrival, filed, record, form, secrecy)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.Number, id, r.Kind, r.Year, r.Serial, r.Date.ISO(), r.Unit, r.Subject, r.Submission, r.Arrival, formatTime(r.Filed), string(text), string(form), r.Secrecy)
	if err != nil {
		return err
	}
	if err := enterFacts(tx, id, r, form); err != nil {
		return err
	}
	return changed(tx, r.Number)
}

// changed adds a change to the record. There is one writer, so the next number
// is nobody else's.
func changed(tx *transaction, number string) error {
	_, err := tx.Exec(`INSERT INTO changes (seq, number) SELECT COALESCE(MAX(seq), 0) + 1, $1 FROM changes`, number)
	return err
}

// ErrUnknown is the error for a number no record has.
var ErrUnknown = errors.New("目录中没有这个编号")

// Void marks a record void. Voiding it again changes nothing: the first reason
// stands.
func (c *Catalogue) Void(ctx context.Context, number, reason string, at time.Time) error {
	return c.change(ctx, func(tx *transaction) error { return void(tx, number, reason, at) })
}

func void(tx *transaction, number, reason string, at time.Time) error {
	var voided string
	err := tx.QueryRow(`SELECT voided FROM records WHERE number = $1`, number).Scan(&voided)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s：%w", number, ErrUnknown)
	}
	if err != nil || voided != "" {
		return err
	}
	if _, err := tx.Exec(`UPDATE records SET voided = $2, reason = $3 WHERE number = $1`, number, formatTime(at), reason); err != nil {
		return err
	}
	return changed(tx, number)
}

// Record is the record with the number; the error is ErrUnknown when there is
// none.
func (c *Catalogue) Record(ctx context.Context, number string) (Entry, error) {
	e, err := scanEntry(c.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM records r WHERE r.number = $1`, number))
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%s：%w", number, ErrUnknown)
	}
	return e, explain(err)
}

// Filter chooses records; a zero field chooses all.
type Filter struct {
	Kind     string
	Year     int
	From, To string // days as 2006-01-02, both included
}

// Records are the records chosen, voided ones too, by kind, year and serial.
func (c *Catalogue) Records(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	l := list[Entry]{
		columns: entryColumns, from: "records r", key: []string{"r.kind", "r.year", "r.serial"}, page: recordPage, scan: scanEntry,
		at: func(e Entry) []any { return []any{e.Kind, e.Year, e.Serial} },
	}
	l.choose(f)
	return l.each(ctx, c.read)
}

// choose narrows a list of records r.
func (l *list[T]) choose(f Filter) {
	add := func(condition string, arg any) {
		l.args = append(l.args, arg)
		l.where = append(l.where, fmt.Sprintf("%s $%d", condition, len(l.args)))
	}
	if f.Kind != "" {
		add("r.kind =", f.Kind)
	}
	if f.Year != 0 {
		add("r.year =", f.Year)
	}
	if f.From != "" {
		add("r.date >=", f.From)
	}
	if f.To != "" {
		add("r.date <=", f.To)
	}
}

// recordPage is how many whole records are in memory at once.
const recordPage = 100

// Numbered are the records with the numbers, as far as there are such.
func (c *Catalogue) Numbered(ctx context.Context, numbers ...string) (map[string]Entry, error) {
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	entries, err := gather(ctx, c.read, scanEntry,
		`SELECT `+entryColumns+` FROM records r WHERE r.number IN (SELECT value FROM `+elements("$1")+`)`, string(list))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Entry, len(entries))
	for _, e := range entries {
		found[e.Number] = e
	}
	return found, nil
}
