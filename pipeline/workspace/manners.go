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
}

// approvalsDefault is the key of the manner for kinds that are not named.
const approvalsDefault = "default"

// UnmarshalYAML reads either way of writing.
func (a *Approvals) UnmarshalYAML(node ast.Node) error {
	line := node.GetToken().Position.Line
	var one templates.Manner
	if yaml.NodeToValue(node, &one) == nil {
		if !slices.Contains(templates.Manners, one) {
			return fmt.Errorf("第%d行：approvals 不认识“%s”，可写 %s", line, one, mannersInWords())
		}
		*a = Approvals{Default: one}
		return nil
	}
	var each map[string]templates.Manner
	if err := yaml.NodeToValue(node, &each); err != nil {
		return fmt.Errorf("第%d行：approvals 写成 approvals: paper，或 approvals: {default: paper, letter: desk}", line)
	}
	read := Approvals{Default: templates.Paper, Kinds: map[string]templates.Manner{}}
	for _, kind := range slices.Sorted(maps.Keys(each)) {
		switch m := each[kind]; {
		case !slices.Contains(templates.Manners, m):
			return fmt.Errorf("第%d行：approvals 的 %s 不认识“%s”，可写 %s", line, kind, m, mannersInWords())
		case kind == approvalsDefault:
			read.Default = m
		default:
			read.Kinds[kind] = m
		}
	}
	*a = read
	return nil
}

func mannersInWords() string {
	var all []string
	for _, m := range templates.Manners {
		all = append(all, string(m))
	}
	return strings.Join(all, "、")
}

// of gives every kind that is approved its manner, by key. The error names a kind that
// there is not, or that nobody approves.
func (a Approvals) of(kinds *templates.Set) (map[string]templates.Manner, error) {
	manners := map[string]templates.Manner{}
	for _, k := range kinds.All() {
		if k.Approved() {
			manners[k.Key] = a.Default
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Kinds)) {
		k := kinds.Named(name)
		switch {
		case k == nil:
			return nil, fmt.Errorf("approvals 里的“%s”不是表单种类，请写种类的代号或名称，如 letter、介绍信", name)
		case !k.Approved():
			return nil, fmt.Errorf("approvals 里的“%s”没有审批意见栏，不必签批", name)
		}
		manners[k.Key] = a.Kinds[name]
	}
	return manners, nil
}

// Manner is how forms of a kind are signed; empty for one that nobody approves.
func (r *Ruleset) Manner(kind *templates.Kind) templates.Manner { return r.manners[kind.Key] }
