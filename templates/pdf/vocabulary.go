package pdf

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// element says what an element of a document template may hold.
type element struct {
	attrs    []string
	children []string // elements inside it; none: text only
	text     bool     // or text, in place of the elements
}

// vocabulary are the elements of document templates; package comment tells
// what each looks like.
var vocabulary = map[string]element{
	"document": {attrs: []string{"pages", "size", "subject", "sheet"}, children: []string{"mark", "letterhead", "number", "rule", "headline",
		"to", "p", "h1", "h2", "h3", "h4", "hang", "names", "annexes", "annexed", "signature", "space", "page", "tear", "table", "verify", "imprint"}},
	"mark":       {attrs: []string{"copy", "secrecy", "urgency", "after"}, children: []string{"organ"}, text: true},
	"letterhead": {attrs: []string{"number", "copy", "secrecy", "urgency"}},
	"organ":      {},
	"number":     {attrs: []string{"align", "signer", "above"}},
	"rule":       {attrs: []string{"color"}},
	"headline":   {attrs: []string{"above", "size"}},
	"to":         {attrs: []string{"above"}},
	"p":          {attrs: []string{"above", "indent", "align", "font", "size", "keep"}},
	"h1":         {},
	"h2":         {},
	"h3":         {},
	"h4":         {},
	"hang":       {attrs: []string{"label", "above"}},
	"names":      {attrs: []string{"label", "above"}, children: []string{"name"}},
	"name":       {attrs: []string{"post"}},
	"annexes":    {attrs: []string{"above"}, children: []string{"annex"}},
	"annex":      {},
	"annexed":    {attrs: []string{"mark"}},
	"signature":  {attrs: []string{"date", "sealed", "above"}, children: []string{"organ"}, text: true},
	"space":      {attrs: []string{"lines", "mm"}},
	"page":       {},
	"tear":       {},
	"table":      {attrs: []string{"cols", "size", "tight", "above", "none"}, children: []string{"row", "opinions"}},
	"opinions":   {attrs: []string{"as", "lines"}},
	"row":        {attrs: []string{"repeat"}, children: []string{"label", "cell"}},
	"label":      {attrs: []string{"cols", "rows", "lines", "align"}},
	"cell":       {attrs: []string{"cols", "rows", "lines", "align"}, children: []string{"p"}, text: true},
	"verify":     {attrs: []string{"code", "phone"}},
	"imprint":    {attrs: []string{"ruled"}, children: []string{"entry"}},
	"entry":      {attrs: []string{"right"}},
}

// attributes are the values an attribute can have; those not listed are text.
var attributes = map[string]*regexp.Regexp{
	"above":  decimal,
	"indent": decimal,
	"mm":     decimal,
	"align":  regexp.MustCompile(`^(left|center|right|justify)$`),
	"sheet":  regexp.MustCompile(`^one$`),
	"color":  regexp.MustCompile(`^(red|black)$`),
	"font":   regexp.MustCompile(`^(小标宋|仿宋|黑体|楷体|宋体)$`),
	"size":   regexp.MustCompile(`^(初号|小初|[一二三四五]号|小[一二三四五])$`),
	"pages":  yesNo, "sealed": yesNo, "repeat": yesNo, "keep": yesNo, "ruled": yesNo, "tight": yesNo,
	"cols":  regexp.MustCompile(`^([1-9]\d*|auto)( ([1-9]\d*|auto))*$`),
	"rows":  regexp.MustCompile(`^[1-9]\d*$`),
	"lines": regexp.MustCompile(`^[1-9]\d*$`),
}

var (
	decimal = regexp.MustCompile(`^\d+(\.\d+)?$`)
	yesNo   = regexp.MustCompile(`^(yes|no)$`)
)

// node is one element of a filled-in template.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string   // of an element without children; paragraphs are parted by paragraphEnd
	people   []string // whose names are not to be divided, of the whole document
}

// paragraphEnd stands for the line ends of form values while they pass through
// a template, in which line ends of its own mean nothing. No form value can
// hold it (templates.Field.Parse). In paragraphs of a form cellEnd parts cells.
const paragraphEnd = "\u2028"

// paragraphs are the text's paragraphs, without blank lines between them; at
// least one.
func (n *node) paragraphs() []string {
	var paragraphs []string
	for _, text := range strings.Split(n.text, paragraphEnd) {
		if strings.TrimSpace(text) != "" {
			paragraphs = append(paragraphs, text)
		}
	}
	if paragraphs == nil {
		return []string{""}
	}
	return paragraphs
}

// onOneLine is the element with its paragraphs run together.
func (n *node) onOneLine() *node {
	one := *n
	one.text = strings.ReplaceAll(n.text, paragraphEnd, " ")
	return &one
}

// unbroken takes out the template's own line ends with the white space around
// them.
func unbroken(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	const space = " \t\r"
	lines := strings.Split(text, "\n")
	for i := range lines {
		if i > 0 {
			lines[i] = strings.TrimLeft(lines[i], space)
		}
		if i < len(lines)-1 {
			lines[i] = strings.TrimRight(lines[i], space)
		}
	}
	return strings.Join(lines, "")
}

// markupError is a mistake in a template's markup.
type markupError struct {
	find   string // what to look for in the template's source; may be empty
	reason string
}

func (e *markupError) Error() string { return e.reason }

// parseMarkup reads a filled-in template. Form values inside it are escaped, so
// what it finds wrong is the template's doing.
func parseMarkup(r io.Reader) (*node, error) {
	d := xml.NewDecoder(r)
	var root *node
	var open []*node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			// The line it names is one of the filled-in template, which nobody sees.
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return nil, &markupError{reason: "标记不合 XML 语法：" + syntax.Msg}
			}
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			n, err := newNode(token, open)
			if err != nil {
				return nil, err
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			} else if root == nil {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			n := open[len(open)-1]
			n.text = strings.Trim(n.text, " \t\r\n")
			if n.text != "" && len(vocabulary[n.name].children) > 0 && (len(n.children) > 0 || !vocabulary[n.name].text) {
				return nil, &markupError{n.text, fmt.Sprintf("<%s> 里有不在任何元素中的文字“%s”", n.name, n.text)}
			}
			if open = open[:len(open)-1]; n.name != "p" || len(open) != 1 {
				n.text = untabled.Replace(n.text)
			}
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += unbroken(string(token))
			}
		}
	}
	if root == nil {
		return nil, &markupError{reason: "模板是空的，应有 <document>"}
	}
	return root, nil
}

// newNode checks an element against the vocabulary.
func newNode(token xml.StartElement, open []*node) (*node, error) {
	name := token.Name.Local
	allowed := []string{"document"}
	where := "模板最外层"
	if len(open) > 0 {
		parent := open[len(open)-1].name
		allowed, where = vocabulary[parent].children, "<"+parent+"> 里"
	}
	if !slices.Contains(allowed, name) {
		reason := fmt.Sprintf("%s不能有 <%s>", where, name)
		if _, known := vocabulary[name]; !known {
			reason = fmt.Sprintf("没有 <%s> 这种元素，可用：%s", name, strings.Join(slices.Sorted(maps.Keys(vocabulary)), "、"))
		}
		return nil, &markupError{"<" + name, reason}
	}
	n := &node{name: name, attrs: map[string]string{}}
	for _, a := range token.Attr {
		if !slices.Contains(vocabulary[name].attrs, a.Name.Local) {
			return nil, &markupError{a.Name.Local + "=", fmt.Sprintf("<%s> 没有 %s 这个属性，可用：%s", name, a.Name.Local,
				strings.Join(vocabulary[name].attrs, "、"))}
		}
		if allowed, ok := attributes[a.Name.Local]; ok && !allowed.MatchString(a.Value) {
			return nil, &markupError{a.Name.Local + `="` + a.Value, fmt.Sprintf("<%s> 的 %s=\"%s\" 不对", name, a.Name.Local, a.Value)}
		}
		n.attrs[a.Name.Local] = strings.ReplaceAll(untabled.Replace(a.Value), paragraphEnd, " ")
	}
	return n, nil
}
