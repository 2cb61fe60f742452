package reconcile

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

//go:embed mappings
var builtin embed.FS

const (
	maxMapping = 64 << 10 // bytes of a mapping's file
	maxPairs   = 500      // its keys
)

// Mappings are those that an office works with.
type Mappings struct{ all map[string]*Mapping }

// Load reads the mappings compiled into the program and, over them, those of an office,
// own/*.yaml; own may be nil or not there. A mapping of the program against a kind that the
// office does not have is left out. The error lists every mistake, each with its place.
func Load(kinds *templates.Set, own fs.FS) (*Mappings, error) {
	ours, err := fs.Sub(builtin, "mappings")
	if err != nil {
		return nil, err
	}
	all := &Mappings{all: map[string]*Mapping{}}
	if err := all.read(kinds, ours, true); err != nil || own == nil {
		return all, err
	}
	return all, all.read(kinds, own, false)
}

func (all *Mappings) read(kinds *templates.Set, fsys fs.FS, ours bool) error {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return err
	}
	var errs []error
	for _, file := range files {
		m, err := readMapping(kinds, fsys, file)
		switch {
		case ours && m != nil && kinds.Named(m.Against.Kind) == nil:
		case err != nil:
			errs = append(errs, err)
		default:
			all.all[m.Name] = m
		}
	}
	return errors.Join(errs...)
}

func readMapping(kinds *templates.Set, fsys fs.FS, file string) (*Mapping, error) {
	source, err := bounded.ReadFile(fsys, file, maxMapping)
	if err != nil {
		return nil, err
	}
	source = []byte(normal.Text(string(source)))
	m := &Mapping{Name: strings.TrimSuffix(path.Base(file), ".yaml")}
	shown := "reconcile/" + file
	if err := bounded.DecodeYAML(source, maxPairs, m); err != nil {
		return nil, fmt.Errorf("%s：%w", shown, err)
	}
	return m, m.check(kinds).errors(shown, source)
}

// All are the mappings by name.
func (all *Mappings) All() []*Mapping {
	var list []*Mapping
	for _, name := range slices.Sorted(maps.Keys(all.all)) {
		list = append(list, all.all[name])
	}
	return list
}

// Named is the mapping of a name or title. The error lists those that there are.
func (all *Mappings) Named(name string) (*Mapping, error) {
	var names []string
	for _, m := range all.All() {
		if normal.Key(name) == normal.Key(m.Name) || normal.Key(name) == normal.Key(m.Title) {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return nil, fmt.Errorf("没有“%s”这种对账方式，可用：%s；也可以在数据文件夹的 reconcile 里放自己的一份（%s.yaml）", name, strings.Join(names, "、"), name)
}
