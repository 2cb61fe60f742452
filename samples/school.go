package samples

import (
	"embed"
	"io/fs"
)

// The second office, a school: it has a regulation, ranks, kinds of form and an inbox of
// its own, and uses none of the program's kinds and rules. That nothing but data makes it
// another office is what it is here to show.
//
//go:embed school
var school embed.FS

// School is its data folder, ready to be copied: gongwen.yaml, the roster, templates,
// rules and inbox; beside these regulation.txt, the text that gongwen regulation load
// reads, and SchoolExpectedName, see SchoolExpected.
func School() fs.FS {
	root, err := fs.Sub(school, "school")
	if err != nil {
		panic(err) // the name is a constant
	}
	return root
}

// SchoolExpectedName is the file of School that is for tests alone.
const SchoolExpectedName = "expected.yaml"

// SchoolExpected tells what must become of each form in its inbox, as Expected does.
func SchoolExpected() (map[string]Expectation, error) {
	var expected map[string]Expectation
	if err := readYAML(school, "school/"+SchoolExpectedName, &expected); err != nil {
		return nil, err
	}
	return expected, nil
}
