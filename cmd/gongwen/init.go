package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init 文件夹",
		Short: "建一个数据文件夹，附示范花名册和空白表单",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := workspace.Folder(args[0])
			if err := makeDataFolder(cmd, f, workspace.ConfigTemplate); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "数据文件夹已建好。接下来：\n  1. 按本单位实际修改 %s\n  2. gongwen forms -d %s --out %s，空白表单里就能选到花名册上的单位和人员\n  3. gongwen run -d %s\n  4. 把 forms 里的空白表单填好，放进 inbox/本单位名称/\n",
				filepath.Join(args[0], "roster.xlsx"), args[0], f.Forms(), args[0])
			if p, _, err := checkpointsOf(args[0]); err == nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "流水检查点的签名私钥在 %s，不在数据文件夹里：请另存一份到安全的地方，不要与备份放在一起\n", p.Key)
			}
			return nil
		},
	}
}

// makeDataFolder makes a data folder that is ready to run. It never touches one
// that is there already.
func makeDataFolder(cmd *cobra.Command, f workspace.Folder, config string) error {
	if err := durable.MkdirShared(string(f)); err != nil {
		return err
	}
	file, err := os.OpenFile(f.Config(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Shared)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s 已经是数据文件夹，没有改动", f)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(config)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	categories, err := workspace.Categories(f)
	if err != nil {
		return err
	}
	if err := writeRoster(f.Roster(), categories); err != nil {
		return err
	}
	o, err := workspace.Open(f)
	if err != nil {
		return err
	}
	if err := makeKey(cmd, o); err != nil {
		return errors.Join(err, o.Close())
	}
	ruleset, err := workspace.ReadRuleset(f)
	if err != nil {
		return errors.Join(err, o.Close())
	}
	return errors.Join(writeForms(cmd, f.Forms(), ruleset, ruleset.Kinds.All()), o.Close())
}

// makeKey makes the keys that checkpoints are signed with. Where that cannot be, the data
// folder is as good as one from before there were any.
func makeKey(cmd *cobra.Command, o *workspace.Workspace) error {
	err := o.Folder.Checkpoints(o.Config).Make(cmd.Context())
	var keyless *checkpoint.Keyless
	if errors.As(err, &keyless) {
		notice(cmd.ErrOrStderr(), keyless.Error())
		return nil
	}
	return err
}

// writeRoster writes the sample roster as the workbook an office will edit.
func writeRoster(path string, categories roster.Categories) error {
	people, err := roster.Read(roster.YAMLName, samples.Roster())
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, durable.Shared)
	if err != nil {
		return err
	}
	return errors.Join(roster.WriteWorkbook(file, people, categories), file.Close())
}
