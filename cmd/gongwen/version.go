package main

import (
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"gongwen/pipeline/release"
)

// version is that of the program; who builds a release may set it (-ldflags "-X
// main.version=1.0.2").
var version = release.Version

// thisBuild is what is known of the program that runs.
var thisBuild = sync.OnceValue(func() release.Build { return release.ThisBuild(version) })

func versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version [-d 文件夹]",
		Short: "版本，由哪个提交、何时、用什么编译，读写哪些格式；加 -d 看数据文件夹是哪一版写的",
		Long: `版本，由哪个提交、何时、用什么编译，读写哪些格式（见 archive/FORMATS.md）。
各版有什么变化、升级时要做什么，见 CHANGELOG.md 和 gongwen help upgrade。
加 -d 的，另列出这个数据文件夹是哪一版写的；比本程序新的，拒绝打开，退出码 3。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		said := versionResult{Build: thisBuild(), Formats: release.Formats()}
		if *dir != "" {
			written, err := release.Read(*dir)
			if err != nil {
				return err
			}
			said.Folder = &written
		}
		if *asJSON {
			return printJSON(cmd, said)
		}
		out := cmd.OutOrStdout()
		fmt.Fprintf(out, "gongwen %s\n", said.Version)
		if said.Commit != "" {
			changed := ""
			if said.Changed {
				changed = "（编译时有未提交的改动）"
			}
			fmt.Fprintf(out, "提交 %s%s\n日期 %s\n", said.Commit, changed, said.Date)
		}
		fmt.Fprintf(out, "编译 %s %s\n\n写哪一版的格式，括号里是读得了的：\n", said.Go, said.System)
		for _, f := range said.Formats {
			reads := "只有这一版"
			if f.Reads != f.Writes {
				reads = "第" + f.Reads + "版起"
			}
			if f.Class == release.Derived {
				reads = "别的版由档案重建"
			}
			fmt.Fprintf(out, "  %-10s %-4s %s（%s）\n", f.Key, f.Writes, f.Title, reads)
		}
		if said.Folder != nil {
			by := "1.0 以前的程序"
			if said.Folder.Program != "" {
				by = "gongwen " + said.Folder.Program + "，自 " + said.Folder.Since.Local().Format("2006-01-02 15:04") + " 起"
			}
			fmt.Fprintf(out, "\n数据文件夹 %s：由 %s写\n", *dir, by)
		}
		return nil
	}
	return cmd
}

// versionResult is what --json prints.
type versionResult struct {
	release.Build
	Formats []release.Format `json:"formats"`
	Folder  *release.Written `json:"folder,omitempty"`
}
