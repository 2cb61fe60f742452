package extract

// State is how far the text of an attachment could be read.
type State string

const (
	Read        State = "read"        // all of it
	Partial     State = "partial"     // not all of it; the reason says what is missing
	NoText      State = "no-text"     // nothing to read: a scan, a picture, an empty file
	Unsupported State = "unsupported" // a sort of file this program does not read
	TooLarge    State = "too-large"   // larger, or larger when unpacked, than Limits allow
	Damaged     State = "damaged"     // not what it says it is, or cut short
	Encrypted   State = "encrypted"   // opens with a password only
	TimedOut    State = "timed-out"   // not read within Limits.Time
)

// States are all of them, from the best to the worst.
var States = []State{Read, Partial, NoText, Encrypted, Unsupported, TooLarge, TimedOut, Damaged}

var titles = map[State]string{
	Read: "已读", Partial: "只读到一部分", NoText: "没有文字", Unsupported: "格式不支持", TooLarge: "过大",
	Damaged: "损坏", Encrypted: "有密码", TimedOut: "读取超时",
}

// Title is the state in Chinese.
func (s State) Title() string { return titles[s] }

// Result is what was read of one attachment.
type Result struct {
	State  State
	Reason string // why it is not Read, in Chinese
	Text   string // what could be read, in any State; valid UTF-8, one line a paragraph or cell row, no control characters but \n
}
