package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"gongwen/templates"
)

// Approvals is how forms are signed, as gongwen.yaml says it: one manner for all of them,
//
//	approvals: paper
//
// or one for each kind, by its key or title, and for the others:
//
//	approvals: {default: paper, letter: desk, 合同: paper-scan}
type Approvals struct {
	Default templates.Manner
	Kinds   map[string]templates.Manner

	lines map[string]int // of the kinds, in gongwen.yaml
}

// approvalsDefault is the key of the manner for kinds that are not named.
const approvalsDefault = "default"

// UnmarshalYAML reads either way of writing.
func (a *Approvals) UnmarshalYAML(node ast.Node) error {
	read := Approvals{Default: templates.Paper, Kinds: map[string]templates.Manner{}, lines: map[string]int{}}
	var err error
	switch node := node.(type) {
	case *ast.NullNode: // approvals: with nothing behind it
	case *ast.MappingNode:
		for _, each := range node.Values {
			kind, line := each.Key.GetToken().Value, each.Key.GetToken().Position.Line
			var m templates.Manner
			if m, err = mannerIn(each.Value, " 的 "+kind); err != nil {
				return err
			}
			switch _, twice := read.Kinds[kind]; {
			case kind == approvalsDefault:
				read.Default = m
			case twice:
				return fmt.Errorf("第%d行：approvals 的 %s 写了两次", line, kind)
			default:
				read.Kinds[kind], read.lines[kind] = m, line
			}
		}
	case ast.ScalarNode:
		if read.Default, err = mannerIn(node, ""); err != nil {
			return err
		}
	default:
		return fmt.Errorf("第%d行：approvals 写成 approvals: paper，或 approvals: {default: paper, letter: desk}", node.GetToken().Position.Line)
	}
	*a = read
	return nil
}

// mannerIn is the manner that a node names; of says whose, for people.
func mannerIn(node ast.Node, of string) (templates.Manner, error) {
	var m templates.Manner
	if err := yaml.NodeToValue(node, &m); err != nil || !slices.Contains(templates.Manners, m) {
		return m, fmt.Errorf("第%d行：approvals%s 不认识“%s”，可写 %s", node.GetToken().Position.Line, of, strings.TrimSpace(node.String()), mannersInWords())
	}
	return m, nil
}

func mannersInWords() string {
	var all []string
	for _, m := range templates.Manners {
		all = append(all, string(m))
	}
	return strings.Join(all, "、")
}

// of gives every kind that is approved its manner, by key. The error names a kind that
// there is not, or that nobody approves, or that is named twice.
func (a Approvals) of(kinds *templates.Set) (map[string]templates.Manner, error) {
	manners := map[string]templates.Manner{}
	for _, k := range kinds.All() {
		if k.Approved() {
			manners[k.Key] = a.Default
		}
	}
	named := map[string]string{} // as what, by key
	for _, name := range slices.Sorted(maps.Keys(a.Kinds)) {
		k := kinds.Named(name)
		at := ""
		if line := a.lines[name]; line > 0 {
			at = fmt.Sprintf("第%d行：", line)
		}
		switch {
		case k == nil:
			return nil, fmt.Errorf("%sapprovals 里的“%s”不是表单种类，请写种类的代号或名称，如 letter、介绍信", at, name)
		case !k.Approved():
			return nil, fmt.Errorf("%sapprovals 里的“%s”没有审批意见栏，不必签批，请删去", at, name)
		case named[k.Key] != "":
			return nil, fmt.Errorf("%sapprovals 里的“%s”和“%s”是同一种表单，请只写一个", at, name, named[k.Key])
		}
		manners[k.Key], named[k.Key] = a.Kinds[name], name
	}
	return manners, nil
}

// Manner is how forms of a kind are signed; empty for one that nobody approves.
func (r *Ruleset) Manner(kind *templates.Kind) templates.Manner { return r.manners[kind.Key] }

// InManner is the ruleset with one kind, by key, signed in a manner that it may no longer
// be signed in: forms that have their number are led to their end in the one they were
// accepted in. It is the same where nothing is otherwise, or nobody approves the kind.
func (r *Ruleset) InManner(kind string, m templates.Manner) *Ruleset {
	now := r.manners[kind]
	if now == m || now == "" {
		return r
	}
	in := *r
	in.manners = maps.Clone(r.manners)
	in.manners[kind] = m
	switch {
	case m == templates.PaperScan:
		in.Kinds = r.Kinds.WithScans(func(k *templates.Kind) bool { return k.Key == kind })
	case now == templates.PaperScan:
		in.Kinds = r.Kinds.WithoutScans(kind)
	}
	return &in
}

// mannerClauses name the kinds that are signed in another manner than before, by that.
func mannerClauses(before, after *Ruleset) string {
	var clauses []string
	for _, m := range templates.Manners {
		var titles []string
		for _, k := range after.Kinds.All() {
			if was, is := before.manners[k.Key], after.manners[k.Key]; was != "" && was != is && is == m {
				titles = append(titles, k.Title)
			}
		}
		if len(titles) > 0 {
			clauses = append(clauses, some(titles, "、")+" 改为"+m.Chinese())
		}
	}
	return strings.Join(clauses, "；")
}
