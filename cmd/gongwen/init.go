package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

func initCommand() *cobra.Command {
	var empty, demo bool
	var key string
	var own newOffice
	cmd := &cobra.Command{
		Use:   "init 文件夹",
		Short: "建一个数据文件夹",
		Long: `建一个数据文件夹。

不加参数（或者加 --demo）的，附示范的花名册和空白表单，按自带的工作规则核对：先看程序怎样办事。
加 --empty 的，给一个机关自己用：问清名称、机关代字和各单位，写好设置，花名册只有一行示例，规则由自己写。`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := workspace.Folder(args[0])
			if key != "" && (!filepath.IsAbs(key) || strings.ContainsAny(key, "'\"\n\r")) {
				return fmt.Errorf("--key %q 要写完整的路径，不带引号，如 /etc/gongwen/office.key", key)
			}
			var err error
			if empty {
				err = own.makeEmptyFolder(cmd, f, key)
			} else {
				err = makeDemoFolder(cmd, f, key)
			}
			if err != nil {
				return err
			}
			if p, _, err := checkpointsOf(args[0]); err == nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "流水检查点的签名私钥在 %s，不在数据文件夹里：请另存一份到安全的地方，不要与备份放在一起\n", p.Key)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&empty, "empty", false, "给一个机关自己用的，不带示范的人和规则")
	cmd.Flags().BoolVar(&demo, "demo", false, "附示范的花名册和空白表单，不写也是这样")
	cmd.Flags().StringVar(&key, "key", "", "流水检查点的签名私钥放在哪个文件，写进 gongwen.yaml 的 key；不写就在数据文件夹旁边。旁边不让本程序写的要写明")
	own.flags(cmd.Flags())
	cmd.MarkFlagsMutuallyExclusive("empty", "demo")
	return cmd
}

// makeDemoFolder makes a data folder of the office of the samples.
func makeDemoFolder(cmd *cobra.Command, f workspace.Folder, key string) error {
	config := workspace.DefaultConfig()
	config.Key = key
	people, err := sampleRoster()
	if err != nil {
		return err
	}
	if err := makeDataFolder(cmd, f, contents{config: workspace.NewConfig(config), roster: people}); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "数据文件夹已建好。接下来：\n  1. 按本单位实际修改 %s\n  2. gongwen forms -d %s --out %s，空白表单里就能选到花名册上的单位和人员\n  3. gongwen run -d %s\n  4. 把 forms 里的空白表单填好，放进 inbox/本单位名称/\n",
		f.Roster(), f, f.Forms(), f)
	return nil
}

// contents is what a new data folder begins with.
type contents struct {
	config   string // gongwen.yaml
	roster   *roster.Roster
	rulebook []byte // of a regulation of its own; nil for that of the program
}

// makeDataFolder makes a data folder that is ready to run. It never touches one
// that is there already.
func makeDataFolder(cmd *cobra.Command, f workspace.Folder, of contents) error {
	if err := durable.MkdirShared(string(f)); err != nil {
		return err
	}
	file, err := os.OpenFile(f.Config(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Shared)
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(f)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(of.config)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if of.rulebook != nil {
		book := filepath.Join(f.Rules(), rules.OwnBook)
		if err := durable.MkdirShared(book); err != nil {
			return err
		}
		if err := durable.WriteFile(filepath.Join(book, rules.HeaderName), of.rulebook); err != nil {
			return err
		}
	}
	categories, err := workspace.Categories(f)
	if err != nil {
		return err
	}
	if err := writeRoster(f.Roster(), of.roster, categories); err != nil {
		return err
	}
	return furnish(cmd, f)
}

func alreadyThere(f workspace.Folder) error {
	return fmt.Errorf("%s 已经是数据文件夹，没有改动", f)
}

// furnish adds to the settings, rules and people of a data folder what follows from them:
// its folders, keys and blank forms.
func furnish(cmd *cobra.Command, f workspace.Folder) error {
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
	return errors.Join(writeForms(cmd, f.Forms(), ruleset, ruleset.Kinds.InUse()), o.Close())
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

// sampleRoster is the roster of the samples.
func sampleRoster() (*roster.Roster, error) { return roster.Read(roster.YAMLName, samples.Roster()) }

// writeRoster writes a roster as the workbook an office will edit.
func writeRoster(path string, people *roster.Roster, categories roster.Categories) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, durable.Shared)
	if err != nil {
		return err
	}
	return errors.Join(roster.WriteWorkbook(file, people, categories), file.Close())
}
