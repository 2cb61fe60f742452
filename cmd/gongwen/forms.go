package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive"
	"gongwen/archive/shared"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

func formsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "forms [种类…] --out 文件夹",
		Short: "生成空白表单（Excel）",
	}
	dir := dataFlag(cmd)
	out := cmd.Flags().String("out", ".", "放到哪个文件夹")
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		ruleset, err := workspace.ReadRuleset(workspace.Folder(*dir))
		if err != nil {
			return err
		}
		kinds := ruleset.Kinds.InUse()
		if len(names) > 0 {
			kinds = kinds[:0:0]
			for _, name := range names {
				kind, err := kindNamed(ruleset.Kinds, name)
				if err != nil {
					return err
				}
				kinds = append(kinds, kind)
			}
		}
		return writeForms(cmd, *out, ruleset, kinds)
	}
	return cmd
}

func kindNamed(kinds *templates.Set, name string) (*templates.Kind, error) {
	if kind := kinds.Named(name); kind != nil {
		return kind, nil
	}
	known := ""
	for _, k := range kinds.All() {
		known += fmt.Sprintf(" %s（%s）", k.Key, k.Title)
	}
	return nil, fmt.Errorf("没有“%s”这种表单，可用的有：%s", name, known)
}

func writeForms(cmd *cobra.Command, dir string, ruleset *workspace.Ruleset, kinds []*templates.Kind) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	forms, err := shared.Open(dir) // the units fetch them there, and may write there, too
	if err != nil {
		return err
	}
	defer forms.Close()
	for _, kind := range kinds {
		name := archive.SafeName(kind.Title + ".xlsx")
		path := filepath.Join(dir, name)
		if err := forms.WriteFile("", name, func(w io.Writer) error { return ruleset.BlankForm(w, kind, time.Now()) }); err != nil {
			return fmt.Errorf("%s：%w", path, err)
		}
		fmt.Fprintln(cmd.OutOrStdout(), path)
	}
	return nil
}
