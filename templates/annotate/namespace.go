package annotate

import "regexp"

// Namespaces of SpreadsheetML (ECMA-376 parts 1 and 4) and of Microsoft's threads
// (MS-XLSX 2.1). Types of relationships begin with that of relationships.
const (
	mainSpace         = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	mainStrict        = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	relationshipSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	threadSpace       = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
	threadRelation    = "http://schemas.microsoft.com/office/2017/10/relationships"
)

var (
	strictName  = regexp.MustCompile(`(["'])http://purl\.oclc\.org/ooxml/(\w+)/`)
	strictWords = regexp.MustCompile(`(["']http://schemas\.openxmlformats\.org/officeDocument/2006/(?:relationships/)?)(extended|custom)Properties(["'])`)
	conformance = regexp.MustCompile(`(<(?:\w+:)?workbook\b[^>]*?)\s+conformance\s*=\s*["']strict["']`)
)

// relabel gives the XML of a strict part the namespaces of the transitional edition:
// they have the year 2006 after the first word, and a hyphen in two cases.
func relabel(text []byte) []byte {
	text = strictName.ReplaceAll(text, []byte(`${1}http://schemas.openxmlformats.org/$2/2006/`))
	text = strictWords.ReplaceAll(text, []byte(`${1}$2-properties$3`))
	return conformance.ReplaceAll(text, []byte(`$1`))
}
