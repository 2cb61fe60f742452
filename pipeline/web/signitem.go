package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/index"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/search"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/session"
	"gongwen/templates"
)

// signItem is the page of a form that waits for signatures, as those see it who sign,
// are asked, or did something about it.
type signItem struct {
	Key, Kind, Subject, Degree, Unit, Path string
	Entry                                  catalogue.Arrival
	Signing                                signoff.Signing
	Fields                                 []archive.LabelledText
	Attachments                            []attachedFile
	Excused                                []form.Finding
	Lines                                  []signingLine
	Turn                                   string // whose turn it is, in a sentence
	Similar                                []catalogue.Entry

	// Can is set where the reader may sign now: Choices are for whom, each a signature of
	// its own. Waits is for whose opinion they wait first.
	Can     bool
	Choices []signChoice
	Steps   []signStep
	Waits   string

	PassTo  []rules.Candidate // who else may sign
	People  []string          // the others on the roster
	AskedMe []signoff.Event   // opinions that the reader is asked for
	MyAsks  []signoff.Event   // that they wait for
	Unread  bool              // it was circulated to them
	Back    bool              // they can take their signature back

	Shown   string
	Said    int
	Reentry *reentry // what is asked for to sign; nil for somebody who gave it minutes ago
	Phrases []string

	Why   string // what was asked for was not done
	Words string // that were sent
	// Against is what speaks against the reader's agreeing now, whatever they choose;
	// Suspicion, where that is only suspected of what they chose, what they can confirm.
	Against, Suspicion string
}

// signChoice is what the reader may sign for somebody, or for themselves.
type signChoice struct {
	Whom    string // as it is sent
	Post    string // in which they sign
	Stands  []string
	Chosen  bool
	Against string // what speaks against this one alone
}

// attachedFile is a file that came with the form; N is its place, the form itself being 0.
type attachedFile struct {
	N    int
	Name string
	Size int64
}

// signStep is an approval step that the reader may sign.
type signStep struct {
	Does, Article, Because, Quote string
}

// phrases are what is usually written; whoever signs may change them.
var phrases = []string{"同意。", "同意，请抓紧办理。", "同意，请严格按规定办理。", "拟同意，请审定。"}

// errNotTheirs is the answer for a form that the reader has nothing to do with, or that
// does not wait: which of the two it is they do not learn.
var errNotTheirs = httpError{http.StatusNotFound, "这份表单没有在等您签批：可能已经办好、退回或者撤回，也可能轮到别人。"}

// waitingItem is the form that the address names, for somebody who signs it, is asked
// about it or did something about it, and is cleared for it. Its error is errNotTheirs for
// everybody else.
func (r *request) waitingItem(person string) (*desk.Item, error) {
	s := r.server
	item, err := desk.Read(r.Context(), s.workspace, s.ruleset(), r.PathValue("arrival"), s.now())
	if errors.Is(err, desk.ErrNotWaiting) {
		return nil, errNotTheirs
	}
	if err != nil {
		return nil, err
	}
	if item.Entry.Stage != catalogue.Signing { // it is just being led on
		return nil, errNotTheirs
	}
	_, _, can, err := item.Signing.CanSign(person, item.Situation)
	if err != nil {
		return nil, err
	}
	cleared := r.scope.IncludesForm(item.Form.Degree(nil))
	if !cleared || !can && !tookPart(item.Signing, person) {
		why := "没有轮到" + person + "签批，也没有请他办"
		if !cleared {
			why = "密级超出知密范围"
		}
		if err := r.logAccess(journal.Event{Type: journal.Refused, Arrival: item.Entry.ID, Path: r.URL.Path, Reason: why}); err != nil {
			return nil, err
		}
		return nil, errNotTheirs
	}
	return item, nil
}

// tookPart reports whether somebody did something about a form, or was asked to.
func tookPart(s signoff.Signing, person string) bool {
	return slices.ContainsFunc(s.Events, func(e signoff.Event) bool { return e.Name == person || slices.Contains(e.To, person) })
}

func (s *Server) signItem(r *request) error {
	person, err := r.needPerson()
	if err != nil {
		return err
	}
	item, err := r.waitingItem(person)
	if errors.Is(err, errNotTheirs) {
		return r.showSigned(person)
	}
	if err != nil {
		return err
	}
	return r.showItem(http.StatusOK, person, item, "")
}

// showItem shows a form that waits. Why is what kept something from being done.
func (r *request) showItem(status int, person string, item *desk.Item, why string) error {
	s := r.server
	p, err := r.newSignItem(person, item)
	if err != nil {
		return err
	}
	p.Why = why
	if why != "" {
		p.Words = r.PostFormValue("words")
	}
	if err := p.objection(person, item); err != nil {
		return err
	}
	if err := r.logAccess(journal.Event{Type: journal.Seen, Arrival: p.Key, Unit: item.Arrival.Unit, Path: item.Arrival.Path}); err != nil {
		return err
	}
	s.sessions.Open(r.session, p.Key, session.Opened{Shown: p.Shown, Said: p.Said})
	return r.render(status, "sign-item", page{Title: p.Subject, Data: p})
}

func (r *request) newSignItem(person string, item *desk.Item) (p signItem, err error) {
	s, signing := r.server, item.Signing
	k := item.Form.Kind
	p = signItem{
		Key: item.Entry.ID, Kind: k.Title, Subject: k.SubjectOf(item.Form.Values), Unit: item.Unsigned.Unit, Path: item.Arrival.Path,
		Entry: item.Entry, Signing: signing, Lines: signingLines(signing), Turn: signing.WhoseTurn(item.Situation),
		Shown: signing.Shown(), Said: said(signing), Phrases: phrases,
	}
	if ask := r.reentry(); r.confirmed() == "" || ask.Missing != "" {
		p.Reentry = &ask
	}
	if p.Subject == "" {
		p.Subject = k.Title
	}
	if degree := item.Form.Degree(nil); degree != archive.NotSecret {
		p.Degree = degree
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if value, ok := item.Form.Values[f.Key]; ok && f.Type != templates.TypeApprovals {
			if text := f.InWords(value); text != "" {
				p.Fields = append(p.Fields, archive.LabelledText{Label: f.Label, Text: text})
			}
		}
	}
	for n, c := range item.Submission.Contents {
		if !c.Irregular {
			p.Attachments = append(p.Attachments, attachedFile{n, c.Title(), c.Size})
		}
	}
	if p.Excused, err = item.Excused(r.Context(), s.workspace, s.ruleset()); err != nil {
		return p, err
	}
	p.Excused = r.scope.Redact(p.Excused, s.ruleset().Office)
	if err := p.turn(r, person, item); err != nil {
		return p, err
	}
	p.Similar, err = r.similar(item)
	return p, err
}

// turn is what the reader may do.
func (p *signItem) turn(r *request, person string, item *desk.Item) (err error) {
	signing, at := item.Signing, item.Situation
	all, err := signing.Choices(person, at)
	if err != nil {
		return err
	}
	offered := signoff.Offer(all)
	p.Can = len(offered) > 0
	var counts []form.SignedFor
	for _, c := range offered {
		counts = append(counts, c.Counts...)
		chosen := len(offered) == 1 || r.PostFormValue("for") == c.Whom()
		p.Choices = append(p.Choices, signChoice{Whom: c.Whom(), Post: c.Post, Stands: standsInWords(c, at), Chosen: chosen})
	}
	wording := r.server.ruleset().Wording
	for _, step := range at.Route {
		if !p.Can || !step.Ready || step.Done() || !slices.ContainsFunc(counts, func(c form.SignedFor) bool { return c.Step == step.Step }) {
			continue
		}
		shown := signStep{Does: step.Does, Article: step.Article, Because: step.Because}
		if wording != nil && step.Article != "" {
			shown.Quote = wording.Quote(step.Article)
		}
		p.Steps = append(p.Steps, shown)
	}
	p.Waits = askedBy(signing, person)
	for _, ask := range signing.Asks() {
		if ask.To[0] == person {
			p.AskedMe = append(p.AskedMe, ask)
		}
		if ask.Name == person {
			p.MyAsks = append(p.MyAsks, ask)
		}
	}
	p.Unread = slices.Contains(signing.Unread(), person)
	if counted := signing.Counted(); len(counted) > 0 {
		p.Back = counted[len(counted)-1].Name == person
	}
	_, _, people := r.server.ruleset().Roster.Listed(templates.Today(r.server.now()))
	p.People = slices.DeleteFunc(people, func(name string) bool { return name == person })
	return p.passTo(person, item)
}

// standsInWords is what a signature would count for, and on whose ground.
func standsInWords(c signoff.Choice, at signoff.Situation) (all []string) {
	for _, f := range c.Counts {
		text := inWordsFor(f.Title, f.For, f.Ground)
		for _, step := range at.Route {
			if step.Step == f.Step {
				text += step.Does
			}
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}

// passTo are those who may sign what the reader may.
func (p *signItem) passTo(person string, item *desk.Item) error {
	if !p.Can {
		return nil
	}
	for _, step := range item.Situation.Route {
		if !step.Signable() {
			continue
		}
		for _, title := range step.Open {
			if _, mine, err := item.Situation.May(person, title, step.InPerson); err != nil {
				return err
			} else if !mine {
				continue
			}
			for _, name := range p.People {
				c, ok, err := item.Situation.May(name, title, step.InPerson)
				if err != nil {
					return err
				}
				if ok && !slices.ContainsFunc(p.PassTo, func(other rules.Candidate) bool { return other.Name == name }) {
					p.PassTo = append(p.PassTo, c)
				}
			}
		}
	}
	return nil
}

// maxSimilar is how many records on file are shown beside a form.
const maxSimilar = 6

// similar are records on file of the same kind, within the reader's scope: first those
// whose words are like the form's, then the latest of the same unit.
func (r *request) similar(item *desk.Item) (found []catalogue.Entry, err error) {
	kind, unit := item.Form.Kind.Key, item.Unsigned.Unit
	known := r.server.vocabulary()
	var words []string
	for _, word := range strings.FieldsFunc(item.Unsigned.Subject, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		words = append(words, index.Phrase(word))
	}
	for _, asked := range []struct {
		c     search.Conditions
		order index.Sort
	}{{search.Conditions{Text: strings.Join(words, " OR "), Kind: kind}, ""}, {search.Conditions{Kind: kind, Unit: unit}, index.ByNewest}} {
		if asked.c.Text == "" && asked.c.Unit == "" {
			continue
		}
		q, err := asked.c.Query(known)
		if err != nil {
			continue // a subject that cannot be asked for
		}
		result, err := r.server.index.Search(r.Context(), index.Request{Query: q, Access: r.indexAccess(), Sort: asked.order, Limit: maxSimilar})
		if err != nil {
			return found, r.server.withoutIndex(r.Context(), err)
		}
		entries, err := r.entries(numbersOf(result.Hits))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if len(found) < maxSimilar && !slices.ContainsFunc(found, func(other catalogue.Entry) bool { return other.Number == e.Number }) {
				found = append(found, e)
			}
		}
	}
	return found, nil
}

// signedPage is what came of a form about which the reader did something.
type signedPage struct {
	Entry catalogue.Arrival
	Lines []signingLine
	Link  bool // the record is in their scope
}

// showSigned tells what came of a form that does not wait for the reader any more, if they
// had to do with it.
func (r *request) showSigned(person string) error {
	ctx, c := r.Context(), r.server.workspace.Catalogue
	a, ok, err := c.Arrival(ctx, r.PathValue("arrival"))
	if err != nil {
		return err
	}
	if !ok || a.Stage == catalogue.Signing {
		return errNotTheirs
	}
	events, err := c.SignOffs(ctx, a.ID)
	if err != nil {
		return err
	}
	s, err := signoff.Of(a.ID, events)
	if err != nil {
		return err
	}
	if !tookPart(s, person) || !r.scope.IncludesForm(a.Degree) {
		return errNotTheirs
	}
	p := signedPage{Entry: a, Lines: signingLines(s)}
	if a.Number != "" {
		e, err := c.Record(ctx, a.Number)
		if err := r.checkScope(e.Record, err); err == nil {
			p.Link = true
		} else if !errors.Is(err, errNotFound) {
			return err
		}
	}
	if err := r.logAccess(journal.Event{Type: journal.Seen, Arrival: a.ID, Unit: a.Unit, Path: a.Path, Number: a.Number}); err != nil {
		return err
	}
	return r.show("sign-done", "签批", p)
}
