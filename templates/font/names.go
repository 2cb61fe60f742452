package font

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf16"
)

// Entries of table name (OpenType, "Name IDs").
const (
	family         = 1
	style          = 2
	fullName       = 4
	postScriptName = 6
)

const chinese = 0x804 // the language of the People's Republic, as Windows numbers it

var notInNames = regexp.MustCompile(`[^A-Za-z0-9-]`)

// parseNames reads what the font calls itself, with the file's name where it
// does not say.
func (f *Face) parseNames(file string) {
	inChinese := f.said(family, chinese)
	if s := f.said(style, 0); inChinese != "" && s != "Regular" {
		inChinese += " " + s
	}
	f.Name = cmp.Or(f.said(fullName, chinese), inChinese, f.said(fullName, 0), file)
	f.PostScript = cmp.Or(notInNames.ReplaceAllString(f.said(postScriptName, 0), ""), notInNames.ReplaceAllString(file, ""), "Font")
}

// said is an entry of table name in Windows' coding, of any language if that is
// 0. Of a damaged table nothing is said.
func (f *Face) said(id, language int) (text string) {
	defer func() {
		if recover() != nil { // an offset outside the table
			text = ""
		}
	}()
	names := f.tables["name"]
	if len(names) < 6 {
		return ""
	}
	for i := range short(names, 2) {
		entry := names[6+12*i:]
		const windows, unicode = 3, 1
		if short(entry, 0) != windows || short(entry, 2) != unicode || short(entry, 6) != id ||
			language != 0 && short(entry, 4) != language {
			continue
		}
		start := short(names, 4) + short(entry, 10)
		units := make([]uint16, short(entry, 8)/2)
		for j := range units {
			units[j] = uint16(short(names, start+2*j))
		}
		return strings.TrimSpace(string(utf16.Decode(units)))
	}
	return ""
}
