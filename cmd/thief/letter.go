//go:build linux

package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"gongwen/cmd/internal/program"
)

// A mark is text that is found nowhere by chance. It tells whose words these are.
const (
	secretMark = "JIMI" // of what the thief must not get
	thiefMark  = "ZEI"
	honestMark = "CHENG"
)

func newMark(whose string) string { return whose + rand.Text()[:14] }

var (
	secretMarks = regexp.MustCompile(secretMark + `[A-Z2-7]{14}`)
	thiefMarks  = regexp.MustCompile(thiefMark + `[A-Z2-7]{14}`)
)

// letter is a form that gongwen accepts: a letter of introduction (介绍信) of a
// unit, with a subject of ours and the name of the unit's own letter, which comes
// with it.
type letter struct{ Text string }

var (
	subjectLine    = regexp.MustCompile(`(?m)^联系事项: .*$`)
	attachmentLine = regexp.MustCompile(`(?m)^本单位介绍信: .*$`)
	untilLine      = regexp.MustCompile(`(?m)^有效期至: .*$`)
)

// with is the letter with a subject and the name of its attachment.
func (l letter) with(subject, attachment string) []byte {
	text := subjectLine.ReplaceAllLiteralString(l.Text, "联系事项: 核对结转资金数额"+subject)
	return []byte(attachmentLine.ReplaceAllLiteralString(text, fmt.Sprintf("本单位介绍信: %q", attachment)))
}

// bad is a letter that has to go back: it has ended before it begins.
func (l letter) bad(subject, attachment string) []byte {
	return untilLine.ReplaceAllLiteral(l.with(subject, attachment), []byte("有效期至: 2001-01-01"))
}

// drawLetters has gongwen draw letters of the units.
func drawLetters(p program.Program, dir string, units ...string) (map[string]letter, error) {
	if _, err := p.Must("samples", "--kind", "letter", "--format", "yaml", "--count", "100", "--seed", "1", "--bad", "0", "--out", dir); err != nil {
		return nil, err
	}
	letters := map[string]letter{}
	for _, unit := range units {
		names, err := filepath.Glob(filepath.Join(dir, unit, "*", "*.yaml"))
		if err != nil || len(names) == 0 {
			return nil, errors.Join(err, fmt.Errorf("gongwen samples drew no letter of %s", unit))
		}
		text, err := os.ReadFile(names[0])
		if err != nil {
			return nil, err
		}
		letters[unit] = letter{string(text)}
	}
	return letters, os.RemoveAll(dir)
}
