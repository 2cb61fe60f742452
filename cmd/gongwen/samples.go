package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongwen/cmd/internal/sampling"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

func samplesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "samples --kind 种类 --count N --seed S --out 文件夹",
		Short: "生成仿真表单，供试运行和压力测试；同样的种子生成同样的表单",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	kind := cmd.Flags().String("kind", "letter", "哪种表单")
	count := cmd.Flags().Int("count", 10, "多少份")
	seed := cmd.Flags().Uint64("seed", 1, "种子")
	format := cmd.Flags().String("format", "yaml", "yaml 或 xlsx")
	bad := cmd.Flags().Int("bad", 0, "其中百分之几违反某条规则")
	out := cmd.Flags().String("out", "", "放到哪个文件夹，必填")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case *out == "":
			return fmt.Errorf("请用 --out 指明放到哪个文件夹")
		case *count < 0 || *bad < 0 || *bad > 100:
			return fmt.Errorf("--count 不能为负，--bad 应在 0 到 100 之间")
		case *format != string(samples.YAML) && *format != string(samples.XLSX):
			return fmt.Errorf("--format 应为 yaml 或 xlsx，不能是“%s”", *format)
		}
		ruleset, err := workspace.ReadRuleset(workspace.Folder(*dir))
		if err != nil {
			return err
		}
		k, err := kindNamed(ruleset.Kinds, *kind)
		if err != nil {
			return err
		}
		if ruleset.Roster, err = roster.Read(roster.YAMLName, samples.Roster()); err != nil { // the people of the samples
			return err
		}
		options := sampling.Options(ruleset, k, samples.Format(*format), *bad)
		written := 0
		for sample, err := range samples.Generate(k, *seed, *count, options) {
			if err != nil {
				return err
			}
			for _, f := range sample.Files {
				if err := writeUnder(*out, f); err != nil {
					return err
				}
			}
			written++
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "已在 %s 生成%s %d 份\n", *out, k.Title, written)
		return nil
	}
	return cmd
}

func writeUnder(dir string, f samples.File) error {
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, f.Data, 0o644)
}
