package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gongwen/pipeline"
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
	var logs logFlags
	logs.add(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if (room.metrics != "" || len(room.metricsAllow) > 0) && *serve == "" {
			return errors.New("--metrics、--metrics-allow 要与 --serve 一起给出")
		}
		log, err := logs.open(cmd)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, log.close()) }()
		level := slog.LevelInfo
		if *once { // as from a script, which mails what it reads
			level = slog.LevelDebug
		}
		defer func() { log.end(level, "run", err) }()
		return change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			log.begin(level, "run", *dir)
			tell := func(e pipeline.Event) { logEvent(log, e) }
			if *asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetEscapeHTML(false)
				tell = func(e pipeline.Event) {
					_ = encoder.Encode(e)
					if log.toFile {
						logEvent(log, e)
					}
				}
			}
			records := 0
			if *serve != "" {
				var err error
				if records, err = o.Catalogue.Filed(cmd.Context()); err != nil {
					return err
				}
			}
			limitMemory(records)
			tighten(log, o.Folder)
			if err := ownTemporary(o.Folder, "run"); err != nil {
				return err
			}
			defer keepCheckpoints(log, o, *once)()
			if !*once {
				defer backUpNightly(log, o)()
			}
			p, err := pipeline.New(o, tell)
			if err != nil {
				return err
			}
			if *once {
				return p.Once(cmd.Context())
			}
			warn(log, o.Folder)
			log.Info(fmt.Sprintf("正在看守 %s，按 Ctrl-C 停止", o.Folder.Inbox()))
			if *serve != "" {
				return room.beside(cmd, log, o, *serve, p)
			}
			defer log.reopenOnHangup()()
			return p.Run(cmd.Context())
		})
	}
	return cmd
}
