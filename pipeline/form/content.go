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
	return f.content(attachments, func(_ string, value any) any { return value })
}

// EarlierContent is the Content of the same form before what is typed in several ways
// was read as one value; empty where that is the same. Records filed then have it.
func (f *Form) EarlierContent(attachments []string) string {
	if len(f.Written) == 0 {
		return ""
	}
	earlier := f.content(attachments, func(path string, value any) any {
		written, ok := f.Written[path]
		if _, isText := value.(string); ok && isText && path != f.Kind.Unit { // whose name was always the roster's
			return written
		}
		return value
	})
	if earlier == f.Content(attachments) {
		return ""
	}
	return earlier
}

// content is Content with each value as said tells, by its path.
func (f *Form) content(attachments []string, said func(path string, value any) any) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", f.Kind.Key)
	addContent(sum, "", f.Kind.Fields, f.Values, said)
	for _, attachment := range slices.Sorted(slices.Values(attachments)) {
		fmt.Fprintf(sum, "%q\n", attachment)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// addContent adds values by the order of their keys, so that a kind whose fields
// are put in another order still knows its forms.
func addContent(sum hash.Hash, path string, fields []templates.Field, values templates.Values, said func(path string, value any) any) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(fields, func(f templates.Field) bool { return f.Key == key })
		if i < 0 || fields[i].Type == templates.TypeFile {
			continue
		}
		if rows, ok := values[key].([]templates.Values); ok {
			for n, row := range rows {
				addContent(sum, fmt.Sprintf("%s%s[%d].", path, key, n), fields[i].Columns, row, said)
			}
			continue
		}
		value := said(path+key, values[key])
		word := archive.Word(value)
		if word == "" { // 是/否, which Word leaves out
			word = templates.Text(value)
		}
		fmt.Fprintf(sum, "%q %q\n", path+key, word)
	}
}
