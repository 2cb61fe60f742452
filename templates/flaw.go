package templates

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// flaw is something wrong in a kind.yaml. Its path, such as $.fields[2].type,
// leads to the place.
type flaw struct {
	path    string
	message string
}

// in is the flaw as an error for whoever keeps the file: file, line and column,
// what is wrong, and the lines around it with a caret. What is missing
// altogether has no place and names only the file.
func (f flaw) in(file string, source []byte) error {
	path, err := yaml.PathString(f.path)
	if err == nil {
		var excerpt []byte
		if excerpt, err = path.AnnotateSource(source, false); err == nil {
			if node, err := path.ReadNode(bytes.NewReader(source)); err == nil {
				at := node.GetToken().Position
				return fmt.Errorf("%s:%d:%d：%s\n%s", file, at.Line, at.Column, f.message, strings.TrimRight(string(excerpt), "\n"))
			}
		}
	}
	return fmt.Errorf("%s：%s", file, f.message)
}

// flaws gathers all that is wrong below one place.
type flaws struct {
	at    string
	found []flaw
}

func (fs *flaws) wrong(key, format string, args ...any) {
	path := fs.at
	if key != "" {
		path += "." + key
	}
	fs.found = append(fs.found, flaw{path, fmt.Sprintf(format, args...)})
}

// below gathers what is wrong inside the i-th item of a list.
func (fs *flaws) below(list string, i int) *flaws {
	return &flaws{at: fmt.Sprintf("%s.%s[%d]", fs.at, list, i)}
}

// errors are the flaws of a file, each with its place.
func (fs *flaws) errors(file string, source []byte) error {
	var errs []error
	for _, flaw := range fs.found {
		errs = append(errs, flaw.in(file, source))
	}
	return errors.Join(errs...)
}

func (fs *flaws) add(others *flaws) { fs.found = append(fs.found, others.found...) }
