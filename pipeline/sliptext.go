package pipeline

import (
	"context"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/slips"
	"gongwen/pipeline/workspace"
)

// slipText puts slips together.
type slipText struct {
	workspace *workspace.Workspace
	ruleset   *workspace.Ruleset
	people    *desk.People
}

func newSlipText(ctx context.Context, w *workspace.Workspace, now time.Time) *slipText {
	r := w.Current()
	return &slipText{workspace: w, ruleset: r, people: desk.NewPeople(ctx, w, r, now)}
}

// goneSlip is the slip of a form that waits no more.
func goneSlip(a catalogue.Arrival) slips.Slip {
	return slips.Slip{Arrival: a.ID, File: inInbox(a)}
}

// inInbox is where a form was dropped, below its unit's inbox.
func inInbox(a catalogue.Arrival) string {
	if a.Unit == "" {
		return a.Path
	}
	if _, below, ok := strings.Cut(a.Path, "/"); ok {
		return below
	}
	return a.Path
}

// of is the slip of a form that waits.
func (w *slipText) of(f catalogue.WaitingForm) (s slips.Slip, err error) {
	signing, err := signoff.Of(f.Arrival, f.SignOffs)
	if err != nil {
		return s, err
	}
	s = goneSlip(f.Entry)
	s.Kind, s.Unit, s.Since, s.Version = f.Kind, f.Entry.Unit, f.Opened, signing.Version()
	s.Office, s.Phone = w.workspace.Config.Office, w.workspace.Config.Phone
	if k := w.ruleset.Kinds.Named(f.Kind); k != nil {
		s.Kind = k.Title
	}
	at, err := desk.ParseStanding(f.Route)
	if err != nil {
		return s, err
	}
	s.InVain = at.InVain
	for _, t := range desk.Distinct(f.Turns) {
		told := w.turn(t)
		stuck, ok, err := w.people.Stuck(f.Task(t))
		if err != nil {
			return s, err
		}
		if ok {
			told.Stuck = stuck.ForApplicant(w.workspace.Config.Office)
		}
		s.Turns = append(s.Turns, told)
	}
	for _, e := range signing.Counted() {
		o := slips.Signed{Post: e.Post, Name: e.Name, Decision: e.Decision, At: e.At}
		if len(e.For) > 0 {
			o.For = e.For[0].For
		}
		s.Signed = append(s.Signed, o)
	}
	return s, nil
}

// turn is what somebody is asked to do, as the slip tells it. Who may act for them is not
// told: that may rest on papers of other units.
func (w *slipText) turn(t catalogue.Turn) slips.Turn {
	who := strings.Join(signoff.TitlesInWords(append([]string{t.Title}, t.Or...)), "或")
	told := slips.Turn{Article: t.Article, Cited: w.ruleset.Cited, Due: t.Due, PassedTo: t.PassedTo}
	switch t.What {
	case signoff.ToSign:
		told.Does = "请" + who + "签批"
		if t.InPerson {
			told.Does = "请" + who + "本人签批"
		}
		for _, title := range append([]string{t.Title}, t.Or...) {
			told.People = append(told.People, w.people.Holders(title)...)
		}
	case signoff.ToAdvise:
		told.Does = "等" + who + "答复"
	case signoff.ToRead:
		told.Does = "传阅给" + who
	default:
		told.Does = "还定不下来由谁签批"
	}
	return told
}
