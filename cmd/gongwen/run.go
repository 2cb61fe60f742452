package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/workspace"
)

// memoryLimit is how much memory, in bytes, the program takes before it looks
// harder for what it can give back. What it needs at once stays far below. The
// program itself, the fonts and the index, which are mapped from their files, come
// on top: together it stays below 300 MB. The reading room has a line of every
// record in memory, and more for a moment when it works out the duties: it is
// given so much more for each, lest the program do nothing but look.
const (
	memoryLimit     = 160 << 20
	memoryForRecord = 2 << 10
)

// limitMemory sets the limit for an office of so many records, unless GOMEMLIMIT
// does.
func limitMemory(records int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit + memoryForRecord*int64(records))
	}
}

func runCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run -d 文件夹",
		Short: "看守收件文件夹，随到随办；--once 办完现有的就停",
		Args:  cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	once := cmd.Flags().Bool("once", false, "办完收件文件夹里现有的表单就停")
	asJSON := jsonFlag(cmd)
	serve := cmd.Flags().String("serve", "", "同时开阅览室，在哪个地址上服务，如 127.0.0.1:8080")
	var room readingRoom
	room.flags(cmd)
	cmd.MarkFlagsMutuallyExclusive("once", "serve")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if room.metrics != "" && *serve == "" {
			return errors.New("--metrics 要与 --serve 一起给出")
		}
		return change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			tell := func(e pipeline.Event) { printEvent(cmd.ErrOrStderr(), e) }
			if *asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetEscapeHTML(false)
				tell = func(e pipeline.Event) { _ = encoder.Encode(e) }
			}
			records := 0
			if *serve != "" {
				var err error
				if records, err = o.Catalogue.Filed(cmd.Context()); err != nil {
					return err
				}
			}
			limitMemory(records)
			tighten(cmd.ErrOrStderr(), o.Folder)
			if err := ownTemporary(o.Folder, "run"); err != nil {
				return err
			}
			defer keepCheckpoints(cmd.ErrOrStderr(), o, *once)()
			p, err := pipeline.New(o, tell)
			if err != nil {
				return err
			}
			if *once {
				return p.Once(cmd.Context())
			}
			warn(cmd.ErrOrStderr(), o.Folder)
			fmt.Fprintf(cmd.ErrOrStderr(), "正在看守 %s，按 Ctrl-C 停止\n", o.Folder.Inbox())
			if *serve != "" {
				return room.beside(cmd, o, *serve, p)
			}
			return p.Run(cmd.Context())
		})
	}
	return cmd
}

// printEvent writes one line per event and, below it, why a form came back.
func printEvent(w io.Writer, e pipeline.Event) {
	file := returns.Visible(e.File)
	switch e.Type {
	case "filed":
		fmt.Fprintf(w, "已办理  %s → %s\n", file, returns.Visible(e.Path))
	case "returned":
		fmt.Fprintf(w, "退回    %s → %s\n", file, returns.Visible(e.Path))
	case "duplicate":
		fmt.Fprintf(w, "重复    %s：此前已办理，编号%s\n", file, e.Number)
	case "pending":
		fmt.Fprintf(w, "待办    %s：%s\n", file, returns.Visible(e.Reason))
	default:
		fmt.Fprintf(w, "注意    %s\n", returns.Visible(e.Reason))
	}
	printFindings(w, e.Findings)
	if len(e.Passed) > 0 {
		fmt.Fprintf(w, "        随附的%s是此前退件时程序给出的，没有收取\n", returns.Visible("“"+strings.Join(e.Passed, "”“")+"”"))
	}
}

func printFindings(w io.Writer, findings []form.Finding) {
	for _, f := range findings {
		basis := ""
		if f.Article != "" {
			basis = "（" + form.ArticleName(f.Article) + "）"
		}
		if f.Excused {
			fmt.Fprintf(w, "        ○ %s：%s%s\n", returns.Where(f), returns.Visible(f.Answered()), basis)
			continue
		}
		fmt.Fprintf(w, "        · %s：%s%s\n", returns.Where(f), returns.Visible(f.Message), basis)
		for _, line := range []string{f.Because, f.Advice, f.Way()} {
			if line != "" {
				fmt.Fprintf(w, "          %s\n", returns.Visible(line))
			}
		}
	}
}
