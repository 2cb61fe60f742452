package rules

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
)

// Edit is what a rulebook says otherwise than before: ids
// of rules, steps and duties, 参数 x for parameters, 义务 7.2 for obligations, 第3条 for what is said of an article, and
// names of files for what they say besides.
type Edit struct {
	Rulebook                string // its folder
	Added, Removed, Changed []string
}

// Edits are what changed from one regulation to another, by rulebook. Where in a
// file something stands, and comments, make no difference.
func Edits(before, after *Regulation) []Edit {
	was, is := before.written(), after.written()
	var all []Edit
	for _, dir := range slices.Sorted(maps.Keys(union(was, is))) {
		d := Edit{Rulebook: dir}
		for _, name := range slices.Sorted(maps.Keys(union(was[dir], is[dir]))) {
			one, there := was[dir][name]
			other, still := is[dir][name]
			switch {
			case !there:
				d.Added = append(d.Added, name)
			case !still:
				d.Removed = append(d.Removed, name)
			case one != other:
				d.Changed = append(d.Changed, name)
			}
		}
		if len(d.Added)+len(d.Removed)+len(d.Changed) > 0 {
			all = append(all, d)
		}
	}
	return all
}

func union[V any](a, b map[string]V) map[string]V {
	both := maps.Clone(a)
	if both == nil {
		both = map[string]V{}
	}
	maps.Copy(both, b)
	return both
}

// written is all that the rulebooks say, by folder and name.
func (r *Regulation) written() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, b := range r.books {
		of := map[string]string{"rulebook.yaml": fmt.Sprint(b.Title, b.From, b.Until)}
		all[b.dir] = of
		for name, p := range b.parameters {
			of["参数 "+name] = written(p)
		}
		for n, a := range b.articles {
			of[fmt.Sprintf("第%d条", n)] = written(a)
		}
		for _, f := range b.files {
			for _, rule := range f.rules {
				of[rule.id.string] = written(f.kind, rule)
			}
			for _, duty := range f.duties {
				of[duty.id.string] = written(duty)
			}
			for _, o := range f.obligations {
				of["义务 "+o.id.string] = written(o)
			}
			if len(f.registers)+len(f.asks)+len(f.filed) > 0 || f.away.leaves.string != "" {
				of[path.Base(f.name)] += written(f.registers, f.asks, f.filed, f.away)
			}
		}
	}
	return all
}

// written is what is written in the values, wherever in a file that stands.
func written(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		write(&b, reflect.ValueOf(v))
	}
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() {
		return
	}
	if v.Type() == reflect.TypeFor[text]() {
		fmt.Fprintf(b, "%q ", v.FieldByName("string").String())
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		write(b, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Type != reflect.TypeFor[place]() {
				write(b, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			write(b, v.Index(i))
		}
		b.WriteString("; ")
	default: // fmt puts the keys of maps in order
		fmt.Fprintf(b, "%#v ", v)
	}
}
