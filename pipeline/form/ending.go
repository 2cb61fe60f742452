package form

// Ending tells how a form ended that comes back though there is nothing to correct in it,
// as its findings do: by what was decided at the desk, or since another is in its place.
type Ending string

const (
	Refused  Ending = "refused"   // 不同意: it is not handled any more
	SentBack Ending = "sent-back" // 退回修改: a signer wants it changed
	Recalled Ending = "recalled"  // 撤回: by who handed it in
	Replaced Ending = "replaced"  // 换稿: a changed form took its place
	Waiting  Ending = "waiting"   // another that says the same waits for signatures already
)

// EndingOf is how a form with these findings ended; empty where they say what is to be
// corrected.
func EndingOf(findings []Finding) Ending {
	for _, f := range findings {
		if f.Ending != "" {
			return f.Ending
		}
	}
	return ""
}

// Chinese says of the form how it ended, before the finding says why.
func (e Ending) Chinese() string {
	return map[Ending]string{Refused: "不再办理", SentBack: "由签批人退回", Recalled: "已经撤回，不再等候签批", Replaced: "不再办理", Waiting: "没有另行送签"}[e]
}

// Again reports whether the form itself may be handed in again, once it is changed.
func (e Ending) Again() bool { return e == SentBack || e == Recalled }

// Anew reports whether the matter may come in a form that is filled in afresh.
func (e Ending) Anew() bool { return e == Refused || e.Again() }
