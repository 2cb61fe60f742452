package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows long work on a terminal, as a bar with the time left. Anywhere
// else, in a log or a script, it shows nothing.
func progress(w io.Writer, what string) func(done, total int) {
	if !isTerminal(w) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(done) // only the screen would miss it
	}
}
