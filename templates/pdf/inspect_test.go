package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// kept is a file as qpdf reads it.
type kept struct {
	raw     []byte
	objects map[string]struct {
		Value  any
		Stream struct {
			Dict map[string]any
			Data []byte // decoded
		}
	}
}

type dict = map[string]any

func inspected(tb testing.TB, file []byte) *kept {
	tb.Helper()
	k := &kept{raw: file}
	var read struct{ QPDF []json.RawMessage }
	out := tool(tb, "qpdf", "qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", save(tb, file))
	if err := json.Unmarshal([]byte(out), &read); err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(read.QPDF[1], &k.objects); err != nil {
		tb.Fatal(err)
	}
	return k
}

// at follows keys from a dictionary down, through references.
func (k *kept) at(v any, keys ...any) any {
	for _, key := range append(keys, nil) {
		if ref, ok := v.(string); ok && strings.HasSuffix(ref, " R") {
			o := k.objects["obj:"+ref]
			if v = o.Value; v == nil {
				v = o.Stream.Dict
			}
		}
		switch key := key.(type) {
		case string:
			d, _ := v.(dict)
			v = d[key]
		case int:
			a, _ := v.([]any)
			if key >= len(a) {
				return nil
			}
			v = a[key]
		}
	}
	return v
}

func (k *kept) trailer() dict { return k.objects["trailer"].Value.(dict) }

func (k *kept) catalog() any { return k.at(k.trailer(), "/Root") }

// stream is the decoded data of a stream that a reference leads to.
func (k *kept) stream(ref any) []byte {
	s, _ := ref.(string)
	return k.objects["obj:"+s].Stream.Data
}

// every calls visit with every key and value of every object.
func (k *kept) every(visit func(key string, v any)) {
	var walk func(key string, v any)
	walk = func(key string, v any) {
		visit(key, v)
		switch v := v.(type) {
		case dict:
			for key, v := range v {
				walk(key, v)
			}
		case []any:
			for _, v := range v {
				walk("", v)
			}
		}
	}
	for _, o := range k.objects {
		walk("", o.Value)
		walk("", o.Stream.Dict)
	}
}

// instruction is an operator of a page's content with what stands before it.
type instruction struct {
	operator string
	operands []string // strings without their brackets
}

// content are the instructions of a page.
func content(data []byte) []instruction {
	var all []instruction
	var operands []string
	for i := 0; i < len(data); {
		switch c := data[i]; {
		case c == '(':
			var s []byte
			for i++; data[i] != ')'; i++ { // gofpdf escapes every bracket
				if data[i] == '\\' {
					i++
					if data[i] == 'r' {
						s = append(s, '\r')
						continue
					}
				}
				s = append(s, data[i])
			}
			operands = append(operands, string(s))
			i++
		case bytes.IndexByte([]byte(" \n[]"), c) >= 0:
			i++
		default:
			end := i
			for end < len(data) && bytes.IndexByte([]byte(" \n[]("), data[end]) < 0 {
				end++
			}
			word := string(data[i:end])
			i = end
			if _, err := strconv.ParseFloat(word, 64); err == nil || strings.ContainsRune("/<>", rune(word[0])) {
				operands = append(operands, word)
				continue
			}
			all = append(all, instruction{word, operands})
			operands = nil
		}
	}
	return all
}

// pages are the instructions of every page.
func (k *kept) pages() [][]instruction {
	var all [][]instruction
	kids, _ := k.at(k.catalog(), "/Pages", "/Kids").([]any)
	for _, page := range kids {
		all = append(all, content(k.stream(k.at(page).(dict)["/Contents"])))
	}
	return all
}

// shown are the codes shown in each font, by the font's resource name.
func (k *kept) shown() map[string][]uint16 {
	codes := map[string][]uint16{}
	for _, page := range k.pages() {
		font := ""
		for _, in := range page {
			switch in.operator {
			case "Tf":
				font = in.operands[0]
			case "Tj":
				for i := 0; i+1 < len(in.operands[0]); i += 2 {
					codes[font] = append(codes[font], binary.BigEndian.Uint16([]byte(in.operands[0][i:])))
				}
			}
		}
	}
	return codes
}

// fonts calls do with every font of the file.
func (k *kept) fonts(do func(name string, font, descendant any) error) error {
	resources, _ := k.at(k.catalog(), "/Pages", "/Kids", 0, "/Resources", "/Font").(dict)
	if len(resources) == 0 {
		return errors.New("no fonts")
	}
	var errs []error
	for name, font := range resources {
		if err := do(name, font, k.at(font, "/DescendantFonts", 0)); err != nil {
			errs = append(errs, fmt.Errorf("font %v: %w", k.at(font, "/BaseFont"), err))
		}
	}
	return errors.Join(errs...)
}

// advances are the widths in a TrueType program, in thousandths.
func advances(program []byte) []float64 {
	table := func(tag string) []byte {
		for i := range int(binary.BigEndian.Uint16(program[4:])) {
			entry := program[12+16*i:]
			if string(entry[:4]) == tag {
				return program[binary.BigEndian.Uint32(entry[8:]):][:binary.BigEndian.Uint32(entry[12:])]
			}
		}
		return nil
	}
	perEm := float64(binary.BigEndian.Uint16(table("head")[18:]))
	widths := make([]float64, binary.BigEndian.Uint16(table("hhea")[34:]))
	for i := range widths {
		widths[i] = float64(binary.BigEndian.Uint16(table("hmtx")[4*i:])) * 1000 / perEm
	}
	return widths
}

// without tells which of these names the file has, as a key or a value.
func (k *kept) without(names ...string) error {
	var errs []error
	k.every(func(key string, v any) {
		s, _ := v.(string)
		if slices.Contains(names, key) || slices.Contains(names, s) {
			errs = append(errs, fmt.Errorf("%s %.50v", key, v))
		}
	})
	return errors.Join(errs...)
}

// latin makes a rune of every byte.
func latin(b []byte) []byte {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return []byte(string(runes))
}

// properties are the texts in an XMP packet by the innermost property's name.
func properties(packet []byte) (map[string]string, error) {
	said := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return said, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
				path = append(path, token.Name.Local)
			}
		case xml.EndElement:
			if token.Name.Space != "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && len(path) > 0 {
				said[path[len(path)-1]] += text
			}
		}
	}
}
