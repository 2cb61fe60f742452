package signoff

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gongwen/archive"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
)

// Act is what was done.
type Act string

const (
	Opened     Act = "opened"     // 送签: the form waits for signatures, in a new version; by the program itself
	Signed     Act = "signed"     // 签批: agreed, refused or sent back, see Decision
	TakenBack  Act = "taken-back" // 撤回签批: the signer's own, before anybody else has signed
	PassedOn   Act = "passed-on"  // 转办: to another who may sign for the same step
	Asked      Act = "asked"      // 加签: one more opinion, which replaces none that the article demands
	Advised    Act = "advised"    // 答复: the opinion that was asked for
	Unasked    Act = "unasked"    // 撤销加签: by who asked, before there is an answer
	Circulated Act = "circulated" // 传阅: to be read, apart from approval
	Read       Act = "read"       // 已阅
	Urged      Act = "urged"      // 催办
	Recalled   Act = "recalled"   // 撤回: by whoever handed the form in; the form goes back
	Replaced   Act = "replaced"   // 换稿: a changed form took its place; this one goes back
)

// Chinese is the act as people call it.
func (a Act) Chinese() string {
	return map[Act]string{Opened: "送签", Signed: "签批", TakenBack: "撤回签批", PassedOn: "转办", Asked: "加签", Advised: "答复",
		Unasked: "撤销加签", Circulated: "传阅", Read: "已阅", Urged: "催办", Recalled: "撤回", Replaced: "换稿"}[a]
}

// Event is one event of a signing. The journal has it as sign_off of a line of the type
// signing, which names the arrival.
type Event struct {
	Act Act       `json:"act"`
	At  time.Time `json:"at"`

	// Who did it: by which account, the person of the roster it belongs to, the post
	// in which they did it, and how the person was known. All are empty for what the
	// program does itself; an applicant without a person has only an account.
	Account string `json:"account,omitempty"`
	Name    string `json:"name,omitempty"`
	Post    string `json:"post,omitempty"`
	Known   string `json:"known,omitempty"` // one of the constants Known…

	Step     string           `json:"step,omitempty"`     // of passed-on and asked
	For      []form.SignedFor `json:"for,omitempty"`      // of signed: what it counts for; of passed-on: what was passed on
	Decision string           `json:"decision,omitempty"` // of signed, one of templates.Agreed, Refused, SentBack; of advised, may be empty
	Words    string           `json:"words,omitempty"`    // as the person wrote them
	// Confirmed is, of signed, what looks wrong with the signature – they are on leave that
	// day, the words read like a refusal – as who signed was told it and confirmed that it
	// is right: Refusal.Confirm, word for word. What they were not told they did not confirm.
	Confirmed string   `json:"confirmed,omitempty"`
	To        []string `json:"to,omitempty"`       // people
	Of        string   `json:"of,omitempty"`       // Code of the event that it answers or undoes
	Version   int      `json:"version,omitempty"`  // of opened
	Shown     string   `json:"shown,omitempty"`    // hash over what was shown
	Parts     *Shown   `json:"parts,omitempty"`    // of opened: what the hash is over
	Replaces  string   `json:"replaces,omitempty"` // of opened: the arrival whose place this takes; of replaced: the one that takes its place
	// Request is the id under which another program handed it over, see package
	// signqueue: one that is taken twice counts once.
	Request string `json:"request,omitempty"`
}

// How a person was known when they signed. Behind it may stand in brackets （…） what an
// administrator did to the account within a week before.
const (
	KnownPassword    = "密码"
	KnownCode        = "密码和动态码"
	KnownCertificate = "证书"
	KnownSignOn      = "统一认证"
	KnownSignOnCode  = "统一认证和动态码"
)

// JSON is the event as it is kept, in one line.
func (e Event) JSON() (json.RawMessage, error) { return journal.Detail(e) }

// Parse reads an event.
func Parse(text json.RawMessage) (e Event, err error) {
	if err = json.Unmarshal(text, &e); err == nil {
		err = e.complete()
	}
	if err != nil {
		err = fmt.Errorf("签批事件读不懂：%w", err)
	}
	return e, err
}

// complete is an error for an event that lacks what each has, or could not be kept.
func (e Event) complete() error {
	if e.Act == "" || e.At.IsZero() {
		return errors.New("缺少 act 或 at")
	}
	if (e.Act == Asked || e.Act == PassedOn) && len(e.To) != 1 {
		return errors.New("to 应有一人")
	}
	_, err := e.JSON()
	return err
}

// Code is a short code over all that the event says and the arrival it is of: eight
// letters and figures, K7QF-2M4D. It stands beside the signature on the document, and
// by it the event is named and found.
func (e Event) Code(arrival string) string {
	text, err := e.JSON()
	if err != nil { // of a struct of texts and times there is none
		return ""
	}
	return ShortCode("gongwen sign-off\n" + arrival + "\n" + string(text))
}

// ShortCode is a short code over a text.
func ShortCode(text string) string {
	sum := sha256.Sum256([]byte(text))
	code := base32.NewEncoding(archive.CodeAlphabet).EncodeToString(sum[:])
	return code[:4] + "-" + code[4:8]
}

// Shown are the parts of what a signature is given to, each a SHA-256 in hex but for
// the rulebook, which is named.
type Shown struct {
	Submission string `json:"submission"` // over the files that were handed in
	Content    string `json:"content"`    // over what the form says
	Rulebook   string `json:"rulebook"`
	Draft      string `json:"draft"` // of the document as it was printed to be shown
}

// Hash is over all of them, in hex.
func (s Shown) Hash() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "gongwen shown\n%s\n%s\n%s\n%s\n", s.Submission, s.Content, s.Rulebook, s.Draft))
	return hex.EncodeToString(sum[:])
}
