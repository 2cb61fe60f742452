package pulls

import (
	"cmp"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/shared"
	"gongwen/templates"
)

// ReportKind is the kind of form (台账报表) that pulls are filed as.
const ReportKind = "report"

// degrees of secrecy, the lowest first.
var degrees = []string{"", "内部", "秘密", "机密", "绝密"}

// higher is the higher of two degrees of secrecy; one that is not known counts as the
// highest.
func higher(a, b string) string {
	rank := func(degree string) int {
		i := slices.Index(degrees, degree)
		if i < 0 {
			i = len(degrees) - 1
		}
		return i
	}
	if rank(b) > rank(a) {
		return degrees[rank(b)]
	}
	return degrees[rank(a)]
}

// Submission is a pull as it is handed in to be filed: a form of ReportKind, with the
// registers as its attachments. The same pull gives the same, byte by byte.
type Submission struct {
	Pull     Pull
	Period   Period
	Manifest Manifest
	Kind     *templates.Kind
	Unit     string // that hands it in
}

// formName is what the form is called among its attachments.
func (s Submission) formName() string { return archive.SafeName(s.Kind.Title + ".yaml") }

// Folder is what the folder of the form is called in the inbox.
func (s Submission) Folder() string {
	return archive.SafeName(s.Pull.Name + "（" + s.Period.Title() + "）")
}

// Stage makes the folder of the form in to, of the pull that lies in from.
func (s Submission) Stage(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := durable.MkdirAll(to); err != nil {
		return err
	}
	form, err := s.form()
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(to, s.formName()), form); err != nil {
		return err
	}
	names := []string{readmeName, sumsName}
	for _, f := range s.Manifest.Files {
		names = append(names, f.Name)
	}
	for _, name := range names {
		// Not another name of the same file: such are not taken from an inbox.
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	file, err := shared.OpenPrivate(from)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = writeFile(to, func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return err
	})
	return err
}

// form is the form, as YAML. What an office's own version of the kind has no field for is
// left out.
func (s Submission) form() ([]byte, error) {
	form := yaml.MapSlice{{Key: "表单种类", Value: s.Kind.Title}}
	add := func(key string, value any) {
		if f := s.Kind.At(key); f != nil {
			form = append(form, yaml.MapItem{Key: f.Label, Value: value})
		}
	}
	m := s.Manifest
	add("issue_date", templates.Today(m.Made).ISO())
	add("unit", s.Unit)
	add("name", m.Pull)
	add("period", s.Period.Title())
	add("from", m.From.ISO())
	add("until", m.To.ISO())
	add("scope", cmp.Or(m.Unit, "全部单位")+"，按各台账计月的日期")
	if m.Secrecy != "" {
		add("confidential", m.Secrecy)
	}
	var rows []yaml.MapSlice
	for _, f := range m.Files {
		row := yaml.MapSlice{}
		for _, cell := range []yaml.MapItem{{Key: "name", Value: f.Title}, {Key: "file", Value: f.Name}, {Key: "records", Value: f.Records}, {Key: "struck", Value: f.Struck}, {Key: "totals", Value: f.totals()}} {
			if column := s.Kind.At("registers." + cell.Key.(string)); column != nil {
				row = append(row, yaml.MapItem{Key: column.Label, Value: cell.Value})
			}
		}
		rows = append(rows, row)
	}
	add("registers", rows)
	add("readme", readmeName)
	add("sums", sumsName)
	return yaml.Marshal(form)
}

// totals are what the columns come to, in one line.
func (f File) totals() string {
	var all []string
	for _, t := range f.Totals {
		all = append(all, t.text())
	}
	return strings.Join(all, "；")
}
