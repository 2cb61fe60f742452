package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"gongwen/pipeline/form"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// Draft is a changed rulebook, to be tried on what was filed before it is put in
// force.
type Draft struct {
	Proposed *Regulation // the rulebook that it changes, or is, for every form whatever its date
	kinds    []string    // that it says something about; nil for all
}

// LoadDraft reads a draft, a folder of one rulebook as in an office's rules/,
// over the folders of rulebooks now in force.
func LoadDraft(kinds *templates.Set, draft fs.FS, inForce ...fs.FS) (*Draft, error) {
	names, err := fs.Glob(draft, "*/*.yaml")
	if err != nil {
		return nil, err
	}
	d := &Draft{}
	dirs := map[string]bool{}
	all := false
	for _, name := range names {
		source, err := bounded.ReadFile(draft, name, bounded.Rules)
		if err != nil {
			return nil, err
		}
		dirs[path.Dir(name)] = true
		f := parseFile(name, source)
		if f.kind.string != "" {
			d.kinds = append(d.kinds, f.kind.string)
		}
		all = all || f.kind.string == "" && len(f.rules)+len(f.parameters) > 0
	}
	if len(dirs) != 1 {
		return nil, fmt.Errorf("草案里有%d个规则册，应当正好一个：像 rules 文件夹那样，里面是规则册的文件夹，规则文件（.yaml）在其中", len(dirs))
	}
	if all {
		d.kinds = nil
	}
	proposed, err := Load(kinds, append(slices.Clone(inForce), draft)...)
	if err != nil {
		return nil, err
	}
	for _, b := range proposed.books {
		if dirs[b.dir] {
			always := *b
			always.From, always.Until = templates.Date{}, templates.Date{}
			d.Proposed = &Regulation{kinds: kinds, books: []*Rulebook{&always}}
		}
	}
	return d, nil
}

// Touches reports whether the draft can change how forms of a kind are judged.
func (d *Draft) Touches(kind string) bool { return d.kinds == nil || slices.Contains(d.kinds, kind) }

// Difference is how the draft would judge one form otherwise: findings it adds
// and findings it takes away.
type Difference struct {
	Before, After bool           // whether the form goes back
	Raised        []form.Finding // only under the draft
	Lifted        []form.Finding // only under the rulebook of its day
}

// Changes reports whether there is a difference.
func (d Difference) Changes() bool { return len(d.Raised)+len(d.Lifted) > 0 }

// Differ compares two verdicts on one form: by the rulebook of its day, and by the
// draft.
func Differ(before, after Verdict) Difference {
	return Difference{
		Before: before.Returned(), After: after.Returned(),
		Raised: without(after.Findings, before.Findings), Lifted: without(before.Findings, after.Findings),
	}
}

// without are the findings that are not among others. Other words for the same
// fault are no difference.
func without(findings, others []form.Finding) []form.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f form.Finding) bool {
		return slices.ContainsFunc(others, func(o form.Finding) bool {
			return o.Article == f.Article && o.Path == f.Path && o.Severity == f.Severity && o.Excused == f.Excused
		})
	})
}
