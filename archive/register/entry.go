package register

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register/posting"
	"gongwen/templates"
)

// Entry is a record as registers and views post it.
type Entry struct {
	Number     string
	Kind       *templates.Kind
	Year       int
	Serial     int
	Subject    string
	Unit       string
	Secrecy    string
	Day        templates.Date // on which its kind's registers count it, see CountedOn
	Filed      time.Time
	Values     templates.Values      // what the form says, typed, as far as it was read
	Unread     string                // what of that its kind cannot read any more, see unreadable; empty for nothing
	Voided     *catalogue.Void       // nil while it is not void
	Superseded *catalogue.Superseded // nil while no later record has taken its place
	// Effects are what it adds to the totals of its kind's register, for each of
	// Kind.Summed.
	Effects []templates.Fen
}

// Stands reports whether the record counts.
func (e *Entry) Stands() bool { return e.Voided == nil && e.Superseded == nil }

// Status (效力) says whether the record stands, and if not why.
func (e *Entry) Status() string {
	switch {
	case e.Voided != nil:
		return voidWord + "：" + e.Voided.Reason
	case e.Superseded != nil:
		// Not by which record: whoever may see this one need not be one who may see that.
		return e.Superseded.Makes + "（" + e.Superseded.Day.ISO() + "）"
	}
	return Valid
}

// Valid is the Status of a record that stands.
const Valid = "有效"

// voidWord begins the Status of a record that was made void.
const voidWord = "已作废"

// Record is what is known of the record without reading all of it.
func (e *Entry) Record() archive.Record {
	return archive.Record{Number: e.Number, Kind: e.Kind.Key, Year: e.Year, Serial: e.Serial, Subject: e.Subject,
		Unit: e.Unit, Secrecy: e.Secrecy, Filed: e.Filed}
}

func (e *Entry) posted() posting.Entry {
	return posting.Entry{Number: e.Number, Kind: e.Kind, Filed: e.Filed, Stands: e.Stands(), Values: e.Values}
}

// Entries are all records of a kind, void ones too, in the order in which they were filed,
// with their effects. Of their forms no more is read than what is added up.
func (b *Book) Entries(ctx context.Context, kind *templates.Kind) ([]*Entry, error) {
	all, err := b.posted(ctx, kind, counting(kind), catalogue.Filter{Kind: kind.Key}, nil, func(*Entry) bool { return true })
	slices.SortFunc(all, func(x, y *Entry) int { return cmp.Or(x.Filed.Compare(y.Filed), cmp.Compare(x.Number, y.Number)) })
	return all, err
}

// Read are all records of a kind, void ones too, by year and serial, without their effects,
// or those of Given in its order. Of the catalogue's forms no more is read than the fields
// with the keys.
func (b *Book) Read(ctx context.Context, kind *templates.Kind, keys map[string]bool) iter.Seq2[*Entry, error] {
	if b.Given != nil {
		return func(yield func(*Entry, error) bool) {
			for _, e := range b.Given(kind) {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	return b.read(ctx, kind, fieldsWith(kind, keys), catalogue.Filter{Kind: kind.Key})
}

// posted are the records chosen by a filter that wanted holds true of, by year and serial,
// with their effects among those that within, unless nil, holds true of. Of kinds whose
// records change what earlier ones said all have to be read, since the effect of each
// depends on those before it. Of the forms no more than the fields are.
func (b *Book) posted(ctx context.Context, kind *templates.Kind, fields []templates.Field, f catalogue.Filter, within, wanted func(*Entry) bool) ([]*Entry, error) {
	lines := posting.HasLines(kind)
	if lines {
		f = catalogue.Filter{Kind: kind.Key}
	}
	var books posting.Books
	var chosen []*Entry
	for e, err := range b.read(ctx, kind, fields, f) {
		if err != nil {
			return nil, err
		}
		if within != nil && !within(e) {
			continue
		}
		if lines {
			books.Put(e.posted())
		} else {
			e.Effects = posting.Alone(e.posted())
		}
		if wanted(e) {
			chosen = append(chosen, e)
		}
	}
	if lines {
		for _, e := range chosen {
			e.Effects = books.Effects(e.Number)
		}
	}
	return chosen, nil
}

// standingPage is of how many records at once is asked whether others took their place.
const standingPage = 200

// read are records of a kind, by year and serial, without their effects.
func (b *Book) read(ctx context.Context, kind *templates.Kind, fields []templates.Field, f catalogue.Filter) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		var page []*Entry
		flush := func() bool {
			if err := b.findSuperseded(ctx, page); err != nil {
				yield(nil, err)
				return false
			}
			for _, e := range page {
				if !yield(e, nil) {
					return false
				}
			}
			page = page[:0]
			return true
		}
		for form, err := range b.Catalogue.Forms(ctx, f) {
			if err != nil {
				yield(nil, err)
				return
			}
			e, err := entryOf(kind, fields, &form)
			if err != nil {
				yield(nil, err)
				return
			}
			if page = append(page, e); len(page) == standingPage && !flush() {
				return
			}
		}
		flush()
	}
}

func (b *Book) findSuperseded(ctx context.Context, page []*Entry) error {
	numbers := make([]string, len(page))
	for i, e := range page {
		numbers[i] = e.Number
	}
	superseded, err := b.Catalogue.Superseded(ctx, b.Kinds, numbers...)
	if err != nil {
		return err
	}
	for _, e := range page {
		if s, is := superseded[e.Number]; is {
			e.Superseded = &s
		}
	}
	return nil
}

// entryOf reads a form, and of that no more than some fields.
func entryOf(kind *templates.Kind, fields []templates.Field, f *catalogue.Form) (*Entry, error) {
	var keys []string
	if len(fields) < len(kind.Fields) {
		for _, field := range fields {
			keys = append(keys, field.Key)
		}
	}
	said, err := f.Read(keys...)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", f.Number, err)
	}
	values, unread := decoded(fields, said)
	e := &Entry{Number: f.Number, Kind: kind, Year: f.Year, Serial: f.Serial, Subject: f.Subject, Unit: f.Unit, Secrecy: f.Secrecy,
		Day: f.Date, Filed: f.At, Values: values, Unread: unread, Voided: f.Voided}
	if day, ok := values[kind.CountedBy()].(templates.Date); ok && kind.CountedBy() != kind.Date {
		e.Day = day
	}
	return e, nil
}

// counting are the fields of a kind by which its records are added up.
func counting(k *templates.Kind) (fields []templates.Field) {
	keys := map[string]bool{k.CountedBy(): true, k.Unit: true}
	for _, c := range k.Summed() {
		key, _, _ := strings.Cut(c.From, ".")
		keys[key] = true
		if f := k.At(c.From); f != nil {
			keys[f.Counts.On] = true
		}
	}
	for _, f := range k.Fields { // with the ways in which they belong together
		if !f.Belongs.IsZero() && posting.HasLines(k) {
			keys[f.Key], keys[f.Belongs.On] = true, true
			for _, word := range f.Belongs.All() {
				_, path, _ := strings.Cut(word, ".")
				for _, key := range strings.Split(path, "+") {
					keys[key] = true
				}
			}
		}
	}
	return fieldsWith(k, keys)
}

func fieldsWith(k *templates.Kind, keys map[string]bool) (fields []templates.Field) {
	for _, f := range k.Fields {
		if keys[f.Key] {
			fields = append(fields, f)
		}
	}
	return fields
}
