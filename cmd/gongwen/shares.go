package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/shares"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

func sharesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "shares -d 文件夹 --out 文件夹",
		Short: "共享文件夹：按花名册的单位生成 Samba、NFS 的配置和设权限的脚本",
		Long: `按花名册的单位，生成把收件、办结、退件、待签的文件夹共享给各单位要用的：

  samba.conf    Samba 的共享，由 smb.conf include
  units.tsv     各单位的组
  members.csv   谁是哪个单位的，请填写；已有的不动
  nfs.csv       用 NFS 的单位和网段，不用就空着；已有的不动
  setup.sh      以 root 运行：建组、用户、文件夹，设权限，接上 Samba 和 NFS；可以反复运行，--dry-run 只说不做

花名册里加了单位、members.csv 里换了人的，再运行一次 gongwen shares 和 setup.sh，只补新的。
--json 有 data keys user encryption units（unit group）shares（name folder group own）。
详见 gongwen help shares.md。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	out := cmd.Flags().String("out", "shares", "放到哪个文件夹，请用只有 root 能写的，如 /etc/gongwen/shares")
	user := cmd.Flags().String("user", "gongwen", "程序用系统的哪个用户运行")
	encryption := cmd.Flags().String("encryption", string(shares.Required), "Samba 传输加密：required 一律加密，desired 不能加密的（Windows 7）也放行")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		if err := f.Exists(); err != nil {
			return err
		}
		ruleset, err := workspace.ReadRuleset(f)
		if err != nil {
			return err
		}
		units, _, _ := ruleset.Roster.Listed(templates.Today(time.Now()))
		plan, err := shares.New(string(f), *user, shares.Encryption(*encryption), units)
		if err != nil {
			return err
		}
		config, err := workspace.ReadConfig(f)
		if err != nil {
			return err
		}
		plan.Keys = filepath.Dir(f.Checkpoints(config).Key)
		written, err := plan.Write(*out)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(cmd, plan)
		}
		for _, file := range written {
			fmt.Fprintln(cmd.OutOrStdout(), file)
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%d 个单位。接下来：\n  1. 在 %s 里填谁是哪个单位的；用 NFS 的填 %s\n  2. 以 root 运行 sh %s --dry-run，看看要做什么\n  3. 以 root 运行 sh %[4]s\n",
			len(plan.Units), filepath.Join(*out, "members.csv"), filepath.Join(*out, "nfs.csv"), filepath.Join(*out, "setup.sh"))
		return nil
	}
	return cmd
}
