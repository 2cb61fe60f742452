package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// secrets reads passwords and codes: lines of standard input or, on a terminal, what is
// typed there without being seen. They are never arguments, which every user of the
// machine can list.
type secrets struct {
	terminal *os.File // nil for none
	lines    *bufio.Reader
	stderr   io.Writer
}

// longestSecret is how long a line may be, in bytes.
const longestSecret = 4 << 10

func newSecrets(in io.Reader, stderr io.Writer) *secrets {
	s := &secrets{lines: bufio.NewReader(io.LimitReader(in, 4*longestSecret)), stderr: stderr}
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		s.terminal = file
	}
	return s
}

// next is the next of them; what says which.
func (s *secrets) next(what string) (string, error) {
	if s.terminal != nil {
		fmt.Fprintf(s.stderr, "%s：", what)
		typed, err := term.ReadPassword(int(s.terminal.Fd()))
		fmt.Fprintln(s.stderr)
		return string(typed), err
	}
	line, err := s.lines.ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	switch {
	case err != nil && err != io.EOF:
		return "", err
	case line == "":
		return "", fmt.Errorf("没有%s：请在标准输入里给出，一行一个", what)
	case len(line) > longestSecret:
		return "", fmt.Errorf("%s太长", what)
	}
	return line, nil
}
