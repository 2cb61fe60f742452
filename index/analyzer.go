package index

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// The names under which Bleve knows the analyzers; they are part of the index.
const (
	bigrams = "gongwen-bigrams"
	runes   = "gongwen-runes"
)

func init() {
	for name, analyzer := range map[string]analysis.Analyzer{bigrams: bigramAnalyzer{}, runes: runeAnalyzer{}} {
		construct := func(map[string]any, *registry.Cache) (analysis.Analyzer, error) { return analyzer, nil }
		if err := registry.RegisterAnalyzer(name, construct); err != nil {
			panic(err) // the name is taken: a mistake in this package
		}
	}
}

// boundary parts what must not be read across, such as two fields of a form. It
// cannot be part of a folded text.
const boundary = "\x00"

// bigramAnalyzer gives every two neighbouring runes, at the place of the first.
// Offsets stay zero: nothing asks for them, and they would take room.
type bigramAnalyzer struct{}

func (bigramAnalyzer) Analyze(input []byte) analysis.TokenStream {
	tokens := make(analysis.TokenStream, 0, len(input)/3)
	position := 1
	for part := range strings.SplitSeq(string(input), boundary) {
		text := []byte(folded(part))
		for from := 0; from < len(text); position++ {
			_, first := utf8.DecodeRune(text[from:])
			if _, second := utf8.DecodeRune(text[from+first:]); second > 0 {
				tokens = append(tokens, &analysis.Token{Term: text[from : from+first+second], Position: position, Type: analysis.Ideographic})
			}
			from += first
		}
		position++
	}
	return tokens
}

// runeAnalyzer gives every rune once, wherever it stands.
type runeAnalyzer struct{}

func (runeAnalyzer) Analyze(input []byte) analysis.TokenStream {
	var tokens analysis.TokenStream
	seen := map[rune]bool{}
	fold(string(input), func(r rune, _ int) {
		if !seen[r] {
			seen[r] = true
			tokens = append(tokens, &analysis.Token{Term: []byte(string(r)), Position: 1, Type: analysis.Single})
		}
	})
	return tokens
}
