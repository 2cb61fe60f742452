package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/pipeline/workspace"
)

// registersMode is something that the command does with registers other than to write them.
// It is chosen by a flag.
type registersMode struct {
	flag  string
	takes []string                                                              // the flags that it needs or heeds, besides its own and -d
	long  string                                                                // its paragraph of the command's help
	add   func(*pflag.FlagSet)                                                  // its flags
	run   func(*cobra.Command, *workspace.Workspace, *registersCommanded) error // exit codes are errors, see exitCode
}

// registersModes are all of them. The help lists them in this order.
var registersModes = []registersMode{viewMode, diffMode, reconcileMode, tieOutMode, pullMode}

// registersCommanded is what the flags say that several modes heed. Those of one mode alone
// are read from the command.
type registersCommanded struct {
	writing registersWriting
	json    bool
}

func registersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "registers -d 文件夹 --out 文件夹",
		Short: "生成台账（Excel、CSV、ODS），或核对改动过的台账",
		Long:  registersWritingLong,
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	c := &registersCommanded{}
	c.writing.add(cmd.Flags())
	asJSON := jsonFlag(cmd)
	for _, m := range registersModes {
		m.add(cmd.Flags())
		cmd.Long += "\n" + m.long + "\n"
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c.json = *asJSON
		mode, err := registersModeOf(cmd)
		if err != nil {
			return err
		}
		return view(*dir, func(o *workspace.Workspace) error {
			if mode != nil {
				return mode.run(cmd, o, c)
			}
			return writeRegisters(cmd, o, c)
		})
	}
	return cmd
}

// registersModeOf is the mode that the flags choose, nil for none. Flags that say nothing
// to it are refused: whoever gave them would take the answer for another.
func registersModeOf(cmd *cobra.Command) (*registersMode, error) {
	var chosen *registersMode
	for i, m := range registersModes {
		if !cmd.Flags().Changed(m.flag) {
			continue
		}
		if chosen != nil {
			return nil, fmt.Errorf("--%s 和 --%s 是两件事，请分两次运行", chosen.flag, m.flag)
		}
		chosen = &registersModes[i]
	}
	if chosen == nil {
		for _, m := range registersModes {
			own := pflag.NewFlagSet("", pflag.ContinueOnError)
			m.add(own)
			var err error
			own.VisitAll(func(f *pflag.Flag) {
				if cmd.Flags().Changed(f.Name) {
					err = fmt.Errorf("--%s 要与 --%s 一起用，请补上或删去", f.Name, m.flag)
				}
			})
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	chosen.add(own)
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && f.Name != "data" && own.Lookup(f.Name) == nil && !slices.Contains(chosen.takes, f.Name) {
			err = fmt.Errorf("--%s 与 --%s 不能同时用，请删去其中一个", chosen.flag, f.Name)
		}
	})
	return chosen, err
}
