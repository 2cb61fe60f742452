package xlsx

import (
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// What a blank form says of its own beside titles and labels.
const (
	underTitle = "带 * 的必须填写，点到格子里有提示。填好后存盘，放入本单位的收件文件夹。"
	keepKind   = "已填好，请勿改动"
	moreRows   = "行数不够时，复制一整行，插入到表中间"
	notesHead  = "填写说明："
	noteMark   = "※"
)

// What blank forms said until 2026: then a hint stood beside each value.
const (
	earlierUnderTitle = "带 * 的必须填写。填好后存盘，放入本单位的收件文件夹；各栏怎样填，见第二张表“" + guideSheet + "”。"
	earlierMoreRows   = "行数不够时，在表中间插入行"
	pick              = "点右侧箭头选择"
	optional          = "选填"
)

// listNote is the text beside the label of a list.
func listNote(f *templates.Field) string {
	if notFilledIn(f) {
		return f.Note
	}
	return noteAnd(f, moreRows)
}

func noteAnd(f *templates.Field, rows string) string {
	if f.Note == "" {
		return rows
	}
	return f.Note + "；" + rows
}

// hint is the text that stood beside a value: the note, or how to write it.
func hint(f *templates.Field) string {
	text := f.Note
	if text == "" {
		switch f.Type {
		case templates.TypeDate, templates.TypeTime, templates.TypePhone, templates.TypeMoney, templates.TypeFile:
			text = howTo[f.Type]
		case templates.TypeChoice, templates.TypeYesNo:
			text = pick
		}
	}
	switch {
	case f.Required:
		return text
	case text == "":
		return optional
	}
	return optional + "。" + text
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
	texts := map[string]bool{
		k.SlipTitle(): true, underTitle: true, keepKind: true, moreRows: true, notesOf(k): true,
		signedAtDesk: true, notesOf(atDesk(k)): true, // of whichever manner the blank form was made
		earlierUnderTitle: true, pick: true, optional: true, earlierMoreRows: true,
	}
	for i := range k.Fields {
		if f := &k.Fields[i]; f.IsList() {
			texts[listNote(f)], texts[noteAnd(f, earlierMoreRows)] = true, true
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
	if notes, ok := strings.CutPrefix(strings.TrimSpace(text), notesHead); ok {
		return f.texts[normal.Key(text)] || f.areNotes(notes)
	}
	text = normal.Key(text)
	if f.texts[text] {
		return true
	}
	note := strings.TrimPrefix(text, normal.Key(optional+"。"))
	for _, rows := range []string{moreRows, earlierMoreRows} {
		note = strings.TrimSuffix(note, normal.Key("；"+rows))
	}
	return f.explained(note)
}

// explained reports whether a note is one of those on the sheet 填表说明.
func (f Furniture) explained(note string) bool {
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

// areNotes reports whether the text at a form's foot is nothing but notes: ※栏目：提示。
func (f Furniture) areNotes(text string) bool {
	for _, one := range strings.Split(text, noteMark) {
		if strings.TrimSpace(one) == "" {
			continue
		}
		_, note, _ := strings.Cut(one, "：")
		if !f.explained(normal.Key(note)) {
			return false
		}
	}
	return true
}

// notesOf is the text at the foot of a form: the notes to its fields; empty where there
// are none.
func notesOf(k *templates.Kind) string {
	var b strings.Builder
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Note == "" || f.IsList() {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(notesHead)
		}
		b.WriteString(noteMark + f.Label + "：" + strings.TrimRight(f.Note, "。") + "。")
	}
	return b.String()
}

// IsGuide reports whether a sheet with this in its first cell is the one that explains
// a blank form, under whatever name.
func IsGuide(first string) bool {
	return strings.HasPrefix(first, "“") && strings.HasSuffix(strings.TrimSpace(first), "”"+guideSheet)
}
