package checkpoint

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"gongwen/archive/durable"
)

// Carry gives what lies beside a data folder for another machine: its private keys, also
// those used before, and what was signed with them last. Keys of other data folders in the
// same file stay. The error is a *Keyless where the current keys are not there.
func (p Place) Carry() (keys, kept []byte, err error) {
	identity, err := p.Identity()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &Keyless{fmt.Sprintf("%s 没有公钥，还没有建过签名私钥", p.Folder), err}
	}
	if err != nil {
		return nil, nil, err
	}
	lines, err := entries(p.Key)
	if err != nil {
		return nil, nil, p.lost(fmt.Sprintf("签名私钥 %s 读不了", p.Key), err)
	}
	text := bytes.NewBufferString(keyHeading)
	var own []pair
	for _, line := range lines {
		one, err := parsePair(line)
		if err != nil {
			return nil, nil, fmt.Errorf("%s 读不懂：%w", p.Key, err)
		}
		if slices.Contains(identity.VKeys, one.vkey) {
			own = append(own, one)
			fmt.Fprintln(text, line)
		}
	}
	if identity.current(own) == nil {
		return nil, nil, p.lost(fmt.Sprintf("%s 里没有 %s 的签名私钥", p.Key, p.Folder), nil)
	}
	all, err := p.kept()
	if err != nil {
		return nil, nil, err
	}
	notes := bytes.NewBufferString(keptHeading)
	for _, note := range all {
		if slices.ContainsFunc(own, func(o pair) bool { return isOf(note, origin(o.id, o.log)) }) {
			notes.WriteByte('\n')
			notes.Write(note)
		}
	}
	return text.Bytes(), notes.Bytes(), nil
}

// Settle puts down beside a data folder what Carry gave. A key that is there already is
// never replaced: the error then is fs.ErrExist.
func (p Place) Settle(ctx context.Context, keys, kept []byte) (err error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	for _, beside := range []struct {
		file string
		text []byte
	}{{p.Kept(), kept}, {p.Key, keys}} { // the key last: with it the rest is in place
		if _, err := os.Lstat(beside.file); err == nil {
			return fmt.Errorf("%s：%w", filepath.Clean(beside.file), fs.ErrExist)
		}
		if err := durable.WriteFile(beside.file, beside.text); err != nil {
			return err
		}
	}
	return nil
}
