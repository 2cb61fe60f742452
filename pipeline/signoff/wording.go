package signoff

import (
	"strings"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
)

// RequestOf tells who is asked to do what in a step, in a clause: 请区长或常务副区长（一人即可）审批.
// Of a step that is not complete it names those who are still asked. Where it cannot be
// told who, it says why.
func RequestOf(p rules.Progress) string {
	if p.Unknown != "" {
		return "请管理员核实由谁" + p.Does + "（" + p.Unknown + "）"
	}
	titles := p.Open
	if len(titles) == 0 {
		titles = p.Titles
	}
	join, which := "或", "（一人即可）"
	if p.All { // people take a list for any of it
		join, which = "、", "（都要）"
	}
	if len(titles) < 2 {
		which = ""
	}
	if p.InPerson {
		which += "本人"
	}
	return "请" + strings.Join(TitlesInWords(titles), join) + which + p.Does
}

// TitleInWords is a title as people call who holds it: 分管区财政局的领导.
func TitleInWords(title string) string {
	if strings.HasPrefix(title, "分管") || title == roster.RoutineWork {
		title += "的领导"
	}
	return title
}

// TitlesInWords are titles in words.
func TitlesInWords(titles []string) (words []string) {
	for _, title := range titles {
		words = append(words, TitleInWords(title))
	}
	return words
}
