package extract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errFull stops a reader whose text has reached the limit.
var errFull = errors.New("文字过多，只收了前面的部分")

// text gathers what a reader reads, cleaned, until it is full or out of time.
type text struct {
	ctx   context.Context
	limit int // bytes
	b     strings.Builder
	last  rune // written
	signs int  // letters, figures and Han characters
	lost  int  // characters of the file that stand for none

	left  int64 // bytes that may still be unpacked
	depth int   // of files in files
	gaps  []gap // what could not be read, while the rest was
	told  map[gap]bool
}

// gap is one part of a file that could not be read.
type gap struct {
	state  State // of the file, if nothing else is read of it
	reason string
}

const mostGaps = 1000

// miss notes a part of the file that could not be read.
func (t *text) miss(s State, reason string) {
	g := gap{s, reason}
	if t.told[g] || len(t.gaps) == mostGaps {
		return
	}
	if t.told == nil {
		t.told = map[gap]bool{}
	}
	t.told[g] = true
	t.gaps = append(t.gaps, g)
}

// missed are the reasons, of which a person wants to see a few.
func (t *text) missed() string {
	const most = 5
	var reasons []string
	for _, g := range t.gaps[:min(len(t.gaps), most)] {
		reasons = append(reasons, g.reason)
	}
	all := strings.Join(reasons, "；")
	if len(t.gaps) > most {
		all += fmt.Sprintf("；等%d处", len(t.gaps))
	}
	return all
}

// write adds s. Its error means: stop reading.
func (t *text) write(s string) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	for _, r := range s {
		switch {
		case r >= 0x4e00 && r <= 0x9fff: // most of Chinese text
			t.signs++
		case r == '\n' || r == '\r' || r == '\f' || r == '\v' || r == '\u2028' || r == '\u2029':
			r = '\n'
		case unicode.Is(unicode.Zs, r) || r == '\t':
			r = ' '
		case r == '\u2011': // a hyphen that does not end a line
			r = '-'
		case r == utf8.RuneError || unicode.Is(unicode.Co, r) || r&0xfffe == 0xfffe:
			t.lost++
			continue
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			t.signs++
		}
		if (r == ' ' || r == '\n') && (t.last == r || t.last == '\n' || t.last == 0) {
			continue // blanks and empty lines that stand together are one
		}
		if t.b.Len()+utf8.RuneLen(r) > t.limit {
			return errFull
		}
		t.b.WriteRune(r)
		t.last = r
	}
	return nil
}

// breakLine ends the line.
func (t *text) breakLine() error { return t.write("\n") }

// result is the text and what the error a reader ended with makes of it.
func (t *text) result(err error) Result {
	r := Result{State: Read, Text: strings.TrimRight(t.b.String(), "\n ")}
	var partial partialError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		r.State, r.Reason = TimedOut, "限定时间内没有读完"
	case errors.Is(err, errFull):
		r.State, r.Reason = Partial, errFull.Error()
	case errors.Is(err, errEncrypted):
		r.State, r.Reason = Encrypted, "要有密码才能打开"
	case errors.Is(err, errTooLarge) && t.signs > 0:
		r.State, r.Reason = Partial, "解压后过大，只收了前面的部分"
	case errors.Is(err, errTooLarge):
		r.State, r.Reason = TooLarge, "解压后过大"
	case errors.As(err, &partial) && t.signs > 0:
		r.State, r.Reason = Partial, string(partial)
	case errors.As(err, new(unsupportedError)):
		r.State, r.Reason = Unsupported, err.Error()
	case err != nil && !errors.As(err, &partial):
		r.State, r.Reason = Damaged, "内容不完整或已损坏（"+err.Error()+"）"
	case len(t.gaps) > 0 && t.signs > 0:
		r.State, r.Reason = Partial, t.missed()
	case len(t.gaps) > 0:
		r.State, r.Reason = t.gaps[0].state, t.missed()
	case t.signs == 0:
		r.State, r.Reason = NoText, "里面没有文字，可能是扫描件或图片"
	case t.lost > t.signs:
		// The glyphs are drawn from the file's own font, which does not say what
		// characters they are.
		r.State, r.Reason = NoText, "字体没有文字对照，取不出文字"
	}
	return r
}

var (
	errEncrypted = errors.New("有密码")
	errTooLarge  = errors.New("过大")
)

// unsupportedError says what sort of file it is.
type unsupportedError string

func (e unsupportedError) Error() string { return string(e) }

// partialError says what was not read.
type partialError string

func (e partialError) Error() string { return string(e) }
