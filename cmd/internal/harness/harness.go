// Package harness is what the harnesses have in common as commands: how they start
// and stop, and how they report what they do and what came of it.
package harness

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// Main runs a harness, whose flags have been parsed, and ends the process with 1
// if that gives an error. The context ends with SIGINT and SIGTERM.
func Main(run func(ctx context.Context, stdout, stderr io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", filepath.Base(os.Args[0]), err)
		os.Exit(1)
	}
}

// Progress tells on w what is being done, each line with the time since now.
func Progress(w io.Writer) func(format string, args ...any) {
	started := time.Now()
	return func(format string, args ...any) {
		fmt.Fprintf(w, "%7s  %s\n", time.Since(started).Round(time.Second), fmt.Sprintf(format, args...))
	}
}
