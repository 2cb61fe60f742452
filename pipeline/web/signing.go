package web

import (
	"cmp"
	"strings"

	"gongwen/pipeline/signoff"
	"gongwen/templates"
)

// signingLine is one event of a signing as pages tell it, see part-signing.html.
type signingLine struct {
	signoff.Event
	Code    string // short code; empty for what the program did
	Version int    // 稿次 it was done about
	Did     string // 同意, 转办给某某 …
	Counts  bool   // a signature that counts
	// Lapsed tells why a signature no longer counts (已失效); empty for any other event.
	Lapsed string
	Acting []string // 代区长江临川（依据请假单…）
}

// signingLines are the events of a signing, in order, after those of the forms whose
// place it took.
func signingLines(s signoff.Signing) (lines []signingLine) {
	for _, before := range s.Before {
		for _, line := range signingLines(before) {
			if line.Counts {
				line.Counts, line.Lapsed = false, "已失效：已由改后的一稿代替"
			}
			lines = append(lines, line)
		}
	}
	counted, undone := map[string]bool{}, map[string]bool{}
	for _, e := range s.Counted() {
		counted[s.Code(e)] = true
	}
	for _, e := range s.Events {
		if e.Act == signoff.TakenBack {
			undone[e.Of] = true
		}
	}
	version := 0
	for _, e := range s.Events {
		if e.Act == signoff.Opened {
			version = e.Version
		}
		line := signingLine{Event: e, Version: version, Did: did(e)}
		if e.Account != "" || e.Name != "" {
			line.Code = s.Code(e)
		}
		if e.Act == signoff.Signed {
			line.Counts = counted[s.Code(e)]
			switch {
			case line.Counts:
			case undone[s.Code(e)]:
				line.Lapsed = "已失效：签批人撤回"
			default:
				line.Lapsed = "已失效：此后换了稿"
			}
		}
		line.Acting = acting(e)
		lines = append(lines, line)
	}
	return lines
}

// did is what somebody did, in a few words.
func did(e signoff.Event) string {
	to := strings.Join(e.To, "、")
	switch e.Act {
	case signoff.Signed:
		return e.Decision
	case signoff.PassedOn:
		return "转给" + to + "办"
	case signoff.Asked:
		return "请" + to + "提意见"
	case signoff.Advised:
		return cmp.Or(e.Decision, "答复")
	case signoff.Circulated:
		return "传阅：" + to
	}
	return e.Act.Chinese()
}

// acting are for whom somebody signed, and by what.
func acting(e signoff.Event) (all []string) {
	seen := map[string]bool{}
	for _, f := range e.For {
		if text := inWordsFor(f.Title, f.For, f.Ground); f.For != "" && !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	return all
}

// inWordsFor is for whom a signature stands: 区长, or 代区长江临川（依据…） where its signer
// acts for another. For is a name, or the title itself where the post is vacant.
func inWordsFor(title, whom, ground string) string {
	post := signoff.TitleInWords(title)
	switch whom {
	case "":
		return post
	case title:
		whom = ""
	}
	return "代" + post + whom + "（依据" + ground + "）"
}

// decisionClass is how a page shows a decision.
func decisionClass(decision string) string {
	switch decision {
	case templates.Agreed:
		return "agreed"
	case templates.Refused, templates.SentBack:
		return "refused"
	}
	return ""
}
