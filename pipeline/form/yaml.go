package form

import (
	"errors"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"gongwen/templates/bounded"
)

// parseYAML reads a YAML text from its syntax tree, where scalars still are
// what was typed.
func parseYAML(data []byte) (node, *notText) {
	tokens, beyond := bounded.YAML(data, maxPairs)
	if beyond != nil {
		return node{}, &notText{line: beyond.Line, reason: beyond.Reason, advice: beyond.Advice}
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return node{}, yamlSyntax(err)
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root != nil:
			return node{}, errTwoForms
		default:
			root = doc.Body
		}
	}
	if root == nil {
		return node{}, &notText{reason: "文件里没有内容", advice: "请填写后再放入"}
	}
	return yamlNode(root, 0)
}

// maxPairs is how many keys a form's text can have.
const maxPairs = 20_000

func yamlSyntax(err error) *notText {
	bad := &notText{
		reason: "不合 YAML 的写法",
		advice: "请核对这一行附近的缩进、引号和冒号（半角“:”后空一格）",
		err:    err,
	}
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		bad.line = syntax.GetToken().Position.Line
	}
	return bad
}

func yamlNode(n ast.Node, depth int) (node, *notText) {
	if depth > maxDepth {
		return node{}, errTooDeep
	}
	out := node{line: n.GetToken().Position.Line}
	switch n := n.(type) {
	case ast.MapNode:
		out.shape = mapping
		for i := n.MapRange(); i.Next(); {
			value, bad := yamlNode(i.Value(), depth+1)
			if bad != nil {
				return node{}, bad
			}
			key := i.Key().GetToken()
			out.pairs = append(out.pairs, pair{name: key.Value, line: key.Position.Line, value: value})
		}
		if len(out.pairs) > 0 { // the token of a block map is its first colon
			out.line = out.pairs[0].line
		}
	case ast.ArrayNode:
		out.shape = list
		for i := n.ArrayRange(); i.Next(); {
			item, bad := yamlNode(i.Value(), depth+1)
			if bad != nil {
				return node{}, bad
			}
			out.items = append(out.items, item)
		}
	case *ast.NullNode:
	case *ast.LiteralNode:
		out.text = n.Value.Value
	default:
		out.text = n.GetToken().Value
	}
	return out, nil
}
