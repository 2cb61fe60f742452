package catalogue

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

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
	var found supersessions
	var err error
	if len(numbers) > fewNumbers {
		found, err = c.allSupersessions(ctx, kinds)
	} else {
		found, err = c.supersessionsOf(ctx, kinds, numbers)
	}
	if err != nil {
		return nil, err
	}
	all := map[string]Superseded{}
	for _, number := range numbers {
		if s, is := found.of(number); is {
			all[number] = s
		}
	}
	return all, nil
}

// fewNumbers are looked up one by one among the facts. For more it is quicker to know all
// records that name another.
const fewNumbers = 20

// supersessions are which records others have taken the place of, by the Word of the number
// that these name. Records that name themselves are among them.
type supersessions map[string][]Superseded

// of is that of a record; the first of several.
func (s supersessions) of(number string) (first Superseded, is bool) {
	if len(s) == 0 {
		return first, false
	}
	for _, word := range archive.Words(number) {
		for _, later := range s[word] {
			if later.By != number && (!is || later.Day.Before(first.Day.Time)) {
				first, is = later, true
			}
		}
	}
	return first, is
}

// add enters what a record says of others.
func (s supersessions) add(k *templates.Kind, number string, form map[string]any) {
	values, _ := k.Decode(form) // the kind's date and the numbers are all that is asked for
	for _, path := range k.Superseding() {
		for _, value := range values.Lookup(path) {
			word := archive.Word(value)
			s[word] = append(s[word], Superseded{number, k.At(path).Makes[0], k.DateOf(values)})
		}
	}
}

// supersessionsOf are those of some records.
func (c *Catalogue) supersessionsOf(ctx context.Context, kinds *templates.Set, numbers []string) (supersessions, error) {
	var keys []int64
	for _, k := range kinds.All() {
		for _, path := range k.Superseding() {
			for _, number := range numbers {
				for _, word := range archive.Words(number) {
					keys = append(keys, factKey(k.Key, archive.Fact{Path: path, Word: word}))
				}
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
	found := supersessions{}
	return found, c.findSupersessions(ctx, kinds, found, `id IN (SELECT record FROM facts WHERE fact IN (SELECT value FROM `+elements("$1")+`))`, string(list))
}

// findSupersessions adds those of the records of which something holds true.
func (c *Catalogue) findSupersessions(ctx context.Context, kinds *templates.Set, found supersessions, which string, args ...any) error {
	later, err := gather(ctx, c.read, c.scanFiled, `SELECT number, kind, subject, unit, form, `+c.secrecyColumn()+` FROM records
		WHERE voided = '' AND `+which+` ORDER BY number`, args...)
	for _, l := range later {
		if k := kinds.Named(l.Kind); k != nil {
			found.add(k, l.Number, l.Values)
		}
	}
	return err
}

// superseded remembers the supersessions of all records as of a change: they are few, and
// asked for of every register there is.
type superseded struct {
	mu    sync.Mutex
	kinds *templates.Set
	after int64
	found supersessions
}

// manyChanges are not read one by one.
const manyChanges = 500

// allSupersessions are those of all records. They must not be changed.
func (c *Catalogue) allSupersessions(ctx context.Context, kinds *templates.Set) (supersessions, error) {
	last, err := c.LastChange(ctx)
	if err != nil {
		return nil, err
	}
	s := &c.superseded
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found != nil && s.kinds == kinds && last >= s.after && last-s.after < manyChanges {
		err := c.followSupersessions(ctx, s)
		return s.found, err
	}
	found := supersessions{}
	for _, k := range kinds.All() {
		for _, path := range k.Superseding() {
			// What is empty is not in a form. The key of a list's column may be that of
			// others, too: they are read for nothing.
			key := path[strings.LastIndexByte(path, '.')+1:]
			if err := c.findSupersessions(ctx, kinds, found, `kind = $1 AND form LIKE $2`, k.Key, `%"`+key+`":%`); err != nil {
				return nil, err
			}
		}
	}
	s.kinds, s.after, s.found = kinds, last, found
	return found, nil
}

// followSupersessions brings them up to the last change. Others may still be reading those
// there were.
func (c *Catalogue) followSupersessions(ctx context.Context, s *superseded) error {
	changes, err := c.Changes(ctx, s.after, manyChanges)
	if err != nil || len(changes) == 0 {
		return err
	}
	next := supersessions{}
	for word, all := range s.found {
		all = slices.DeleteFunc(slices.Clone(all), func(of Superseded) bool {
			return slices.ContainsFunc(changes, func(c Change) bool { return c.Number == of.By })
		})
		if len(all) > 0 {
			next[word] = all
		}
	}
	seen := map[string]bool{}
	for _, change := range changes {
		if k := s.kinds.Named(change.Kind); k != nil && change.Voided == nil && !seen[change.Number] {
			next.add(k, change.Number, change.Values)
		}
		seen[change.Number] = true
		s.after = change.Seq
	}
	s.found = next
	return nil
}
