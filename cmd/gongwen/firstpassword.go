package main

import (
	"fmt"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
)

// isTerminal reports whether somebody sits before what is written to, or read from.
func isTerminal(stream any) bool {
	terminal, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(terminal.Fd())
}

// firstPassword tells the one-time password of the administrator that the first start makes:
// on the terminal, where there is one. A service has none, and what it writes is kept as a
// log, which no password is to be in; so it goes into a file that only the program's own user
// may read, and the log has where that is.
func firstPassword(cmd *cobra.Command, log *programLog, f workspace.Folder) func(name, password string) error {
	return func(name, password string) error {
		if isTerminal(cmd.ErrOrStderr()) {
			fmt.Fprintf(cmd.ErrOrStderr(), "已建管理员账号 %s，一次性密码 %s（只显示这一次，登录后须修改）\n", name, password)
			return nil
		}
		accounts, err := web.Accounts(f)
		if err != nil {
			return err
		}
		path, err := accounts.KeepFirstPassword(name, password)
		if err == nil {
			log.Info(fmt.Sprintf("已建管理员账号 %s，一次性密码在文件 %s 里，只有运行程序的用户和 root 读得到；登录改成自己的密码后，文件自动删去", name, path), "account", name, "file", path)
		}
		return err
	}
}
