package desk

import (
	"encoding/json"
	"fmt"

	"gongwen/pipeline/rules"
)

// RouteText is how far the steps of a form had come, as the catalogue keeps it
// (catalogue.Unsigned.Route).
func RouteText(route []rules.Progress) (json.RawMessage, error) { return json.Marshal(route) }

// Route reads what RouteText writes, for what is shown of many forms at once; who acts on
// one asks the rules anew.
func Route(text json.RawMessage) (route []rules.Progress, err error) {
	if err = json.Unmarshal(text, &route); err != nil {
		return nil, fmt.Errorf("签批步骤读不懂：%w", err)
	}
	return route, nil
}
