package logging

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"unicode"
)

// TextHandler writes records for people: the time, the level, the message. Further
// lines of a message are set in, so that none of them can pass for a record.
type TextHandler struct {
	least slog.Leveler

	mu *sync.Mutex
	to io.Writer
}

// NewTextHandler writes the records of a least level.
func NewTextHandler(to io.Writer, least slog.Leveler) *TextHandler {
	return &TextHandler{least: least, mu: &sync.Mutex{}, to: to}
}

// Enabled reports whether records of a level are written.
func (h *TextHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.least.Level()
}

// WithAttrs and WithGroup change nothing: attributes are for machines.
func (h *TextHandler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h *TextHandler) WithGroup(string) slog.Handler      { return h }

// indent is before every line but the first.
const indent = "    "

// Handle writes a record, all of it at once.
func (h *TextHandler) Handle(_ context.Context, r slog.Record) error {
	var b bytes.Buffer
	b.WriteString(r.Time.Format("2006-01-02 15:04:05 "))
	b.WriteString(levelWord(r.Level) + " ")
	for i, line := range strings.Split(strings.TrimRight(r.Message, "\n"), "\n") {
		if i > 0 && !strings.HasPrefix(line, indent) {
			b.WriteString(indent)
		}
		b.WriteString(strings.Map(visible, line) + "\n")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := h.to.Write(b.Bytes())
	return err
}

// visible shows what would act on a terminal as a mark.
func visible(r rune) rune {
	if unicode.IsControl(r) && r != '\t' {
		return '□'
	}
	return r
}

func levelWord(l slog.Level) string {
	switch {
	case l < slog.LevelInfo:
		return "调试"
	case l < slog.LevelWarn:
		return "信息"
	case l < slog.LevelError:
		return "注意"
	}
	return "出错"
}
