package rules

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"gongwen/pipeline/roster"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// Regulation is every rulebook an office has, ready to judge. It never changes
// after Load and may be used by many goroutines.
type Regulation struct {
	kinds *templates.Set
	books []*Rulebook // latest first

	examples sync.Map // by key of a kind: map[string]any, see example
}

// Load reads the rulebooks in folders of rulebooks and checks every rule
// against the fields of its kind. A folder of the same name in a later one adds
// to the rulebook before it: a rule with the same id, a parameter with the same
// name or an article with the same number takes the earlier one's place. A nil
// or missing folder is passed over. The error is Mistakes.
func Load(kinds *templates.Set, folders ...fs.FS) (*Regulation, error) {
	r, mistakes, err := readBooks(kinds, folders)
	if err != nil {
		return nil, err
	}
	for _, b := range r.books {
		mistakes = append(mistakes, b.compileAll()...)
	}
	if err := mistakes.err(); err != nil {
		return nil, err
	}
	return r, nil
}

// LoadBuiltin is Load for the kinds and rulebooks compiled into the program, with
// nothing of an office's own. They are known to be right: so that a command need not
// wait for hundreds of rules it has no form for, those of a kind are compiled when a
// form of the kind is first judged.
func LoadBuiltin(kinds *templates.Set) (*Regulation, error) {
	r, mistakes, err := readBooks(kinds, []fs.FS{builtin})
	if err == nil {
		err = mistakes.err()
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// readBooks is Load but for what only compiling a rule finds wrong with it.
func readBooks(kinds *templates.Set, folders []fs.FS) (*Regulation, Mistakes, error) {
	r := &Regulation{kinds: kinds}
	var mistakes Mistakes
	books := map[string]*Rulebook{}
	for _, fsys := range folders {
		if fsys == nil {
			continue
		}
		names, err := fs.Glob(fsys, "*/*.yaml")
		if err != nil {
			return nil, nil, err
		}
		builtin, parse := fsys == Builtin(), parseFile
		if builtin {
			parse = parseBuiltin
		}
		layers := map[string][]*file{}
		tried := map[string]*roster.Roster{}
		for _, name := range names {
			source, err := bounded.ReadFile(fsys, name, bounded.Rules)
			if err != nil {
				return nil, nil, err
			}
			if path.Base(name) == peopleName {
				people, err := roster.Read(name, source)
				if err != nil {
					mistakes = append(mistakes, Mistake{File: name, Message: strings.ReplaceAll(err.Error(), name+"：", "")})
				}
				tried[path.Dir(name)] = people
				continue
			}
			f := parse(name, source)
			f.builtin = builtin
			mistakes = append(mistakes, f.mistakes...)
			layers[path.Dir(name)] = append(layers[path.Dir(name)], f)
		}
		for _, dir := range slices.Sorted(maps.Keys(layers)) {
			for _, f := range layers[dir] {
				f.people = tried[dir]
			}
			b := books[dir]
			if b == nil {
				if !slices.ContainsFunc(layers[dir], (*file).isHeader) {
					mistakes = append(mistakes, Mistake{File: dir, Message: unknownFolder(slices.Sorted(maps.Keys(books)))})
					continue
				}
				b = &Rulebook{dir: dir, parameters: map[string]*parameter{}, articles: map[int]article{}}
				books[dir] = b
				r.books = append(r.books, b)
			}
			mistakes = append(mistakes, b.add(layers[dir])...)
		}
	}
	for _, b := range r.books {
		mistakes = append(mistakes, b.check()...)
		mistakes = append(mistakes, b.prepare(kinds)...)
		mistakes = append(mistakes, b.oblige(kinds)...)
	}
	slices.SortStableFunc(r.books, func(a, b *Rulebook) int { return b.From.Compare(a.From.Time) })
	return r, append(mistakes, r.overlaps()...), nil
}

// unknownFolder says what to do about a folder that is no rulebook: mostly the name of
// one is mistyped.
func unknownFolder(known []string) string {
	others := ""
	if len(known) > 0 {
		others = "请把文件放进规则册的文件夹（现有：" + strings.Join(known, "、") + "）；"
	}
	return "这个文件夹不是规则册，里面没有 rulebook.yaml。" + others + "要另建规则册的，请先写它的 rulebook.yaml"
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

// Categories are those of the latest rulebook, with the ranks and the types of units of all:
// a roster has people of the past, too. Where one lists none, any may be written.
func (r *Regulation) Categories() roster.Categories {
	union := func(of func(*Rulebook) []string) []string {
		var words []string
		for _, b := range r.books {
			if len(of(b)) == 0 {
				return nil
			}
			for _, word := range of(b) {
				if !slices.Contains(words, word) {
					words = append(words, word)
				}
			}
		}
		return words
	}
	var c roster.Categories
	if b := r.Latest(); b != nil {
		c = b.Categories
	}
	c.Ranks = union(func(b *Rulebook) []string { return b.Categories.Ranks })
	c.Types = union(func(b *Rulebook) []string { return b.Categories.Types })
	return c
}
