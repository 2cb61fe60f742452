package reconcile

import (
	"fmt"
	"strings"

	"gongwen/templates/numfmt"
	"gongwen/templates/workbook"
)

// stored is what a cell of a workbook holds, as templates.Field.Parse takes it; nil for
// nothing. What a formula last gave counts: an export is no form, nobody fills it in.
func stored(c workbook.Cell) any {
	if strings.TrimSpace(c.Text) == "" {
		return nil
	}
	code := c.Format.Code
	if code == "" {
		code = numfmt.Builtin(c.Format.ID)
	}
	switch c.Type {
	case workbook.Number:
		return numfmt.OfNumber(c.Text, code, c.Date1904)
	case workbook.Day:
		return numfmt.OfDate(c.Text, code)
	}
	return c.Text
}

// shown is what a cell says as text, on one line.
func shown(raw any) string {
	switch raw := raw.(type) {
	case nil:
		return ""
	case string:
		return strings.Join(strings.Fields(unwrapped(raw)), " ")
	case numfmt.Number:
		if raw.Plain {
			return raw.Exact
		}
	}
	return strings.Join(strings.Fields(fmt.Sprint(raw)), " ")
}

// unwrapped is a text without what programs put around it to keep a spreadsheet from
// taking it for a number: ="0012", and the ' before it.
func unwrapped(s string) string {
	s = strings.TrimSpace(s)
	if inner, is := strings.CutPrefix(s, `="`); is && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	if inner, is := strings.CutPrefix(s, "'"); is {
		return strings.TrimSuffix(inner, "'")
	}
	return s
}
