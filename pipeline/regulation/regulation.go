package regulation

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"gongwen/templates"
)

//go:embed longfeng2017
var builtin embed.FS

// Builtin are the rulebooks compiled into the program, as folders.
func Builtin() fs.FS { return builtin }

// Regulation is every rulebook an office has, ready to judge. It never changes
// after Load and may be used by many goroutines.
type Regulation struct {
	kinds *templates.Set
	books []*Rulebook // latest first
}

// Rulebook is one edition of the regulation: what holds from a day on.
type Rulebook struct {
	Title string
	From  templates.Date
	Until templates.Date // the last day; zero while it holds

	dir        string
	parameters map[string]*Parameter
	articles   map[int]article
	files      []*file
	rules      map[string][]*program        // by kind, in the order of the files
	registers  map[string][]int             // by kind: articles its register serves
	asks       map[string]map[string]string // by kind and field: the article that asks for it
}

// Name is the rulebook as findings and records cite it.
func (b *Rulebook) Name() string {
	return fmt.Sprintf("%s（%s起施行）", b.Title, b.From)
}

// on tells whether the rulebook holds on a day.
func (b *Rulebook) on(day templates.Date) bool {
	return !day.Before(b.From.Time) && (b.Until.IsZero() || !day.After(b.Until.Time))
}

// Load reads the rulebooks in folders of rulebooks and checks every rule
// against the fields of its kind. A folder of the same name in a later one adds
// to the rulebook before it: a rule with the same id, a parameter with the same
// name or an article with the same number takes the earlier one's place. A nil
// or missing folder is passed over. The error is Mistakes.
func Load(kinds *templates.Set, folders ...fs.FS) (*Regulation, error) {
	r := &Regulation{kinds: kinds}
	var mistakes Mistakes
	books := map[string]*Rulebook{}
	for _, fsys := range folders {
		if fsys == nil {
			continue
		}
		names, err := fs.Glob(fsys, "*/*.yaml")
		if err != nil {
			return nil, err
		}
		layers := map[string][]*file{}
		for _, name := range names {
			source, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, err
			}
			f := parseFile(name, source)
			mistakes = append(mistakes, f.mistakes...)
			layers[path.Dir(name)] = append(layers[path.Dir(name)], f)
		}
		for _, dir := range slices.Sorted(maps.Keys(layers)) {
			b := books[dir]
			if b == nil {
				b = &Rulebook{dir: dir, parameters: map[string]*Parameter{}, articles: map[int]article{}}
				books[dir] = b
				r.books = append(r.books, b)
			}
			mistakes = append(mistakes, b.add(layers[dir])...)
		}
	}
	for _, b := range r.books {
		mistakes = append(mistakes, b.check()...)
		mistakes = append(mistakes, b.compile(kinds)...)
	}
	slices.SortStableFunc(r.books, func(a, b *Rulebook) int { return b.From.Compare(a.From.Time) })
	mistakes = append(mistakes, r.overlaps()...)
	if err := mistakes.err(); err != nil {
		return nil, err
	}
	return r, nil
}

// add lays the files of one folder over what the rulebook holds.
func (b *Rulebook) add(layer []*file) Mistakes {
	var mistakes Mistakes
	ids := map[string]bool{}
	names := map[string]bool{}
	for _, f := range layer {
		if f.title.string != "" {
			b.Title = f.title.string
		}
		if !f.from.IsZero() {
			b.From = f.from
		}
		if !f.until.IsZero() {
			b.Until = f.until
		}
		for _, p := range f.parameters {
			if names[p.Name] {
				mistakes = append(mistakes, p.place.mistake("参数 %s 写了两次", p.Name))
			}
			names[p.Name] = true
			b.parameters[p.Name] = p
		}
		for _, a := range f.articles {
			b.articles[a.number] = a
		}
		for _, r := range f.rules {
			if ids[r.id.string] {
				mistakes = append(mistakes, r.id.mistake("规则 id %s 已经用过，请换一个", r.id.string))
			}
			ids[r.id.string] = true
		}
	}
	for _, earlier := range b.files {
		earlier.rules = slices.DeleteFunc(earlier.rules, func(r *rule) bool { return ids[r.id.string] })
	}
	b.files = append(b.files, layer...)
	return mistakes
}

// check looks at the rulebook apart from its rules.
func (b *Rulebook) check() Mistakes {
	header := b.dir + "/rulebook.yaml"
	var mistakes Mistakes
	wrong := func(format string, args ...any) {
		mistakes = append(mistakes, Mistake{File: header, Message: fmt.Sprintf(format, args...)})
	}
	if b.Title == "" {
		wrong("没有 title（规则名称）")
	}
	if b.From.IsZero() {
		wrong("没有 from（施行日期）")
	}
	if !b.Until.IsZero() && b.Until.Before(b.From.Time) {
		wrong("until（%s）早于 from（%s）", b.Until, b.From)
	}
	for n := range len(b.articles) {
		if _, ok := b.articles[n+1]; !ok {
			wrong("articles 缺第%d条；各条要从1起连续列出", n+1)
			break
		}
	}
	return mistakes
}

// overlaps refuses two rulebooks that hold on the same day.
func (r *Regulation) overlaps() Mistakes {
	var mistakes Mistakes
	for i := 1; i < len(r.books); i++ {
		newer, older := r.books[i-1], r.books[i]
		if older.on(newer.From) {
			mistakes = append(mistakes, Mistake{File: older.dir + "/rulebook.yaml", Message: fmt.Sprintf(
				"与 %s 的施行时间重叠，请把 until 写成 %s", newer.dir, newer.From.AddDays(-1).ISO())})
		}
	}
	return mistakes
}

// On is the rulebook in force on a day, or nil.
func (r *Regulation) On(day templates.Date) *Rulebook {
	for _, b := range r.books {
		if b.on(day) {
			return b
		}
	}
	return nil
}

// Latest is the rulebook with the latest day in force, or nil when there is none.
func (r *Regulation) Latest() *Rulebook {
	if len(r.books) == 0 {
		return nil
	}
	return r.books[0]
}
