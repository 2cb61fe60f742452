package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Type is what an event says.
type Type string

const (
	Returned  Type = "returned"  // 退回: the arrival went back, for Reason and Findings
	Duplicate Type = "duplicate" // 重复: the arrival was filed before, as Number
	Voided    Type = "voided"    // 作废: the record Number is void, for Reason
	// Filed (归档): the record Number is in the archive. The bag tells this too, and
	// more; the journal tells of a bag that is lost, keeps its number from being given
	// again, and a bag from being changed together with its manifests.
	Filed Type = "filed"
	// WrittenOff (核销): By has declared the record Number lost for good, for Reason.
	WrittenOff Type = "written-off"
	// WriteOffWithdrawn (撤销核销): by By, for Reason, such as that the bag was found.
	WriteOffWithdrawn Type = "write-off-withdrawn"
	// HandedOver (移交): By has taken the records Numbers, in the bag with the Seal.
	HandedOver Type = "handed-over"
	// Rekeyed (换钥): checkpoints are from now on signed with other keys, whose verifier
	// keys are Keys, for Reason, see package checkpoint.
	Rekeyed Type = "rekeyed"
	// Signing (签批): something about the signatures of the arrival, as SignOff says, see
	// package signoff; or, without an arrival, about who may sign for whom.
	Signing Type = "signing"
	// Cleared (清理): copies were taken out of issued/ or returned/ because they had lain
	// there as long as the office lets them, see package cleaning: those of the records
	// Numbers, or the return of Arrival that lay at Path, whose Files these were.
	Cleared Type = "cleared"
)

// What the reading room (阅览室) keeps, in a journal of its own: By did it, from
// the network address From.
const (
	SignedIn Type = "signed-in" // 登录
	Refused  Type = "refused"   // 拒绝: a sign-in failed, or a page was not theirs to see; Reason says which
	Seen     Type = "seen"      // 查阅: By looked at the record Number
	Taken    Type = "taken"     // 取走: By downloaded Path, of the record Number unless it is a register
	Checked  Type = "checked"   // 核对: By asked what would come of a form for Unit, named Path; Reason says what did
	HandedIn Type = "handed-in" // 送交: By put a form into the inbox, as Path
	Account  Type = "account"   // 账号: By changed an account, as Reason says
)

// Event is one line.
type Event struct {
	// Hash is that of the line, in hex, as the next line has it in Prev; set by whoever
	// reads, and no part of the line.
	Hash       string          `json:"-"`
	Prev       string          `json:"prev"` // set by Append
	Time       time.Time       `json:"time"`
	Type       Type            `json:"event"`
	Arrival    string          `json:"arrival,omitempty"` // its ID in the ledger
	Submission string          `json:"packet,omitempty"`  // hash over what was handed in
	Unit       string          `json:"unit,omitempty"`
	Path       string          `json:"path,omitempty"` // below inbox/
	Arrived    time.Time       `json:"arrived,omitzero"`
	Number     string          `json:"number,omitempty"`
	FormKind   string          `json:"kind,omitempty"` // of filed: key of the kind, and of the series
	Year       int             `json:"year,omitempty"`
	Serial     int             `json:"serial,omitempty"`
	Content    string          `json:"content,omitempty"` // hash over what the form says
	Seal       string          `json:"seal,omitempty"`    // SHA-256 of the bag's tag manifest, and so of the whole bag
	By         string          `json:"by,omitempty"`      // who: of handed-over and written-off, and by account in the reading room
	Numbers    []string        `json:"numbers,omitempty"` // of handed-over
	Keys       []string        `json:"keys,omitempty"`    // of rekeyed
	Reason     string          `json:"reason,omitempty"`
	Degree     string          `json:"degree,omitempty"`   // of filed, returned and duplicate: how secret the form is; absent where that could not be read
	From       string          `json:"from,omitempty"`     // the network address it was done from
	Findings   json.RawMessage `json:"findings,omitempty"` // as the notice gave them
	SignOff    json.RawMessage `json:"sign_off,omitempty"` // of signing
	Files      []Removed       `json:"files,omitempty"`    // of cleared
}

// Removed is a file that was removed, and by what it can be known again.
type Removed struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // in hex
}

// line is the event as it stands in the file, with the line break.
func (e Event) line() ([]byte, error) {
	text, err := Detail(e)
	return append(text, '\n'), err
}

// Detail is something as JSON in one line, as lines have it: for their Findings and SignOff.
func Detail(of any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // people read it
	err := encoder.Encode(of)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// file is the file of the event's year.
func (e Event) file() string { return e.Time.Format("2006") + ".jsonl" }

// hash is what the next line carries; the line break does not count.
func hash(line []byte) string {
	sum := sha256.Sum256(bytes.TrimSuffix(line, []byte("\n")))
	return hex.EncodeToString(sum[:])
}
