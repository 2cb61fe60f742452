package form

import (
	"errors"
	"maps"

	"gongwen/templates"
)

// opinion puts the decision and the words of a row of approvals under their columns,
// wherever they were written: clerks copy 同意，请财政局阅办 into 意见 as it stands on the
// paper. What cannot be told apart gets a fault.
func (r listRow) opinion(f *templates.Field) listRow {
	decision, words := f.Column("opinion"), f.Column("words")
	text := func(c *templates.Field) (string, bool) {
		v, err := words.Parse(r.cells[c.Key].raw)
		return templates.Text(v), err == nil && r.cells[c.Key].fault == nil
	}
	said, readable := text(decision)
	more, alsoReadable := text(words)
	if !readable || !alsoReadable || said == "" && more == "" {
		return r // which the columns by themselves report
	}
	cells := maps.Clone(r.cells)
	first, second := cells[decision.Key], cells[words.Key]
	o, err := templates.ReadOpinion(said, more)
	if m := (*templates.Mistake)(nil); errors.As(err, &m) {
		first.fault = &fault{m.What, m.Advice}
		cells[decision.Key] = first
		return listRow{r.place, cells}
	}
	put := func(key string, c cell, said, read string, from cell) {
		if read == said {
			return
		}
		if c.place == "" {
			c.place = from.place
		}
		c.raw = read
		cells[key] = c
	}
	put(decision.Key, first, said, o.Decision, second)
	put(words.Key, second, more, o.Words, first)
	return listRow{r.place, cells}
}
