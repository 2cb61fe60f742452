package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/form"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/workspace"
)

// listed is a form that waits, as --json prints it.
type listed struct {
	Arrival string       `json:"arrival"`
	File    string       `json:"file"`
	Unit    string       `json:"unit,omitempty"`
	Kind    string       `json:"kind"`
	Subject string       `json:"subject"`
	Version int          `json:"version"`
	Since   time.Time    `json:"since"`
	Shown   string       `json:"shown"`
	Draft   string       `json:"draft"`
	Turns   []listedTurn `json:"turns"`
}

// listedTurn is what somebody is asked to do.
type listedTurn struct {
	What     string     `json:"what"` // sign, advise, read, or stuck where nobody can be asked
	Step     string     `json:"step,omitempty"`
	Who      []string   `json:"who,omitempty"` // any of these titles, or a name
	PassedTo string     `json:"passed_to,omitempty"`
	InPerson bool       `json:"in_person,omitempty"`
	Article  string     `json:"article,omitempty"`
	Since    time.Time  `json:"since"`
	Due      *time.Time `json:"due,omitempty"`
	Overdue  bool       `json:"overdue,omitempty"`
	// As the account of --as: the post, and for whom if not for themselves.
	As  string `json:"as,omitempty"`
	For string `json:"for,omitempty"`
}

func listUnsigned(cmd *cobra.Command, dir, as string, asJSON bool) error {
	return view(dir, func(o *workspace.Workspace) error {
		var all []listed
		var err error
		if as == "" {
			all, err = waitingForms(cmd.Context(), o)
		} else {
			all, err = waitingFor(cmd.Context(), o, as)
		}
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(cmd, append([]listed{}, all...))
		}
		printWaiting(cmd.OutOrStdout(), o, all)
		return nil
	})
}

// waitingForms are all forms that wait.
func waitingForms(ctx context.Context, o *workspace.Workspace) (all []listed, err error) {
	now := time.Now()
	for w, err := range o.Catalogue.AllWaiting(ctx) {
		if err != nil {
			return nil, err
		}
		l, err := describeWaiting(o, w)
		if err != nil {
			return nil, err
		}
		for _, t := range desk.Distinct(w.Turns) {
			l.Turns = append(l.Turns, describeTurn(t, now))
		}
		all = append(all, l)
	}
	return all, nil
}

// waitingFor are those that wait for the person of an account.
func waitingFor(ctx context.Context, o *workspace.Workspace, name string) (all []listed, err error) {
	accounts, err := web.Accounts(o.Folder)
	if err != nil {
		return nil, err
	}
	a, err := accounts.Named(name)
	if err != nil {
		return nil, err
	}
	if a.Person == "" {
		return nil, fmt.Errorf("账号 %s 没有写明本人是花名册上的谁，没有要签批的", a.Name)
	}
	ruleset, err := o.Ruleset()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	tasks, err := desk.For(ctx, o, ruleset, a.Person, now)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		i := slices.IndexFunc(all, func(l listed) bool { return l.Arrival == t.Unsigned.Arrival })
		if i < 0 {
			w, err := o.Catalogue.WaitingOf(ctx, []string{t.Unsigned.Arrival})
			if err != nil {
				return nil, err
			}
			if len(w) == 0 || !access.Of(a, ruleset.Units).IncludesForm(w[0].Entry.Degree) {
				continue
			}
			l, err := describeWaiting(o, w[0])
			if err != nil {
				return nil, err
			}
			i, all = len(all), append(all, l)
		}
		turn := describeTurn(t.Turn, now)
		turn.As, turn.For = t.As.Post, t.As.For
		all[i].Turns = append(all[i].Turns, turn)
	}
	return all, nil
}

// describeWaiting is a form that waits, without its turns.
func describeWaiting(o *workspace.Workspace, w catalogue.WaitingForm) (listed, error) {
	s, err := signoff.Of(w.Arrival, w.SignOffs)
	return listed{Arrival: w.Arrival, File: w.Entry.Path, Unit: w.Entry.Unit, Kind: w.Kind, Subject: w.Subject, Version: s.Version(), Since: w.Opened, Shown: w.Shown,
		Draft: filepath.ToSlash(filepath.Join(o.Folder.Spool(), w.Arrival, signoff.DraftName(s.Version()))), Turns: []listedTurn{}}, err
}

func describeTurn(t catalogue.Turn, now time.Time) listedTurn {
	l := listedTurn{What: t.What, Step: t.Step, PassedTo: t.PassedTo, InPerson: t.InPerson, Article: t.Article, Since: t.Since}
	if t.Title != "" {
		l.Who = append([]string{t.Title}, t.Or...)
	}
	if !t.Due.IsZero() {
		l.Due, l.Overdue = &t.Due, now.After(t.Due)
	}
	return l
}

// printWaiting prints forms that wait for people.
func printWaiting(w io.Writer, o *workspace.Workspace, all []listed) {
	if len(all) == 0 {
		fmt.Fprintln(w, "没有等候签批的表单")
		return
	}
	for _, l := range all {
		kind := l.Kind
		if k := o.Kinds().Named(l.Kind); k != nil {
			kind = k.Title
		}
		fmt.Fprintf(w, "%s  %s\n        %s“%s”，第%d稿，%s起\n        草稿 %s\n        所签内容 %s\n", l.Arrival, returns.Visible(l.File),
			kind, returns.Visible(l.Subject), l.Version, l.Since.Local().Format("2006-01-02 15:04"), l.Draft, l.Shown)
		for _, t := range l.Turns {
			fmt.Fprintf(w, "        · %s\n", t.inWords())
		}
	}
}

// inWords is a turn in a line.
func (t listedTurn) inWords() string {
	who := strings.Join(signoff.TitlesInWords(t.Who), "或")
	text := map[string]string{signoff.ToSign: "请" + who + "签批", signoff.ToAdvise: "请" + who + "答复", signoff.ToRead: "请" + who + "阅", signoff.Stuck: "没有人可签，请管理员处理"}[t.What]
	if t.InPerson && t.What == signoff.ToSign {
		text = "请" + who + "本人签批"
	}
	if t.PassedTo != "" {
		text += "（已转" + t.PassedTo + "办）"
	}
	if t.Article != "" {
		text += "（" + form.ArticleName(t.Article) + "）"
	}
	if t.For != "" {
		text += "，由您代" + t.For
	}
	if t.Due != nil {
		text += "，" + t.Due.Local().Format("2006-01-02") + "以前"
		if t.Overdue {
			text += "，已逾期"
		}
	}
	return text
}
