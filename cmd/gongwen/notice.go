package main

import (
	"fmt"
	"io"
)

// notice tells whoever runs a command that ends of something to look at; one that goes
// on for long has a log, where the same is a warning.
func notice(stderr io.Writer, text string) { fmt.Fprintf(stderr, "注意    %s\n", text) }

// eachOnce says each thing once, and nothing for nothing.
func eachOnce(say func(text string)) func(text string) {
	told := map[string]bool{}
	return func(text string) {
		if text != "" && !told[text] {
			told[text] = true
			say(text)
		}
	}
}
