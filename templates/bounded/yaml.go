package bounded

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Excess is what in a YAML text goes beyond a bound.
type Excess struct {
	Line   int
	Reason string // continues 第…行, such as 以前空行太多
	Advice string
}

func (e *Excess) Error() string { return fmt.Sprintf("第%d行%s。%s", e.Line, e.Reason, e.Advice) }

// The library parses recursively, and takes quadratic time for repeated keys
// and for blank lines in a block of text. These bounds keep it all within a
// moment's work; no text of an office comes near.
const (
	maxBlank  = 100 // blank lines in a row
	maxFlow   = 20  // brackets within brackets
	maxIndent = 200 // columns before a key or a list item
)

// YAML gives the tokens of a text that a parser can be trusted with, or what
// keeps it from that. Of YAML's means nobody here has a use for anchors, aliases,
// merges, tags and computed keys; refusing them also refuses the texts that grow
// when they are read. pairs is the most keys there may be.
func YAML(source []byte, pairs int) (token.Tokens, *Excess) {
	if beyond := blankLines(source); beyond != nil {
		return nil, beyond
	}
	tokens := lexer.Tokenize(string(source))
	return tokens, screen(tokens, pairs)
}

func blankLines(source []byte) *Excess {
	line, blank := 0, 0
	for text := range bytes.Lines(source) {
		line++
		if blank++; len(bytes.TrimSpace(text)) > 0 {
			blank = 0
		}
		if blank > maxBlank {
			return &Excess{line, "以前空行太多", "请删去空行"}
		}
	}
	return nil
}

func screen(tokens token.Tokens, most int) *Excess {
	flow, pairs := 0, 0
	for _, t := range tokens {
		line := t.Position.Line
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.MappingKeyType, token.DirectiveType:
			return &Excess{line, fmt.Sprintf("有特殊符号“%s”", t.Value), "这里用不着它；如果它是内容的一部分，请给整个内容加上引号"}
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.MappingValueType:
			pairs++
		}
		nests := t.Type == token.SequenceEntryType || t.Type == token.MappingValueType && flow == 0 && t.Prev != nil && t.Prev.Position.Column > maxIndent
		if flow > maxFlow || nests && t.Position.Column > maxIndent {
			return &Excess{line, "内容一层套一层，层数太多", "请减少层数"}
		}
		if pairs > most {
			return &Excess{line, "以后的栏目太多", "请核对是不是放错了文件"}
		}
	}
	return nil
}
