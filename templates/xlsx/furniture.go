package xlsx

import (
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// What a blank form says of its own beside titles and labels.
const (
	underTitle = "带 * 的必须填写。填好后存盘，放入本单位的收件文件夹；各栏怎样填，见第二张表“" + guideSheet + "”。"
	keepKind   = "已填好，请勿改动"
	pick       = "点右侧箭头选择"
	optional   = "选填"
	moreRows   = "行数不够时，在表中间插入行"
)

// listNote is the text beside the label of a list.
func listNote(f *templates.Field) string {
	if f.Note == "" {
		return moreRows
	}
	return f.Note + "；" + moreRows
}

// Furniture are the texts that a form made from a blank one has of its own: notes and
// hints that nobody typed. Blank forms written before a note was changed have other
// words; what their fields want stands on the form's own sheet 填表说明, whichever year
// it is from, so the words are known from there too.
type Furniture struct {
	texts map[string]bool // as normal.Key has them
	guide []string        // what the guide says of each field, likewise
}

// FurnitureOf are the texts of a kind's blank forms. Guide are the cells of the
// workbook's sheet 填表说明; nil where it has none.
func FurnitureOf(k *templates.Kind, guide []string) Furniture {
	texts := map[string]bool{underTitle: true, keepKind: true, pick: true, optional: true, moreRows: true}
	for i := range k.Fields {
		if f := &k.Fields[i]; f.IsList() {
			texts[listNote(f)] = true
		} else {
			texts[hint(f)] = true
		}
	}
	for _, text := range howTo {
		texts[text], texts[optional+"。"+text] = true, true
	}
	for _, note := range earlierNotes {
		texts[optional+"。"+note] = true
	}
	known := Furniture{texts: map[string]bool{}}
	for text := range texts {
		known.texts[normal.Key(text)] = true
	}
	delete(known.texts, "")
	for _, says := range guide {
		known.guide = append(known.guide, normal.Key(says))
	}
	return known
}

// earlierNotes are those that the fields of all kinds (templates.Exception) had.
var earlierNotes = []string{"规则中“原则上”的要求如有特殊情况不能满足，在此书面说明；没有则留空"}

// Has reports whether a text is furniture, however its characters are written.
func (f Furniture) Has(text string) bool {
	text = normal.Key(text)
	if f.texts[text] {
		return true
	}
	note := strings.TrimSuffix(strings.TrimPrefix(text, normal.Key(optional+"。")), normal.Key("；"+moreRows))
	if note = strings.TrimRight(note, "。"); note == "" {
		return false
	}
	for _, says := range f.guide {
		if strings.HasPrefix(says, note+"。") {
			return true
		}
	}
	return false
}

// IsGuide reports whether a sheet with this in its first cell is the one that explains
// a blank form, under whatever name.
func IsGuide(first string) bool {
	return strings.HasPrefix(first, "“") && strings.HasSuffix(strings.TrimSpace(first), "”"+guideSheet)
}
