package main

import (
	"github.com/spf13/cobra"

	"gongwen/archive/moving"
	"gongwen/pipeline/release"
)

// readOnly are the commands that still serve in a data folder that the office has left:
// they give nothing out and change nothing that is kept.
var readOnly = map[string]bool{
	"search": true, "verify": true, "ledger": true, "duties": true, "attachments": true, "regulation": true, "check": true,
	"registers": true, "fonts": true, "forms": true, "proof": true, "checkpoint": true, "pack": true, "rehearse": true, "version": true, "help": true,
}

// mayOpen keeps a command from a data folder that a newer program wrote or, unless it only
// reads, that the office has left.
func mayOpen(cmd *cobra.Command) error {
	data := cmd.Flag("data")
	if data == nil || data.Value.String() == "" {
		return nil
	}
	dir := data.Value.String()
	if err := release.CheckFolder(dir); err != nil {
		return err
	}
	if readOnly[cmd.Name()] {
		return nil
	}
	return moving.Check(dir)
}
