package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"gongwen/archive/backup"
	"gongwen/archive/checkpoint"
	"gongwen/archive/holdings"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/release"
	"gongwen/pipeline/workspace"
)

func restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore 备份文件夹 --out 新的数据文件夹",
		Short: "由备份恢复出一个数据文件夹，并重建目录和索引；--check 只核对备份",
		Long: `由备份恢复出一个新的数据文件夹：逐个文件核对校验值，然后重建目录和索引。
从不覆盖已有的文件夹；中断了没有留下半个，再运行一次即可。
退出码：1 表示备份里有不完好的档案或文件，列在输出里；这时不恢复，除非加 --partial。
也表示备份里缺归档过的档案，列在输出里；其余的照常恢复。
收件文件夹原来是链接的，恢复成普通文件夹，要接着用共享的，请换回链接。`,
		Args: cobra.ExactArgs(1),
	}
	out := cmd.Flags().String("out", "", "恢复成哪个数据文件夹，不能已经存在")
	at := cmd.Flags().String("at", "", "恢复到哪一次的状态，默认最近一次；有哪些见 --list")
	list := cmd.Flags().Bool("list", false, "只列出有哪些状态")
	check := cmd.Flags().Bool("check", false, "只核对备份是否完好，不恢复")
	partial := cmd.Flags().Bool("partial", false, "备份里有不完好的，也把其余的恢复出来")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		from := backup.At(args[0])
		if *list {
			states, err := from.States()
			for _, name := range states {
				fmt.Fprintln(cmd.OutOrStdout(), name)
			}
			return err
		}
		state, err := from.State(*at)
		if err != nil {
			return err
		}
		if *check {
			missing, err := from.Missing(state)
			if err != nil {
				return err
			}
			err = printDamaged(cmd, from.Check(cmd.Context(), state, progress(cmd.ErrOrStderr(), "核对")))
			if code := printMissing(cmd, state, missing); err == nil {
				err = code
			}
			if err == nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "备份完好：档案 %d 件，其他文件 %d 个，%s 所做\n", len(state.Bags), len(state.Files), day(state))
			}
			return err
		}
		if *out == "" {
			return errors.New("请用 --out 指明恢复成哪个数据文件夹")
		}
		return restore(cmd, from, state, *out, *partial)
	}
	return cmd
}

func day(s *backup.State) string { return s.Taken.Local().Format("2006-01-02 15:04:05") }

// printDamaged lists what is damaged in a backup; the exit code then tells of it.
func printDamaged(cmd *cobra.Command, err error) error {
	var damaged *backup.Damaged
	if !errors.As(err, &damaged) {
		return err
	}
	for _, folder := range damaged.Bags {
		fmt.Fprintf(cmd.OutOrStdout(), "不完好  archive/%s\n", folder)
	}
	for _, file := range damaged.Files {
		fmt.Fprintf(cmd.OutOrStdout(), "不完好  %s\n", file)
	}
	fmt.Fprintln(cmd.ErrOrStderr(), damaged.Error())
	return exitCode(1)
}

// printMissing lists the records that a state cannot give back; the exit code then tells
// of it. Those that were missing when it was taken and that it has, it mentions.
func printMissing(cmd *cobra.Command, state *backup.State, missing []string) error {
	for _, number := range missing {
		fmt.Fprintf(cmd.OutOrStdout(), "缺  %s  归档过，备份里没有；请看 --list 里更早的、别的备份里有没有，确实找不回来的，恢复后用 gongwen write-off 核销\n", number)
	}
	for _, number := range slices.Sorted(maps.Keys(state.Lost)) {
		if !slices.Contains(missing, number) {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s 做这次备份时数据文件夹里已经没有了，备份里有以前复制的，能恢复\n", number)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "备份里缺 %d 件归档过的档案\n", len(missing))
	return exitCode(1)
}

// readable refuses a state that a newer program wrote, before anything is laid out.
func readable(from backup.Backup, state *backup.State) error {
	text, err := from.ReadFile(state, release.FileName)
	if err != nil {
		return nil // from before 1.0, or damaged, which the restore tells
	}
	written, err := release.Parse(text)
	if err != nil {
		return nil
	}
	return written.Check("备份 " + state.Name())
}

func restore(cmd *cobra.Command, from backup.Backup, state *backup.State, out string, partial bool) error {
	if err := readable(from, state); err != nil {
		return err
	}
	var made audit.Rebuilt
	rebuildThere := func(part string) (err error) {
		made, err = rebuild(cmd, workspace.Folder(part))
		return err
	}
	left, err := from.RestoreWhole(cmd.Context(), state, out, partial, workspace.IsPrivate, rebuildThere, progress(cmd.ErrOrStderr(), "恢复"))
	if err != nil {
		if damaged := (*backup.Damaged)(nil); errors.As(err, &damaged) {
			err = printDamaged(cmd, err)
			fmt.Fprintln(cmd.ErrOrStderr(), "没有恢复。可以用 --at 恢复到另一次的状态，或加 --partial 把其余的恢复出来")
		}
		return err
	}
	missing, err := from.Missing(state)
	if err != nil {
		return err
	}
	code := printMissing(cmd, state, missing)
	if left != nil {
		code = printDamaged(cmd, left)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "已恢复到 %s，是 %s 的状态：归档 %d，退回 %d，重复 %d。接下来：\n  gongwen verify -d %s\n  gongwen run -d %s\n",
		out, day(state), made.Sums.Filed, made.Sums.Returned, made.Sums.Duplicate, out, out)
	for _, name := range slices.Sorted(maps.Keys(state.Folders)) {
		if link := state.Folders[name].Link; link != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s 原来是链接，指向 %s，恢复成了普通文件夹；要接着用共享的，请换回链接\n", name, link)
		}
	}
	if p, _, err := checkpointsOf(out); errors.As(err, new(*checkpoint.Keyless)) {
		fmt.Fprintf(cmd.ErrOrStderr(), "流水检查点的签名私钥不在备份里：请把原来的私钥文件（*.key，连同 *.checkpoints）放到 %s；确已遗失的，运行 gongwen key new -d %s --reason 理由\n", p.Key, out)
	}
	// What is left out above is named there.
	if lost := printLost(cmd, slices.DeleteFunc(made.Lost, func(l holdings.Loss) bool {
		return slices.Contains(missing, l.Number) || left != nil && slices.Contains(left.Bags, l.Folder)
	})); code == nil {
		code = lost
	}
	return code
}
