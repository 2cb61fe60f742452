package bounded

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

func (e *Excess) Error() string { return fmt.Sprintf("第%d行%s。%s", e.Line, e.Reason, e.Advice) }

// The library parses recursively, and gives every node the names of all above it.
// These bounds keep it all within a moment's work; no text of an office comes
// near.
const (
	maxFlow   = 20      // brackets within brackets
	maxIndent = 200     // columns before a key or a list item
	maxName   = 1000    // bytes of a key
	maxPaths  = 8 << 20 // bytes of all nodes' paths, at least
	maxParts  = 100     // documents, each of which the parser looks for in all tokens
)

// YAML gives the tokens of a text that a parser can be trusted with, or what
// keeps it from that. Of YAML's means nobody here has a use for anchors, aliases,
// merges, tags and computed keys; refusing them also refuses the texts that grow
// when they are read. pairs is the most keys there may be.
func YAML(source []byte, pairs int) (token.Tokens, *Excess) {
	source = WithoutMark(source)
	if beyond := marks(source, pairs); beyond != nil {
		return nil, beyond
	}
	tokens := lexer.Tokenize(string(source))
	return tokens, screen(tokens, pairs)
}

// WithoutMark is a text in UTF-8 without the byte order mark that Notepad puts before
// it. It says nothing.
func WithoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

func screen(tokens token.Tokens, most int) *Excess {
	flow, pairs, parts, paths := 0, 0, 0, max(maxPaths, most*100)
	var above path
	for _, t := range tokens {
		line := t.Position.Line
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.MappingKeyType, token.DirectiveType:
			return &Excess{line, fmt.Sprintf("有特殊符号“%s”", t.Value), "这里用不着它，请去掉；如果它是内容的一部分，请给整个内容加上引号"}
		case token.DocumentHeaderType, token.DocumentEndType:
			if parts++; parts > maxParts {
				return &Excess{line, "以后的分隔线（---或...）太多", "一个文件只写一份"}
			}
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.MappingValueType:
			pairs++
			if t.Prev != nil {
				if len(t.Prev.Value) > maxName {
					return &Excess{line, "冒号前的栏目名太长", "如果冒号是内容的一部分，请给整个内容加上引号"}
				}
				above.enter(flow, t.Prev)
			}
		}
		paths -= above.length
		nests := t.Type == token.SequenceEntryType || t.Type == token.MappingValueType && flow == 0 && t.Prev != nil && t.Prev.Position.Column > maxIndent
		if flow > maxFlow || nests && t.Position.Column > maxIndent || paths < 0 {
			return tooDeep.at(line)
		}
		if pairs > most {
			return &Excess{line, "以后的栏目太多", "请核对是不是放错了文件"}
		}
	}
	return nil
}

// path is the keys above a token, whose names the parser strings together anew
// for each node.
type path struct {
	steps  []step
	length int // bytes
}

type step struct{ flow, column, length int }

// enter goes from wherever it was to a key: what stands as deep or deeper is left.
func (p *path) enter(flow int, key *token.Token) {
	for n := len(p.steps) - 1; n >= 0; n-- {
		last := p.steps[n]
		if last.flow < flow || flow == 0 && last.column < key.Position.Column {
			break
		}
		p.length -= last.length
		p.steps = p.steps[:n]
	}
	length := len(key.Value) + len(".''")
	p.steps = append(p.steps, step{flow, key.Position.Column, length})
	p.length += length
}
