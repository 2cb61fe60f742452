package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/checkpoint"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/workspace"
)

// openSigner opens the keys of a data folder, made before where there are none yet. It is
// nil where they cannot be had, which is told: everything else goes on without.
func openSigner(ctx context.Context, say func(text string), f workspace.Folder) *checkpoint.Signer {
	note := eachOnce(say)
	config, err := workspace.ReadConfig(f)
	if err != nil {
		note("没有检查点：" + err.Error())
		return nil
	}
	p := f.Checkpoints(config)
	ensureKey(ctx, note, p)
	signer, err := p.Open()
	if err != nil {
		note(err.Error())
		return nil
	}
	return signer
}

// printCheckpoint shows a checkpoint of the journal to those who may keep it elsewhere.
func printCheckpoint(cmd *cobra.Command, c checkpoint.Checkpoint) {
	if c.Note != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "流水的检查点，请另存一处或打印存档，日后用 gongwen verify --checkpoint 核对：\n\n%s\n", c.Note)
	}
}

// verifyCheckpoints holds the logs against the checkpoints beside the key and those in
// files. Settings that cannot be read do not keep them from it.
func verifyCheckpoints(cmd *cobra.Command, f workspace.Folder, files []string) (findings []audit.Finding, held []string, err error) {
	var given []checkpoint.Given
	for _, file := range files {
		all, err := checkpoint.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		given = append(given, checkpoint.Given{Name: file, All: all})
	}
	config, err := workspace.ReadConfig(f)
	if err != nil {
		config = workspace.DefaultConfig()
	}
	place, usual := f.Checkpoints(config), f.Checkpoints(workspace.DefaultConfig())
	if all, err := checkpoint.ReadFile(usual.Kept()); err == nil && usual.Kept() != place.Kept() {
		// Whoever can write to the data folder can write to its settings, too.
		given = append(given, checkpoint.Given{Name: usual.Kept(), All: all, Beside: true})
	}
	return audit.VerifyCheckpoints(cmd.Context(), place, given)
}

// printSigned shows the journal's checkpoint, or says why there is none.
func printSigned(cmd *cobra.Command, f workspace.Folder) {
	config, err := workspace.ReadConfig(f)
	if err != nil {
		return // which every other command tells
	}
	var signed checkpoint.Checkpoint
	signer, err := f.Checkpoints(config).Open()
	if err == nil {
		signed, err = signer.Sign(cmd.Context(), checkpoint.Journal)
	}
	if err != nil {
		notice(cmd.ErrOrStderr(), err.Error())
		return
	}
	printCheckpoint(cmd, signed)
}
