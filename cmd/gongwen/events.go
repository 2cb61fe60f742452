package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/returns"
)

// logEvent puts an event into the log.
func logEvent(log *programLog, e pipeline.Event) {
	level, text := eventText(e)
	log.Log(context.Background(), level, text, "event", e)
}

// printEvent writes an event for somebody who looks on.
func printEvent(w io.Writer, e pipeline.Event) {
	level, text := eventText(e)
	if level > slog.LevelInfo {
		text = "注意    " + text
	}
	fmt.Fprint(w, text)
}

// eventText is one line about an event and, below it, why a form came back; and how
// much it matters.
func eventText(e pipeline.Event) (slog.Level, string) {
	level, w := slog.LevelInfo, &strings.Builder{}
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
	case pipeline.UnsignedEvent:
		fmt.Fprintf(w, "待签    %s：%s\n", file, returns.Visible(e.Reason))
	case pipeline.PullEvent, pipeline.RegistersEvent, pipeline.LookEvent, pipeline.CleanEvent:
		fmt.Fprintf(w, "%s\n", returns.Visible(e.Reason))
	default:
		level = slog.LevelWarn
		fmt.Fprintf(w, "%s\n", returns.Visible(e.Reason))
	}
	printFindings(w, e.Findings)
	if len(e.Passed) > 0 {
		fmt.Fprintf(w, "        随附的%s是此前退件时程序给出的，没有收取\n", returns.Visible("“"+strings.Join(e.Passed, "”“")+"”"))
	}
	return level, w.String()
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
