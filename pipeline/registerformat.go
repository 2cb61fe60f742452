package pipeline

import (
	"context"
	"fmt"

	"gongwen/archive/register"
)

// The names of the checkpoints that say in which register.Format the registers and the views
// lie there.
const (
	formatFollower     = "registers-format"
	viewFormatFollower = "views-format"
)

// olderFormat is the format that a checkpoint tells of, and whether anything lies there in
// an older one: after is the change up to which things were written.
func (f followers) olderFormat(ctx context.Context, follower string, after int64) (format int64, older bool, err error) {
	format, err = f.workspace.Catalogue.Checkpoint(ctx, follower)
	return format, err == nil && format < register.Format && after > 0, err
}

// withoutSecrets is the first format that leaves out what has a degree of secrecy.
const withoutSecrets = 4

// registersWritten notes that all registers are in today's format, and tells of those that
// were in an older one, and how many secret records are not in them any more.
func (f followers) registersWritten(ctx context.Context, format int64, older, secret int) error {
	if format >= register.Format {
		return nil
	}
	if err := f.workspace.Catalogue.SetCheckpoint(ctx, formatFollower, register.Format); err != nil {
		return err
	}
	if older == 0 || f.tell == nil {
		return nil
	}
	said := fmt.Sprintf("台账的格式有改进，已有的 %d 份按新格式重写了一次", older)
	if format < withoutSecrets && secret > 0 {
		said += fmt.Sprintf("：有密级的 %d 件不再列入、计入，有权看的在阅览室的“台账”页取，或用 gongwen registers --out 生成", secret)
	}
	f.tell(said)
	return nil
}
