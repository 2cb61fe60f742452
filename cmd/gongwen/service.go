package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"gongwen/pipeline/workspace"
)

// serviceName is what the service of the program is called on Windows, and by it the
// account it runs under: NT SERVICE\gongwen, which Windows makes of itself, which has
// no password and no right that it is not given.
const serviceName = "gongwen"

// serviceCommand keeps the service of the program on Windows. On Linux the packages
// bring the units of systemd.
func serviceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "service install|remove|start|stop",
		Short: "Windows 服务：开机自动运行 run --serve",
		Long: `Windows 服务：开机自动运行 gongwen run --serve，不用有人登录；出错停下的，过一会儿自动再启动。
请在“以管理员身份运行”的命令提示符里用。服务以 NT SERVICE\gongwen 的名义运行，数据文件夹要让它能改动：
一并建文件夹、设权限的，用安装包里的 install.ps1。
服务启动不了、出错停止的原因在事件查看器的“Windows 日志－应用程序”里，来源 gongwen；平时的日志在 --log 的文件里。
Linux 上用安装包自带的 systemd 服务：systemctl enable --now gongwen。`,
	}
	install := &cobra.Command{
		Use:   "install -d 文件夹 [--serve 127.0.0.1:8080] [-- run 的其他选项…]",
		Short: "登记服务，开机自动启动；“--”后面的照原样交给 gongwen run",
	}
	dir := dataFlag(install)
	serve := install.Flags().String("serve", "127.0.0.1:8080", "阅览室在哪个地址上服务")
	log := install.Flags().String("log", "", "日志写到哪个文件，默认是数据文件夹旁边的 <数据文件夹>.log")
	install.RunE = func(cmd *cobra.Command, more []string) error {
		line, err := serviceLine(*dir, *serve, *log, more)
		if err != nil {
			return err
		}
		if err := installService(line); err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "已登记服务 %s，开机自动启动。现在就启动：gongwen service start\n", serviceName)
		return nil
	}
	cmd.AddCommand(install)
	for _, each := range []struct {
		use, short string
		do         func() error
		said       string
	}{
		{"remove", "停下并删除服务；数据文件夹不动", removeService, "已删除服务，数据文件夹没有动"},
		{"start", "启动服务", startService, "已启动"},
		{"stop", "停下服务，办完手上的就停", stopService, "已停下"},
	} {
		cmd.AddCommand(&cobra.Command{Use: each.use, Short: each.short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			if err := each.do(); err != nil {
				return err
			}
			fmt.Fprintln(cmd.ErrOrStderr(), each.said)
			return nil
		}})
	}
	return cmd
}

// serviceLine is the command line of the service. What is wrong with it is better told
// now than in the log of a service that does not come up.
func serviceLine(dir, serve, log string, more []string) ([]string, error) {
	f, err := folder(dir)
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(string(f)) // a service starts in the system's folder
	if err != nil {
		return nil, err
	}
	if log == "" {
		log = absolute + ".log"
	}
	if log, err = filepath.Abs(log); err != nil {
		return nil, err
	}
	line := slices.Concat([]string{"run", "-d", absolute, "--serve", serve, "--log", log}, more)
	check := runCommand()
	if err := check.ParseFlags(line[1:]); err != nil {
		return nil, fmt.Errorf("“--”后面的选项 gongwen run 不认得：%w", err)
	}
	if rest := check.Flags().Args(); len(rest) > 0 {
		return nil, fmt.Errorf("“--”后面只能是 gongwen run 的选项，不能是 %q", rest)
	}
	if once, _ := check.Flags().GetBool("once"); once {
		return nil, fmt.Errorf("服务一直运行，不能加 --once")
	}
	if err := workspace.Folder(absolute).Exists(); err != nil {
		return nil, err
	}
	return line, nil
}
