package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"gongwen/archive/backup"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup -d 文件夹 [--out 备份文件夹]",
		Short: "备份到另一块磁盘，只复制新的；可以在程序运行时进行",
		Long: `备份到另一块磁盘：档案、流水、收件、在办、退回、办好的文件和全部设置。
第一次全部复制，以后只复制新的；可以在程序运行时进行，每次得到一个前后一致的状态。
不写 --out 就备份到 gongwen.yaml 的 backup 写的地方；写了的，gongwen run 开着时每天自动做一次，不必另设定时任务。
--keep daily=14,weekly=8,monthly=12 保留 14 天、8 周、12 个月里每天、每周、每月最后的一次（另有 last、yearly）；
最近一次，和最近一次没有缺损的，总是保留。
目录、索引、台账不备份，恢复时由档案重建；签名私钥不备份，请另存。不完好的档案不会进入备份，也不会覆盖备份里原有的。
备份里含有本单位的全部文件和设置，请像保管档案一样保管这块磁盘。
归档过而数据文件夹里找不到的，逐件列出；备份里有以前复制的，留着，恢复时还在。
流水的检查点随每次备份写在 checkpoints 里，日后用来核对流水有没有被改动。
退出码：1 表示有遗失、不完好的档案或读不出的文件没有备份，或者流水与签过名的检查点不符；其余的已备份好。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	out := cmd.Flags().String("out", "", "备份到哪个文件夹，必填")
	keep := cmd.Flags().String("keep", "30", "保留哪些次的状态：最近多少次，或如 "+workspace.DefaultKeep+"；其余的收件、设置等不再保留，档案全部保留")
	first := cmd.Flags().Bool("first", false, "第一次备份到 gongwen.yaml 写的那块磁盘")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		if err := f.Exists(); err != nil {
			return err
		}
		config, err := workspace.ReadConfig(f)
		if *out == "" { // as the settings say
			if err != nil {
				return err
			}
			if config.Backup.To == "" {
				return errors.New("请用 --out 指明备份到哪个文件夹，或写在 gongwen.yaml 的 backup 里")
			}
			*out = config.Backup.To
			if err := backupDisk(*out, *first); err != nil {
				return err
			}
		}
		kept, err := backup.ParseKeep(*keep)
		if !cmd.Flags().Changed("keep") && config.Backup.To != "" && config.Backup.To == *out {
			kept, err = config.Backup.Kept()
		}
		if err != nil {
			return fmt.Errorf("--keep：%w", err)
		}
		taken, err := takeBackup(cmd.Context(), f, *out, kept, func(text string) { notice(cmd.ErrOrStderr(), text) }, progress(cmd.ErrOrStderr(), "备份"))
		if err != nil {
			return err
		}
		report := taken.Report
		if taken.whole() {
			leaveWord(cmd.ErrOrStderr(), f, status.Backup)
		}
		if *asJSON {
			err = printJSON(cmd, backupResult{report.State, report.Bags, report.NewBags, report.Files, report.NewFiles, report.Bytes,
				append([]string{}, report.Damaged...), append([]string{}, report.Unread...), append([]string{}, report.InFlight...), lostRecords(report.Lost), string(taken.signed.Note), report.Forgotten})
		} else {
			printBackup(cmd, *out, report)
			printCheckpoint(cmd, taken.signed)
		}
		if err == nil && !taken.whole() {
			err = exitCode(1)
		}
		return err
	}
	return cmd
}

// backupResult is what --json prints.
type backupResult struct {
	State    string   `json:"state"`
	Bags     int      `json:"bags"`
	NewBags  int      `json:"new_bags"`
	Files    int      `json:"files"`
	NewFiles int      `json:"new_files"`
	Bytes    int64    `json:"bytes"` // copied this time
	Damaged  []string `json:"damaged"`
	Unread   []string `json:"unread"`
	Underway []string `json:"underway"`
	Lost     []lost   `json:"lost"`
	// Checkpoint is that of the journal, as text; empty where there is no key.
	Checkpoint string `json:"checkpoint"`
	Forgotten  int    `json:"forgotten"` // states that were not to be kept
}

// lost is a record that was filed and could not be copied.
type lost struct {
	Number string `json:"number"`
	Path   string `json:"path,omitempty"` // below archive/
	Kept   bool   `json:"kept"`           // the backup has it from before
	Advice string `json:"advice"`
}

func lostRecords(records []backup.LostRecord) []lost {
	all := []lost{}
	for _, r := range records {
		all = append(all, lost{r.Number, r.Folder, r.Kept, r.Advice})
	}
	return all
}

func printBackup(cmd *cobra.Command, out string, r backup.Report) {
	for _, folder := range r.Damaged {
		fmt.Fprintf(cmd.OutOrStdout(), "没有备份  archive/%s 不完好，请运行 gongwen verify 查明\n", folder)
	}
	for _, l := range r.Lost {
		if slices.Contains(r.Damaged, l.Folder) {
			continue
		}
		kept := "备份里也从来没有"
		if l.Kept {
			kept = "备份里有以前的一份，还留着"
		}
		fmt.Fprintf(cmd.OutOrStdout(), "遗失  %s  数据文件夹里找不到了，%s\n    %s\n", l.Number, kept, l.Advice)
	}
	for _, file := range r.Unread {
		fmt.Fprintf(cmd.OutOrStdout(), "没有备份  %s\n", file)
	}
	for _, file := range r.InFlight {
		fmt.Fprintf(cmd.OutOrStdout(), "正在办理  %s 已取号而迟迟未能归档，恢复后会重新取号，请用 gongwen ledger 查看原因\n", returns.Visible(file))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "已备份到 %s，状态 %s：档案 %d 件（新增 %d），其他文件 %d 个（新增 %d），共复制 %.1fMB\n",
		out, r.State, r.Bags, r.NewBags, r.Files, r.NewFiles, float64(r.Bytes)/(1<<20))
}
