package web

import (
	"context"
	"strconv"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/web/account"
)

// stuckPage is what nobody may sign today, for the director of the office and, to see, for
// administrators.
type stuckPage struct {
	Rows          []stuckRow
	Forms         int
	First, Last   int
	Before, After string
	// Acts is set for whoever is to see to it: the director.
	Acts bool
}

type stuckRow struct {
	desk.Stuck
	KindTitle string
	At        string // address of the form's page
}

// stuck is that page.
func (s *Server) stuck(r *request) error {
	sees, err := desk.SeesStuck(r.Context(), s.workspace, s.ruleset(), r.person(), s.now())
	if err != nil {
		return err
	}
	if !sees && r.account.Role != account.Administrator {
		return r.refuse("", "不是办公室主任，也不是管理员", "无人可签的，由办公室主任（或者当天代行其职责的人）处理，管理员可以看。")
	}
	page, _ := strconv.Atoi(r.FormValue("page"))
	page = min(max(page, 1), 1_000_000)
	found, forms, err := desk.StuckOf(r.Context(), s.workspace, s.ruleset(), r.scope.FormDegrees(), s.now(), (page-1)*perSignPage, perSignPage)
	if err != nil {
		return err
	}
	p := stuckPage{Forms: forms, Acts: sees}
	arrivals := map[string]bool{}
	for _, f := range found {
		arrivals[f.Turn.Arrival] = true
		row := stuckRow{Stuck: f, KindTitle: f.Kind, At: "/desk/" + f.Turn.Arrival}
		if kind := s.ruleset().Kinds.Named(f.Kind); kind != nil {
			row.KindTitle = kind.Title
		}
		if !r.scope.IncludesUnit(f.Unit) { // the director's account may be of some units only
			row.Subject, row.At = "（不在您的查阅范围）", ""
		}
		p.Rows = append(p.Rows, row)
	}
	p.First, p.Last = (page-1)*perSignPage+1, (page-1)*perSignPage+len(arrivals)
	if page > 1 {
		p.Before = "/stuck?page=" + strconv.Itoa(page-1)
	}
	if p.Last < p.Forms && len(p.Rows) > 0 {
		p.After = "/stuck?page=" + strconv.Itoa(page+1)
	}
	return r.show("stuck", "无人可签", p)
}

// deskNotes are what a desk has to tell beside what waits, see part-desk-notes.html.
type deskNotes struct {
	Untold    int // delegations that somebody else set or ended, and of which its person has not read
	SeesStuck bool
	Stuck     int // forms that nobody may sign today
}

// deskNotes are those of the person of the account.
func (r *request) deskNotes(ctx context.Context) (n deskNotes, err error) {
	s := r.server
	n.Untold = len(delegation.Untold(s.ruleset().Delegations(), r.person()))
	if n.SeesStuck, err = desk.SeesStuck(ctx, s.workspace, s.ruleset(), r.person(), s.now()); err == nil && n.SeesStuck {
		_, n.Stuck, err = desk.StuckOf(ctx, s.workspace, s.ruleset(), r.scope.FormDegrees(), s.now(), 0, 0)
	}
	return n, err
}
