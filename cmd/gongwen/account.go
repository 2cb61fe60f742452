package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
)

func accountCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "阅览室的账号：list、add、set、reset；阅览室开着时也能用",
	}
	dir := cmd.PersistentFlags().StringP("data", "d", os.Getenv("GONGWEN_DATA"), "数据文件夹，默认取环境变量 GONGWEN_DATA")
	book := func() (*account.Store, error) {
		f, err := folder(*dir)
		if err != nil {
			return nil, err
		}
		if err := f.Exists(); err != nil {
			return nil, err
		}
		return web.Accounts(f)
	}
	cmd.AddCommand(accountList(book), accountAdd(book), accountSet(book), accountReset(book))
	return cmd
}

func accountList(book func() (*account.Store, error)) *cobra.Command {
	return &cobra.Command{Use: "list", Short: "列出账号", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		all, err := b.All()
		for _, a := range all {
			state := "正常"
			switch {
			case a.Disabled:
				state = "停用"
			case a.OneTime:
				state = "一次性密码"
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\t%s\t%s\n", a.Name, a.Role, strings.Join(a.Units, "、"), strings.Join(a.Clearance, "、"), state)
		}
		return err
	}}
}

// accountFlags are what an account is given besides its name.
func accountFlags(cmd *cobra.Command) func(name string) account.Account {
	role := cmd.Flags().String("role", string(account.Office), "角色：office 经办，archivist 档案，finance 财务，administrator 管理员")
	units := cmd.Flags().StringSlice("unit", nil, "所属单位，与收件文件夹同名；表单上还有别的写法的，接着写")
	clearance := cmd.Flags().StringSlice("clearance", nil, "可看的密级："+strings.Join(account.Degrees, "、"))
	return func(name string) account.Account {
		return account.Account{Name: name, Role: account.Role(*role), Units: *units, Clearance: *clearance, Made: time.Now()}
	}
}

func accountAdd(book func() (*account.Store, error)) *cobra.Command {
	cmd := &cobra.Command{Use: "add 用户名", Short: "添加账号，给出一次性密码", Args: cobra.ExactArgs(1)}
	described := accountFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		return given(cmd, args[0], func() (string, error) { return b.Add(described(args[0])) })
	}
	return cmd
}

func accountSet(book func() (*account.Store, error)) *cobra.Command {
	cmd := &cobra.Command{Use: "set 用户名", Short: "修改角色、单位、密级，停用或重新启用", Args: cobra.ExactArgs(1)}
	described := accountFlags(cmd)
	disabled := cmd.Flags().Bool("disabled", false, "停用")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		a := described(args[0])
		a.Disabled = *disabled
		return b.Set(args[0], a)
	}
	return cmd
}

func accountReset(book func() (*account.Store, error)) *cobra.Command {
	return &cobra.Command{Use: "reset 用户名", Short: "给出新的一次性密码", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		return given(cmd, args[0], func() (string, error) { return b.ResetPassword(args[0]) })
	}}
}

// given prints a one-time password: alone on standard output, for scripts.
func given(cmd *cobra.Command, name string, give func() (string, error)) error {
	password, err := give()
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s 的一次性密码，登录后须修改：\n", name)
	fmt.Fprintln(cmd.OutOrStdout(), password)
	return nil
}
