package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"gongwen/pipeline/logging"
)

// logFlags is what the command line says of the log of a program that goes on for
// long.
type logFlags struct{ file, level, format string }

func (f *logFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "log", "", "日志写到哪个文件，默认写到标准错误；换日志文件后发 SIGHUP，重新打开")
	cmd.Flags().StringVar(&f.level, "log-level", "info", "日志记到哪一级：debug、info、warn、error")
	cmd.Flags().StringVar(&f.format, "log-format", "text", "日志的格式：text 给人看，json 每行一个 JSON")
}

// programLog is the log of a running program, and what it opens anew at a SIGHUP.
type programLog struct {
	*slog.Logger
	format string
	toFile bool
	begun  bool

	files  []*logging.File
	reload []func() error // beside the files
}

// open opens the log of a command.
func (f *logFlags) open(cmd *cobra.Command) (*programLog, error) {
	l := &programLog{format: f.format, toFile: f.file != ""}
	var least slog.Level
	if err := least.UnmarshalText([]byte(f.level)); err != nil {
		return nil, fmt.Errorf("--log-level 只能是 debug、info、warn 或 error，不能是 %s", f.level)
	}
	if f.format != "text" && f.format != "json" {
		return nil, fmt.Errorf("--log-format 只能是 text 或 json，不能是 %s", f.format)
	}
	to := cmd.ErrOrStderr()
	if l.toFile {
		var err error
		if to, err = l.openFile(f.file); err != nil {
			return nil, fmt.Errorf("--log：%w", err)
		}
	}
	l.Logger = slog.New(l.handler(to, least))
	return l, nil
}

func (l *programLog) handler(to io.Writer, least slog.Level) slog.Handler {
	if l.format == "json" {
		return slog.NewJSONHandler(to, &slog.HandlerOptions{Level: least})
	}
	return logging.NewTextHandler(to, least)
}

func (l *programLog) openFile(path string) (*logging.File, error) {
	file, err := logging.OpenFile(path)
	if err == nil {
		l.files = append(l.files, file)
	}
	return file, err
}

func (l *programLog) close() error {
	var errs []error
	for _, file := range l.files {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}

// begin says, at a level, that the program has started: once its data folder is open,
// for where it cannot be that is all there is to say.
func (l *programLog) begin(level slog.Level, what, dir string) {
	l.begun = true
	l.Log(context.Background(), level, fmt.Sprintf("已启动：gongwen %s，版本 %s，进程 %d，数据文件夹 %s", what, thisBuild(), os.Getpid(), dir),
		"command", what, "version", thisBuild().String(), "pid", os.Getpid(), "data", dir)
}

// end says that it has stopped, at that level, or why; on standard error the reason is
// said anyway.
func (l *programLog) end(level slog.Level, what string, err error) {
	switch {
	case err == nil && l.begun:
		l.Log(context.Background(), level, "已停止：gongwen "+what, "command", what)
	case err != nil && l.toFile:
		l.Error(fmt.Sprintf("因出错停止：gongwen %s：%v", what, err), "command", what, "error", err.Error())
	}
}

// reopenOnHangup opens the files anew at every SIGHUP, and what else is to be, until
// stop is called; it is called when all of them are open. At a terminal the signal means
// that the terminal has gone, and ends the program as it always does.
func (l *programLog) reopenOnHangup() (stop func()) {
	if isatty.IsTerminal(os.Stderr.Fd()) {
		return func() {}
	}
	hangups, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer close(done)
		for range hangups {
			l.reopen()
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
		<-done
	}
}

func (l *programLog) reopen() {
	whole := true
	for _, file := range l.files {
		if err := file.Reopen(); err != nil {
			whole = false
			l.Error(fmt.Sprintf("日志文件不能重新打开，仍写在原来的里面：%v", err), "error", err.Error())
		}
	}
	for _, reload := range l.reload {
		if err := reload(); err != nil {
			whole = false
			l.Error(fmt.Sprintf("%v；仍用原来的", err), "error", err.Error())
		}
	}
	if whole {
		l.Info("收到 SIGHUP，日志文件和证书已重新打开")
	}
}
