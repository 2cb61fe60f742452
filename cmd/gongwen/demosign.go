package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// demoLeaders are those of the sample roster who sign in the demo, in turn; the last one's
// signature is left to who looks at the reading room.
var demoLeaders = []string{"顾怀瑾", "程以宁"}

// demoAccount is an account of the demo with its one-time password.
type demoAccount struct{ name, password string }

// addDemoAccounts makes an administrator and the leaders' accounts.
func addDemoAccounts(f workspace.Folder) (all []demoAccount, err error) {
	accounts, err := web.Accounts(f)
	if err != nil {
		return nil, err
	}
	add := func(a account.Account) error {
		a.Made = time.Now()
		password, err := accounts.Add(a)
		all = append(all, demoAccount{a.Name, password})
		return err
	}
	err = add(account.Account{Name: "admin", Role: account.Administrator})
	for _, name := range demoLeaders {
		if err == nil {
			err = add(account.Account{Name: name, Role: account.Signer, Person: name})
		}
	}
	return all, err
}

// signDemo signs the first form that waits as its leaders would, and of the others all but
// the last signature.
func signDemo(cmd *cobra.Command, f workspace.Folder) error {
	stderr := cmd.ErrOrStderr()
	return change(stderr, string(f), func(o *workspace.Workspace) error {
		p, err := pipeline.New(o, func(e pipeline.Event) { printEvent(stderr, e) })
		if err != nil {
			return err
		}
		return p.Desk(cmd.Context(), func(ctx context.Context) error {
			var waiting []string
			for u, err := range o.Catalogue.AllUnsigned(ctx) {
				if err != nil {
					return err
				}
				waiting = append(waiting, u.Arrival)
			}
			for i, key := range waiting {
				leaders := demoLeaders
				if i > 0 {
					leaders = leaders[:len(leaders)-1]
				}
				for _, name := range leaders {
					if err := signDemoForm(ctx, stderr, o, p, key, name); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
}

// signDemoForm signs a form for a leader, if it is their turn, the same way as the reading
// room does.
func signDemoForm(ctx context.Context, stderr io.Writer, o *workspace.Workspace, p *pipeline.Pipeline, key, name string) error {
	item, err := desk.Read(ctx, o, o.Current(), key, time.Now())
	if err != nil {
		return err
	}
	if _, _, ok, err := item.Signing.CanSign(name, item.Situation); err != nil || !ok {
		return err
	}
	done, err := p.SignOff(ctx, key, signoff.Event{Act: signoff.Signed, Account: name, Name: name, Known: "演示，没有核实本人", Decision: templates.Agreed, Shown: item.Signing.Shown()})
	if err == nil {
		fmt.Fprintf(stderr, "签批    %s：%s%s同意，签批码 %s\n", returns.Visible(item.Entry.Path), done.Event.Post, name, done.Code)
	}
	return err
}
