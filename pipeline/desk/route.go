package desk

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gongwen/pipeline/rules"
)

// Standing is how a form that waits stood when it was last looked at, as the catalogue
// keeps it (catalogue.Unsigned.Route): for what is shown of many forms at once; who acts on
// one asks the rules anew.
type Standing struct {
	Route []rules.Progress `json:"route"`
	// InVain tells whoever handed the form in, in a sentence each, why it will go back when
	// all have signed, and what to do.
	InVain []string `json:"in_vain,omitempty"`
}

// JSON is the standing as it is kept.
func (s Standing) JSON() (json.RawMessage, error) { return json.Marshal(s) }

// ParseStanding reads one. What is no object is the route alone, as it was kept at first.
func ParseStanding(text json.RawMessage) (s Standing, err error) {
	if bytes.HasPrefix(text, []byte("{")) {
		known := json.NewDecoder(bytes.NewReader(text))
		known.DisallowUnknownFields()
		err = known.Decode(&s)
	} else {
		err = json.Unmarshal(text, &s.Route)
	}
	if err != nil {
		return Standing{}, fmt.Errorf("签批步骤读不懂：%w", err)
	}
	return s, nil
}

// Route is that of a standing as it is kept.
func Route(text json.RawMessage) ([]rules.Progress, error) {
	s, err := ParseStanding(text)
	return s.Route, err
}
