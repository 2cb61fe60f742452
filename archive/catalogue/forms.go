package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"gongwen/archive"
	"gongwen/templates"
)

// Form is a record with what is added up of it, without the rest, which takes long to
// read.
type Form struct {
	archive.Filed // without its Values, see Read
	Year, Serial  int
	Date          templates.Date // the day the document bears
	At            time.Time      // when it was filed
	Voided        *Void          // nil while it was not made void

	form []byte
}

// Read reads what the form says in some fields, by key; all of it where none are named.
func (f *Form) Read(keys ...string) (map[string]any, error) {
	values := map[string]any{}
	if len(keys) == 0 {
		return values, json.Unmarshal(f.form, &values)
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(f.form, &whole); err != nil {
		return nil, err
	}
	for _, key := range keys {
		text, ok := whole[key]
		if !ok {
			continue
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			return nil, err
		}
		values[key] = value
	}
	return values, nil
}

// Forms are the records chosen, voided ones too, by kind, year and serial.
func (c *Catalogue) Forms(ctx context.Context, f Filter) iter.Seq2[Form, error] {
	l := list[Form]{
		columns: `r.number, r.kind, r.subject, r.unit, r.` + c.secrecyColumn() + `, r.year, r.serial, r.date, r.filed, r.voided, r.reason, r.form`,
		from:    "records r", key: []string{"r.kind", "r.year", "r.serial"}, page: formPage, scan: c.scanForm,
		at: func(f Form) []any { return []any{f.Kind, f.Year, f.Serial} },
	}
	l.choose(f)
	return l.each(ctx, c.read)
}

// formPage is how many forms are in memory at once.
const formPage = 500

func (c *Catalogue) scanForm(r row) (f Form, err error) {
	var secrecy, date, filed, voided, reason string
	if err := r.Scan(&f.Number, &f.Kind, &f.Subject, &f.Unit, &secrecy, &f.Year, &f.Serial, &date, &filed, &voided, &reason, &f.form); err != nil {
		return f, err
	}
	var errs [4]error
	f.Secrecy, errs[0] = c.secrecyIn(secrecy)
	f.Date, errs[1] = templates.ParseDate(date)
	f.At, errs[2] = parseTime(filed)
	if voided != "" {
		f.Voided = &Void{Reason: reason}
		f.Voided.At, errs[3] = parseTime(voided)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return f, fmt.Errorf("%s：%w", f.Number, err)
	}
	return f, nil
}
