package archive

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"gongwen/templates"
)

// RecordVersion is the version of record.json this program writes. It reads
// every version up to this one.
//
//	1  2026-11  first
//	2  2026-11  content
//	3  2026-11  secrecy
//	4  2026-11  acting
//	5  2026-11  check codes without I and O
//	6  2026-11  further, done
//	7  2026-11  approved, sign_offs, advice, signing, draft; done has step
const RecordVersion = 7

// Record is what record.json in a bag says: everything about one issued
// document that the program needs to find, list and verify it again.
type Record struct {
	Version int            `json:"version"`
	Number  string         `json:"number"` // such as 青政办介字〔2026〕12号
	Kind    string         `json:"kind"`   // key of the kind; also the number series
	Title   string         `json:"title"`  // the kind's Chinese title
	Year    int            `json:"year"`   // of the number
	Serial  int            `json:"serial"` // n of the number, from 1 without gaps in a year
	Subject string         `json:"subject"`
	Date    templates.Date `json:"date"` // the day the document bears
	Unit    string         `json:"unit"`
	Secrecy string         `json:"secrecy,omitempty"` // its degree of secrecy (密级), such as 秘密; empty for most
	// Values are the form's, by field key; a kind's Decode reads them back.
	Values templates.Values `json:"values"`
	// Fields are the same for people without this program, in form order.
	Fields []LabelledText `json:"fields"`
	// Text is the document's text, as printed, one line a paragraph.
	Text string `json:"text"`
	// Rulebook names the rules it was judged by; Excused are the findings that the
	// form's exceptions satisfied, with what they say.
	Rulebook string             `json:"rulebook"`
	Excused  []string           `json:"excused,omitempty"`
	Acting   []templates.Acting `json:"acting,omitempty"` // who signed for another
	Done     []templates.Done   `json:"done,omitempty"`   // what the lines of the approvals were given for
	// Approved is how it was signed, and SignOffs what is told of signatures at the desk.
	// Records before version 7 have none: they were signed on paper.
	Approved templates.Manner    `json:"approved,omitempty"`
	SignOffs []templates.SignOff `json:"sign_offs,omitempty"`
	Advice   []templates.Advice  `json:"advice,omitempty"` // opinions that those who signed asked for

	Form        File      `json:"form"`
	Attachments []File    `json:"attachments,omitempty"`
	Document    File      `json:"document"`
	Signing     *File     `json:"signing,omitempty"` // of one signed at the desk: all events of its signing
	Draft       *File     `json:"draft,omitempty"`   // of one signed at the desk: the document as it was shown to those who signed
	Further     []Further `json:"further,omitempty"` // printed from the same form, in the order of the kind
	Arrival     string    `json:"arrival"`           // key of the arrival it came from, as in the ledger
	DroppedAs   string    `json:"dropped_as"`        // path under inbox/
	Submission  string    `json:"packet"`            // hash over what was handed in; ties the number to it
	Content     string    `json:"content,omitempty"` // hash over what it says, however it is written
	Arrived     time.Time `json:"arrived"`
	Filed       time.Time `json:"filed"`
}

// Folder is where the record's bag lies below the archive, with /.
func (r Record) Folder() string {
	return path.Join(strconv.Itoa(r.Year), SafeName(r.Kind), SafeName(r.Number))
}

// UnitOf is the first folder of a path below the inbox, such as DroppedAs: whose inbox it
// is; empty for a file that lies in none.
func UnitOf(file string) string {
	unit, _, found := strings.Cut(file, "/")
	if !found {
		return ""
	}
	return unit
}

// NotSecret (不涉密) is the degree of secrecy of what was read and has none, where
// that must be told from what was not read.
const NotSecret = "不涉密"

// MostSecret (绝密) is the degree of secrecy that counts where nobody could read it.
const MostSecret = "绝密"

// Degree is Secrecy, or NotSecret.
func (r Record) Degree() string { return cmp.Or(r.Secrecy, NotSecret) }

// ApprovedAtDesk reports whether it was signed at the desk.
func (r Record) ApprovedAtDesk() bool { return r.Approved == templates.Desk }

// AsFiled is the record as those see it who look across documents, without what
// its form says.
func (r Record) AsFiled() Filed {
	return Filed{Number: r.Number, Kind: r.Kind, Subject: r.Subject, Unit: r.Unit, Secrecy: r.Secrecy}
}

// JSON is the record as record.json holds it: indented, for people.
func (r Record) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return b.Bytes(), err
}

// ParseRecord reads record.json. The values come back as JSON has them, dates
// as strings and numbers as float64; a kind's Decode types them.
func ParseRecord(text []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(text, &r); err != nil {
		return Record{}, fmt.Errorf("record.json 读不懂：%w", err)
	}
	if r.Version < 1 || r.Version > RecordVersion {
		return Record{}, fmt.Errorf("record.json 的版本是 %d，本程序只认到 %d，请使用更新的程序", r.Version, RecordVersion)
	}
	if r.Number == "" || r.Kind == "" || r.Date.IsZero() {
		return Record{}, errors.New("record.json 没有编号、种类或日期")
	}
	if r.Version < 3 {
		r.Secrecy = secrecyByLabel(r.Fields)
	}
	return r, nil
}

// secrecyByLabel is the degree of secrecy of a record from before it had a place
// of its own: what stood in the field labelled 密级.
func secrecyByLabel(fields []LabelledText) string {
	for _, f := range fields {
		if f.Label == "密级" {
			return f.Text
		}
	}
	return ""
}

// LabelledText is one field in words.
type LabelledText struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Further is a document (另附文件) that belongs to a record beside the main one, such as
// the 发文稿纸 of an outgoing document. They are one 件.
type Further struct {
	Name   string `json:"name"`             // what people call it
	Number string `json:"number,omitempty"` // its own; empty where it bears the record's
	Issued bool   `json:"issued,omitempty"` // the office got a copy
	Text   string `json:"text"`             // as printed, one line a paragraph
	File
}

// NumberIn is the number that the document bears.
func (f Further) NumberIn(r Record) string { return cmp.Or(f.Number, r.Number) }

// FileName is what its file is called: 青政发〔2026〕3号 发文稿纸.pdf.
func (f Further) FileName(r Record) string { return SafeName(f.NumberIn(r) + " " + f.Name + ".pdf") }

// File is one file of a bag's payload.
type File struct {
	Path   string `json:"path"` // inside the bag, with /
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}
