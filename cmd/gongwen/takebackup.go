package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gongwen/archive/backup"
	"gongwen/archive/checkpoint"
	"gongwen/pipeline/workspace"
)

// takenBackup is what came of a backup.
type takenBackup struct {
	backup.Report
	signed  checkpoint.Checkpoint    // of the journal; zero where nothing can be signed
	differs *checkpoint.Inconsistent // the journal is no longer what was signed; nil when it is
}

func (t takenBackup) whole() bool { return t.Whole() && t.differs == nil }

// takeBackup backs a data folder up and puts the checkpoints of the state into the backup.
// What keeps it from signing is said, and keeps nothing else from working.
func takeBackup(ctx context.Context, f workspace.Folder, out string, keep backup.Keep, say func(text string), progress func(done, total int)) (t takenBackup, err error) {
	signer := openSigner(ctx, say, f) // first: its public keys belong into the backup
	if t.Report, err = backup.Take(ctx, string(f), backup.At(out), keep, progress); err != nil || signer == nil {
		return t, err
	}
	t.signed, err = backup.At(out).WriteCheckpoints(ctx, t.State, signer)
	if errors.As(err, &t.differs) {
		say(t.differs.Error())
		err = nil
	}
	return t, err
}

// backupDisk refuses a folder of the settings that is not there, or has no backup in it
// yet: its disk may not be mounted, and what lies below the place where it belongs would
// fill the disk of the system. first is for the first time.
func backupDisk(to string, first bool) error {
	if info, err := os.Stat(to); err != nil || !info.IsDir() {
		return fmt.Errorf("备份文件夹 %s 不在：磁盘可能没有挂上。新的磁盘，请先建好这个文件夹", to)
	}
	states, err := backup.At(to).States()
	if err != nil {
		return err
	}
	if len(states) == 0 && !first {
		return fmt.Errorf("%s 里还没有备份：磁盘可能没有挂上。确是新的磁盘，请运行一次 gongwen backup --first", to)
	}
	return nil
}
