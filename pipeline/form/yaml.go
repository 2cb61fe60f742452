package form

import (
	"bytes"
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"gongwen/templates/bounded"
)

// parseYAML reads a YAML text from its syntax tree, where scalars still are
// what was typed.
func parseYAML(data []byte) (node, *notText) {
	tokens, beyond := bounded.YAML(data, maxPairs)
	if beyond != nil {
		return node{}, &notText{line: beyond.Line, reason: beyond.Reason, advice: beyond.Advice}
	}
	cut := cutOff(tokens, data)
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		if len(cut) > 0 {
			return node{}, &notText{line: cut[0].line, reason: "里“#”后面的文字成了注释", advice: cut[0].advice(), err: err}
		}
		return node{}, yamlSyntax(err, data)
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
	out, bad := yamlNode(root, 0)
	out.cut = cut
	return out, bad
}

// maxPairs is how many keys a form's text can have.
const maxPairs = 20_000

// yamlSyntax says what the parser could not read, as far as the line shows it.
func yamlSyntax(err error, data []byte) *notText {
	bad := &notText{
		reason: "不合 YAML 的写法",
		advice: "请核对这一行附近的缩进、引号和冒号（半角“:”后空一格）",
		err:    err,
	}
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		bad.line = syntax.GetToken().Position.Line
		explainYAML(bad, strings.Split(string(data), "\n"))
	}
	return bad
}

// A cutLine is a line of which YAML drops the end as a comment.
type cutLine struct {
	line int
	name string // before the colon; may be empty
	text string // what stands there in whole
}

func (c cutLine) advice() string {
	whole := c.text
	if c.name == "" || strings.ContainsAny(c.name, "{[") {
		return "“#”是内容的，请给整个内容加引号；确是说明的，请另起一行"
	}
	if strings.ContainsAny(whole, `"\`) {
		whole = "'" + strings.ReplaceAll(whole, "'", "''") + "'"
	} else {
		whole = `"` + whole + `"`
	}
	return "“#”是内容的，请给整个内容加引号，写成 " + clip(whole) + " ；确是说明的，请另起一行"
}

// cutOff finds the lines on which a comment follows a value, or stands instead of one.
// Nobody who writes 3 #楼 means a comment. After what ends visibly, such as a quotation
// mark, and on a line of its own, it is one.
func cutOff(tokens token.Tokens, data []byte) []cutLine {
	var lines [][]byte
	var cut []cutLine
	for i, t := range tokens {
		if t.Type != token.CommentType || i == 0 {
			continue
		}
		switch tokens[i-1].Type {
		case token.DoubleQuoteType, token.SingleQuoteType, token.MappingEndType, token.SequenceEndType,
			token.LiteralType, token.FoldedType, token.DocumentHeaderType, token.DocumentEndType, token.CommentType:
			continue
		case token.MappingValueType, token.SequenceEntryType: // what follows may be on lines of its own, further in
			if i+1 < len(tokens) && i >= 2 && (tokens[i+1].Type == token.SequenceEntryType || tokens[i+1].Position.Column > tokens[i-2].Position.Column) {
				continue
			}
		}
		if lines == nil {
			lines = bytes.Split(data, []byte("\n"))
		}
		n := t.Position.Line
		if n < 1 || n > len(lines) {
			continue
		}
		line := strings.TrimSpace(string(lines[n-1]))
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := cutLine{line: n, text: line}
		if name, text, found := strings.Cut(line, ": "); found {
			c.name, c.text = strings.TrimLeft(name, "- "), strings.TrimSpace(text)
		}
		cut = append(cut, c)
	}
	return cut
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
		out.text, out.block = n.Value.Value, true
	default:
		t := n.GetToken()
		out.text = t.Value
		if t.Type == token.StringType {
			out.folded = t.Origin
		}
	}
	return out, nil
}
