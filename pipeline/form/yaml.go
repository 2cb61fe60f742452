package form

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// parseYAML reads a YAML text from its syntax tree, where scalars still are
// what was typed. Of YAML's means a form has no use for anchors, aliases,
// merges, tags and computed keys; refusing them also refuses the texts that
// grow when they are read.
func parseYAML(data []byte) (node, *notText) {
	if bad := blankLines(data); bad != nil {
		return node{}, bad
	}
	tokens := lexer.Tokenize(string(data))
	if bad := screen(tokens); bad != nil {
		return node{}, bad
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

// The library parses recursively, and takes quadratic time for repeated keys
// and for blank lines in a block of text. These bounds keep it all within a
// moment's work; no form comes near.
const (
	maxBlank  = 100    // blank lines in a row
	maxFlow   = 20     // brackets within brackets
	maxIndent = 200    // columns before a list item
	maxPairs  = 20_000 // keys in the whole text
)

func blankLines(data []byte) *notText {
	line, blank := 0, 0
	for text := range bytes.Lines(data) {
		line++
		if blank++; len(bytes.TrimSpace(text)) > 0 {
			blank = 0
		}
		if blank > maxBlank {
			return &notText{line: line, reason: "以前空行太多", advice: "请删去空行"}
		}
	}
	return nil
}

// screen refuses on the flat list of tokens what must not reach the parser.
func screen(tokens token.Tokens) *notText {
	flow, pairs := 0, 0
	for _, t := range tokens {
		refuse := func(reason, advice string) *notText {
			return &notText{line: t.Position.Line, reason: reason, advice: advice}
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.MappingKeyType, token.DirectiveType:
			return refuse(fmt.Sprintf("有特殊符号“%s”", t.Value), "表单里用不着它；如果它是内容的一部分，请给整个内容加上引号")
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.MappingValueType:
			pairs++
		}
		if flow > maxFlow || t.Type == token.SequenceEntryType && t.Position.Column > maxIndent {
			return errTooDeep
		}
		if pairs > maxPairs {
			return refuse("以后的栏目太多", "请改用附件")
		}
	}
	return nil
}

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
