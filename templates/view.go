package templates

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// View is a register over all kinds whose records belong together (综合台账): contracts
// with what was paid and changed, a unit's takings beside what it spent. It is data, a
// file in the folder views:
//
//	of: contract            a line is a record of that kind with all that belong to it
//	with: [funds, dispute]
//
//	by: [unit, year, item]  a line is all records that say the same of these
//	kinds: [funds, revenue]
//
// What belongs to what, the kinds say (see Ties); what an amount does to a line too (see
// RoleOf), unless the view says otherwise of it.
type View struct {
	Key   string `yaml:"key"`   // the file's name
	Title string `yaml:"title"` // in Chinese, and the workbook's name
	About string `yaml:"about"` // a sentence or two for those who read it; may be empty

	Of   string   `yaml:"of"`   // key of the kind that lines begin with; empty for By
	With []string `yaml:"with"` // of the kinds whose records belong to them
	// Names are the kinds whose records belong to a line because a record in it names
	// them, as the acceptance of a project does its contract. One that several lines name
	// is in the first.
	Names []string `yaml:"names"`

	// By is what the records of a line have in common: the key of a field, ByUnit or ByYear.
	By   []string `yaml:"by"`
	Over []string `yaml:"kinds"` // with By: of which kinds

	// Flows says that an extract for some days has what happened in them. Otherwise it has
	// the lines of which a record counts on one of these days, as they stood at their end.
	Flows   bool         `yaml:"flows"`
	Columns []ViewColumn `yaml:"columns"`

	file    string
	source  []byte
	builtin bool // it came with the program
}

// What records can have in common beside the values of fields.
const (
	ByUnit = "unit" // the unit they are about
	ByYear = "year" // that of the day they count on
)

// Take says what a column of a view has of the records of a line.
type Take string

const (
	First   Take = "first"   // the first value there is, in the order of filing
	Last    Take = "last"    // the last
	Each    Take = "all"     // every one, once
	Count   Take = "count"   // how many there are
	Balance Take = "balance" // what the amounts come to, each in its role
)

var takes = []Take{First, Last, Each, Count, Balance}

// ViewColumn is one column of a view: either of From or of Less.
type ViewColumn struct {
	Key   string  `yaml:"key"` // by which Less names it; may be empty
	Label string  `yaml:"label"`
	From  Sources `yaml:"from"`
	// Take is Balance for amounts of money and First for all else, where nothing is said.
	Take  Take     `yaml:"take"`
	Less  []string `yaml:"less"`  // keys: what the first comes to, less the others
	Width float64  `yaml:"width"` // as of Column
	// Print: false takes the column out of what is printed; it stands behind the others.
	Print *bool `yaml:"print"`
	// Detail: false leaves the amounts out of the list of all records.
	Detail *bool `yaml:"detail"`
	// Sum tells whether the amounts are added up below the lines; when nothing is said
	// amounts of money are.
	Sum *bool `yaml:"sum"`

	Type Type `yaml:"-"` // of what it has, by what its sources are
}

// Sums reports whether what the column has is added up below the lines.
func (c *ViewColumn) Sums() bool {
	if c.Sum != nil {
		return *c.Sum
	}
	return c.Type == TypeMoney
}

// Printed reports whether the column is printed.
func (c *ViewColumn) Printed() bool { return c.Print == nil || *c.Print }

// Detailed reports whether the list of all records has the column's amounts.
func (c *ViewColumn) Detailed() bool { return c.Detail == nil || *c.Detail }

// Kinds are the keys of all kinds of which the view has records.
func (v *View) Kinds() []string {
	if v.Of == "" {
		return v.Over
	}
	return slices.Concat([]string{v.Of}, v.With, v.Names)
}

// Column is the column with the key, or nil.
func (v *View) Column(key string) *ViewColumn {
	for i := range v.Columns {
		if v.Columns[i].Key == key && key != "" {
			return &v.Columns[i]
		}
	}
	return nil
}

// Views are those of the office, by key.
func (s *Set) Views() []*View {
	views := make([]*View, 0, len(s.views))
	for _, key := range slices.Sorted(maps.Keys(s.views)) {
		views = append(views, s.views[key])
	}
	return views
}

// View finds a view by its key or its title, or what looks like it, or nil.
func (s *Set) View(name string) *View {
	if v, ok := s.views[name]; ok {
		return v
	}
	name = normal.Key(name)
	for _, v := range s.Views() {
		if v.Key == name || normal.Key(v.Title) == name {
			return v
		}
	}
	return nil
}

// ViewsDir is the folder of the views among those of the kinds.
const ViewsDir = "views"

// readViews reads the views in a folder of kinds.
func (s *Set) readViews(fsys fs.FS) []error {
	files, err := fs.Glob(fsys, ViewsDir+"/*.yaml")
	if err != nil {
		return []error{err}
	}
	var errs []error
	for _, file := range files {
		v, err := readView(fsys, file)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.views[v.Key] = v
	}
	return errs
}

// maxView is how many keys the file of a view can have.
const maxView = 5_000

func readView(fsys fs.FS, file string) (*View, error) {
	source, err := bounded.ReadFile(fsys, file, bounded.Kind)
	if err != nil {
		return nil, err
	}
	source = []byte(normal.Text(string(source)))
	v := &View{file: file, source: source, builtin: isBuiltin(fsys)}
	if err := bounded.DecodeYAML(source, maxView, v); err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	if name := strings.TrimSuffix(path.Base(file), ".yaml"); v.Key != name {
		return nil, flaw{"$.key", fmt.Sprintf("key %q 与文件名 %q 不同", v.Key, name)}.in(file, source)
	}
	return v, nil
}
