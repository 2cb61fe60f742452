package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/fault"
	"gongwen/pipeline"
	"gongwen/pipeline/pulls"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// pullMode makes one of the pulls in the settings, as the program does by itself when it
// is at work.
var pullMode = registersMode{
	flag:  "pull",
	takes: []string{"json"},
	long: `加 --pull 名称，则生成 gongwen.yaml 的 pulls 里的一项定期台账，不必等 gongwen run；已经生成过的不动。
--period 2026-10（2026-Q4、2026）是哪一期的，不写就是刚过去的一期。`,
	add: func(flags *pflag.FlagSet) {
		flags.String("pull", "", "生成这个名称的定期台账")
		flags.String("period", "", "定期台账的哪一期，如 2026-10")
	},
	run: makePull,
}

// madePull is what came of it, for programs.
type madePull struct {
	Path string `json:"path"`
	Made bool   `json:"made"` // not before
}

func makePull(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
	name, _ := cmd.Flags().GetString("pull")
	text, _ := cmd.Flags().GetString("period")
	pull, err := pullNamed(o, name)
	if err != nil {
		return err
	}
	today := templates.Today(fault.Now().Local())
	period := pull.Every.Of(today).Previous() // whoever asks by hand waits for no late filings
	if text != "" {
		if period, err = pull.Every.Parse(text); err != nil {
			return fmt.Errorf("--period %w", err)
		}
		if !period.Last().Before(today.Time) {
			return fmt.Errorf("%s还没有过完，过完才能生成：放进去的不再改动。现在要看的，用 --from、--to", period.Title())
		}
	}
	dir, made, err := pipeline.MakePull(cmd.Context(), o, pull, period, fault.Now)
	if err != nil {
		return err
	}
	if !made {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s的已经生成过，没有改动。要重新生成的，先把文件夹移走\n", period.Title())
	}
	if c.json {
		return printJSON(cmd, madePull{dir, made})
	}
	fmt.Fprintln(cmd.OutOrStdout(), dir)
	return nil
}

func pullNamed(o *workspace.Workspace, name string) (pulls.Pull, error) {
	all := o.Config.Pulls
	i := slices.IndexFunc(all, func(p pulls.Pull) bool { return normal.Key(p.Name) == normal.Key(name) })
	if i >= 0 {
		return all[i], nil
	}
	if len(all) == 0 {
		return pulls.Pull{}, errors.New("gongwen.yaml 里没有设定期台账（pulls）")
	}
	var there []string
	for _, p := range all {
		there = append(there, p.Name)
	}
	return pulls.Pull{}, fmt.Errorf("没有叫“%s”的定期台账，有的是：%s", name, strings.Join(there, "、"))
}
