package bounded

import "github.com/goccy/go-yaml"

// DecodeYAML reads a text of YAML, with at most so many keys, into a struct or
// map. Keys that into does not know are mistakes, as are those that stand twice:
// one that is mistyped must not be passed over.
//
// The error is an *Excess or a *Malformed. Neither names the file.
func DecodeYAML(source []byte, pairs int, into any) error {
	if _, beyond := YAML(source, pairs); beyond != nil {
		return beyond
	}
	if err := yaml.UnmarshalWithOptions(source, into, yaml.Strict()); err != nil {
		return &Malformed{err}
	}
	return nil
}

// Malformed is the error for a text that is no YAML, or not of the shape it should
// have. It shows the lines where that is.
type Malformed struct{ Err error }

func (m *Malformed) Error() string { return yaml.FormatError(m.Err, false, true) }
func (m *Malformed) Unwrap() error { return m.Err }

// WithoutSource is the error without the lines, for a text that has secrets in it.
func (m *Malformed) WithoutSource() string { return yaml.FormatError(m.Err, false, false) }
