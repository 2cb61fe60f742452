package bounded

import (
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"
)

// DecodeYAML reads a text of YAML, with at most so many keys, into a struct or
// map. Keys that into does not know are mistakes, as are those that stand twice:
// one that is mistyped must not be passed over.
//
// A text that says nothing, such as one of comments only, leaves into as it is.
//
// The error is an *Excess or a *Malformed. Neither names the file.
func DecodeYAML(source []byte, pairs int, into any) error {
	source = WithoutMark(source)
	tokens, beyond := YAML(source, pairs)
	if beyond != nil {
		return beyond
	}
	if !slices.ContainsFunc(tokens, says) {
		return nil // the library would set everything to nothing
	}
	if err := yaml.UnmarshalWithOptions(source, into, yaml.Strict()); err != nil {
		return &Malformed{err}
	}
	return nil
}

// says reports whether a token is part of what a text says.
func says(t *token.Token) bool {
	return !slices.Contains([]token.Type{token.CommentType, token.NullType, token.DocumentHeaderType, token.DocumentEndType}, t.Type)
}

// Malformed is the error for a text that is no YAML, or not of the shape it should
// have. It shows the lines where that is.
type Malformed struct{ Err error }

func (m *Malformed) Error() string { return yaml.FormatError(m.Err, false, true) }
func (m *Malformed) Unwrap() error { return m.Err }

// WithoutSource is the error without the lines, for a text that has secrets in it.
func (m *Malformed) WithoutSource() string { return yaml.FormatError(m.Err, false, false) }
