package pdf

import (
	"strings"
	"testing"

	"gongwen/templates"
)

// Hard cases of a kind, made from its example: with nothing but what must be filled
// in, and with everything filled in and long.

// emptied is a kind's example without the fields that may stay empty.
func emptied(tb testing.TB, k *templates.Kind) Data {
	d := exampleData(tb, k)
	d.Values = required(k.Fields, d.Values)
	return d
}

func required(fields []templates.Field, v templates.Values) templates.Values {
	least := templates.Values{}
	for _, f := range fields {
		value, filled := v[f.Key]
		if !f.Required || !filled {
			continue
		}
		if list, ok := value.([]templates.Values); ok {
			var rows []templates.Values
			for _, row := range list {
				rows = append(rows, required(f.Columns, row))
			}
			value = rows
		}
		least[f.Key] = value
	}
	return least
}

// brim says how full a form is: how many rows its lists have, how many characters
// a line of text and a paragraph have.
type brim struct{ rows, line, paragraph int }

// brimful is a kind's example with every field filled in, and its lists and texts as
// long as they are to be. Approvals stay those of the example.
func brimful(tb testing.TB, k *templates.Kind, full brim) Data {
	d := exampleData(tb, k)
	d.Values = full.values(k.Fields, d.Values)
	d.Verify = Verify{"K7QF-2M4D-XW3A", "https://gw.example.cn/verify?n=12&c=K7QF2M4DXW3A", "0459-6240551"}
	d.Excused = []string{"办理时限短于规定的天数：因汛期抢险，经区政府主要领导同意缩短。"}
	return d
}

func (full brim) values(fields []templates.Field, example templates.Values) templates.Values {
	v := templates.Values{}
	for _, f := range fields {
		switch f.Type {
		case templates.TypeApprovals:
			v[f.Key] = example[f.Key]
		case templates.TypeList:
			rows := make([]templates.Values, full.rows)
			given, _ := example[f.Key].([]templates.Values)
			for i := range rows {
				var like templates.Values
				if len(given) > 0 {
					like = given[i%len(given)]
				}
				rows[i] = full.values(f.Columns, like)
			}
			v[f.Key] = rows
		default:
			v[f.Key] = full.value(f, example[f.Key])
		}
	}
	return v
}

func (full brim) value(f templates.Field, example any) any {
	switch f.Type {
	case templates.TypeInteger, templates.TypeDate, templates.TypeTime, templates.TypeYesNo, templates.TypeChoice:
		if example != nil {
			return example
		}
	}
	switch f.Type {
	case templates.TypeInteger:
		return int64(36)
	case templates.TypeMoney:
		return templates.Fen(1_234_567_890_12)
	case templates.TypeYesNo:
		return templates.YesNo(true)
	case templates.TypeDate:
		return templates.NewDate(2026, 12, 28)
	case templates.TypeTime:
		return templates.Moment{Time: templates.NewDate(2026, 12, 28).Time}
	case templates.TypeChoice:
		longest := ""
		for _, c := range f.Choices {
			if len(c) > len(longest) {
				longest = c
			}
		}
		return longest
	case templates.TypePerson:
		return "欧阳云岫"
	case templates.TypePeople:
		return "欧阳云岫、沈望舒、王伟、阿依古丽·买买提、林知远、顾怀瑾"
	case templates.TypeUnit:
		return "区住房和城乡建设局"
	case templates.TypePhone:
		return "0459-6240551转802"
	case templates.TypeFile:
		return "老旧小区改造项目初步设计及概算（修订稿）.docx"
	case templates.TypeParagraph:
		return lengthened(templates.Text(example), full.paragraph)
	}
	return lengthened(templates.Text(example), full.line)
}

// lengthened says a text again and again until it has so many characters.
func lengthened(text string, characters int) string {
	if text == "" {
		text = "污水管网改造和老旧小区燃气管道更新"
	}
	said := []rune(text)
	for len(said) < characters {
		said = append(said, []rune("，"+strings.TrimRight(text, "。"))...)
	}
	if len(said) > characters && characters > len([]rune(text)) {
		said = said[:characters]
	}
	return string(said)
}
