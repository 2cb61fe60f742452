package register

import (
	"context"
	"fmt"

	"gongwen/archive"
	"gongwen/archive/catalogue"
)

// lost is what a register says of the records of its series that cannot be found.
type lost struct {
	told map[string]string // by number: of all
	gone []missing         // those that the catalogue has no more
}

// missing is what the ledger knows of a record that the catalogue has no more.
type missing struct {
	catalogue.Loss
	record archive.Record
}

// fewBags are looked for one by one. For more their folder is read.
const fewBags = 100

// lostAmong looks for the bags of some records of a series, and for what the catalogue has
// no more.
func (b *Book) lostAmong(ctx context.Context, s catalogue.Series, numbers []string) (lost, error) {
	losses, err := b.Catalogue.LossesIn(ctx, s)
	if err != nil {
		return lost{}, err
	}
	there := map[string]bool{}
	if len(numbers) > fewBags {
		if there, err = b.Archive.NumbersIn(s.Year, s.Kind); err != nil {
			return lost{}, err
		}
	}
	l := lost{told: map[string]string{}}
	for _, number := range numbers {
		loss, is := losses[number]
		if is || !there[archive.SafeName(number)] && !b.Archive.Has(archive.Record{Kind: s.Kind, Year: s.Year, Number: number}.Folder()) {
			l.told[number] = WhatIsLost(loss)
		}
	}
	if len(losses) == 0 {
		return l, nil
	}
	recorded := map[string]bool{}
	if numbers, err = b.Catalogue.NumbersIn(ctx, s); err != nil {
		return lost{}, err
	}
	for _, number := range numbers {
		recorded[number] = true
	}
	for number, loss := range losses {
		if recorded[number] {
			continue
		}
		of := missing{loss, archive.Record{Number: number, Kind: s.Kind, Year: s.Year, Serial: loss.Serial}}
		arrival, _, err := b.Catalogue.Arrival(ctx, loss.Arrival)
		if err != nil {
			return lost{}, err
		}
		of.record.Unit, of.record.Secrecy = arrival.Unit, arrival.Secrecy()
		l.gone = append(l.gone, of)
	}
	return l, nil
}

const lostWord = "遗失"

// WhatIsLost says of a record that it is lost, and whether somebody has written it off.
func WhatIsLost(l catalogue.Loss) string {
	if l.WrittenOff == nil {
		return lostWord
	}
	return fmt.Sprintf(lostWord+"，已核销：%s（%s，%s）", l.WrittenOff.Reason, l.WrittenOff.By, l.WrittenOff.At.Local().Format("2006-01-02"))
}
