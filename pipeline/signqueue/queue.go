package signqueue

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"gongwen/templates/bounded"
)

// Queue is the folder of requests.
type Queue struct{ dir string }

// At is the queue of a spool.
func At(spool string) Queue { return Queue{filepath.Join(spool, ".signing")} }

// Request is what somebody does.
type Request struct {
	ID      string          `json:"id"`                // 26 capital letters and figures
	Arrival string          `json:"arrival,omitempty"` // empty for what is done about a delegation
	Event   json.RawMessage `json:"event"`
	Until   time.Time       `json:"until"` // when it lapses
}

// Answer is what came of a request: one of the four.
type Answer struct {
	Done json.RawMessage `json:"done,omitempty"` // as package pipeline tells of it
	// Refused is why it may not be done, Forbidden whether that is for who they are, and
	// Confirm the suspicion after whose confirmation it may be, see signoff.Refusal.
	Refused   string `json:"refused,omitempty"`
	Forbidden bool   `json:"forbidden,omitempty"`
	Confirm   string `json:"confirm,omitempty"`
	// NotWaiting tells that the arrival does not wait for signatures.
	NotWaiting bool `json:"not_waiting,omitempty"`
	// Failed is what went wrong otherwise, for people.
	Failed string `json:"failed,omitempty"`
}

// Bounds of what is believed to be a request or an answer.
const (
	largest  = 64 << 10 // bytes
	most     = 1000     // requests that wait at once
	lapse    = 2 * time.Minute
	forgiven = 10 * time.Minute // after which what nobody fetched goes
)

// The endings of the files.
const (
	asked    = ".json"
	taken    = ".taken.json"
	answered = ".answer.json"
)

var idPattern = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// idOf is the id in the name of a file with an ending; empty for any other.
func idOf(name, ending string) string {
	id, ok := strings.CutSuffix(name, ending)
	if !ok || !idPattern.MatchString(id) {
		return ""
	}
	return id
}

func (q Queue) path(id, ending string) string { return filepath.Join(q.dir, id+ending) }

// read reads a file of the queue.
func (q Queue) read(id, ending string, into any) error {
	text, err := bounded.ReadFile(bounded.Dir(q.dir), id+ending, largest)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s 读不懂：%w", q.path(id, ending), err)
	}
	return nil
}

// remove removes a file that may have gone.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
