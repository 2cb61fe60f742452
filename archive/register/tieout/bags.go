package tieout

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/register"
	"gongwen/archive/register/posting"
	"gongwen/templates"
)

// bags are the records as the bags and the journal have them, without the catalogue. What
// stands follows from them alone.
type bags struct {
	byKind  map[string][]*register.Entry
	unread  []Difference   // bags that cannot be read
	unknown map[string]int // how many bags there are of kinds that nothing is known of
}

// readBags reads every record.json there is, and what was made void.
func readBags(ctx context.Context, b *register.Book, progress func(done, all int)) (*bags, error) {
	voided, err := voids(b.Archive.JournalDir())
	if err != nil {
		return nil, err
	}
	folders, err := b.Archive.Folders()
	if err != nil {
		return nil, err
	}
	all := &bags{byKind: map[string][]*register.Entry{}, unknown: map[string]int{}}
	superseded := map[string]catalogue.Superseded{}
	for i, folder := range folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(i, len(folders))
		}
		r, err := b.Archive.Read(folder)
		if err != nil {
			all.unread = append(all.unread, Difference{Number: folder, Reason: fmt.Sprintf("档案读不出来：%v。请用 gongwen verify 查验", err)})
			continue
		}
		k := b.Kinds.Named(r.Kind)
		if k == nil {
			all.unknown[r.Kind]++
			continue
		}
		e, err := entryOf(k, r)
		if err != nil { // what can be read counts, as in the register
			all.unread = append(all.unread, Difference{Number: r.Number, Reason: fmt.Sprintf("档案里的内容读不懂（其中的金额不计入）：%v。请核对 templates/%s/kind.yaml", err, k.Key)})
		}
		if at, is := voided[e.Number]; is {
			e.Voided = &at
		}
		all.byKind[k.Key] = append(all.byKind[k.Key], e)
		if e.Voided == nil {
			noteSuperseded(superseded, e)
		}
	}
	for _, entries := range all.byKind {
		for _, e := range entries {
			for _, word := range archive.Words(e.Number) {
				if s, is := superseded[word]; is && s.By != e.Number {
					e.Superseded = &s
				}
			}
		}
		post(entries)
	}
	return all, nil
}

func voids(dir string) (map[string]catalogue.Void, error) {
	all := map[string]catalogue.Void{}
	for e, err := range journal.Legible(journal.All(dir)) {
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return nil, err
		}
		if e.Type == journal.Voided {
			all[e.Number] = catalogue.Void{At: e.Time, Reason: e.Reason}
		}
	}
	return all, nil
}

func entryOf(k *templates.Kind, r archive.Record) (*register.Entry, error) {
	values, err := k.Decode(r.Values)
	return &register.Entry{Number: r.Number, Kind: k, Year: r.Year, Serial: r.Serial, Subject: r.Subject, Unit: r.Unit, Secrecy: r.Secrecy,
		Day: register.CountedOn(k, r), Filed: r.Filed, Values: values}, err
}

// noteSuperseded notes of which records one that is not void takes the place, by the Word
// of the number it names.
func noteSuperseded(superseded map[string]catalogue.Superseded, e *register.Entry) {
	for path, f := range e.Kind.Paths() {
		if !f.Supersedes {
			continue
		}
		for _, value := range e.Values.Lookup(path) {
			superseded[archive.Word(value)] = catalogue.Superseded{By: e.Number, Makes: f.Makes[0], Day: e.Kind.DateOf(e.Values)}
		}
	}
}

// post works out the effects of records of one kind among themselves.
func post(entries []*register.Entry) {
	var books posting.Books
	for _, e := range entries {
		books.Put(posting.Entry{Number: e.Number, Kind: e.Kind, Filed: e.Filed, Stands: e.Stands(), Values: e.Values})
	}
	for _, e := range entries {
		e.Effects = books.Effects(e.Number)
	}
}
