package templates

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

//go:embed kinds views
var builtin embed.FS

// compiledIn are the kinds of the program as they stand in its source, as folders, and
// the views over them.
func compiledIn() fs.FS {
	kinds, err := fs.Sub(builtin, "kinds")
	if err != nil {
		panic(err) // only for a name that is no path
	}
	return ownFolder{kinds}
}

// ownFolder is the folders of the program's kinds with the folder of its views, as an
// office has them.
type ownFolder struct{ fs.FS }

func (o ownFolder) Open(name string) (fs.File, error) {
	if name == ViewsDir || strings.HasPrefix(name, ViewsDir+"/") {
		return builtin.Open(name)
	}
	return o.FS.Open(name)
}

// Set is all kinds an office works with, and the views over them.
type Set struct {
	kinds map[string]*Kind
	views map[string]*View
}

// Assumed says, a sentence a kind, what was taken for granted of kinds whose
// kind.yaml is from before there was a key for it. Empty when nothing was.
func (s *Set) Assumed() []string {
	var said []string
	for _, k := range s.All() {
		if k.assumed != "" {
			said = append(said, k.assumed)
		}
	}
	return said
}

// Load reads the kinds and views from folders of kinds. A kind or a view in a later
// folder takes the place of one with the same key before it; a folder that does not exist
// is passed over. The error lists every mistake in every kind and view, each with its
// file.
func Load(folders ...fs.FS) (*Set, error) {
	s := &Set{kinds: map[string]*Kind{}, views: map[string]*View{}}
	var errs, views []error
	for i, fsys := range folders {
		files, err := fs.Glob(fsys, "*/kind.yaml")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if strings.HasPrefix(file, ViewsDir+"/") {
				continue
			}
			k, err := read(fsys, file)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			k.folder, k.builtin = i, isBuiltin(fsys)
			s.kinds[k.Key] = k
		}
		errs = append(errs, s.amend(fsys)...)
		views = append(views, s.readViews(fsys)...)
	}
	errs = append(errs, s.collisions()...)
	if len(errs) == 0 { // a kind that could not be read is not missing
		errs = append(s.checkBelongs(), s.checkViews()...)
	}
	return s, errors.Join(append(errs, views...)...)
}

// amend takes over what a folder has of a kind's sentences without the kind itself.
func (s *Set) amend(fsys fs.FS) []error {
	files, err := fs.Glob(fsys, "*/"+WordingName)
	if err != nil {
		return []error{err}
	}
	var errs []error
	for _, file := range files {
		dir := strings.TrimSuffix(file, "/"+WordingName)
		if _, err := fs.Stat(fsys, dir+"/kind.yaml"); err == nil {
			continue // read with its kind
		}
		k := s.kinds[dir]
		if k == nil {
			errs = append(errs, fmt.Errorf("%s：没有 %s 这种表单，文件夹的名字应是一种表单的 key", file, dir))
			continue
		}
		own, err := readWording(fsys, dir, k)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		k.amend(own)
	}
	return errs
}

// maxKind is how many keys a kind.yaml can have.
const maxKind = 20_000

func read(fsys fs.FS, file string) (*Kind, error) {
	source, err := bounded.ReadFile(fsys, file, bounded.Kind)
	if err != nil {
		return nil, err
	}
	source = []byte(normal.Text(string(source))) // labels and choices are copied from PDFs, too
	k := &Kind{}
	if err := bounded.DecodeYAML(source, maxKind, k); err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	dir := strings.TrimSuffix(file, "/kind.yaml")
	k.Dir, k.source = dir, source
	if len(k.Fields) > 0 {
		k.Fields = append(k.Fields, Exception, Exceptions)
	}
	for i := range k.Fields {
		if k.Fields[i].Type == TypeApprovals {
			k.Fields[i].Columns = approvalColumns
		}
	}
	if k.Document, err = optional(fsys, dir+"/document.xml"); err != nil {
		return nil, err
	}
	if err := k.readFurther(fsys, dir); err != nil {
		return nil, err
	}
	if k.Example, err = optional(fsys, dir+"/example.yaml"); err != nil {
		return nil, err
	}
	if _, beyond := bounded.YAML([]byte(k.Example), maxKind); beyond != nil {
		return nil, fmt.Errorf("%s/example.yaml：%w", dir, beyond)
	}
	var errs []error
	for _, flaw := range k.check() {
		errs = append(errs, k.flawed(flaw))
	}
	k.assumeSecrecy()
	if k.Wording, err = readWording(fsys, dir, k); err != nil {
		errs = append(errs, err)
	}
	return k, errors.Join(errs...)
}

// assumeSecrecy takes the field labelled 密级 for the one that says how secret a
// form is, as it was before kind.yaml had the key secrecy: the forms of an office
// that has not added it yet must not lose their degree.
func (k *Kind) assumeSecrecy() {
	f := k.FieldNamed("密级")
	if k.Secrecy != "" || f == nil {
		return
	}
	k.Secrecy = f.Key
	k.assumed = fmt.Sprintf("templates/%s/kind.yaml 没有写 secrecy，暂以“%s”一栏为密级；请补上一行 secrecy: %s", k.Dir, f.Label, f.Key)
}

func optional(fsys fs.FS, file string) (string, error) {
	b, err := bounded.ReadFile(fsys, file, bounded.Kind)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return normal.Text(string(bounded.WithoutMark(b))), err
}

// flawed is a mistake in the kind's definition as an error.
func (k *Kind) flawed(f flaw) error { return f.in(k.Dir+"/kind.yaml", k.source) }

// collisions refuses two kinds that people, or the number ledger, could not
// tell apart.
func (s *Set) collisions() []error {
	var errs []error
	titles, numbers := map[string]*Kind{}, map[string]*Kind{}
	for _, k := range s.All() {
		title := normal.Key(k.Title)
		if other, ok := titles[title]; ok {
			errs = append(errs, k.flawed(flaw{"$.title", fmt.Sprintf("title “%s”已由 %s 使用", k.Title, other.Key) + k.inPlaceOf(other)}))
		}
		titles[title] = k
		series := []struct{ at, format string }{{"$.number", k.Number}}
		for i, f := range k.Further {
			if f.Number != "" {
				series = append(series, struct{ at, format string }{fmt.Sprintf("$.documents[%d].number", i), f.Number})
			}
		}
		for _, s := range series {
			if other, ok := numbers[s.format]; ok {
				errs = append(errs, k.flawed(flaw{s.at, fmt.Sprintf("编号格式“%s”已由 %s 使用，两种表单不能共用一个编号序列", s.format, other.Key) + k.inPlaceOf(other)}))
			}
			numbers[s.format] = k
		}
	}
	return errs
}

// All are the kinds in the order of their keys.
func (s *Set) All() []*Kind {
	kinds := make([]*Kind, 0, len(s.kinds))
	for _, key := range slices.Sorted(maps.Keys(s.kinds)) {
		kinds = append(kinds, s.kinds[key])
	}
	return kinds
}

// Named finds a kind by its key or its title, or what looks like it, or nil.
func (s *Set) Named(name string) *Kind {
	if k, ok := s.kinds[name]; ok {
		return k
	}
	name = normal.Key(name)
	if k, ok := s.kinds[name]; ok {
		return k
	}
	for _, k := range s.kinds {
		if normal.Key(k.Title) == name {
			return k
		}
	}
	return nil
}

// inPlaceOf says how an office's own kind takes the place of one of the program's; empty
// where neither is such. That the office does not use the latter is not enough: what was
// filed of it has its title and its numbers.
func (k *Kind) inPlaceOf(other *Kind) string {
	own, builtin := k, other
	if k.builtin {
		own, builtin = other, k
	}
	if own.builtin || !builtin.builtin {
		return ""
	}
	return fmt.Sprintf("；%s 要代替自带的“%s”，就把它的文件夹和 key 改成 %s，否则另换一个", own.Key, builtin.Title, builtin.Key)
}
