package web

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
	"gongwen/archive/lifecycle"
	"gongwen/index"
	"gongwen/pipeline"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/search"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

// recordPage is everything about one record.
type recordPage struct {
	Entry     catalogue.Entry
	Mark      *pipeline.Mark // nil for one that may be used as it was issued
	Degree    string
	Retention string
	Fields    []archive.LabelledText
	Approvals []approvals
	Articles  []applicableArticle
	Again     []catalogue.Entry // records of the same form, filed before or anew
	Cites     []catalogue.Entry // records that this one's form names
	CitedBy   []catalogue.Entry // records that name this one
	MoreCited int
	Hidden    []search.Attachment // attachments that queries do not see, or not all of
	Code      string              // check code
	Voidable  bool                // by this account, here and now
	Lost      string              // what is to be said of it, where it cannot be found or was written off
	Missing   bool                // its bag, and with it all files
	Views     []setChoice         // in whose lines it is
	Manner    string              // how it was signed; empty for what nobody signs
	Signers   []signer            // at the desk
	VKey      string              // what the proof of its filing is checked with; empty where none can be given
}

// approvals is a list of signatures on the form.
type approvals struct {
	Label string
	Heads []string
	Rows  [][]string
}

// applicableArticle is an article whose rules forms of the kind are checked by.
type applicableArticle struct {
	Article rules.Article
	Quote   string
}

func (s *Server) record(r *request) error {
	e, err := r.entry()
	if errors.Is(err, errNotFound) {
		return r.showLost()
	}
	if err != nil {
		return err
	}
	p := recordPage{Entry: e, Degree: e.Secrecy, Code: e.CheckCode()}
	p.Voidable = s.options.Void != nil && e.Voided == nil && r.account.Role == account.Administrator
	if p.Mark, err = r.mark(e); err != nil {
		return err
	}
	if p.Lost, p.Missing, err = r.whatIsLost(e); err != nil {
		return err
	}
	if signer, err := s.workspace.Checkpoints(); err == nil {
		p.VKey = signer.Identity.VKey(checkpoint.Journal)
	}
	p.fields(s.workspace.Kinds().Named(e.Kind))
	p.Manner, p.Signers = s.signers(e)
	p.Articles = s.applicableArticles(e)
	same, err := review.Counterparts(r.Context(), s.workspace.Catalogue, s.workspace.Kinds(), e)
	if err != nil {
		return err
	}
	p.Again = slices.DeleteFunc(same, func(other catalogue.Entry) bool { return !r.scope.IncludesRecord(other.Record) })
	if p.Cites, err = r.cites(e); err != nil {
		return err
	}
	if p.CitedBy, p.MoreCited, err = r.citedBy(e); err != nil {
		return err
	}
	p.Views = r.viewsOf(e)
	attached, err := s.workspace.Texts.About(r.Context(), e.Record)
	if err != nil {
		return err
	}
	p.Hidden = search.Hidden(attached)
	if err := r.logAccess(journal.Event{Type: journal.Seen, Number: e.Number}); err != nil {
		return err
	}
	return r.show("record", e.Number, p)
}

// maxReason bounds the reason of a void, in runes: it is printed on one line.
const maxReason = 200

func (s *Server) voidRecord(r *request) error {
	e, err := r.entry()
	if err != nil {
		return err
	}
	reason := strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
	switch {
	case s.options.Void == nil:
		return badRequest("这个阅览室只能看。请在办件的机器上用 gongwen void 作废。")
	case e.Voided != nil:
		return badRequest("%s 已经作废了。", e.Number)
	case reason == "" || utf8.RuneCountInString(reason) > maxReason:
		return badRequest("请写明作废的理由，不超过%d字。", maxReason)
	}
	if err := r.logAccess(journal.Event{Type: journal.Voided, Number: e.Number, Reason: reason}); err != nil {
		return err
	}
	stamped, err := s.options.Void(r.Context(), e.Number, reason)
	if before := (*lifecycle.AlreadyVoid)(nil); errors.As(err, &before) { // somebody was quicker
		return badRequest("%v。", before)
	}
	if err != nil {
		return err
	}
	if err := s.duties.invalidate(r.Context()); err != nil {
		return err
	}
	done := "已作废。issued 里的副本已换成盖有“作废”的；发出去的请收回。"
	if stamped == "" {
		done = "已作废。印不出作废件，issued 里的副本已撤下；发出去的请收回。"
	}
	s.sessions.SetFlash(r.session, done)
	r.redirect(recordURL(e.Number))
	return nil
}

// fields parts the form's approvals from the rest.
func (p *recordPage) fields(k *templates.Kind) {
	signed := map[string]bool{}
	if k != nil {
		p.Retention = k.Retention.Name
		values, _ := k.Decode(p.Entry.Values) // what cannot be decoded any more is shown in words
		for i := range k.Fields {
			f := &k.Fields[i]
			rows, ok := values[f.Key].([]templates.Values)
			if f.Type != templates.TypeApprovals || !ok {
				continue
			}
			signed[f.Label] = true
			list := approvals{Label: f.Label}
			for _, c := range f.Columns {
				list.Heads = append(list.Heads, c.Label)
			}
			for _, row := range rows {
				var cells []string
				for _, c := range f.Columns {
					cells = append(cells, templates.Text(row[c.Key]))
				}
				list.Rows = append(list.Rows, cells)
			}
			p.Approvals = append(p.Approvals, list)
		}
	}
	for _, f := range p.Entry.Fields {
		if !signed[f.Label] {
			p.Fields = append(p.Fields, f)
		}
	}
}

// applicableArticles are the articles with rules for the kind, of the rulebook in force
// on the day the record bears.
func (s *Server) applicableArticles(e catalogue.Entry) (articles []applicableArticle) {
	book := s.ruleset().Regulation.On(e.Date)
	if book == nil {
		return nil
	}
	for _, a := range book.Articles() {
		if !slices.Contains(a.Kinds, e.Kind) || !slices.Contains(a.MetBy, rules.MetByForm) {
			continue
		}
		h := applicableArticle{Article: a}
		if s.ruleset().Wording != nil {
			h.Quote = s.ruleset().Wording.Quote(a.Number)
		}
		articles = append(articles, h)
	}
	return articles
}

const (
	maxRelated = 30  // records are shown each way
	maxCited   = 300 // numbers in a form are looked up
)

// cites are the records whose numbers stand in the form of one. Numbers have
// brackets around their year; other values are not looked up.
func (r *request) cites(e catalogue.Entry) (found []catalogue.Entry, err error) {
	numbers := slices.DeleteFunc(slices.Compact(numbersIn(e.Values)), func(number string) bool { return number == e.Number })
	found, err = r.entries(numbers[:min(len(numbers), maxCited)])
	return found[:min(len(found), maxRelated)], err
}

// numbersIn are the values of a form that look like numbers of records.
func numbersIn(value any) (numbers []string) {
	switch value := value.(type) {
	case string:
		if strings.Contains(value, "〔") && strings.HasSuffix(value, "号") && len(value) < 200 {
			numbers = append(numbers, value)
		}
	case []any:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	case map[string]any:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	case templates.Values:
		for _, item := range value {
			numbers = append(numbers, numbersIn(item)...)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// citedBy are the records in scope that name the number.
func (r *request) citedBy(e catalogue.Entry) (found []catalogue.Entry, more int, err error) {
	q, err := index.Parse(index.Phrase(e.Number))
	if err != nil {
		return nil, 0, nil // a number that cannot be asked for
	}
	result, err := r.server.index.Search(r.Context(), index.Request{Query: q, Access: r.indexAccess(), Sort: index.ByNewest, Limit: maxRelated + 1})
	if err != nil {
		return nil, 0, r.server.withoutIndex(r.Context(), err)
	}
	numbers := slices.DeleteFunc(numbersOf(result.Hits), func(number string) bool { return number == e.Number })
	found, err = r.entries(numbers[:min(len(numbers), maxRelated)])
	return found, max(0, result.Total-1-len(found)), err
}

// withoutIndex lets a page that can do without the index do so.
func (s *Server) withoutIndex(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.logError("检索索引", err)
	return nil
}
