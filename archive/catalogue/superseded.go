package catalogue

import (
	"context"
	"encoding/json"

	"gongwen/archive"
	"gongwen/templates"
)

// Superseded is that a later record has taken the place of one (a field with supersedes).
type Superseded struct {
	By    string         // the number of the later one; of several of that which bears the first day
	Makes string         // what it makes of the earlier one: 已更正
	Day   templates.Date // which it bears
}

// Superseded tells of those among the numbers whose records must not be used any more
// because a later one that is not void has taken their place. Everybody who asks whether a
// record stands asks here.
func (c *Catalogue) Superseded(ctx context.Context, kinds *templates.Set, numbers ...string) (map[string]Superseded, error) {
	meant := map[string]string{} // numbers by the ways to write them
	for _, number := range numbers {
		for _, word := range archive.Words(number) {
			meant[word] = number
		}
	}
	var keys []int64
	for _, k := range kinds.All() {
		for path, f := range k.Paths() {
			if !f.Supersedes {
				continue
			}
			for word := range meant {
				keys = append(keys, factKey(k.Key, archive.Fact{Path: path, Word: word}))
			}
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	later, err := gather(ctx, c.read, c.scanFiled, `SELECT number, kind, subject, unit, form, `+c.secrecyColumn()+` FROM records
		WHERE id IN (SELECT record FROM facts WHERE fact IN (SELECT value FROM `+elements("$1")+`)) AND voided = ''
		ORDER BY kind, year, serial`, string(list))
	if err != nil {
		return nil, err
	}
	found := map[string]Superseded{}
	for _, l := range later {
		k := kinds.Named(l.Kind)
		values, _ := k.Decode(l.Values) // the kind's date and the numbers are all that is asked for
		for path, f := range k.Paths() {
			if !f.Supersedes {
				continue
			}
			for _, value := range values.Lookup(path) {
				number, ok := meant[archive.Word(value)]
				if !ok || number == l.Number {
					continue
				}
				day := k.DateOf(values)
				if first, told := found[number]; !told || day.Before(first.Day.Time) {
					found[number] = Superseded{l.Number, f.Makes[0], day}
				}
			}
		}
	}
	return found, nil
}
