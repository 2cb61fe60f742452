package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
)

func voidCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "void -d 文件夹 编号 --reason 理由",
		Short: "作废：编号不再使用，文件仍在档案里，台账注明作废",
		Args:  cobra.ExactArgs(1),
	}
	dir := dataFlag(cmd)
	reason := cmd.Flags().String("reason", "", "作废的理由，必填")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if strings.TrimSpace(*reason) == "" {
			return errors.New("请写明作废的理由：--reason 理由")
		}
		err := change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			stamped, err := pipeline.Void(cmd.Context(), o, args[0], *reason)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s 已作废\n", args[0])
			if stamped == "" {
				fmt.Fprintln(cmd.ErrOrStderr(), "印不出作废件，issued 里的副本已撤下；发出去的请收回。")
			} else {
				fmt.Fprintf(cmd.ErrOrStderr(), "issued/%s 已换成盖有“作废”的；发出去的请收回。\n", stamped)
			}
			return nil
		})
		if errors.Is(err, workspace.ErrBusy) {
			err = fmt.Errorf("%w；用 gongwen run --serve 开着阅览室的，管理员也可以在档案页上作废", err)
		}
		return err
	}
	return cmd
}
