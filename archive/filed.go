package archive

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// Filed is what those who look across documents see of a record.
type Filed struct {
	Number  string
	Kind    string // key of the kind
	Subject string
	Unit    string         // whose record it is
	Secrecy string         // its degree of secrecy (密级); empty for most
	Values  map[string]any // the form's as JSON has them; a kind's Decode types them
}

// Query asks for records by what their forms say.
type Query struct {
	Kind   string // key; empty for any
	Path   string // a key, list.column for a cell of any row, or number for the record's own number
	Values []any  // typed as in templates.Values; any one of them will do
	// From and Until, unless zero, ask for those whose own days (Span) have one in
	// common with these.
	From, Until templates.Date
}

// Words are those by which the records that are asked for may have one of the values:
// that of the value, and of the ways it was typed in records filed before such were
// read as one (templates.Spellings). So no record has to be entered anew.
func (q Query) Words() []string {
	var words []string
	for _, v := range q.Values {
		for _, word := range Words(v) {
			if !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	return words
}

// Card is a record as queries see it, for holding many queries against it.
type Card struct {
	kind        string
	facts       map[Fact]bool
	from, until templates.Date
	span        bool // it is about days: those from–until
}

// NewCard makes a record's card.
func NewCard(f Filed) Card {
	c := Card{kind: f.Kind, facts: map[Fact]bool{{"number", Word(f.Number)}: true}}
	for _, fact := range Facts(f.Values) {
		c.facts[fact] = true
	}
	c.from, c.until, c.span = Span(f.Values)
	return c
}

// Finds reports whether the record of a card is asked for.
func (q Query) Finds(c Card) bool {
	if q.Kind != "" && q.Kind != c.kind {
		return false
	}
	if !q.meets(c.from, c.until, c.span) {
		return false
	}
	return slices.ContainsFunc(q.Words(), func(word string) bool { return c.facts[Fact{q.Path, word}] })
}

// During reports whether the days that the form of a record is about have one in
// common with those that are asked for, if any are.
func (q Query) During(values map[string]any) bool { return q.meets(Span(values)) }

func (q Query) meets(from, until templates.Date, ok bool) bool {
	return q.From.IsZero() || ok && !from.After(q.Until.Time) && !until.Before(q.From.Time)
}

// The keys of the dates or times that give what a form is about its days: from the
// one to the other, both counted, or that on which it was held.
const (
	SpanFrom  = "from"
	SpanUntil = "until"
	SpanHeld  = "held"
)

// Span is the first and the last day of what a form, in JSON, is about, when it
// says so.
func Span(values map[string]any) (from, until templates.Date, ok bool) {
	first, begins := dayOf(values[SpanFrom])
	last, ends := dayOf(values[SpanUntil])
	if begins && ends {
		return first, last, true
	}
	held, ok := dayOf(values[SpanHeld])
	return held, held, ok
}

// dayOf is the day of a date or a time, as JSON has them.
func dayOf(value any) (templates.Date, bool) {
	s, _ := value.(string)
	t, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))])
	return templates.Date{Time: t}, err == nil
}

// Fact is one value that a record's form gives.
type Fact struct {
	Path string // key, or list.column for a cell of any row
	Word string // the value, as Word writes it
}

// Facts are the values in a form's JSON, in no order. 是/否 is left out: half
// the archive would be found by it.
func Facts(values map[string]any) []Fact { return factsBy(Word, values) }

// EarlierFacts are Facts with the EarlierWord of each value.
func EarlierFacts(values map[string]any) []Fact { return factsBy(EarlierWord, values) }

func factsBy(wordOf func(value any) string, values map[string]any) []Fact {
	var facts []Fact
	add := func(path string, value any) {
		if word := wordOf(value); word != "" {
			facts = append(facts, Fact{path, word})
		}
	}
	for key, value := range values {
		rows, isList := value.([]any)
		if !isList {
			add(key, value)
		}
		for _, row := range rows {
			cells, _ := row.(map[string]any)
			for column, cell := range cells {
				add(key+"."+column, cell)
			}
		}
	}
	return facts
}

// brackets are the ways a number's year is bracketed when typed by hand.
var brackets = strings.NewReplacer("〔", "(", "〕", ")", "[", "(", "]", ")", "【", "(", "】", ")", "〈", "(", "〉", ")")

// Word writes a value of a form, typed or as JSON has it, for looking up: two
// that mean the same get the same word, also when typed with other spaces,
// widths, brackets or cases (ＡＢ－１２, "ab-12"), or with look-alikes (⼀ for 一, see
// package normal). It is empty for what nobody looks up: nothing, 是/否, a list.
func Word(value any) string {
	switch v := value.(type) {
	case nil, bool, templates.YesNo:
		return ""
	case string:
		return fold(v)
	case int64, float64, templates.Date, templates.Moment, templates.Fen:
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return fold(strings.Trim(string(text), `"`))
	}
	return ""
}

// Words are the words of a value in all its spellings.
func Words(value any) []string {
	text, ok := value.(string)
	if !ok {
		if word := Word(value); word != "" {
			return []string{word}
		}
		return nil
	}
	var words []string
	for _, spelling := range templates.Spellings(text) {
		if word := Word(spelling); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

func fold(s string) string { return brackets.Replace(normal.Key(s)) }

// EarlierWord is the Word that a value had before look-alikes were made equal (package
// normal). The hashes of what forms say that stand in old records rest on it.
func EarlierWord(value any) string {
	if s, ok := value.(string); ok {
		return strings.ToLower(brackets.Replace(strings.Join(strings.Fields(norm.NFKC.String(s)), "")))
	}
	return Word(value)
}
