package docx

import "strings"

// field is a field of Word that is open: first its instruction, then its result.
type field struct {
	instruction strings.Builder
	result      bool
}

// paragraph reads one into a block; none for one without text.
func (r *reader) paragraph(p *element) {
	if b, ok := r.text(p); ok {
		r.add(b)
		return
	}
	r.settle() // a picture alone stands by the text before it
}

// text reads a paragraph and its number.
func (r *reader) text(p *element) (Block, bool) {
	var text strings.Builder
	r.inline(p, &text)
	properties := p.kid("pPr")
	look, id := r.styles.of(properties)
	if marks := properties.kid("rPr"); marks.kid("ins") != nil || marks.kid("del") != nil || marks.kid("moveTo") != nil || marks.kid("moveFrom") != nil {
		r.trouble("修订痕迹")
	}
	if strings.HasPrefix(look.name, "toc ") || strings.HasPrefix(look.name, "目录") {
		r.trouble("自动生成的目录")
	}
	said := tidy(text.String())
	if said == "" {
		return Block{}, false
	}
	b := Block{Text: said, Centred: look.centred == "center" || look.name == "title", Caption: look.name == "caption" || look.name == "题注"}
	if look.level > 0 && look.level < plainText {
		b.Level = look.level
	}
	number, unknown := r.numbering.number(look.list, id)
	if unknown != "" {
		r.trouble("编号样式“" + unknown + "”")
	}
	b.Number = number
	b.Text = number + b.Text
	return b, true
}

// tidy takes the blanks away that only indent, and empty lines.
func tidy(s string) string {
	var lines []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// inline reads what stands in a paragraph.
func (r *reader) inline(e *element, into *strings.Builder) {
	for _, k := range e.kids {
		r.piece(k, into)
	}
}

// troubles are the elements that are no text, and what they are called.
var troubles = map[string]string{
	"footnoteReference": "脚注", "endnoteReference": "尾注", "commentReference": "批注", "annotationRef": "批注",
	"oMath": "公式", "oMathPara": "公式", "control": "控件", "ruby": "拼音指南",
	"del": "修订痕迹", "moveFrom": "修订痕迹", "ins": "修订痕迹", "moveTo": "修订痕迹",
	"altChunk": "嵌入的文件", "subDoc": "嵌入的文件", "contentPart": "墨迹",
}

func (r *reader) piece(k *element, into *strings.Builder) {
	if what := troubles[k.name]; what != "" {
		r.trouble(what)
	}
	switch k.name {
	case "pPr", "rPr", "sdtPr", "sdtEndPr", "rubyPr", "rt", "del", "moveFrom", "oMath", "oMathPara", "contentPart":
	case "r":
		r.run(k, into)
	case "t":
		r.say(string(k.text), into)
	case "tab", "ptab":
		r.say("　", into)
	case "br", "cr":
		if t := k.val("type"); t != "page" && t != "column" {
			r.say("\n", into)
		}
	case "noBreakHyphen":
		r.say("-", into)
	case "sym":
		r.symbol(k, into)
	case "drawing", "pict", "object":
		r.trouble(drawn(k))
	case "AlternateContent": // the same for newer and older programs
		if choice := k.kid("Choice"); choice != nil {
			r.inline(choice, into)
		} else {
			r.inline(k, into)
		}
	case "fldChar":
		r.fieldMark(k)
	case "fldSimple":
		r.instructed(k.val("instr"))
		r.inline(k, into)
	case "instrText":
		if n := len(r.fields); n > 0 && !r.fields[n-1].result {
			r.fields[n-1].instruction.Write(k.text)
		}
	default:
		r.inline(k, into)
	}
}

// say takes text in, unless it is the instruction of a field.
func (r *reader) say(s string, into *strings.Builder) {
	if n := len(r.fields); n > 0 && !r.fields[n-1].result {
		return
	}
	into.WriteString(s)
}

// drawn is what a drawing is called.
func drawn(e *element) string {
	switch {
	case e.has("txbxContent"):
		return "文本框"
	case e.has("chart"):
		return "图表"
	case e.has("relIds"):
		return "SmartArt 图形"
	case e.has("OLEObject"):
		return "嵌入的对象"
	case e.has("pic"), e.has("imagedata"):
		return "图片"
	}
	return "图形"
}

// superscripts are the figures that have a small form of their own in most fonts.
var superscripts = strings.NewReplacer("1", "¹", "2", "²", "3", "³")

// run reads characters of one look. What of the look would change what they say is
// no text.
func (r *reader) run(e *element, into *strings.Builder) {
	look := e.kid("rPr")
	if look.kid("vanish").on() || look.kid("specVanish").on() {
		if e.has("t") {
			r.trouble("隐藏的文字")
		}
		return
	}
	if look.kid("strike").on() || look.kid("dstrike").on() {
		r.trouble("加了删除线的文字")
	}
	var own strings.Builder
	r.inline(e, &own)
	said := own.String()
	switch look.kid("vertAlign").val("val") {
	case "superscript":
		if small := superscripts.Replace(said); strings.Trim(small, "¹²³ ") == "" {
			said = small
		} else {
			r.trouble("上标")
		}
	case "subscript":
		if strings.TrimSpace(said) != "" {
			r.trouble("下标")
		}
	}
	into.WriteString(said)
}

// fieldMark begins a field, its result, or ends it.
func (r *reader) fieldMark(k *element) {
	n := len(r.fields)
	switch k.val("fldCharType") {
	case "begin":
		if k.has("checkBox") {
			r.trouble("复选框")
		}
		if n < maxDepth {
			r.fields = append(r.fields, field{})
		}
	case "separate":
		if n > 0 {
			r.fields[n-1].result = true
			r.instructed(r.fields[n-1].instruction.String())
		}
	case "end":
		if n > 0 {
			if !r.fields[n-1].result { // some draw without one
				r.instructed(r.fields[n-1].instruction.String())
			}
			r.fields = r.fields[:n-1]
		}
	}
}

// instructed looks whether a field is one whose result is no text of the document.
func (r *reader) instructed(instruction string) {
	words := strings.Fields(strings.ToUpper(instruction))
	if len(words) == 0 {
		return
	}
	switch words[0] {
	case "TOC", "INDEX":
		r.trouble("自动生成的目录")
	case "EQ":
		r.trouble("公式")
	case "INCLUDEPICTURE":
		r.trouble("图片")
	}
}

// symbolFonts are characters of fonts that hold symbols in place of letters: ticked
// boxes, by their number there.
var symbolFonts = map[string]map[string]string{
	"wingdings":   {"6F": "□", "A8": "□", "FC": "√", "FE": "☑"},
	"wingdings 2": {"52": "☑", "A3": "□", "50": "√"},
}

// symbol reads a character that is told by its font and its number there (17.3.3.30).
func (r *reader) symbol(k *element, into *strings.Builder) {
	code := strings.ToUpper(strings.TrimPrefix(strings.ToUpper(k.val("char")), "F0"))
	if s := symbolFonts[strings.ToLower(k.val("font"))][code]; s != "" {
		r.say(s, into)
		return
	}
	r.trouble("符号字体的字符")
}
