package archive

import (
	"net/url"
	"strings"
)

// PageOf is where the reading room has a record's page, below its own address; more names
// something of the record. All who link to it, pages and files, say it in this way.
func PageOf(number string, more ...string) string {
	return "/record/" + url.PathEscape(number) + strings.Join(append([]string{""}, more...), "/")
}
