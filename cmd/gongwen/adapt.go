package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/archive/durable"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// takenOut is a part of the program that an office may take out, to change it.
type takenOut struct {
	use, short, exportShort, exportLong string
	to                                  string // the folder in a data folder where it is the office's own
	from                                func(templates.Office) fs.FS
	of                                  func(kind string) ([]string, error) // its paths for a kind, by key; for "" all
}

func templatesCommand() *cobra.Command {
	return takenOut{
		use: "templates", short: "自带的表单", exportShort: "取出自带的表单，改成本单位的",
		exportLong: `取出自带的表单（字段、版式、样表），放进数据文件夹的 templates，从此用的是这一份，可以照着改；写法见 gongwen help kinds。
用语已经换成本单位的（gongwen.yaml 的 words），名称和编号的开头仍写作 {our.prefix} 之类，随设置而变。
已有的文件不动。不写种类的，全部取出。加 --out 的放进别的文件夹，只看看。`,
		to: workspace.Folder("").Templates(), from: templates.Office.Adapted,
		of: func(kind string) ([]string, error) { return []string{cmp.Or(kind, ".")}, nil },
	}.command()
}

func rulesCommand() *cobra.Command {
	return takenOut{
		use: "rules", short: "自带的规则", exportShort: "取出自带的规则，照着写本单位的",
		exportLong: `取出自带的规则册：规则、审批步骤、时限和各条的落实，放进数据文件夹的 rules。写法见 gongwen help rules.md。
用自带规则的机关，rules 里 id 相同的一条代替自带的；规则是自己的机关（regulation: own），取出来的也要照自己的条文改。
已有的文件不动。写了种类的，只取出这几种表单的规则。加 --out 的放进别的文件夹，只看看。`,
		to: workspace.Folder("").Rules(), from: func(templates.Office) fs.FS { return rules.Builtin() },
		of: func(kind string) ([]string, error) {
			if kind == "" {
				return fs.Glob(rules.Builtin(), "*/*.yaml")
			}
			return rules.FilesOf(kind)
		},
	}.command()
}

func (t takenOut) command() *cobra.Command {
	cmd := &cobra.Command{Use: t.use, Short: t.short}
	export := &cobra.Command{Use: "export [种类…] -d 文件夹", Short: t.exportShort, Long: t.exportLong}
	dir := dataFlag(export)
	out := export.Flags().String("out", "", "放到哪个文件夹，不写就是数据文件夹的 "+t.to)
	export.RunE = func(cmd *cobra.Command, names []string) error {
		f, config, err := exportFrom(*dir, *out)
		if err != nil {
			return err
		}
		paths, err := t.paths(cmd, config.Names(), names)
		if err != nil {
			return err
		}
		return writeOut(cmd, t.from(config.Names()), paths, cmp.Or(*out, filepath.Join(string(f), t.to)))
	}
	cmd.AddCommand(export)
	return cmd
}

// paths are what is asked for: of some kinds, or all of it.
func (t takenOut) paths(cmd *cobra.Command, office templates.Office, names []string) ([]string, error) {
	if len(names) == 0 {
		return t.of("")
	}
	kinds, err := templates.Load(templates.Builtin(office))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, name := range names {
		kind, err := kindNamed(kinds, name)
		if err != nil {
			return nil, err
		}
		of, err := t.of(kind.Key)
		if err != nil {
			return nil, err
		}
		if len(of) == 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s没有专门的规则\n", kind.Title)
		}
		all = append(all, of...)
	}
	return all, nil
}

// exportFrom are the data folder an export is for and what it calls things; with --out
// there need not be one.
func exportFrom(dir, out string) (workspace.Folder, workspace.Config, error) {
	f := workspace.Folder(dir)
	if dir != "" || out == "" {
		var err error
		if f, err = folder(dir); err != nil {
			return f, workspace.Config{}, err
		}
	}
	config, err := workspace.ReadConfig(f)
	return f, config, err
}

// writeOut copies files, or folders with all that is in them, and leaves what is there. It
// says what it wrote and what it left.
func writeOut(cmd *cobra.Command, from fs.FS, names []string, to string) error {
	written, left := 0, 0
	for _, name := range names {
		err := fs.WalkDir(from, name, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			path := filepath.Join(to, filepath.FromSlash(name))
			if _, err := os.Lstat(path); err == nil {
				left++
				fmt.Fprintf(cmd.ErrOrStderr(), "%s 已经有了，没有动\n", path)
				return nil
			} else if !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			text, err := fs.ReadFile(from, name)
			if err != nil {
				return err
			}
			if err := durable.MkdirShared(filepath.Dir(path)); err != nil {
				return err
			}
			written++
			fmt.Fprintln(cmd.OutOrStdout(), path)
			return durable.WriteFile(path, text)
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "取出%d个文件", written)
	if left > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "，%d个已经有了", left)
	}
	fmt.Fprintln(cmd.ErrOrStderr())
	return nil
}
