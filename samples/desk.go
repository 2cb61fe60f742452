package samples

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
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
	root, err := fs.Sub(desk, "desk")
	if err != nil {
		return err
	}
	days := strings.NewReplacer("TODAY", today.Format(time.DateOnly), "LATER", today.AddDate(0, 0, 2).Format(time.DateOnly))
	return fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o777)
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, []byte(days.Replace(string(text))), 0o666)
	})
}
