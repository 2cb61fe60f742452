package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errFull stops a reader whose text has reached the limit.
var errFull = errors.New("文字过多，只收了前面的部分")

// text gathers what a reader reads, cleaned, until it is full or out of time.
type text struct {
	ctx   context.Context
	limit int   // bytes
	room  int64 // bytes that files lying in the file may still take
	depth int   // how many files the one being read lies in
	b     strings.Builder
	last  rune     // written
	signs int      // letters, figures and Han characters
	lost  int      // characters of the file that stand for none
	lacks []string // what of the file was not read, as told to people
	empty State    // the file's, if there is nothing but lacks; "" for NoText
}

// miss is lack for a part that may be all there is: then the state is the file's.
func (t *text) miss(s State, what string) {
	if t.empty == "" {
		t.empty = s
	}
	t.lack(what)
}

// lack notes that something of the file was not read, however much else was.
func (t *text) lack(what string) {
	if len(t.lacks) < 1000 && !slices.Contains(t.lacks, what) {
		t.lacks = append(t.lacks, what)
	}
}

// write adds s. Its error means: stop reading.
func (t *text) write(s string) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	return t.add(s)
}

// add is write for what has been read before the time ran out.
func (t *text) add(s string) error {
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
	case t.signs == 0 && t.empty != "":
		r.State, r.Reason = t.empty, listed(t.lacks)
	case t.signs == 0:
		r.State, r.Reason = NoText, "里面没有文字，可能是扫描件或图片"
	case t.lost > t.signs:
		// The glyphs are drawn from the file's own font, which does not say what
		// characters they are.
		r.State, r.Reason = NoText, "字体没有文字对照，取不出文字"
	case len(t.lacks) > 0:
		r.State, r.Reason = Partial, listed(t.lacks)
	}
	return r
}

// mostLacks is how many lacks are told: whoever reads them wants to know whether to
// open the file.
const mostLacks = 5

func listed(lacks []string) string {
	if len(lacks) > mostLacks {
		return fmt.Sprintf("%s；等 %d 处", strings.Join(lacks[:mostLacks], "；"), len(lacks))
	}
	return strings.Join(lacks, "；")
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
