package templates

import (
	"slices"

	"gongwen/templates/normal"
)

// Type says what a field holds and so how it is read, checked and written.
type Type string

const (
	TypeText      Type = "text"      // one line
	TypeParagraph Type = "paragraph" // several lines
	TypePerson    Type = "person"    // one line naming a person, as on the roster
	TypePeople    Type = "people"    // one line naming one person or several, parted by 、
	TypeUnit      Type = "unit"      // one line naming a unit
	TypePhone     Type = "phone"     // mobile or landline number
	TypeChoice    Type = "choice"    // one of Choices
	TypeInteger   Type = "integer"
	TypeMoney     Type = "money" // yuan on the form, Fen inside
	TypeYesNo     Type = "yesno" // 是 or 否
	TypeDate      Type = "date"
	TypeTime      Type = "time" // date and time of day
	TypeFile      Type = "file" // the name of an attachment that comes with the form
	TypeList      Type = "list" // rows of Columns
	// TypeApprovals is a list whose columns every kind shares: who signed, in
	// which post, with which Opinion, on which day.
	TypeApprovals Type = "approvals"
)

var types = []Type{TypeText, TypeParagraph, TypePerson, TypePeople, TypeUnit, TypePhone, TypeChoice, TypeInteger,
	TypeMoney, TypeYesNo, TypeDate, TypeTime, TypeFile, TypeList, TypeApprovals}

// Acting is a line of a form's approvals that somebody signed for another (代).
type Acting struct {
	Line   int    `json:"line"`   // of the approvals, from 0
	For    string `json:"for"`    // whose agreement it is: the name, or the title of a vacant post
	Ground string `json:"ground"` // what it rests on: 请假单青政办假字〔2026〕7号, or a delegation
}

// Done is what a line of a form's approvals was given for: the approval step (审批步骤)
// that it completes.
type Done struct {
	Line int    `json:"line"`           // of the approvals, from 0
	Step string `json:"step,omitempty"` // the rule's id; records from before version 7 have none
	Does string `json:"does"`           // 审核, 审定, 签发 …
}

// approvalColumns are the columns of every TypeApprovals field.
var approvalColumns = []Field{
	{Key: "post", Label: "职务", Type: TypeText, Required: true, Note: "与花名册上的职务一致，如：区政府办公室主任"},
	{Key: "name", Label: "姓名", Type: TypePerson, Required: true,
		Synonyms: []string{"审批人", "批准人", "签发", "签署人", "审定人", "督办领导"}}, // as registers have called the column
	{Key: opinionKey, Label: "意见", Type: TypeChoice, Required: true, Choices: decisions},
	{Key: "date", Label: "日期", Type: TypeDate, Required: true},
	{Key: wordsKey, Label: "批示", Type: TypeParagraph, Note: "同意、不同意、退回以外还有话的，照原话填写，如：请财政局阅办"},
}

// The keys of the columns that make up an Opinion.
const (
	opinionKey = "opinion"
	wordsKey   = "words"
)

// Exception and Exceptions are the fields every kind has without naming them: why
// the form departs from what holds only in principle (原则上), or what the program
// wanted looked at again (请核实) and is right all the same. Exception (例外理由) is for
// the form with one such finding; Exceptions (例外) has a row for each.
var (
	Exception = Field{Key: "exception", Label: "例外理由", Type: TypeParagraph,
		Note: "只有一处须说明理由（原则上）或请核实的，在此写明；有几处的，逐项写在“例外”里；没有则留空"}
	Exceptions = Field{Key: "exceptions", Label: "例外", Type: TypeList, Columns: exceptionColumns,
		Note: "有几处须说明理由（原则上）或请核实的，一处一行；没有则留空"}
)

// exceptionColumns are the columns of Exceptions.
var exceptionColumns = []Field{
	{Key: "target", Label: "针对", Type: TypeText, Required: true, Note: "退件通知上那一处的代码，如 K123；也可以写栏目名称"},
	{Key: "reason", Label: "理由", Type: TypeParagraph, Required: true, Note: "须说明理由的写明缘由；请核实的写“属实”即可"},
	{Key: "agreed_by", Label: "同意人", Type: TypePerson, Note: "同意破例的领导"},
}

// Field is one thing a form asks.
type Field struct {
	Key      string   `yaml:"key"`      // for rules and templates: lower-case Latin, digits, _
	Label    string   `yaml:"label"`    // for people, in Chinese
	Type     Type     `yaml:"type"`     // one of the Type constants
	Required bool     `yaml:"required"` // an empty field returns the form
	Choices  []string `yaml:"choices"`  // of TypeChoice
	Columns  []Field  `yaml:"columns"`  // of TypeList; of TypeApprovals filled in by Load
	Note     string   `yaml:"note"`     // a hint to the clerk, shown with the cell and at the foot of the form
	// Synonyms are what else people call it when they search (合同对方 for 乙方). Forms are
	// filled in by the label alone.
	Synonyms []string `yaml:"synonyms"`
	// Makes is for a field that holds the number of an earlier record: how that record
	// stands from then on, such as 已修订, by which searches find it.
	Makes []string `yaml:"makes"`
	// Supersedes tells besides that the earlier record must not be used any more as it was
	// issued: its documents are shown and handed out stamped with the first of Makes.
	Supersedes bool `yaml:"supersedes"`
	// Into is for a TypeFile: the fields beside it that the text of a docx is read into, as
	// if it had been typed there: a paragraph, a list with sections, or first the one for
	// what stands before the first heading and then the other. See package form.
	Into []string `yaml:"into"`
	// Formats are the extensions, such as docx, that a TypeFile's file may have; none for
	// any.
	Formats []string `yaml:"formats"`
	// Computed is how the value follows from others, see Days; empty for most.
	Computed string `yaml:"computed"`
	// Counts is what an amount does to totals, a Role; see Kind.RoleOf.
	Counts Depends `yaml:"counts"`
	// Belongs is for a field that tells to which other record this one belongs, see Ties.
	Belongs Depends `yaml:"belongs"`
}

// IsList reports whether the field holds rows.
func (f *Field) IsList() bool { return f.Type == TypeList || f.Type == TypeApprovals }

// Column is the list column with the given key, or nil.
func (f *Field) Column(key string) *Field { return find(f.Columns, key) }

// ColumnOf is the first list column of the type, or nil.
func (f *Field) ColumnOf(t Type) *Field {
	if i := slices.IndexFunc(f.Columns, func(c Field) bool { return c.Type == t }); i >= 0 {
		return &f.Columns[i]
	}
	return nil
}

// Named reports whether name is the field's key or its label, or looks like it.
func (f *Field) Named(name string) bool {
	if name == f.Key || name == f.Label {
		return true
	}
	key := normal.Key(name)
	return key == f.Key || key == normal.Key(f.Label)
}

func find(fields []Field, key string) *Field {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return nil
	}
	return &fields[i]
}

// check reports what is wrong with the definition of the field itself.
func (f *Field) check(fs *flaws, inList bool) {
	switch {
	case !keyPattern.MatchString(f.Key):
		fs.wrong("key", "字段键 %q 只能用小写字母、数字和下划线，以字母开头", f.Key)
	case f.Label == "":
		fs.wrong("", "字段 %s 没有 label（中文名称）", f.Key)
	case !slices.Contains(types, f.Type):
		fs.wrong("type", "字段 %s 的 type %q 不认识，可用：%v", f.Key, f.Type, types)
	case inList && f.IsList():
		fs.wrong("type", "字段 %s：列表里不能再有列表", f.Key)
	case f.Type == TypeChoice && len(f.Choices) == 0:
		fs.wrong("type", "字段 %s 是 choice，却没有 choices", f.Key)
	case len(f.Makes) > 0 && f.Type != TypeText:
		fs.wrong("makes", "字段 %s 有 makes，须是 text，填另一份档案的编号", f.Key)
	case f.Supersedes && len(f.Makes) == 0:
		fs.wrong("supersedes", "字段 %s 有 supersedes，须有 makes，写明原来的那一份成了什么", f.Key)
	case slices.Contains(f.Synonyms, "") || slices.Contains(f.Makes, ""):
		fs.wrong("synonyms", "字段 %s 的 synonyms、makes 里有空的", f.Key)
	case len(f.Into)+len(f.Formats) > 0 && f.Type != TypeFile:
		fs.wrong("type", "字段 %s 有 into 或 formats，须是 file", f.Key)
	case f.Type == TypeList && len(f.Columns) == 0:
		fs.wrong("type", "字段 %s 是 list，却没有 columns", f.Key)
	}
	if f.Type == TypeList {
		checkAll(fs, "columns", f.Columns, true)
	}
}

// checkAll checks fields, and that a form can tell them apart.
func checkAll(fs *flaws, list string, fields []Field, inList bool) {
	seen := map[string]bool{}
	for i := range fields {
		f := &fields[i]
		at := fs.below(list, i)
		f.check(at, inList)
		label := normal.Key(f.Label)
		if seen[f.Key] || seen[label] {
			at.wrong("key", "字段 %s（%s）与前面的字段重名", f.Key, f.Label)
		}
		seen[f.Key], seen[label] = true, true
		if !readable(fields, f.Into) {
			at.wrong("into", "字段 %s 的 into 要写同一层的 paragraph 字段，或有 paragraph 栏的 list，或先 paragraph 后 list", f.Key)
		}
		fs.add(at)
	}
}

// readable reports whether the text of a file can be read into those fields.
func readable(fields []Field, into []string) bool {
	var types []Type
	for _, key := range into {
		f := find(fields, key)
		if f == nil || f.Type == TypeList && f.ColumnOf(TypeParagraph) == nil {
			return false
		}
		types = append(types, f.Type)
	}
	switch len(types) {
	case 0:
		return true
	case 1:
		return types[0] == TypeParagraph || types[0] == TypeList
	}
	return len(types) == 2 && types[0] == TypeParagraph && types[1] == TypeList
}
