package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/register"
	"gongwen/pipeline"
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
var registersModes = []registersMode{diffMode}

// registersCommanded is what the flags say that several modes heed. Those of one mode alone
// are read from the command.
type registersCommanded struct {
	kind, out string
	year      int
	json      bool
}

func registersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "registers -d 文件夹 --out 文件夹",
		Short: "生成台账（Excel），或核对改动过的台账",
		Long: `生成台账（Excel）。正在 Excel 中打开的台账不动，新的一份放在旁边，名称里有“待换”。
`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	c := &registersCommanded{}
	cmd.Flags().IntVar(&c.year, "year", 0, "只要这一年的")
	cmd.Flags().StringVar(&c.kind, "kind", "", "只要这种表单的")
	cmd.Flags().StringVar(&c.out, "out", "", "放到哪个文件夹，默认为数据文件夹的 registers")
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

// writeRegisters writes whole registers.
func writeRegisters(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	wanted := ""
	if c.kind != "" {
		k, err := kindNamed(o.Kinds(), c.kind)
		if err != nil {
			return err
		}
		wanted = k.Key
	}
	to := c.out
	if to == "" {
		to = o.Folder.Registers()
	}
	written := 0
	err := pipeline.NewBook(cmd.Context(), o).WriteAll(cmd.Context(), to, wanted, c.year, func(path string, inUse *register.InUse) {
		if inUse != nil {
			fmt.Fprintln(cmd.ErrOrStderr(), inUse)
		}
		written++
		fmt.Fprintln(cmd.OutOrStdout(), path)
	})
	if err != nil {
		return err
	}
	if written == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "没有符合条件的记录，未生成台账")
	}
	return nil
}
