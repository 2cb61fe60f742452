package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// Grounds on which somebody may act for another, as --json prints them.
const (
	byDelegation = "delegation" // set in advance
	byRoster     = "roster"     // of the office's own roster file
	byLeave      = "leave"      // on file, which names who acts
)

// listedDelegation is that somebody may act for another, as --json prints it.
type listedDelegation struct {
	Code      string           `json:"code,omitempty"` // of those set in advance
	Principal string           `json:"principal"`
	Delegate  string           `json:"delegate"`
	Ground    string           `json:"ground"`
	Matters   []string         `json:"matters,omitempty"` // none for all
	Units     []string         `json:"units,omitempty"`   // none for all
	From      string           `json:"from,omitempty"`
	Until     string           `json:"until,omitempty"` // the last day
	Document  string           `json:"document,omitempty"`
	State     delegation.State `json:"state"`
	// ByAdministrator is the account of the administrator who set it; empty where that was
	// the principal.
	ByAdministrator string     `json:"by_administrator,omitempty"`
	Ended           *time.Time `json:"ended,omitempty"`
	Words           string     `json:"words,omitempty"` // why it was ended
}

func listDelegations(cmd *cobra.Command, dir, as string, past, asJSON bool) error {
	return view(dir, func(o *workspace.Workspace) error {
		person := ""
		if as != "" {
			accounts, err := web.Accounts(o.Folder)
			if err != nil {
				return err
			}
			a, err := accounts.Named(as)
			if err != nil {
				return err
			}
			if person = a.Person; person == "" {
				return fmt.Errorf("账号 %s 没有写明本人是花名册上的谁，没有代理", a.Name)
			}
		}
		ruleset, err := o.Ruleset()
		if err != nil {
			return err
		}
		now := time.Now()
		standIns, err := desk.StandIns(cmd.Context(), o, ruleset, now)
		if err != nil {
			return err
		}
		all := slices.DeleteFunc(listedGrounds(ruleset, standIns, now), func(l listedDelegation) bool {
			return !past && l.State == delegation.Over || person != "" && l.Principal != person && l.Delegate != person
		})
		if asJSON {
			return printJSON(cmd, append([]listedDelegation{}, all...))
		}
		printDelegations(cmd.OutOrStdout(), all)
		return nil
	})
}

// listedGrounds are all by which somebody acts for another, did or will.
func listedGrounds(r *workspace.Ruleset, standIns []desk.StandIn, now time.Time) (all []listedDelegation) {
	for _, d := range r.Delegations() {
		l := listedDelegation{Code: d.Code, Principal: d.Principal, Delegate: d.Delegate, Ground: byDelegation, Matters: d.Matters, Units: d.Units,
			From: d.From.ISO(), Until: d.Until.ISO(), Document: d.Document, State: d.At(now)}
		if d.Given.Name != d.Principal {
			l.ByAdministrator = d.Given.Account
		}
		if d.Ended != nil {
			l.Ended, l.Words = &d.Ended.At, d.Ended.Words
		}
		all = append(all, l)
	}
	for _, d := range r.ListedDelegations() {
		l := listedDelegation{Principal: d.Principal, Delegate: d.Delegate, Ground: byRoster, Matters: d.Matters, Units: d.Units,
			From: d.From.ISO(), Until: d.Until.ISO(), Document: d.Document, State: delegation.InForce}
		switch today := templates.Today(now); {
		case d.From.After(today.Time):
			l.State = delegation.Coming
		case d.Until.Before(today.Time):
			l.State = delegation.Over
		}
		all = append(all, l)
	}
	for _, s := range standIns {
		all = append(all, listedDelegation{Principal: s.Principal, Delegate: s.Delegate, Ground: byLeave, Document: s.Number, State: delegation.InForce})
	}
	return all
}

func printDelegations(w io.Writer, all []listedDelegation) {
	if len(all) == 0 {
		fmt.Fprintln(w, "没有代理")
		return
	}
	states := map[delegation.State]string{delegation.InForce: "有效", delegation.Coming: "未到期", delegation.Over: "已结束"}
	for _, l := range all {
		switch l.Ground {
		case byRoster:
			l.Code = "花名册"
		case byLeave:
			l.Code = "请假单"
		}
		line := fmt.Sprintf("%s  %s委托%s", l.Code, l.Principal, l.Delegate)
		if l.From != "" {
			line += "  " + l.From + "至" + l.Until
		}
		line += "  " + states[l.State]
		if l.Ended != nil {
			line += "（于" + l.Ended.Local().Format("2006-01-02 15:04") + "终止"
			if l.Words != "" {
				line += "：" + l.Words
			}
			line += "）"
		}
		about := []string{"依据 " + l.Document}
		if l.Ground != byLeave {
			about = append(about, orAll(l.Matters, "全部事项"), orAll(l.Units, "不限单位"))
		}
		if l.ByAdministrator != "" {
			about = append(about, "由管理员"+l.ByAdministrator+"设定")
		}
		fmt.Fprintf(w, "%s\n        %s\n", returns.Visible(line), returns.Visible(strings.Join(about, "；")))
	}
}

// orAll are names, or what none of them means.
func orAll(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, "、")
}
