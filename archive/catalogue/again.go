package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
)

// What is handed in is held against what was filed before: the same files, or what says
// the same. A record that was made void or written off does not stand in the way, and is
// asked for by Former. One that is lost does; but its number is tied to the files it was
// given to, and those same files are filed under it again, which makes up for the loss.

// FiledSubmission is the number of the record made from a submission that stands; ok is
// false when there is none.
func (c *Catalogue) FiledSubmission(ctx context.Context, submission string) (number string, ok bool, err error) {
	return c.standing(ctx, `SELECT r.number FROM records r WHERE r.packet = $1 AND r.voided = ''`+c.notWrittenOff(), submission)
}

// FiledContent is the number of the record that stands and says the same as a form of a
// kind that is handed in in a submission; ok is false when there is none.
func (c *Catalogue) FiledContent(ctx context.Context, kind, content, submission string) (number string, ok bool, err error) {
	if content == "" {
		return "", false, nil
	}
	const at = ` ON r.kind = n.kind AND r.year = n.year AND r.serial = n.serial WHERE n.kind = $1 AND n.content = $2 AND r.voided = ''`
	text, args := `SELECT r.number FROM numbers n JOIN records r`+at+c.notWrittenOff(), []any{kind, content}
	if c.knowsLosses() {
		text += ` UNION ALL SELECT r.number FROM numbers n JOIN losses r` + at + ` AND r.written_off = '' AND n.packet <> $3`
		args = append(args, submission)
	}
	return c.standing(ctx, text, args...)
}

// notWrittenOff leaves out records that somebody has written off.
func (c *Catalogue) notWrittenOff() string {
	if !c.knowsLosses() {
		return ""
	}
	return ` AND NOT EXISTS (SELECT 1 FROM losses l WHERE l.number = r.number AND l.written_off <> '')`
}

func (c *Catalogue) standing(ctx context.Context, text string, args ...any) (number string, ok bool, err error) {
	err = c.read.QueryRowContext(ctx, text+` LIMIT 1`, args...).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return number, err == nil, explain(err)
}

// Former are the records of a kind that bear a day (2006-01-02) and do not stand any more:
// they were made void, or written off.
func (c *Catalogue) Former(ctx context.Context, kind, day string) ([]Entry, error) {
	// In two, so that the first goes by the index of the void ones, and needs no other.
	found, err := c.onDay(ctx, voidedOn, kind, day)
	if err != nil || !c.knowsLosses() {
		return found, err
	}
	written, err := c.onDay(ctx, writtenOffOn, kind, day)
	return append(found, written...), err
}

// FormerUnknown are the losses made of a submission, or of a form of a kind with the
// content, that do not stand any more and of which no more is known.
func (c *Catalogue) FormerUnknown(ctx context.Context, kind, submission, content string) ([]Loss, error) {
	if !c.knowsLosses() {
		return nil, nil
	}
	return gather(ctx, c.read, scanLoss, `SELECT `+lossColumns+` FROM losses l
		WHERE kind = $1 AND (voided <> '' OR written_off <> '') AND number NOT IN (SELECT number FROM records)
		AND EXISTS (SELECT 1 FROM numbers n WHERE n.kind = l.kind AND n.year = l.year AND n.serial = l.serial
			AND (n.packet = $2 OR n.content <> '' AND n.content = $3))`, kind, submission, content)
}

// Dated are the records of a kind that stand and bear a day (2006-01-02).
func (c *Catalogue) Dated(ctx context.Context, kind, day string) ([]Entry, error) {
	return c.onDay(ctx, standingOn, kind, day)
}

// The questions for the records of a kind on a day: every form that is handed in asks the
// first. None is put in order here, since that would be done by an index that has all
// records of the kind, instead of the few of the day.
const (
	voidedOn     = `SELECT ` + entryColumns + ` FROM records r WHERE r.kind = $1 AND r.date = $2 AND r.voided <> ''`
	standingOn   = `SELECT ` + entryColumns + ` FROM records r WHERE r.kind = $1 AND r.date = $2 AND r.voided = ''`
	writtenOffOn = `SELECT ` + entryColumns + ` FROM losses l JOIN records r ON r.number = l.number
		WHERE l.kind = $1 AND l.written_off <> '' AND r.date = $2 AND r.voided = ''`
)

// onDay are the records that one of them finds, by year and serial.
func (c *Catalogue) onDay(ctx context.Context, ask, kind, day string) ([]Entry, error) {
	found, err := gather(ctx, c.read, scanEntry, ask, kind, day)
	slices.SortFunc(found, func(a, b Entry) int { return cmp.Or(a.Year-b.Year, a.Serial-b.Serial) })
	return found, err
}
