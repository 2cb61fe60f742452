package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Kind is a kind of form (表单种类), loaded from a folder of its own.
type Kind struct {
	Key   string `yaml:"key"`   // the folder's name
	Title string `yaml:"title"` // in Chinese, as on the blank form
	Date  string `yaml:"date"`  // key of the date field that dates the record: its year of number, its rulebook
	Unit  string `yaml:"unit"`  // key of the field naming the unit the record is about
	// ValidUntil is the key of the date field that says how long the document is
	// valid; empty for what has no end.
	ValidUntil string    `yaml:"valid_until"`
	Subject    string    `yaml:"subject"`
	Number     string    `yaml:"number"` // series format, such as 龙政办介字〔{year}〕{n}号
	Retention  Retention `yaml:"retention"`
	Fields     []Field   `yaml:"fields"`
	Register   []Column  `yaml:"register"`

	// Document is the text of document.xml, empty when the kind has none of its
	// own and takes the standard approval slip.
	Document string `yaml:"-"`
	// Example is the text of example.yaml: one complete, acceptable form.
	Example string `yaml:"-"`
	// Dir is where the kind was loaded from, for messages.
	Dir string `yaml:"-"`

	source []byte // kind.yaml, to show mistakes in
}

// Retention is how long a record is kept, after DA/T 22: Y 永久, D30 30年, D10 10年.
type Retention struct {
	Code string `yaml:"code"`
	Name string `yaml:"name"`
}

// Column is one column of a kind's register. From is a field's key, a
// list.column path, or one of the record's own: see RecordColumns.
type Column struct {
	Label string  `yaml:"label"`
	From  string  `yaml:"from"`
	Width float64 `yaml:"width"` // in characters; 0 takes the width of the label
}

// A form names its kind under this key or label, which no field may take.
const (
	KindKey   = "kind"
	KindLabel = "表单种类"
)

// RecordColumns are the names a register column can use beside field keys;
// no field may take them.
var RecordColumns = map[string]Type{
	"number":   TypeText, // the record's number
	"subject":  TypeText, // its one-line title
	"document": TypeFile, // link to the archived PDF
	"form_sha": TypeText, // SHA-256 of the form as dropped
}

// Labels of the columns that every register has beside those its kind asks for.
const (
	SerialLabel = "序号"   // of the row
	VoidLabel   = "作废"   // why the record was made void; empty while it stands
	HashLabel   = "表单摘要" // SHA-256 of the form as dropped
)

// Field is the field with the given key, or nil.
func (k *Kind) Field(key string) *Field { return find(k.Fields, key) }

// FieldNamed finds a field by key or label, or nil.
func (k *Kind) FieldNamed(name string) *Field {
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Named(name) })
	if i < 0 {
		return nil
	}
	return &k.Fields[i]
}

// At is the field or list column at a path (key or list.column), or nil.
func (k *Kind) At(path string) *Field {
	key, column, inList := strings.Cut(path, ".")
	f := k.Field(key)
	if f == nil || !inList {
		return f
	}
	return f.Column(column)
}

// LabelOf writes a path the way people know it: 审批意见·日期.
func (k *Kind) LabelOf(path string) string {
	key, column, inList := strings.Cut(path, ".")
	f := k.Field(key)
	if f == nil {
		return path
	}
	if c := f.Column(column); inList && c != nil {
		return f.Label + "·" + c.Label
	}
	return f.Label
}

// DateOf is the day the form bears; zero when it does not say.
func (k *Kind) DateOf(v Values) Date {
	d, _ := v[k.Date].(Date)
	return d
}

// SubjectOf is the one line by which people know the record.
func (k *Kind) SubjectOf(v Values) string { return Expand(k.Subject, v) }

// Secrecy is the field that says how secret a form is (密级), or nil.
func (k *Kind) Secrecy() *Field { return k.FieldNamed("密级") }

// SecrecyOf is a form's degree of secrecy, such as 秘密; empty for most.
func (k *Kind) SecrecyOf(v Values) string {
	f := k.Secrecy()
	if f == nil {
		return ""
	}
	return Text(v[f.Key])
}

// FormatNumber writes the n-th number (from 1) of a year's series.
func (k *Kind) FormatNumber(year, n int) string {
	return strings.NewReplacer("{year}", strconv.Itoa(year), "{n}", strconv.Itoa(n)).Replace(k.Number)
}

// FormatBlank is a number that has not been given yet: 龙政办介字〔2026〕　号.
func (k *Kind) FormatBlank(year int) string {
	return strings.NewReplacer("{year}", strconv.Itoa(year), "{n}", "　").Replace(k.Number)
}

// Attachments are the names of the files that must come with the form, in the
// order of its fields and without repeats.
func (k *Kind) Attachments(v Values) []string {
	var names []string
	add := func(path string) {
		for _, value := range v.Lookup(path) {
			if name, ok := value.(string); ok && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, f := range k.Fields {
		if f.Type == TypeFile {
			add(f.Key)
		}
		for _, c := range f.Columns {
			if c.Type == TypeFile {
				add(f.Key + "." + c.Key)
			}
		}
	}
	return names
}

var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}`)

// Expand fills {key} and {list.column} in a line of text with what the form says.
func Expand(text string, v Values) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		return v.Joined(m[1 : len(m)-1])
	})
}

// Placeholders are the paths a line of text names in braces.
func Placeholders(text string) []string {
	var paths []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		paths = append(paths, m[1])
	}
	return paths
}

// check reports every mistake in the definition, not only the first.
func (k *Kind) check() []flaw {
	fs := &flaws{at: "$"}
	if !keyPattern.MatchString(strings.ReplaceAll(k.Key, "-", "_")) {
		fs.wrong("key", "key %q 只能用小写字母、数字和连字符", k.Key)
	}
	if k.Key != k.Dir {
		fs.wrong("key", "key %q 与文件夹名 %q 不同", k.Key, k.Dir)
	}
	if k.Title == "" {
		fs.wrong("title", "没有 title（中文名称）")
	}
	if len(k.Fields) == 0 {
		fs.wrong("fields", "没有 fields（字段）")
	}
	checkAll(fs, "fields", k.Fields, false)
	for i, f := range k.Fields {
		if _, taken := RecordColumns[f.Key]; taken || f.Named(KindKey) || f.Named(KindLabel) {
			fs.wrong(fmt.Sprintf("fields[%d].key", i), "字段键 %s 由系统占用，请换一个", f.Key)
		}
	}
	if f := k.Field(k.Date); f == nil || f.Type != TypeDate || !f.Required {
		fs.wrong("date", "date: %q 必须是一个必填的 date 字段，编号的年度由它而定", k.Date)
	}
	if f := k.Field(k.Unit); f == nil || (f.Type != TypeUnit && f.Type != TypeText) {
		fs.wrong("unit", "unit: %q 必须是一个 unit 字段", k.Unit)
	}
	if f := k.Field(k.ValidUntil); k.ValidUntil != "" && (f == nil || f.Type != TypeDate) {
		fs.wrong("valid_until", "valid_until: %q 必须是一个 date 字段", k.ValidUntil)
	}
	if !strings.Contains(k.Number, "{year}") || !strings.Contains(k.Number, "{n}") {
		fs.wrong("number", "number: %q 里要有 {year} 和 {n}", k.Number)
	}
	if k.Subject == "" {
		fs.wrong("subject", "没有 subject（题名）")
	}
	for _, path := range Placeholders(k.Subject) {
		if k.At(path) == nil {
			fs.wrong("subject", "subject 里的 {%s} 不是这种表单的字段", path)
		}
	}
	if !slices.Contains([]string{"Y", "D30", "D10"}, k.Retention.Code) || k.Retention.Name == "" {
		fs.wrong("retention", "retention: code 应为 Y、D30、D10 之一，并有 name（如 永久、30年、10年）")
	}
	if len(k.Register) == 0 {
		fs.wrong("register", "没有 register（台账的栏目）")
	}
	labels := map[string]bool{SerialLabel: true, VoidLabel: true, HashLabel: true}
	for i, c := range k.Register {
		if labels[c.Label] {
			fs.wrong(fmt.Sprintf("register[%d].label", i), "register 的栏目“%s”重复了，或由系统占用，请换一个名称", c.Label)
		}
		labels[c.Label] = true
		if _, own := RecordColumns[c.From]; c.Label == "" || (!own && k.At(c.From) == nil) {
			fs.wrong(fmt.Sprintf("register[%d].from", i), "register 的栏目“%s”：from: %q 不是这种表单的字段", c.Label, c.From)
		}
	}
	return fs.found
}
