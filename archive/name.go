package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the longest file name, in bytes, that ext4, NTFS and most network
// shares take; it leaves room for a temporary ending.
const maxName = 240

// reserved are the device names of Windows, which no file can have there,
// whatever its extension.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`)

// fullWidth has the look-alike of every character Windows forbids in names, so
// that people still read what was meant.
var fullWidth = map[rune]rune{'/': '／', '\\': '＼', ':': '：', '*': '＊', '?': '？',
	'"': '＂', '<': '＜', '>': '＞', '|': '｜'}

// SafeName makes any text a file name that Linux and Windows both take and
// people still recognise. A name that is safe already stays as it is. A name
// too long is cut, keeps its extension, and carries a piece of the hash of the
// whole, so that two long names stay two.
func SafeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if wide, ok := fullWidth[r]; ok {
			return wide
		}
		// Cf hides characters or turns the reading direction: a name that shows
		// something else than it is.
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	// Windows drops dots and blanks at the end, which also takes care of "..".
	if trimmed := strings.TrimRight(safe, ". "); trimmed != safe {
		safe = trimmed + "_"
	}
	if safe == "" || reserved.MatchString(safe) {
		safe = "_" + safe
	}
	if len(safe) <= maxName {
		return safe
	}
	sum := sha256.Sum256([]byte(name))
	ext := filepath.Ext(safe)
	if len(ext) > 20 {
		ext = ""
	}
	tail := "~" + hex.EncodeToString(sum[:4]) + ext
	cut := maxName - len(tail)
	for !utf8.RuneStart(safe[cut]) {
		cut--
	}
	return safe[:cut] + tail
}
