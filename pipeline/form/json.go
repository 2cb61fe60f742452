package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"gongwen/templates"
	"gongwen/templates/bounded"
)

// parseJSON reads a JSON text token by token: unlike json.Unmarshal that keeps
// the lines, the order and the repeats of names.
func parseJSON(data []byte) (node, *notText) {
	if beyond := bounded.JSON(data, maxPairs); beyond != nil {
		return node{}, &notText{line: beyond.Line, reason: beyond.Reason, advice: beyond.Advice}
	}
	p := jsonParser{dec: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	p.dec.UseNumber()
	root, err := p.value(0)
	if err == nil {
		if _, extra := p.dec.Token(); extra == nil {
			return node{}, errTwoForms
		} else if !errors.Is(extra, io.EOF) {
			err = extra
		}
	}
	var bad *notText
	switch {
	case errors.As(err, &bad):
		return node{}, bad
	case err != nil:
		bad = &notText{reason: "不合 JSON 的写法", err: err}
		explainJSON(bad, data, int(p.dec.InputOffset()))
		return node{}, bad
	}
	return root, nil
}

type jsonParser struct {
	dec  *json.Decoder
	data []byte
	line int // of data[seen]
	seen int
}

// lineHere is the line the decoder has read up to.
func (p *jsonParser) lineHere() int {
	to := min(int(p.dec.InputOffset()), len(p.data))
	p.line += bytes.Count(p.data[p.seen:to], []byte("\n"))
	p.seen = to
	return p.line
}

func (p *jsonParser) value(depth int) (node, error) {
	if depth > maxDepth {
		return node{}, errTooDeep
	}
	token, err := p.dec.Token()
	if err != nil {
		return node{}, err
	}
	n := node{line: p.lineHere()}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			n.shape = mapping
			err = p.pairs(&n, depth)
		} else {
			n.shape = list
			err = p.items(&n, depth)
		}
		return n, err
	case json.Number:
		n.text = templates.WithoutExponent(token.String())
	default:
		n.text = token
	}
	return n, nil
}

func (p *jsonParser) pairs(n *node, depth int) error {
	for p.dec.More() {
		name, err := p.dec.Token()
		if err != nil {
			return err
		}
		pair := pair{line: p.lineHere()}
		pair.name, _ = name.(string) // in a map the decoder returns nothing else here
		if pair.value, err = p.value(depth + 1); err != nil {
			return err
		}
		n.pairs = append(n.pairs, pair)
	}
	_, err := p.dec.Token()
	return err
}

func (p *jsonParser) items(n *node, depth int) error {
	for p.dec.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := p.dec.Token()
	return err
}
