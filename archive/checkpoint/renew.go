package checkpoint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"gongwen/archive/journal"
)

// Renewed is what Renew has done.
type Renewed struct {
	Identity Identity
	// Vouched tells that the old key has signed the line of the journal that names the
	// new one.
	Vouched bool
	// Broken says what of the logs does not agree with what the old key had signed; it
	// is in the journal's line, too.
	Broken []string
	// Aside is the file into which the checkpoints that do not agree were moved, empty
	// when all do.
	Aside string
}

// Renew gives a data folder a new identity and new keys, for a reason that the journal is
// told: the key was lost or may be known to others, or the journal was taken from an
// older backup. The old verifier keys stay known, so that checkpoints kept elsewhere can
// be checked as before.
func (p Place) Renew(ctx context.Context, reason string, to *journal.Journal, now time.Time) (Renewed, error) {
	old, err := p.Identity()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		// What cannot be read must not be lost: it is what old checkpoints are checked with.
		aside := asideName(p.VKeys, now)
		if err := os.Rename(p.VKeys, aside); err != nil {
			return Renewed{}, err
		}
		old = Identity{}
	}
	signer, keyless := p.Open()
	report, err := p.hold(ctx, old, nil)
	if err != nil {
		return Renewed{}, err
	}
	var done Renewed
	for _, f := range report.Findings {
		done.Broken = append(done.Broken, f.Message)
	}
	unlock, err := p.lock(ctx)
	if err != nil {
		return done, err
	}
	vkeys, err := p.generate()
	if err := errors.Join(err, unlock()); err != nil {
		return done, fmt.Errorf("签名私钥 %s 建不了，没有改动：%w", p.Key, err)
	}
	e := journal.Event{Time: now, Type: journal.Rekeyed, Keys: vkeys, Reason: strings.Join(append([]string{reason}, done.Broken...), "；")}
	if err := to.Append(e); err != nil {
		return done, err
	}
	if err := p.publish(append(old.VKeys, vkeys...)); err != nil {
		return done, err
	}
	if keyless == nil && len(done.Broken) == 0 {
		_, err := signer.Sign(ctx, Journal)
		done.Vouched = err == nil
	}
	if len(done.Broken) > 0 {
		if done.Aside, err = p.setAside(ctx, old, now); err != nil {
			return done, err
		}
	}
	if signer, err = p.Open(); err != nil {
		return done, err
	}
	done.Identity = signer.Identity
	for _, log := range Names {
		if _, err := signer.Sign(ctx, log); err != nil {
			return done, err
		}
	}
	return done, nil
}

func asideName(file string, now time.Time) string {
	return file + ".set-aside-" + now.UTC().Format("20060102T150405")
}

// setAside takes the checkpoints that the logs do not extend out of those beside the key,
// where each verification would find them again, and keeps them in a file of their own.
func (p Place) setAside(ctx context.Context, i Identity, now time.Time) (file string, err error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	all, err := p.kept()
	if err != nil {
		return "", err
	}
	var stay, aside [][]byte
	trees := map[Name]*Tree{}
	for _, text := range all {
		c, err := Parse(text, i.keys)
		log := named(c.Origin)
		if err != nil || log == "" {
			if errors.Is(err, ErrForeign) {
				stay = append(stay, text) // of another data folder
			} else {
				aside = append(aside, text)
			}
			continue
		}
		t := trees[log]
		if t == nil {
			t = Of(p.dir(log))
			trees[log] = t
			if err := t.Extend(ctx); err != nil {
				return "", err
			}
		}
		holds, err := t.extends(c.Head)
		if err != nil {
			return "", err
		}
		if holds {
			stay = append(stay, text)
		} else {
			aside = append(aside, text)
		}
	}
	if len(aside) == 0 {
		return "", nil
	}
	file = asideName(p.Kept(), now)
	return file, errors.Join(writeNotes(file, keptHeading, aside), p.writeKept(stay))
}
