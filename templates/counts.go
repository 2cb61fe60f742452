package templates

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
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
// it says something but not of this form the amount is a copy.
func (k *Kind) RoleOf(path string, v Values) Role {
	f := k.At(path)
	if f == nil {
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

// AnyKind is the word of a field that holds the number of a record of whatever kind.
const AnyKind = "any"

// Tie is what a form says of the line (同一事项的几份记录) it belongs to: of which kind's
// records it is, and by what they know each other.
type Tie struct {
	Kind  string // key; AnyKind where the value alone tells
	Path  string // the field of that kind which has the same value; "number" for its number
	Value string // in plain writing
}

// Ties are all of a form, by the fields that belong somewhere, in their order.
//
//	belongs: contract       the value is the number of a contract
//	belongs: any            the number of a record of any kind
//	belongs: asset.card     the records of kind asset that have the same card
func (k *Kind) Ties(v Values) []Tie {
	var ties []Tie
	for i := range k.Fields {
		f := &k.Fields[i]
		to := f.Belongs.In(v)
		if to == "" {
			continue
		}
		value, _ := RecordNumber(Text(v[f.Key]))
		if value == "" {
			continue
		}
		kind, path, same := strings.Cut(to, ".")
		if !same {
			path = "number"
		}
		ties = append(ties, Tie{kind, path, value})
	}
	return ties
}

// checkCounts checks what fields say of totals and of lines.
func (k *Kind) checkCounts(fs *flaws) {
	for i := range k.Fields {
		f := &k.Fields[i]
		at := fs.below("fields", i)
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
		fs.add(at)
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
