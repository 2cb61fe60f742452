// Command gongwen makes official documents of request forms, checks them
// against the office's regulation, and keeps what it issued.
//
// Results go to standard output, progress and messages to standard error. The
// exit code is 0, or what the command's help says, or 3 when the command itself
// could not do its work.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the office's zone is known on machines that have no list of zones

	"github.com/spf13/cobra"

	"gongwen/pipeline/watchdog"
	"gongwen/pipeline/workspace"
)

func main() {
	// Libraries note in English what they also return, or try again.
	log.SetOutput(io.Discard)
	if code, is := asService(); is {
		os.Exit(code)
	}
	os.Exit(run(stoppable(os.Stderr), os.Args[1:], os.Stdout, os.Stderr))
}

// stoppable is the context of a program that is told to stop by a signal, and
// says so. The second signal ends it on the spot, whatever it is at.
func stoppable(stderr io.Writer) context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		stop()
		fmt.Fprintln(stderr, "正在停止，办完手上的就停；再按一次 Ctrl-C 立即退出")
	})
	return ctx
}

// failed is the exit code when a command could not do its work. It differs from
// every code that tells a result.
const failed = 3

// exitCode is an error that only carries a result out to the shell.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit %d", int(c)) }

// run is the program; tests call it too.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := program(stdout, stderr)
	root.SetArgs(notFlags(args))
	cmd, err := root.ExecuteContextC(ctx)
	err = explain(cmd, err)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(stderr, "gongwen：", err)
	return failed
}

// program is the tree of all commands.
func program(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "gongwen",
		Short: "公文：收表单、核规则、出公文、建台账、存档案",
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return errors.Join(setClock(cmd), mayOpen(cmd))
		},
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(initCommand(), formsCommand(), runCommand(), checkCommand(), signCommand(), delegateCommand(), searchCommand(),
		registersCommand(), dutiesCommand(), attachmentsCommand(), regulationCommand(), rulesCommand(), templatesCommand(), ledgerCommand(), verifyCommand(), doctorCommand(), rebuildCommand(),
		voidCommand(), writeOffCommand(), cleanCommand(), backupCommand(), restoreCommand(), handoverCommand(), sharesCommand(), checkpointCommand(), proofCommand(), keyCommand(), fontsCommand(), serveCommand(), healthCommand(), serviceCommand(), accountCommand(), demoCommand(), samplesCommand(),
		versionCommand(), packCommand(), unpackCommand(), rehearseCommand())
	root.SetHelpCommand(helpCommand())
	root.InitDefaultHelpCmd() // adds it
	speakChinese(root)
	return root
}

// setClock makes the office's time zone the program's own, before anything asks for
// the time: a machine may be set to another. A command without a data folder, or with
// one whose settings it will itself find wanting, goes by the default.
func setClock(cmd *cobra.Command) error {
	dir := ""
	if data := cmd.Flag("data"); data != nil {
		dir = data.Value.String()
	}
	config, err := workspace.ReadConfig(workspace.Folder(dir))
	if err != nil {
		config = workspace.DefaultConfig()
	}
	time.Local, err = config.Location()
	return err
}

// dataFlag adds -d to a command that works on a data folder.
func dataFlag(cmd *cobra.Command) *string {
	return cmd.Flags().StringP("data", "d", os.Getenv("GONGWEN_DATA"), "数据文件夹，默认取环境变量 GONGWEN_DATA")
}

// folder is the data folder a command was given, or an error that says how to
// give one.
func folder(dir string) (workspace.Folder, error) {
	if dir == "" {
		return "", errors.New("没有指明数据文件夹，请加 -d 文件夹，或设环境变量 GONGWEN_DATA")
	}
	return workspace.Folder(dir), nil
}

// view runs do on a data folder opened for reading.
func view(dir string, do func(*workspace.Workspace) error) error {
	return with(dir, workspace.View, do)
}

// change runs do on a data folder opened for writing, and tells on stderr what that
// changed in one of an older program.
func change(stderr io.Writer, dir string, do func(*workspace.Workspace) error) error {
	return with(dir, workspace.Open, func(o *workspace.Workspace) error {
		if o.Prepared.Saved != "" {
			fmt.Fprintf(stderr, "升级时要改动的，已照原样留在 %s\n", o.Prepared.Saved)
		}
		switch o.Upgraded {
		case "":
		case "3":
			fmt.Fprintln(stderr, "目录数据库已由第3版升级，收件登记从此记密级；以前退回的表单密级不明，按最高密级对待。")
		default:
			fmt.Fprintf(stderr, "目录数据库已由第%s版升级，档案和登记簿不受影响。\n", o.Upgraded)
		}
		if o.Index().Outdated() {
			fmt.Fprintln(stderr, "检索索引是旧版的，随之重建；建好以前，检索会说明还不全。")
		}
		for _, assumed := range o.Kinds().Assumed() {
			fmt.Fprintln(stderr, assumed)
		}
		err := do(o)
		if hung := (*watchdog.Hung)(nil); !errors.As(err, &hung) {
			signLast(o)
		}
		return err
	})
}

func with(dir string, open func(workspace.Folder) (*workspace.Workspace, error), do func(*workspace.Workspace) error) error {
	f, err := folder(dir)
	if err != nil {
		return err
	}
	o, err := open(f)
	if err != nil {
		return err
	}
	err = do(o)
	if hung := (*watchdog.Hung)(nil); errors.As(err, &hung) {
		return err // what hangs still uses the office, and closing it would hang, too
	}
	if closeErr := o.Close(); err == nil {
		err = closeErr
	}
	return err
}
