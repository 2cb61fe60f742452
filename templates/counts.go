package templates

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Role is what an amount does to the totals of registers (计入方式).
type Role string

const (
	Adds      Role = "adds"      // 计入: it is added
	Subtracts Role = "subtracts" // 减去: it is taken away
	// Replaces (改为): it takes the place of what the record's line came to so far, as the
	// amount of a contract that is changed does.
	Replaces Role = "replaces"
	// Copy (不计入): it repeats what another record or field says, and is not added up.
	Copy Role = "copy"
)

var roles = []Role{Adds, Subtracts, Replaces, Copy}

// Depends is a word in kind.yaml that holds for every form of the kind, or that depends on
// what a choice field says:
//
//	counts: adds
//	counts: {action: {新增: adds, 减少: subtracts}}
//
// Where the field says something that is not listed, or nothing, there is no word.
type Depends struct {
	Always string            // empty where it depends
	On     string            // key of the choice field
	Words  map[string]string // by choice
}

// UnmarshalYAML reads either way of writing it.
func (d *Depends) UnmarshalYAML(unmarshal func(any) error) error {
	*d = Depends{}
	if unmarshal(&d.Always) == nil {
		return nil
	}
	d.Always = ""
	var by map[string]map[string]string
	if err := unmarshal(&by); err != nil {
		return err
	}
	for on, words := range by {
		if d.On != "" {
			return fmt.Errorf("%s、%s：只能看一个字段", min(d.On, on), max(d.On, on))
		}
		d.On, d.Words = on, words
	}
	return nil
}

// IsZero reports whether nothing is said.
func (d Depends) IsZero() bool { return d.Always == "" && d.On == "" }

// In is the word that holds for a form.
func (d Depends) In(v Values) string {
	if d.On == "" {
		return d.Always
	}
	choice, _ := v[d.On].(string)
	return d.Words[choice]
}

// All are the words there can be, each once.
func (d Depends) All() []string {
	words := slices.Sorted(maps.Values(d.Words))
	if d.Always != "" {
		words = append(words, d.Always)
	}
	return slices.Compact(words)
}

// RoleOf is what the amount at a path, a key or list.column, of a form does to totals:
// as its field says; where kind.yaml says nothing amounts of money are added, and where
// it says something but not of this form the amount is a copy. An amount that the form
// leaves out does nothing: a later report that says nothing of the loss does not make it
// zero.
func (k *Kind) RoleOf(path string, v Values) Role {
	f := k.At(path)
	if f == nil || len(v.Lookup(path)) == 0 {
		return Copy
	}
	if f.Counts.IsZero() {
		if f.Type == TypeMoney {
			return Adds
		}
		return Copy
	}
	return cmp.Or(Role(f.Counts.In(v)), Copy)
}

// Summed are the columns of the kind's register that are added up, in their order.
func (k *Kind) Summed() []Column {
	return slices.DeleteFunc(slices.Clone(k.Register), func(c Column) bool { return !k.Sums(c) })
}

// checkCounts checks what fields say of totals and of lines. Whether the kinds and fields
// that belongs names are there, only the whole Set knows.
func (k *Kind) checkCounts(fs *flaws) {
	for i := range k.Fields {
		at := fs.below("fields", i)
		f := &k.Fields[i]
		k.checkField(at, f)
		for c := range f.Columns {
			column := at.below("columns", c)
			k.checkField(column, &f.Columns[c])
			if !f.Columns[c].Belongs.IsZero() {
				column.wrong("belongs", "列表里的 %s 不能有 belongs", f.Columns[c].Key)
			}
			at.add(column)
		}
		fs.add(at)
	}
	for i, c := range k.Register {
		if f := k.At(c.From); f != nil && c.Sum != nil && *c.Sum && f.Counts.Always == string(Copy) {
			fs.wrong(fmt.Sprintf("register[%d].sum", i), "register 的栏目“%s”：sum: true，%s 却是 counts: copy（不计入），请改一处", c.Label, c.From)
		}
	}
}

func (k *Kind) checkField(at *flaws, f *Field) {
	k.checkDepends(at, "counts", f.Counts)
	k.checkDepends(at, "belongs", f.Belongs)
	for _, word := range f.Counts.All() {
		if !slices.Contains(roles, Role(word)) {
			at.wrong("counts", "字段 %s 的 counts %q 不认识，可用：adds（计入）、subtracts（减去）、replaces（改为）、copy（不计入）", f.Key, word)
		}
	}
	if !f.Counts.IsZero() && f.Type != TypeMoney && f.Type != TypeInteger {
		at.wrong("counts", "字段 %s 有 counts，须是 money 或 integer", f.Key)
	}
	if !f.Belongs.IsZero() && f.IsList() {
		at.wrong("belongs", "字段 %s 有 belongs，不能是 list", f.Key)
	}
}

func (k *Kind) checkDepends(at *flaws, key string, d Depends) {
	if d.On == "" {
		return
	}
	on := k.Field(d.On)
	if on == nil || on.Type != TypeChoice {
		at.wrong(key, "%s 看的 %q 须是一个 choice 字段", key, d.On)
		return
	}
	for _, choice := range slices.Sorted(maps.Keys(d.Words)) {
		if !slices.Contains(on.Choices, choice) {
			at.wrong(key, "%s 里的“%s”不是 %s 的选项", key, choice, d.On)
		}
	}
}
