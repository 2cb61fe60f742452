package form

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongwen/templates"
	"gongwen/templates/docx"
	"gongwen/templates/normal"
)

// Carry reads the files that carry text of the form (the fields with into of its kind)
// and gives the form as if that had been typed: rules, register, search and printer see
// no difference. The form itself stays as it is. Load gives what is in a file that came
// with the form, of at most docx.MaxSize bytes and one more; ok is false where there is
// none of that name, of which somebody else tells.
//
// What of a file cannot be printed is a finding that says what and where. In a file that
// must be a docx it returns the form; another one then stays what it was, a file
// attached, which is asked about.
func (f *Form) Carry(load func(name string) (data []byte, ok bool, err error)) (*Form, []Finding, error) {
	if !slices.ContainsFunc(f.Kind.Fields, carries) {
		return f, nil, nil
	}
	full := *f
	full.Values, full.Places = maps.Clone(f.Values), maps.Clone(f.Places)
	c := carrier{form: &full, load: load}
	for i := range f.Kind.Fields {
		field := &f.Kind.Fields[i]
		switch rows := f.Values[field.Key].(type) {
		case string:
			c.carry(source{field: field, label: field.Label, path: field.Key, of: f.Kind.Fields, into: full.Values,
				at: func(key string) string { return key }})
		case []templates.Values:
			copies := make([]templates.Values, len(rows))
			for n, row := range rows {
				copies[n] = maps.Clone(row)
				for j := range field.Columns {
					column := &field.Columns[j]
					c.carry(source{field: column, label: field.Label + "·" + column.Label, path: RowPath(field.Key, n, column.Key), of: field.Columns, into: copies[n],
						at: func(key string) string { return RowPath(field.Key, n, key) }})
				}
			}
			full.Values[field.Key] = copies
		}
	}
	return &full, c.findings, c.err
}

// carries reports whether files given in a field carry text.
func carries(f templates.Field) bool {
	return len(f.Into) > 0 || slices.ContainsFunc(f.Columns, carries)
}

// carried are the fields that a file named on the form is read into. They need not be
// filled in.
func (a *answers) carried() map[string]bool {
	keys := map[string]bool{}
	for i := range a.kind.Fields {
		f := &a.kind.Fields[i]
		given, asked := a.given[f.Key]
		if len(f.Into) == 0 || !asked || given.cell.fault != nil {
			continue
		}
		if name, err := f.Parse(given.cell.raw); name != nil && err == nil {
			for _, key := range f.Into {
				keys[key] = true
			}
		}
	}
	return keys
}

// carrier reads the files of one form.
type carrier struct {
	form     *Form
	load     func(name string) ([]byte, bool, error)
	findings []Finding
	err      error
}

// source is a file named on the form, and where its text goes.
type source struct {
	field *templates.Field
	label string
	path  string
	of    []templates.Field       // the fields beside it
	into  templates.Values        // their values
	at    func(key string) string // their paths
}

func (c *carrier) find(s source, severity Severity, message, advice string) {
	name, _ := s.into[s.field.Key].(string)
	c.findings = append(c.findings, Finding{Severity: severity, Path: s.path, Field: s.label, Cell: c.form.Places[s.path], Value: name, Message: message, Advice: advice})
}

// extension is a file's extension, without the dot, in small letters.
func extension(name string) string { return strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".") }

// carry reads one file.
func (c *carrier) carry(s source) {
	name, named := s.into[s.field.Key].(string)
	if !named || s.field.Type != templates.TypeFile || c.err != nil {
		return
	}
	must := len(s.field.Formats) > 0
	if must && !slices.Contains(s.field.Formats, extension(name)) {
		c.find(s, Must, fmt.Sprintf("“%s”不是%s文件", name, strings.Join(s.field.Formats, "、")), "请在 Word 或 WPS 里另存为 ."+s.field.Formats[0]+" 再提交")
		return
	}
	if len(s.field.Into) == 0 || extension(name) != "docx" {
		return
	}
	var typed []string
	for _, key := range s.field.Into {
		if _, ok := s.into[key]; ok {
			typed = append(typed, "“"+label(s.of, key)+"”")
		}
	}
	if len(typed) > 0 && !must {
		return // what is typed is printed; the file stays attached
	}
	data, ok, err := c.load(name)
	if err != nil || !ok {
		c.err = err
		return
	}
	severity, stays := Must, ""
	if !must {
		severity, stays = Confirm, "；核实后这个文件只随文附送，不印在文后"
	}
	document, err := docx.Read(data)
	if err != nil {
		c.find(s, severity, fmt.Sprintf("“%s”读不出：%s", name, reason(err)), "请在 Word 或 WPS 里打开看看，另存为 .docx 再提交"+stays)
		return
	}
	if len(typed) > 0 {
		c.find(s, Must, strings.Join(typed, "、")+"已经填在表单里，又附了“"+name+"”", "正文只能有一处：或者写在表单里，或者附文件，请删去一处")
		return
	}
	if len(document.Troubles) > 0 {
		c.find(s, severity, fmt.Sprintf("“%s”里有印不出的内容：%s", name, listed(document.Troubles)),
			"请改成文字或表格，或者删去；图片、图表一类请另作附件；修订请全部接受，批注请删去"+stays)
		return
	}
	c.pour(s, name, c.body(s, name, document.Blocks))
}

// reason is why a file cannot be read, in words for the clerk.
func reason(err error) string {
	for _, known := range []error{docx.ErrLocked, docx.ErrTooLarge, docx.ErrNotDocx} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return docx.ErrDamaged.Error()
}

// listed are troubles in one sentence.
func listed(troubles []docx.Trouble) string {
	const most = 6
	var all []string
	for i, t := range troubles {
		if i == most {
			return fmt.Sprintf("%s，等共%d处", strings.Join(all, "，"), len(troubles))
		}
		where := "开头"
		if t.Near != "" {
			where = fmt.Sprintf("第%d段“%s”处", t.At, t.Near)
		}
		all = append(all, where+"的"+t.What)
	}
	return strings.Join(all, "，")
}

func label(fields []templates.Field, key string) string {
	for _, f := range fields {
		if f.Key == key {
			return f.Label
		}
	}
	return key
}

var (
	annexMark = regexp.MustCompile(`^附\s*件\s*(?:[0-9０-９]+|[一二三四五六七八九十]+)?\s*[:：]?$`)
	fullDate  = regexp.MustCompile(`^(?:\d{4}|[二〇零○一三四五六七八九]{4})年[\d一二三四五六七八九十×x]{0,4}月[\d一二三四五六七八九十×x]{0,4}日$`) // of a normal.Key
	annexList = regexp.MustCompile(`^附件[:：].`)
)

// body is the document without what the page says anyway: at its beginning the mark
// 附件1, the title and the addressee as the form has them. What at its end the printer
// adds by itself, the list of annexes and the date, is a finding.
func (c *carrier) body(s source, name string, blocks []docx.Block) []docx.Block {
	for len(blocks) > 0 && blocks[0].Table == nil && (annexMark.MatchString(blocks[0].Text) || c.says(s, blocks[0].Text)) {
		blocks = blocks[1:]
	}
	if len(blocks) > 0 && blocks[0].Table == nil && (blocks[0].Centred || lonelyTitle(blocks)) {
		c.find(s, Confirm, fmt.Sprintf("“%s”开头的“%s”像是标题，与表单上填的不同", name, clip(blocks[0].Text)), "标题按表单印，文件里的会印成一段文字。请改成一致，或者在文件里删去；不是标题的请核实")
	}
	for _, b := range blocks[max(len(blocks)-4, 0):] {
		if b.Table == nil && (fullDate.MatchString(normal.Key(b.Text)) || annexList.MatchString(b.Text)) {
			c.find(s, Must, fmt.Sprintf("“%s”末尾写着“%s”", name, clip(b.Text)), "附件说明、署名和成文日期按表单另印，请在文件里删去")
			break
		}
	}
	for i, b := range blocks[min(1, len(blocks)):] {
		if b.Table != nil && blocks[i].Table != nil {
			c.find(s, Must, fmt.Sprintf("“%s”第%d段是表格，紧接着又是一张表格，会印成一张", name, blocks[i].At), "请在两张表格之间写上表题，或者合成一张表格")
			break
		}
	}
	return leveled(blocks)
}

// lonelyTitle reports whether the first block is the only heading of the first level,
// over headings of the second: a title.
func lonelyTitle(blocks []docx.Block) bool {
	second := false
	for i, b := range blocks {
		if i > 0 && b.Level == 1 {
			return false
		}
		second = second || b.Level == 2
	}
	return blocks[0].Level == 1 && second
}

// leveled raises headings where the first level was a title's.
func leveled(blocks []docx.Block) []docx.Block {
	one := slices.ContainsFunc(blocks, func(b docx.Block) bool { return b.Level == 1 })
	two := slices.ContainsFunc(blocks, func(b docx.Block) bool { return b.Level == 2 })
	if one || !two {
		return blocks
	}
	raised := slices.Clone(blocks)
	for i := range raised {
		if raised[i].Level > 1 {
			raised[i].Level--
		}
	}
	return raised
}

// says reports whether a text beside the file says the same as a paragraph, but for
// the name of the organ before a title and the colon after an addressee.
func (c *carrier) says(s source, paragraph string) bool {
	const organ = 30 // characters that the name of an issuing organ has at most
	key := strings.TrimRight(normal.Key(paragraph), ":")
	for _, f := range s.of {
		text, ok := s.into[f.Key].(string)
		if !ok || f.Type != templates.TypeText || len([]rune(text)) < 3 {
			continue
		}
		if before, found := strings.CutSuffix(key, normal.Key(text)); found && len([]rune(before)) <= organ && !strings.ContainsAny(before, "。、,;.()") {
			return true
		}
	}
	return false
}
