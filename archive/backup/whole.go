package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gongwen/archive/durable"
)

// RestoreWhole makes a data folder of a state at out, which must not exist: it is
// laid out beside that place, rebuild makes there what a backup does not have, and
// only then it is moved into place. Whatever is interrupted leaves nothing at out.
//
// Damage in the backup is a *Damaged as the error, and nothing is restored; with
// partial the rest is restored and the damage is given as left.
func (b Backup) RestoreWhole(ctx context.Context, s *State, out string, partial bool, private func(name string) bool, rebuild func(part string) error, progress func(done, total int)) (left *Damaged, err error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s 已经存在，没有改动。请恢复成一个新的文件夹", out)
	}
	part := filepath.Clean(out) + ".part"
	if err := os.RemoveAll(part); err != nil { // of a run that was interrupted
		return nil, err
	}
	damage, err := b.layOut(ctx, s, part, private, progress)
	if damaged := damage.err(); damaged != nil {
		if partial {
			left = damage
		} else {
			err = errors.Join(err, damaged)
		}
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(part))
	}
	if err := b.tellFiled(s, part); err != nil {
		return left, err
	}
	if err := rebuild(part); err != nil {
		return left, err
	}
	return left, durable.Rename(part, out)
}
