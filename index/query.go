package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"
)

// Query is what to look for.
type Query struct {
	// Text are words parted by blanks, all of which a record must contain;
	// “several words” in quotation marks count as one. Empty asks for all.
	Text     string
	Kind     string // key of a kind; empty is all
	From, To string // days as 2006-01-02, both included; empty is open
	Limit    int    // hits to return, 20 when 0
	Offset   int    // hits to pass over
}

// closing has the mark that ends what a quotation mark begins.
var closing = map[rune]rune{'"': '"', '“': '”', '「': '」', '『': '』', '＂': '＂'}

// words are the folded words of a query's text. Marks alone are no word.
func words(text string) []string {
	var found []string
	var end rune // the mark that ends the quotation we are in
	start := 0
	cut := func(to int) {
		if w := folded(text[start:to]); w != "" {
			found = append(found, w)
		}
	}
	for at, r := range text {
		opens, isMark := closing[r]
		switch {
		case end != 0 && r == end:
			cut(at)
			end, start = 0, at+utf8.RuneLen(r)
		case end == 0 && isMark && strings.ContainsRune(text[at+utf8.RuneLen(r):], opens):
			cut(at)
			end, start = opens, at+utf8.RuneLen(r)
		case end == 0 && unicode.IsSpace(r):
			cut(at)
			start = at + utf8.RuneLen(r)
		}
	}
	cut(len(text))
	return found
}

// headWeight is how much more a hit in number or subject counts.
const headWeight = 4

// bleve is the query as Bleve takes it. Only words count for the rank.
func (q Query) bleve() query.Query {
	all := query.NewBooleanQuery(nil, nil, nil)
	found := words(q.Text)
	for _, word := range found {
		all.AddMust(contains("text", word))
		if utf8.RuneCountInString(word) > 1 {
			head := contains("head", word)
			head.(query.BoostableQuery).SetBoost(headWeight)
			all.AddShould(head)
		}
	}
	if len(found) == 0 {
		all.AddMust(query.NewMatchAllQuery())
	}
	var filters []query.Query
	if q.Kind != "" {
		kind := query.NewTermQuery(q.Kind)
		kind.SetField("kind")
		filters = append(filters, kind)
	}
	if q.From != "" || q.To != "" {
		yes := true
		days := query.NewTermRangeInclusiveQuery(q.From, q.To, &yes, &yes)
		days.SetField("date")
		filters = append(filters, days)
	}
	if len(filters) > 0 {
		all.AddFilter(query.NewConjunctionQuery(filters))
	}
	return all
}

// contains asks for the word as a substring of the field.
func contains(field, word string) query.Query {
	letters := []rune(word)
	switch n := len(letters); n {
	case 1:
		one := query.NewTermQuery(word)
		one.SetField("runes")
		return one
	case 2:
		two := query.NewTermQuery(word)
		two.SetField(field)
		return two
	default:
		// Every second bigram covers the word, with the last one for an odd rune;
		// "" is Bleve's "anything" at that place. It halves the reading.
		terms := make([]string, n-1)
		for i := 0; i < n-1; i += 2 {
			terms[i] = string(letters[i : i+2])
		}
		terms[n-2] = string(letters[n-2:])
		return query.NewPhraseQuery(terms, field)
	}
}
