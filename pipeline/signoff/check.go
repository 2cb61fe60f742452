package signoff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// Refusal is the error of Check for what may not be done. Its text tells a person why and
// what to do.
type Refusal struct {
	Reason string
	// Forbidden is set where the person may not, now or ever: that belongs in the trail.
	// Else it is too late or too early, or something is missing.
	Forbidden bool
	// Confirm is the suspicion that the person can confirm so that it may be done, see
	// Event.Confirmed; empty where there is none.
	Confirm string
}

func (r *Refusal) Error() string { return r.Reason }

func refuse(format string, args ...any) error { return &Refusal{Reason: fmt.Sprintf(format, args...)} }

func forbid(format string, args ...any) error {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Forbidden: true}
}

// What somebody writes is bounded, for an opinion is printed: its runes, and its lines.
const (
	maxWords = 500
	maxLines = 20
)

// urgeAgain is how long nobody can be urged again.
const urgeAgain = 2 * time.Hour

// Check tells whether somebody may do something now, and fills in the event what it
// counts for. Of the event the caller gives Act, who did it, and what they chose; what
// else it says is not taken over. For of a signature is which of the Choices they meant, as
// they were told what it would count for, or nil for the first; where it would count for
// something else by now it is refused, so that a request that comes twice does not sign
// twice, the second time in another post. The error is a *Refusal, or that of the archive.
func (s Signing) Check(given Event, at Situation) (Event, error) {
	given.Words = Clean(given.Words)
	e := Event{Act: given.Act, At: s.next(at.Now), Account: valid(given.Account), Name: valid(given.Name), Known: valid(given.Known), Request: valid(given.Request)}
	if utf8.RuneCountInString(given.Words) > maxWords {
		return e, refuse("意见最多%d字，请写短一些，详细的可以另附文件。", maxWords)
	}
	if strings.Count(given.Words, "\n") >= maxLines {
		return e, refuse("意见最多%d行，请写短一些，详细的可以另附文件。", maxLines)
	}
	switch {
	case s.opened() == nil:
		return e, refuse("这份表单没有在等候签批。")
	case s.Ended() != nil:
		return e, refuse("这份表单已经%s，不再签批。", s.ended())
	}
	e.Words = given.Words
	switch e.Act {
	case Signed:
		return s.checkSigned(e, given, at)
	case TakenBack:
		return s.checkTakenBack(e)
	case PassedOn:
		return s.checkPassedOn(e, given, at)
	case Asked:
		return s.checkAsked(e, given, at)
	case Advised, Unasked:
		return s.checkAnswer(e, given, at)
	case Circulated:
		return s.checkCirculated(e, given, at)
	case Read:
		if !slices.Contains(s.Unread(), e.Name) {
			return e, forbid("没有传阅给%s，或者已经阅过。", who(e))
		}
		return e, nil
	case Urged:
		for _, before := range s.Events {
			if before.Act == Urged && at.Now.Sub(before.At) < urgeAgain {
				return e, refuse("%s刚催办过，请过些时候再催。", before.At.Format("15:04"))
			}
		}
		return e, nil
	case Recalled:
		return e, nil
	case Replaced:
		e.Replaces = valid(given.Replaces)
		return e, nil
	}
	return e, forbid("不认识“%s”这种操作。", e.Act)
}

// next is when something done now is done: after all that was done before, though the
// clock stood still or went back, so that no two events are the same.
func (s Signing) next(now time.Time) time.Time {
	at := now.Truncate(time.Millisecond)
	if n := len(s.Events); n > 0 && !at.After(s.Events[n-1].At) {
		at = s.Events[n-1].At.Add(time.Millisecond).In(now.Location())
	}
	return at
}

// Clean is what somebody wrote as it is kept: in the order it is read, in lines none of
// which is empty, with nothing that nobody sees, and the same when it is written and read
// again.
func Clean(words string) string {
	var lines []string
	for line := range strings.FieldsFuncSeq(valid(words), breaksLine) {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				return -1
			}
			return r
		}, line)
		if line = strings.TrimRightFunc(normal.Text(line), unicode.IsSpace); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func breaksLine(r rune) bool {
	return r >= '\n' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func valid(text string) string { return strings.ToValidUTF8(text, "") }

// ended is how the signing ended, in words.
func (s Signing) ended() string {
	switch e := s.Ended(); {
	case e.Act == Recalled:
		return "由送交人撤回"
	case e.Act == Replaced:
		return "由改后的表单代替"
	case e.Decision == templates.Refused:
		return "由" + e.Name + "批示不同意"
	default:
		return "由" + e.Name + "退回修改"
	}
}

func who(e Event) string {
	if e.Name == "" {
		return "您的账号"
	}
	return e.Name
}

// signsAs is who somebody would sign a step as, for the first of its open titles that
// they may sign for; those that are their own come first.
func (s Signing) signsAs(name string, p rules.Progress, at Situation) (c rules.Candidate, ok bool, err error) {
	for _, title := range p.Open {
		found, may, err := at.May(name, title, p.InPerson)
		if err != nil {
			return c, false, err
		}
		if may && (!ok || c.For != "" && found.For == "") {
			c, ok = found, true
		}
	}
	return c, ok, nil
}

// Choices is what somebody could sign now, each a signature of its own; none where it is
// not their turn. What they sign for themselves comes before what they sign for others.
func (s Signing) Choices(name string, at Situation) (all []Choice, err error) {
	if name == "" {
		return nil, nil
	}
	for _, p := range at.Route {
		if !p.Signable() {
			continue
		}
		for _, title := range p.Open {
			c, may, err := at.May(name, title, p.InPerson)
			if err != nil {
				return nil, err
			}
			if !may || slices.ContainsFunc(all, func(o Choice) bool { return o.Post == c.Post && o.For == c.For }) {
				continue
			}
			counts, err := s.counts(c, at)
			if err != nil {
				return nil, err
			}
			if len(counts) > 0 {
				all = append(all, Choice{c, counts})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Choice) int { return cmp.Compare(min(len(a.For), 1), min(len(b.For), 1)) })
	return all, nil
}

// CanSign is as whom somebody would sign now, unless they choose, and what their agreement
// would count for; ok is false where it is not their turn.
func (s Signing) CanSign(name string, at Situation) (c rules.Candidate, counts []form.SignedFor, ok bool, err error) {
	all, err := s.Choices(name, at)
	if err != nil || len(all) == 0 {
		return c, nil, false, err
	}
	return all[0].Candidate, all[0].Counts, true, nil
}

// counts is what an agreement would count for: the titles that are open of the steps that
// are ready, or become so by it, as far as it is given in the same post and for the same
// person. What they sign for others they sign apart from what they sign for themselves.
func (s Signing) counts(c rules.Candidate, at Situation) (counts []form.SignedFor, err error) {
	open := map[string]bool{} // steps that are not done even so
	for _, p := range at.Route {
		if p.Done() {
			continue
		}
		open[p.Step] = true
		if p.Unknown != "" || slices.ContainsFunc(p.After, func(step string) bool { return open[step] }) {
			continue
		}
		left := len(p.Open)
		for _, title := range p.Open {
			as, may, err := at.MayIn(c.Name, c.Post, title, p.InPerson)
			if err != nil {
				return nil, err
			}
			if may && as.For == c.For {
				counts = append(counts, form.SignedFor{Step: p.Step, Title: title, For: as.For, Ground: as.Ground})
				left--
			}
		}
		open[p.Step] = p.All && left > 0 || left == len(p.Open)
	}
	return counts, nil
}

func (s Signing) checkSigned(e, given Event, at Situation) (Event, error) {
	e.Decision, e.Shown = given.Decision, given.Shown
	if !slices.Contains([]string{templates.Agreed, templates.Refused, templates.SentBack}, e.Decision) {
		return e, refuse("请选择同意、不同意或退回修改。")
	}
	all, err := s.Choices(e.Name, at)
	if err != nil {
		return e, err
	}
	meant := 0
	if given.For != nil {
		meant = slices.IndexFunc(all, func(c Choice) bool { return sameFor(given.For, c.Counts) })
	}
	switch {
	case len(all) == 0:
		return e, forbid("现在不由%s签批：%s", who(e), s.WhoseTurn(at))
	case e.Shown != s.Shown():
		return e, refuse("表单换过稿，您看到的不是现在的这一稿。请重新打开，看过再签。")
	case meant < 0:
		return e, refuse("您打开以后情况有变化，现在签的与您看到的不是同一项。请重新打开，看过再签。")
	case templates.Today(e.At) != templates.Today(at.Now):
		return e, refuse("服务器的时间（%s）早于上一次签批（%s），请管理员核对时间。", at.Now.Format("2006-01-02 15:04"), e.At.Format("2006-01-02 15:04"))
	case e.Decision != templates.Agreed && e.Words == "":
		return e, refuse("%s的，请写明理由，经办人要据以修改。", e.Decision)
	}
	for _, ask := range s.Asks() {
		if ask.Name == e.Name {
			return e, refuse("您请%s提意见，还没有答复。请等答复，或先撤销加签。", ask.To[0])
		}
	}
	e.Post, e.For = all[meant].Post, all[meant].Counts
	if e.Decision != templates.Agreed {
		return e, nil
	}
	if err := printable(e, at); err != nil || at.Object == nil {
		return e, err
	}
	o, err := at.Object(e.Name, e.Post, e.Words)
	if err != nil || o == nil {
		return e, err
	}
	if o.Confirm && given.Confirmed == o.Reason {
		e.Confirmed = o.Reason
		return e, nil
	}
	return e, o.Refusal()
}

// printable refuses what would come to stand on the document and cannot be printed: when
// all have signed it would be too late to write it in other words.
func printable(e Event, at Situation) error {
	if at.Unprintable == nil {
		return nil
	}
	if err := CheckWords(e.Words, at.Unprintable); err != nil {
		return err
	}
	others := e.Name + e.Post
	for _, f := range e.For {
		others += f.For + f.Ground
	}
	if missing := at.Unprintable(others); missing != "" {
		return refuse("签批人、职务或者代签的依据里有%s，印不到公文上。请管理员安装含有此字的字体，装好再签。", missing)
	}
	return nil
}

// CheckWords refuses what somebody wrote that would be printed on a document and cannot
// be, see Situation.Unprintable. The error is a *Refusal.
func CheckWords(words string, unprintable func(text string) string) error {
	if missing := unprintable(words); missing != "" {
		return refuse("您写的%s印不到公文上，请改写。", missing)
	}
	return nil
}

// Refusal tells who wants to agree why that would not do.
func (o Objection) Refusal() *Refusal {
	switch {
	case o.Confirm:
		return &Refusal{Reason: o.ToConfirm("请勾选“已核实”再签"), Confirm: o.Reason}
	case !o.From.IsZero():
		return &Refusal{Reason: fmt.Sprintf("现在签还早：%s。%s起可以签。", o.Reason, o.From)}
	}
	return &Refusal{Reason: fmt.Sprintf("现在签了也不能办：%s。请选退回修改，写明请经办人改什么。", o.Reason)}
}

// ToConfirm asks to confirm a suspicion, and tells how.
func (o Objection) ToConfirm(how string) string {
	return fmt.Sprintf("请核实：%s。确实无误的，%s；否则请改写批示，或选退回修改。", o.Reason, how)
}

// sameFor reports whether two signatures count for the same, on whatever ground.
func sameFor(a, b []form.SignedFor) bool {
	same := func(x, y form.SignedFor) bool { return x.Step == y.Step && x.Title == y.Title && x.For == y.For }
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x form.SignedFor) bool {
		return !slices.ContainsFunc(b, func(y form.SignedFor) bool { return same(x, y) })
	})
}

func (s Signing) checkTakenBack(e Event) (Event, error) {
	counted := s.Counted()
	if len(counted) == 0 || counted[len(counted)-1].Name != e.Name || e.Name == "" {
		for _, c := range counted {
			if c.Name == e.Name && e.Name != "" {
				return e, refuse("您签过以后，%s已经签了，不能再撤回。请与其商量，由其退回修改。", counted[len(counted)-1].Name)
			}
		}
		return e, forbid("没有%s可以撤回的签批。", who(e))
	}
	last := counted[len(counted)-1]
	e.Of, e.Post = s.Code(last), last.Post
	return e, nil
}

// WhoseTurn tells whose turn it is, in a sentence.
func (s Signing) WhoseTurn(at Situation) string {
	var turns []string
	for _, p := range at.Route {
		if !p.Ready || p.Done() {
			continue
		}
		turns = append(turns, RequestOf(p))
	}
	for _, ask := range s.Asks() {
		turns = append(turns, "等"+ask.To[0]+"答复")
	}
	if len(turns) == 0 {
		return "都已签完。"
	}
	return strings.Join(turns, "；") + "。"
}
