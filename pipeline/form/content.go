package form

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// Content is a hash, in hex, over what a form says, whatever file it stands in:
// two forms of a kind with the same answers have the same, be one a workbook and
// the other YAML, typed again, saved again, or with other spaces, widths of characters
// and look-alikes. Of attachments, given by their SHA-256, the contents count and not
// the names, neither theirs nor those in the form.
func (f *Form) Content(attachments []string) string {
	return f.content(attachments, func(_ string, value any) string { return archive.Word(value) })
}

// Bare is Content without what a form says for itself to the findings on it (例外): two
// that have the same are the same form, though one of them got another reason.
func (f *Form) Bare(attachments []string) string {
	values := maps.Clone(f.Values)
	delete(values, templates.Exceptions.Key)
	delete(values, templates.Exception.Key)
	bare := Form{Kind: f.Kind, Values: values}
	return bare.Content(attachments)
}

// EarlierContents are the Contents that records have of the same form which were filed
// by older programs, where those read it in another way: one that knew names and numbers
// in all their spellings, but not the look-alikes of characters (package normal), and one
// that took everything as it was typed.
func (f *Form) EarlierContents(attachments []string) []string {
	if len(f.Written) == 0 {
		return nil
	}
	typed := func(string) bool { return true }
	alike := func(path string) bool {
		return normal.Text(f.Written[path]) != norm.NFC.String(f.Written[path])
	}
	var earlier []string
	now := f.Content(attachments)
	for _, differed := range []func(path string) bool{alike, typed} {
		content := f.content(attachments, func(path string, value any) string {
			written, ok := f.Written[path]
			_, isText := value.(string)
			if ok && isText && path != f.Kind.Unit && differed(path) { // the unit's name was always the roster's
				return archive.EarlierWord(written)
			}
			return archive.Word(value)
		})
		if content != now && !slices.Contains(earlier, content) {
			earlier = append(earlier, content)
		}
	}
	return earlier
}

// content is Content with the word that is to stand for each value, by its path.
func (f *Form) content(attachments []string, wordOf func(path string, value any) string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q\n", f.Kind.Key)
	addContent(sum, "", f.Kind.Fields, f.Values, wordOf)
	for _, attachment := range slices.Sorted(slices.Values(attachments)) {
		fmt.Fprintf(sum, "%q\n", attachment)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// addContent adds values by the order of their keys, so that a kind whose fields
// are put in another order still knows its forms.
func addContent(sum hash.Hash, path string, fields []templates.Field, values templates.Values, wordOf func(path string, value any) string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(fields, func(f templates.Field) bool { return f.Key == key })
		if i < 0 || fields[i].Type == templates.TypeFile {
			continue
		}
		if rows, ok := values[key].([]templates.Values); ok {
			for n, row := range rows {
				addContent(sum, fmt.Sprintf("%s%s[%d].", path, key, n), fields[i].Columns, row, wordOf)
			}
			continue
		}
		word := wordOf(path+key, values[key])
		if word == "" { // 是/否, which Word leaves out
			word = templates.Text(values[key])
		}
		fmt.Fprintf(sum, "%q %q\n", path+key, word)
	}
}
