package review

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// Judge holds a form against all that must be so before it is issued: what
// reading it found, its attachments, whether the fonts can print it, and the
// regulation. From is who hands it in, see Attribute, which is called first;
// attached reports whether a file of that name came with the form; fonts may be nil
// where nothing is to be printed, records where there is no archive to look into.
// The error is the archive's.
func Judge(ruleset *workspace.Ruleset, fonts *font.Fonts, records rules.Archive, f *form.Form, found []form.Finding, from Sender, attached func(name string) bool, received time.Time) (rules.Verdict, error) {
	Attribute(ruleset, f, from)
	found = append(slices.Clone(found), farAhead(f, time.Now())...)
	found = append(found, strangeUnit(ruleset, f, from)...)
	for _, name := range f.Kind.Attachments(f.Values) {
		if !attached(name) {
			found = append(found, missingAttachment(f, name))
		}
	}
	if fonts != nil {
		found = append(found, unprintable(f, fonts)...)
		found = append(found, overfull(ruleset, fonts, f)...)
	}
	return ruleset.Regulation.Judge(f, found, rules.Facts{Roster: ruleset.Roster, Units: ruleset.Units, Archive: from.sees(records), Received: judgedOn(f, received)})
}

// each calls do with every filled-in field and list cell of a form.
func each(f *form.Form, do func(path string, field *templates.Field, label string, value any)) {
	for i := range f.Kind.Fields {
		field := &f.Kind.Fields[i]
		value, ok := f.Values[field.Key]
		if !ok {
			continue
		}
		rows, ok := value.([]templates.Values)
		if !ok {
			do(field.Key, field, field.Label, value)
		}
		for n, row := range rows {
			for j := range field.Columns {
				column := &field.Columns[j]
				if cell, ok := row[column.Key]; ok {
					do(form.RowPath(field.Key, n, column.Key), column, field.Label+"·"+column.Label, cell)
				}
			}
		}
	}
}

// farAhead refuses a form dated later than next year. Its date decides the
// series of its number, and a mistyped 2062 would open one that nobody wants.
// Nearer days are for the regulation to judge.
func farAhead(f *form.Form, now time.Time) []form.Finding {
	date := f.Kind.DateOf(f.Values)
	if date.Year() <= now.Year()+1 {
		return nil
	}
	path := f.Kind.Date
	return []form.Finding{{Severity: form.Must, Path: path, Field: f.Kind.LabelOf(path), Cell: f.Places[path], Value: date.String(),
		Message: fmt.Sprintf("%d年还没有到，不能编%d年的号", date.Year(), date.Year()), Advice: "请核对年份"}}
}

func missingMessage(name string) string {
	return fmt.Sprintf("附件“%s”没有随表单送到", name)
}

func missingAttachment(f *form.Form, name string) form.Finding {
	finding := form.Finding{Severity: form.Must, Value: name, Message: missingMessage(name),
		Advice: "请把这个文件与表单放在同一个文件夹里一起送来；文件名要与表单上填的一致，包括扩展名"}
	each(f, func(path string, field *templates.Field, label string, value any) {
		if field.Type == templates.TypeFile && value == name && finding.Path == "" {
			finding.Path, finding.Field, finding.Cell = path, label, f.Places[path]
		}
	})
	return finding
}

// unprintable finds characters no font has, before a number is given: an
// official document with an empty box in a name is worse than none.
func unprintable(f *form.Form, fonts *font.Fonts) []form.Finding {
	var findings []form.Finding
	each(f, func(path string, _ *templates.Field, label string, value any) {
		missing := missingIn(templates.Text(value), fonts)
		if missing == "" {
			return
		}
		findings = append(findings, form.Finding{Severity: form.Must, Path: path, Field: label, Cell: f.Places[path], Value: f.Shown(path, value),
			Message: "本机字体印不出" + missing,
			Advice:  "请核对此字；确需使用的，请管理员安装含有此字的字体后再提交"})
	})
	return findings
}

// missingIn names the characters of a text that no font has; empty for none.
func missingIn(text string, fonts *font.Fonts) string {
	var named []string
	for _, r := range fonts.Missing(text) {
		named = append(named, fmt.Sprintf("“%c”（U+%04X）", r, r))
	}
	return strings.Join(named, "、")
}

// overfull finds, before a number is given, what says more than its document has room
// for: a letter of introduction is one sheet, torn in two. The finding names the field
// that says most. A document that cannot be filled in is reported when it is printed.
func overfull(ruleset *workspace.Ruleset, fonts *font.Fonts, f *form.Form) []form.Finding {
	if !pdf.OneSheet(f.Kind) {
		return nil
	}
	document := ruleset.Documents[f.Kind.Key]
	if document == nil { // nothing is printed by this ruleset
		var err error
		if document, err = pdf.Parse(f.Kind); err != nil {
			return nil
		}
	}
	if over, err := pdf.New(fonts).Overfull(document, pdf.Data{Values: f.Values, Manner: Manner(ruleset, f)}); err != nil || !over {
		return nil
	}
	finding := form.Finding{Severity: form.Must}
	most := 0
	each(f, func(path string, _ *templates.Field, label string, value any) {
		if n := utf8.RuneCountInString(templates.Text(value)); n > most {
			most, finding.Path, finding.Field, finding.Cell, finding.Value = n, path, label, f.Places[path], f.Shown(path, value)
		}
	})
	finding.Message = fmt.Sprintf("%s是一张纸，撕成两联，各栏所填的一张纸印不下；“%s”最长，有%d字", f.Kind.Title, finding.Field, most)
	finding.Advice = "请把这一栏写短一些；人多的，可只写一位的姓名，人数另填。"
	return []form.Finding{finding}
}
