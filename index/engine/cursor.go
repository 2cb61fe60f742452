package engine

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// ErrCursor is the error for a Request.After that no search with this Sort gave.
var ErrCursor = errors.New("接续位置不对，请从第一页重新检索")

// cursor names the place behind a hit. New records do not move it.
func cursor(h Hit, s Sort) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %s %s", s, h.Score, h.Date, h.Number))
}

func parseCursor(text string, s Sort) (*Hit, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrCursor
	}
	parts := strings.SplitN(string(raw), " ", 4)
	if len(parts) != 4 || parts[0] != string(s) {
		return nil, ErrCursor
	}
	h := Hit{Date: parts[2], Number: parts[3]}
	if _, err := fmt.Sscan(parts[1], &h.Score); err != nil {
		return nil, ErrCursor
	}
	return &h, nil
}
