package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline/web/account"
)

// accountPassword lets a person choose a password without the reading room.
func accountPassword(book func() (*account.Store, error)) *cobra.Command {
	return &cobra.Command{Use: "password 用户名", Short: "本人修改密码：标准输入里第一行是原来的（或一次性的），第二行是新的", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		in := newSecrets(cmd.InOrStdin(), cmd.ErrOrStderr())
		old, err := in.next("原来的密码")
		if err != nil {
			return err
		}
		chosen, err := in.next("新的密码")
		if err != nil {
			return err
		}
		if err := b.ChangePassword(args[0], old, chosen); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s 的密码已改\n", args[0])
		return nil
	}}
}
