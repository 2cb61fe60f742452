package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/delegation"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
)

// byAccount is what somebody does on the command line who is known by an account of the
// reading room.
type byAccount struct {
	cmd     *cobra.Command
	json    bool
	account string
	what    string // it is, in words: 签批
	// strict reports whether it takes what the office's settings ask of a signature.
	strict func(account.Account) bool
	folder workspace.Folder
	left   bool // something was not done
}

// signer is who does it.
type signer struct {
	account account.Account
	known   string // how they were known, one of signoff.Known…
}

// worker is what does it: the pipeline of this program, or of another.
type worker interface {
	SignOff(ctx context.Context, key string, e signoff.Event) (pipeline.SignedOff, error)
	Delegate(ctx context.Context, e delegation.Event) (delegation.Event, error)
}

// busyPatience is how long is waited for another command that has the data folder for a
// moment, and takes nothing over.
const busyPatience = 15 * time.Second

// do makes sure of who it is and lets act do it: in the program that works the forms or,
// where there is none, in this one. What was not done is in the exit code.
func (b *byAccount) do(dir string, act func(context.Context, *workspace.Workspace, signer, worker) error) error {
	ctx := b.cmd.Context()
	f, err := folder(dir)
	if err == nil {
		err = f.Exists()
	}
	if err != nil {
		return err
	}
	b.folder = f
	who, err := b.authenticate()
	if err != nil {
		return err
	}
	for begun := time.Now(); ; {
		err := b.alone(who, act)
		if !errors.Is(err, workspace.ErrBusy) {
			return b.exit(err)
		}
		attended, queueErr := signqueue.At(f.Spool()).Attended(ctx)
		if queueErr != nil {
			return queueErr
		}
		if attended {
			return b.exit(b.beside(who, act))
		}
		if time.Since(begun) > busyPatience {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// alone does it where no other program works on the data folder.
func (b *byAccount) alone(who signer, act func(context.Context, *workspace.Workspace, signer, worker) error) error {
	stderr := b.cmd.ErrOrStderr()
	return change(stderr, string(b.folder), func(o *workspace.Workspace) error {
		if err := ownTemporary(b.folder, b.cmd.Name()); err != nil {
			return err
		}
		p, err := pipeline.New(o, func(e pipeline.Event) {
			if e.Type != pipeline.UnsignedEvent { // which the results tell of
				printEvent(stderr, e)
			}
		})
		if err != nil {
			return err
		}
		return p.Desk(b.cmd.Context(), func(ctx context.Context) error { return act(ctx, o, who, p) })
	})
}

// beside does it beside the program that works the forms.
func (b *byAccount) beside(who signer, act func(context.Context, *workspace.Workspace, signer, worker) error) error {
	return view(string(b.folder), func(o *workspace.Workspace) error {
		if _, err := o.Ruleset(); err != nil {
			return err
		}
		return act(b.cmd.Context(), o, who, pipeline.NewBeside(o))
	})
}

// exit makes an exit code of what was not done.
func (b *byAccount) exit(err error) error {
	if err == nil && b.left {
		return exitCode(1)
	}
	return err
}

// authenticate makes sure of who it is, before anything is looked at. Whoever has
// registered codes shows one, too. An account that is to sign with a certificate cannot
// here.
func (b *byAccount) authenticate() (who signer, err error) {
	accounts, err := web.Accounts(b.folder)
	if err != nil {
		return who, err
	}
	config, err := workspace.ReadConfig(b.folder)
	if err != nil {
		return who, err
	}
	in := newSecrets(b.cmd.InOrStdin(), b.cmd.ErrOrStderr())
	password, err := in.next("密码")
	if err != nil {
		return who, err
	}
	if who.account, err = accounts.Authenticate(b.account, password); err != nil {
		return who, b.tried("", b.what+"："+err.Error(), err)
	}
	if who.account.OneTime {
		return who, fmt.Errorf("%s 用的还是一次性密码：请先在阅览室改掉，或用 gongwen account password %s", who.account.Name, who.account.Name)
	}
	if why := accounts.Outgrown(who.account, password); why != nil {
		return who, fmt.Errorf("%s 现在的密码要换：%w。请先在阅览室改掉，或用 gongwen account password %s", who.account.Name, why, who.account.Name)
	}
	known := signoff.KnownPassword
	if who.account.HasCodes() {
		code, err := in.next("动态码")
		if err != nil {
			return who, err
		}
		if err := accounts.TakeCode(who.account.Name, code); err != nil {
			return who, b.tried("", b.what+"："+err.Error(), err)
		}
		known = signoff.KnownCode
	}
	switch {
	case !b.strict(who.account):
	case config.SignWith == workspace.SignWithCertificate:
		return who, fmt.Errorf("本单位的设置是%s要用证书，请在阅览室办", b.what)
	case config.SignWith == workspace.SignWithCode && known != signoff.KnownCode:
		return who, fmt.Errorf("本单位的设置是%s要填动态码，账号 %s 还没有登记，请先在阅览室登记", b.what, who.account.Name)
	}
	who.known = known + who.account.Remark(time.Now())
	return who, nil
}

// tried notes for the access log of the reading room what was refused, and is the error
// that it is for, or that of noting it.
func (b *byAccount) tried(arrival, why string, err error) error {
	return cmp.Or(web.NoteTried(b.folder, b.account, arrival, why, time.Now()), err)
}

// What came of something.
const (
	resultDone    = "done"
	resultRefused = "refused"
	resultUnknown = "unknown"
)
