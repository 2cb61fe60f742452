package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/archive/backup"
	"gongwen/archive/durable"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/rehearsal"
	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

func rehearseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rehearse [备份文件夹] -d 文件夹",
		Short: "恢复演练：把备份真的恢复一遍，查验、检索、与现在的对照，写出报告，然后清理干净",
		Long: `恢复演练：把备份恢复到临时文件夹，重建目录和索引，全部查验，与现在的数据文件夹对照
（件数、抽查的档案逐字节、流水、设置和账号），抽查检索，写出报告，然后把恢复出来的删去。
现在的数据文件夹只读，可以在 gongwen run 运行时进行；不写备份文件夹的，用 gongwen.yaml 的 backup 写的。
恢复出来的放在数据文件夹的 temp 里，只有本程序能读；磁盘放不下的，用 --in 指定别处。
没有 -d 的（数据文件夹已经没有了），只看恢复出来的是否完好，这时要写 --in。
通过的，记下时间：监护的指标 gongwen_rehearsal_age_seconds 看得到上次演练是多久以前。建议每季度一次。
退出码：1 表示没有通过，报告里逐处写明。`,
		Args: cobra.MaximumNArgs(1),
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	at := cmd.Flags().String("at", "", "演练哪一次的状态，默认最近一次；有哪些见 gongwen restore --list")
	in := cmd.Flags().String("in", "", "恢复到哪个文件夹里（用完清理），默认是数据文件夹的 temp")
	records := cmd.Flags().Int("records", 20, "抽查多少件")
	out := cmd.Flags().String("report", "", "报告另存为文件")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o := rehearsal.Options{State: *at, Live: workspace.Folder(*dir), In: *in, Sample: *records}
		from, err := rehearsedBackup(o.Live, args)
		if err != nil {
			return err
		}
		o.Backup = backup.At(from)
		switch {
		case *records < 1:
			return fmt.Errorf("--records %d 至少为 1", *records)
		case o.In == "" && o.Live == "":
			return errors.New("请用 -d 指明现在的数据文件夹；没有的，用 --in 指明恢复到哪个文件夹里")
		case o.In == "":
			o.In = o.Live.Temporary("rehearsal")
		}
		w := cmd.ErrOrStderr()
		o.Show = rehearsal.Show{Restore: progress(w, "恢复"), Verify: progress(w, "查验"),
			Rebuild: audit.Progress{Catalogue: progress(w, "重建目录"), Index: progress(w, "重建索引"), Attachments: progress(w, "读取附件")}}
		report, err := rehearsal.Rehearse(cmd.Context(), o)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := report.WriteText(&text); err != nil {
			return err
		}
		if *out != "" {
			if err := durable.WriteFile(*out, text.Bytes()); err != nil {
				return fmt.Errorf("--report：%w", err)
			}
		}
		if report.Right && o.Live != "" {
			leaveWord(w, o.Live, status.Rehearsal)
		}
		if *asJSON {
			err = printJSON(cmd, report)
		} else {
			_, err = cmd.OutOrStdout().Write(text.Bytes())
		}
		if err == nil && !report.Right {
			err = exitCode(1)
		}
		return err
	}
	return cmd
}

// rehearsedBackup is the backup that was named, or that of the settings.
func rehearsedBackup(live workspace.Folder, args []string) (string, error) {
	if live != "" {
		if err := live.Exists(); err != nil {
			return "", err
		}
	}
	if len(args) > 0 {
		return args[0], nil
	}
	if live != "" {
		config, err := workspace.ReadConfig(live)
		if err != nil {
			return "", err
		}
		if config.Backup.To != "" {
			return config.Backup.To, backupDisk(config.Backup.To, false)
		}
	}
	return "", errors.New("请写明备份文件夹，或写在 gongwen.yaml 的 backup 里")
}
