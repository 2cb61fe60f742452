package templates

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

// Wording are the sentences of a kind's documents that the law gives (法律用语): the
// provision a letter goes by, the remedies it names and their periods. They stand in
// wording.yaml, apart from the layout, so that whoever answers for the law changes
// them; each has the day from which it is in force, so that a document printed again
// says what was law on its own day. An office has its own in its data folder: a
// wording.yaml there alone adds to the built-in kind's, and takes the place of what
// has the same name and day.
type Wording struct {
	names map[string][]wordingVersion // newest first
	parts []string                    // all that occur, in order
}

// wordingVersion is what a name stands for from a day on.
type wordingVersion struct {
	from  Date
	parts map[string]string
}

// WordingName is the file of a kind's folder that Wording is read from.
const WordingName = "wording.yaml"

// wordingFrom is the part that says from which day.
const wordingFrom = "from"

var wordingPart = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// WordingNames are what sentences can name in braces besides the fields of the kind:
// the government that writes, its office, the government above it.
var WordingNames = []string{"government", "office", "superior"}

// On are the sentences in force on a day, by name and part. Every name has every part,
// empty where it says nothing or is not in force yet.
func (w *Wording) On(day Date) map[string]map[string]string {
	on := map[string]map[string]string{}
	if w == nil {
		return on
	}
	for name, versions := range w.names {
		parts := map[string]string{}
		for _, part := range w.parts {
			parts[part] = ""
		}
		for _, v := range versions {
			if !day.Before(v.from.Time) {
				maps.Copy(parts, v.parts)
				break
			}
		}
		on[name] = parts
	}
	return on
}

// Parts are the parts that any of the sentences have.
func (w *Wording) Parts() []string {
	if w == nil {
		return nil
	}
	return w.parts
}

// readWording reads a wording.yaml for a kind; nil where there is none. The error
// lists every mistake.
func readWording(fsys fs.FS, dir string, k *Kind) (*Wording, error) {
	source, err := optional(fsys, dir+"/"+WordingName)
	if err != nil || source == "" {
		return nil, err
	}
	file := dir + "/" + WordingName
	var said map[string][]map[string]string
	if err := bounded.DecodeYAML([]byte(source), maxKind, &said); err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	w := &Wording{names: map[string][]wordingVersion{}}
	fs := &flaws{at: "$"}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		for i, version := range said[name] {
			at := &flaws{at: fmt.Sprintf("$.'%s'[%d]", name, i)}
			w.add(name, version, k, at)
			fs.add(at)
		}
	}
	return w, fs.errors(file, []byte(source))
}

// add takes a version over, and reports what is wrong with it.
func (w *Wording) add(name string, version map[string]string, k *Kind, fs *flaws) {
	day, err := (&Field{Type: TypeDate}).Parse(version[wordingFrom])
	from, ok := day.(Date)
	if err != nil || !ok {
		fs.wrong(wordingFrom, "“%s”的 from: %q 应是从哪一天起施行，写成 %s 的样子", name, version[wordingFrom], likeDay)
		return
	}
	if slices.ContainsFunc(w.names[name], func(v wordingVersion) bool { return v.from == from }) {
		fs.wrong(wordingFrom, "“%s”从%s起施行的写了两次", name, from)
		return
	}
	v := wordingVersion{from: from, parts: map[string]string{}}
	for _, part := range slices.Sorted(maps.Keys(version)) {
		if part == wordingFrom {
			continue
		}
		if !wordingPart.MatchString(part) {
			fs.wrong(part, "“%s”的 %s 只能用小写字母、数字和下划线", name, part)
			continue
		}
		text := normal.Text(strings.TrimSpace(version[part]))
		for _, field := range Placeholders(text) {
			if k.At(field) == nil && !slices.Contains(WordingNames, field) {
				fs.wrong(part, "“%s”的 %s 里的 {%s} 不是这种表单的字段，也不是 %s", name, part, field, strings.Join(WordingNames, "、"))
			}
		}
		v.parts[part] = text
	}
	w.put(name, v)
}

// put keeps a version in its place, newest first, instead of one from the same day.
func (w *Wording) put(name string, v wordingVersion) {
	versions := slices.DeleteFunc(slices.Clone(w.names[name]), func(old wordingVersion) bool { return old.from == v.from })
	versions = append(versions, v)
	slices.SortFunc(versions, func(a, b wordingVersion) int { return b.from.Compare(a.from.Time) })
	w.names[name] = versions
	for part := range v.parts {
		if i, known := slices.BinarySearch(w.parts, part); !known {
			w.parts = slices.Insert(w.parts, i, part)
		}
	}
}

// amend puts an office's own sentences over a kind's.
func (k *Kind) amend(own *Wording) {
	if k.Wording == nil || own == nil {
		k.Wording = cmp.Or(k.Wording, own)
		return
	}
	for name, versions := range own.names {
		for _, v := range versions {
			k.Wording.put(name, v)
		}
	}
}
