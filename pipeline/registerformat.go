package pipeline

import (
	"context"
	"fmt"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
)

// formatFollower is the name of the checkpoint that says in which register.Format the
// registers lie there.
const formatFollower = "registers-format"

// olderRegisters are those that lie there in an older format, where a checkpoint tells up
// to which change there are any.
func (f followers) olderRegisters(ctx context.Context, after int64) ([]catalogue.Series, error) {
	format, err := f.workspace.Catalogue.Checkpoint(ctx, formatFollower)
	if err != nil || format >= register.Format || after == 0 {
		return nil, err
	}
	return f.workspace.Catalogue.Series(ctx)
}

// registersWritten notes that all registers are in today's format, and tells of those that
// were not.
func (f followers) registersWritten(ctx context.Context, older int) error {
	c := f.workspace.Catalogue
	format, err := c.Checkpoint(ctx, formatFollower)
	if err != nil || format >= register.Format {
		return err
	}
	if err := c.SetCheckpoint(ctx, formatFollower, register.Format); err != nil {
		return err
	}
	if older > 0 && f.tell != nil {
		f.tell(fmt.Sprintf("台账的格式有改进，已有的 %d 份按新格式重写了一次", older))
	}
	return nil
}
