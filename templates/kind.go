package templates

import (
	"iter"
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
	// DocumentTitle is what its slip is titled when Title with 审批单 or 登记表 behind it
	// would not do, see SlipTitle: 领导干部下基层登记表.
	DocumentTitle string `yaml:"document_title"`
	// RegisterDate is the key of the date field that registers count by, see
	// CountedBy; empty for Date.
	RegisterDate string `yaml:"register_date"`
	// Undated is which day a form bears that is signed at the desk (网上签批) and leaves
	// Date out: UndatedSigned, when the last signature was given, for documents that are
	// issued with it; UndatedReceived, when it was handed in, for what is applied for or
	// reported first and approved then. Empty is UndatedSigned.
	Undated string `yaml:"undated"`
	Unit    string `yaml:"unit"` // key of the field naming the unit the record is about
	// Outsiders is set for kinds that may be about a unit of others, which no roster
	// lists: organs elsewhere write to the office, companies ask it for letters.
	Outsiders bool `yaml:"outsiders"`
	// Secrecy is the key of the field that says how secret a form is (密级); empty
	// for kinds that are never secret.
	Secrecy string `yaml:"secrecy"`
	// ValidUntil is the key of the date field that says how long the document is
	// valid; empty for what has no end.
	ValidUntil string    `yaml:"valid_until"`
	Subject    string    `yaml:"subject"`
	Number     string    `yaml:"number"` // series format, such as 青政办介字〔{year}〕{n}号
	Retention  Retention `yaml:"retention"`
	Fields     []Field   `yaml:"fields"`
	Register   []Column  `yaml:"register"`
	Further    []Further `yaml:"documents"` // printed besides the main document

	// Document is the text of document.xml, empty when the kind has none of its
	// own and takes the standard approval slip.
	Document string `yaml:"-"`
	// Wording are the sentences of wording.yaml, nil when the kind has none.
	Wording *Wording `yaml:"-"`
	// Example is the text of example.yaml: one complete, acceptable form.
	Example string `yaml:"-"`
	// Hidden is set for kinds of the program that the office does not use, see Set.Hiding.
	Hidden bool `yaml:"-"`
	// Dir is where the kind was loaded from, for messages.
	Dir string `yaml:"-"`

	source  []byte // kind.yaml, to show mistakes in
	assumed string // see Set.Assumed
	folder  int    // which of those given to Load it is from, from 0
	builtin bool   // it came with the program
}

// What Kind.Undated can be.
const (
	UndatedSigned   = "signed"
	UndatedReceived = "received"
)

// Retention is how long a record is kept, after DA/T 22: Y 永久, D30 30年, D10 10年.
type Retention struct {
	Code string `yaml:"code"`
	Name string `yaml:"name"`
}

// A form names its kind under this key or label, which no field may take.
const (
	KindKey   = "kind"
	KindLabel = "表单种类"
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

// Paths are the fields with their paths (see At), each list before its columns.
func (k *Kind) Paths() iter.Seq2[string, *Field] {
	return func(yield func(string, *Field) bool) {
		for i := range k.Fields {
			f := &k.Fields[i]
			if !yield(f.Key, f) {
				return
			}
			for c := range f.Columns {
				if !yield(f.Key+"."+f.Columns[c].Key, &f.Columns[c]) {
					return
				}
			}
		}
	}
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

// SlipTitle is what the kind's slip is titled: its DocumentTitle; else its title as that
// of a slip, 审批单 where somebody has to approve and 登记表 where nobody has.
func (k *Kind) SlipTitle() string {
	if k.DocumentTitle != "" {
		return k.DocumentTitle
	}
	const forms = "审批单 审批表 登记表 登记单 审批 登记"
	name, sort := k.Title, "登记表"
	for _, form := range strings.Fields(forms) {
		if rest := strings.TrimSuffix(name, form); rest != "" {
			name = rest
		}
	}
	if slices.ContainsFunc(k.Fields, func(f Field) bool { return f.Type == TypeApprovals }) {
		sort = "审批单"
	}
	return name + sort
}

// SecrecyOf is a form's degree of secrecy (密级), such as 秘密; empty for most. Kinds whose
// form has to say something there have a word for none.
func (k *Kind) SecrecyOf(v Values) string {
	degree := Text(v[k.Secrecy])
	if slices.Contains(notSecret, degree) {
		return ""
	}
	return degree
}

// notSecret are the words that offices write for no degree of secrecy.
var notSecret = []string{"不涉密", "非密", "非涉密", "公开", "无"}

// FormatNumber writes the n-th number (from 1) of a year's series.
func (k *Kind) FormatNumber(year, n int) string {
	return formatNumber(k.Number, strconv.Itoa(year), strconv.Itoa(n))
}

// FormatBlank is a number that has not been given yet: 青政办介字〔2026〕　号.
func (k *Kind) FormatBlank(year int) string { return formatNumber(k.Number, strconv.Itoa(year), "　") }

func formatNumber(format, year, n string) string {
	return strings.NewReplacer("{year}", year, "{n}", n).Replace(format)
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

// Expand fills {key} and {list.column} in a line of text with what the form says. What
// is said whole by what stands beside it is not said again: 联系{errand} of 联系图书调拨
// is 联系图书调拨.
func Expand(text string, v Values) string {
	var line, last string // last is the piece at the end of line
	add := func(piece string) {
		switch {
		case len([]rune(last)) > 1 && strings.HasPrefix(piece, last):
			line = strings.TrimSuffix(line, last)
		case len([]rune(piece)) > 1 && strings.HasSuffix(last, piece):
			return
		}
		if piece != "" {
			line, last = line+piece, piece
		}
	}
	for rest := text; rest != ""; {
		at := placeholder.FindStringIndex(rest)
		if at == nil {
			add(rest)
			break
		}
		add(rest[:at[0]])
		add(v.Joined(rest[at[0]+1 : at[1]-1]))
		rest = rest[at[1]:]
	}
	return line
}

// Placeholders are the paths a line of text names in braces.
func Placeholders(text string) []string {
	var paths []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		paths = append(paths, m[1])
	}
	return paths
}
