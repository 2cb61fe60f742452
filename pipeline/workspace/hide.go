package workspace

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"gongwen/templates"
)

// Hide are the kinds compiled into the program that an office does not use: by key or
// title, or all of them,
//
//	hide: [合同, dispute]
//	hide: all
//
// An office's own kinds, also those in the place of one of the program's, are never
// hidden.
type Hide struct {
	All   bool
	Kinds []string
}

const hideAll = "all"

// UnmarshalYAML reads either way of writing.
func (h *Hide) UnmarshalYAML(node ast.Node) error {
	*h = Hide{}
	switch node := node.(type) {
	case *ast.NullNode:
		return nil
	case *ast.StringNode:
		if h.All = node.Value == hideAll; h.All {
			return nil
		}
	case *ast.SequenceNode:
		for _, value := range node.Values {
			kind, ok := value.(ast.ScalarNode)
			if !ok {
				return fmt.Errorf("第%d行：hide 里只写种类的代号或名称", value.GetToken().Position.Line)
			}
			h.Kinds = append(h.Kinds, fmt.Sprint(kind.GetValue()))
		}
		return nil
	}
	return fmt.Errorf("第%d行：hide 写成 hide: [合同, dispute]，全部自带的都不用写 hide: all", node.GetToken().Position.Line)
}

// in marks the kinds that are not used. The error names what is no kind of the program.
func (h Hide) in(kinds *templates.Set) (*templates.Set, error) {
	var keys []string
	for _, name := range h.Kinds {
		k := kinds.Named(name)
		if k == nil {
			return kinds, fmt.Errorf("hide 里的“%s”不是表单种类，请写种类的代号或名称，如 letter、介绍信", name)
		}
		keys = append(keys, k.Key)
	}
	return kinds.Hiding(func(k *templates.Kind) bool { return h.All || slices.Contains(keys, k.Key) }), nil
}
