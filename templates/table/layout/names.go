package layout

import (
	"fmt"
	"strings"

	"gongwen/templates/table"
)

// mostSheetName is how many characters the name of a sheet may have in Excel.
const mostSheetName = 31

// SheetNames are the names of a book's sheets, as all programs take them, each once.
func SheetNames(b table.Book) []string {
	taken := map[string]bool{}
	var names []string
	for _, s := range b.Sheets {
		names = append(names, freeName(SheetName(s.Name), taken))
	}
	return names
}

// SheetName makes a title fit Excel's rules for the names of sheets.
func SheetName(title string) string {
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title))
	if runes := []rune(name); len(runes) > mostSheetName {
		name = string(runes[:mostSheetName])
	}
	return name
}

// freeName is a sheet's name, or if another has it, in whatever case, one like it.
func freeName(name string, taken map[string]bool) string {
	if name == "" {
		name = "表"
	}
	free := name
	for n := 2; taken[strings.ToLower(free)]; n++ {
		suffix, runes := fmt.Sprint("_", n), []rune(name)
		free = string(runes[:min(len(runes), mostSheetName-len(suffix))]) + suffix
	}
	taken[strings.ToLower(free)] = true
	return free
}
