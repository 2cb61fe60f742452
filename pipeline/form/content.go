package form

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"

	"gongwen/archive"
	"gongwen/templates"
)

// Content is a hash, in hex, over what a form says, whatever file it stands in:
// two forms of a kind with the same answers have the same, be one a workbook and
// the other YAML, typed again, saved again, or with other spaces and widths of
// characters. Of attachments, given by their SHA-256, the contents count and not
// the names, neither theirs nor those in the form.
func (f *Form) Content(attachments []string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", f.Kind.Key)
	addContent(sum, "", f.Kind.Fields, f.Values)
	for _, attachment := range slices.Sorted(slices.Values(attachments)) {
		fmt.Fprintf(sum, "%q\n", attachment)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// addContent adds values by the order of their keys, so that a kind whose fields
// are put in another order still knows its forms.
func addContent(sum hash.Hash, path string, fields []templates.Field, values templates.Values) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(fields, func(f templates.Field) bool { return f.Key == key })
		if i < 0 || fields[i].Type == templates.TypeFile {
			continue
		}
		if rows, ok := values[key].([]templates.Values); ok {
			for n, row := range rows {
				addContent(sum, fmt.Sprintf("%s%s[%d].", path, key, n), fields[i].Columns, row)
			}
			continue
		}
		word := archive.Word(values[key])
		if word == "" { // 是/否, which Word leaves out
			word = templates.Text(values[key])
		}
		fmt.Fprintf(sum, "%q %q\n", path+key, word)
	}
}
