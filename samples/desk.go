package samples

import (
	"embed"
	"strings"
	"time"
)

//go:embed desk
var desk embed.FS

// DeskKind is the key of the kind of form that the demo signs at the desk.
const DeskKind = "seal"

// WriteUnsigned writes, under dir, forms that are signed at the desk, with their
// attachments, as Write does. They are of the day they are written.
func WriteUnsigned(dir string, today time.Time) error {
	days := strings.NewReplacer("TODAY", today.Format(time.DateOnly), "LATER", today.AddDate(0, 0, 2).Format(time.DateOnly))
	return writeFiles(dir, desk, "desk", func(name string, text []byte) (string, []byte, error) {
		return name, []byte(days.Replace(string(text))), nil
	})
}
