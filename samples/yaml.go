package samples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"gongwen/templates"
)

// formYAML writes a form as a clerk would: labels in the kind's order, quotes
// only where YAML would otherwise read something else.
func formYAML(kind *templates.Kind, v templates.Values) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s\n", templates.KindLabel, yamlText(kind.Title, 1))
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value, ok := v[f.Key]
		if !ok {
			continue
		}
		b.WriteString(f.Label)
		b.WriteByte(':')
		rows, isRows := value.([]templates.Values)
		if !isRows {
			b.WriteByte(' ')
			b.WriteString(yamlScalar(value, 1))
			b.WriteByte('\n')
			continue
		}
		b.WriteByte('\n')
		for _, row := range rows {
			writeRow(&b, f.Columns, row)
		}
	}
	return b.Bytes()
}

func writeRow(b *bytes.Buffer, columns []templates.Field, row templates.Values) {
	lead := "  - "
	for i := range columns {
		value, ok := row[columns[i].Key]
		if !ok {
			continue
		}
		b.WriteString(lead)
		b.WriteString(columns[i].Label)
		b.WriteString(": ")
		b.WriteString(yamlScalar(value, 3))
		b.WriteByte('\n')
		lead = "    "
	}
	if lead == "  - " {
		b.WriteString("  - {}\n")
	}
}

func yamlScalar(value any, indent int) string {
	switch value := value.(type) {
	case string:
		return yamlText(value, indent)
	case templates.Date:
		return value.ISO()
	case templates.Moment:
		return value.Format(time.DateOnly + " 15:04")
	case templates.Fen:
		return value.Plain()
	}
	return templates.Text(value) // integers and 是 or 否 stand as they are
}

// yamlText quotes unless the text begins like Chinese prose and has no mark
// that means something to YAML; such a text cannot be taken for a number, a
// date or a word like null.
func yamlText(s string, indent int) string {
	if strings.Contains(s, "\n") && plain(strings.ReplaceAll(s, "\n", "")) && !strings.Contains(s, "\n\n") && !strings.HasSuffix(s, "\n") {
		margin := "\n" + strings.Repeat("  ", indent)
		return "|-" + margin + strings.ReplaceAll(s, "\n", margin)
	}
	if plain(s) {
		return s
	}
	quoted, _ := json.Marshal(s) // a string always marshals, and JSON is YAML
	return string(quoted)
}

func plain(s string) bool {
	for i, r := range s {
		if i == 0 && !unicode.Is(unicode.Han, r) {
			return false
		}
		if r < ' ' || strings.ContainsRune(":#'\"\\", r) {
			return false
		}
	}
	return s != "" && !strings.HasSuffix(s, " ")
}
