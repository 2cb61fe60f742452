//go:build linux

package main

import (
	"strings"
	"time"
)

func processFaults() []fault {
	return []fault{
		{name: "a second run on one data folder", try: func(t *trial) (string, error) { return t.runSecond("run") }},
		{name: "rebuild while it runs", try: func(t *trial) (string, error) { return t.runSecond("rebuild") }},
		{name: "stopped in the middle of work, six times", try: stoppedOften},
		{name: "clock set back by two days", try: func(t *trial) (string, error) { return t.clock("0h", "-48h") }},
		{name: "clock a year ahead, and set right again", try: func(t *trial) (string, error) { return t.clock("8760h", "0h") }},
	}
}

// runSecond starts another gongwen beside one that is at work.
func (t *trial) runSecond(command string) (string, error) {
	if err := t.start(); err != nil {
		return "", err
	}
	if err := t.dropSome(20); err != nil {
		return "", err
	}
	// Until it has said so, the first might not have the folder yet.
	if _, err := t.waitFor(0, ended); err != nil {
		return "", err
	}
	return t.mustRefuse(command)
}

func stoppedOften(t *trial) (string, error) {
	for range 6 {
		if err := t.start(); err != nil {
			return "", err
		}
		if err := t.dropSome(8); err != nil {
			return "", err
		}
		time.Sleep(time.Duration(t.random.Int64N(int64(700 * time.Millisecond))))
		if err := t.stop(); err != nil {
			return "", err
		}
	}
	return "nothing: what was begun is finished, it exits with 0", nil
}

// clock works through forms by one clock and then by another.
func (t *trial) clock(first, then string) (string, error) {
	for _, off := range []string{first, then} {
		if err := t.startAs(t.faulty.With("GONGWEN_CLOCK=" + off)); err != nil {
			return "", err
		}
		if err := t.dropSome(20); err != nil {
			return "", err
		}
		if off == first { // the rest is taken up by the other clock
			if err := t.drain(); err != nil {
				return "", err
			}
			if err := t.dropSome(10); err != nil {
				return "", err
			}
			t.kill()
			continue
		}
		if err := t.drain(); err != nil {
			return "", err
		}
		if err := t.stop(); err != nil {
			return "", err
		}
	}
	for line := range strings.Lines(t.logFrom(0)) {
		if strings.Contains(line, " 注意 ") {
			return line, nil
		}
	}
	return "nothing: numbers go on in order", nil
}
