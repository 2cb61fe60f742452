//go:build linux

package program

import "encoding/json"

// Record is what record.json in a bag says, as far as it matters here.
type Record struct {
	Number, Kind, Arrival string
	Submission            string `json:"packet"`
	DroppedAs             string `json:"dropped_as"` // path below inbox/
	Year, Serial          int
	Document              struct{ Path string } // inside the bag, with /
	Further               []struct {
		Path   string
		Issued bool
	}
}

// ParseRecord reads a record.json.
func ParseRecord(text []byte) (r Record, err error) {
	err = json.Unmarshal(text, &r)
	return r, err
}
