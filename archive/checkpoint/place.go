package checkpoint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"gongwen/archive/durable"
)

// Place is where what belongs to the checkpoints of a data folder lies.
type Place struct {
	Folder  string // the data folder, as people name it
	VKeys   string // file of its verifier keys, in it
	Key     string // file of private keys, outside of it
	Journal string // folder of the journal
	Trail   string // folder of the trail
}

// Kept is the file of what was signed last, beside the key.
func (p Place) Kept() string { return strings.TrimSuffix(p.Key, ".key") + ".checkpoints" }

func (p Place) dir(log Name) string {
	if log == Trail {
		return p.Trail
	}
	return p.Journal
}

// lockWait is how long another program may take to sign something.
const lockWait = 20 * time.Second

// lock keeps others with the same key from signing. It lies beside what it guards: those
// who can only write to the data folder cannot hold it.
func (p Place) lock(ctx context.Context) (unlock func() error, err error) {
	unlock, err = durable.Lock(ctx, p.Kept()+".lock", lockWait)
	switch {
	case errors.Is(err, durable.ErrLocked):
		return nil, fmt.Errorf("另一个程序一直占着 %s.lock，检查点签不了：%w", p.Kept(), err)
	case err != nil && ctx.Err() == nil:
		return nil, p.unkept(err)
	}
	return unlock, err
}

// unkept says what to do where nothing can be written beside the key. Nothing is signed
// that would not be kept.
func (p Place) unkept(err error) error {
	return fmt.Errorf("签过的检查点存不进 %s，不能签新的（%w）。请让运行本程序的用户能写它所在的文件夹，或在 gongwen.yaml 里用 key 换一个地方", p.Kept(), err)
}

// Keyless is the error where nothing can be signed: there is no key, or it is not the
// data folder's.
type Keyless struct {
	Reason string
	Err    error
}

func (k *Keyless) Error() string {
	return k.Reason + "。流水没有新的检查点，收件办理照常"
}
func (k *Keyless) Unwrap() error { return k.Err }

// lost says what to do about a key that is not there.
func (p Place) lost(what string, err error) *Keyless {
	return &Keyless{fmt.Sprintf("%s。签名私钥不在数据文件夹和备份里：请把原来的私钥文件放到 %s，或在 gongwen.yaml 的 key 写明它在哪里；确已遗失的，请运行 gongwen key new -d %s --reason 理由",
		what, p.Key, p.Folder), err}
}

// Make makes the keys of a new data folder.
func (p Place) Make(ctx context.Context) error {
	unlock, err := p.lock(ctx)
	if err != nil {
		return p.unmade(err)
	}
	return errors.Join(p.make(), unlock())
}

func (p Place) make() error {
	vkeys, err := p.generate()
	if err != nil {
		return p.unmade(err)
	}
	return p.publish(vkeys)
}

// unmade says what to do where no key can be made.
func (p Place) unmade(err error) *Keyless {
	return &Keyless{fmt.Sprintf("签名私钥 %s 建不了（%v）。请在 gongwen.yaml 的 key 写明放在哪里：数据文件夹以外，运行本程序的用户能写的地方", p.Key, err), err}
}

// Ensure makes the keys of a data folder that is from before there were any, and tells
// of it in one line; of one that has its verifier keys it does nothing. Where these are
// gone and the private keys are there, they are written again, if the logs extend what
// was signed with them.
func (p Place) Ensure(ctx context.Context) (said string, err error) {
	if _, err := p.Identity(); !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	unlock, err := p.lock(ctx)
	if err != nil {
		return "", p.unmade(err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := p.Identity(); !errors.Is(err, fs.ErrNotExist) { // another program was quicker
		return "", err
	}
	pairs, err := p.pairs()
	if errors.Is(err, fs.ErrNotExist) {
		if err := p.make(); err != nil {
			return "", err
		}
		return fmt.Sprintf("已建流水检查点的签名私钥 %s，请另存一份到安全的地方，不要与备份放在一起", p.Key), nil
	}
	if err != nil {
		return "", &Keyless{fmt.Sprintf("签名私钥 %s 读不了（%v）", p.Key, err), err}
	}
	var i Identity
	for _, one := range pairs {
		if one.id != i.ID {
			i = Identity{}
		}
		if err := i.add(one.vkey); err != nil {
			return "", err
		}
	}
	report, err := p.hold(ctx, i, nil)
	if err != nil {
		return "", err
	}
	if len(report.Findings) > 0 || i.VKey(Journal) == "" || i.VKey(Trail) == "" {
		return "", &Keyless{Reason: fmt.Sprintf("%s 不见了，而 %s 里的签名私钥不是这个数据文件夹的，或者流水与用它签过的检查点不符。请从备份恢复这个文件；"+
			"本来就是别的数据文件夹的，请运行 gongwen key new -d %s --reason 理由", p.VKeys, p.Key, p.Folder)}
	}
	if err := p.publish(i.VKeys); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s 不见了，已由签名私钥重新写出", p.VKeys), nil
}
