package ods

import "regexp"

// formulaPart is a text, the name of a function, a reference to cells — of another sheet,
// from one to another — or what parts arguments.
var formulaPart = regexp.MustCompile(`"(?:[^"]|"")*"|[\p{L}_][\p{L}\d_.]*\(|(?:('(?:[^']|'')*')!)?(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?|,`)

// openFormula is a formula as OpenDocument writes it (OpenFormula, part 4 of the standard),
// from that of Excel which tables have: references in brackets, with a point before the
// cell; semicolons between arguments. Functions and texts are the same.
//
//	SUMIFS('2026年合同'!$C$2:$C$9,'2026年合同'!$A$2:$A$9,"=甲,乙")
//	of:=SUMIFS([$'2026年合同'.$C$2:.$C$9];[$'2026年合同'.$A$2:.$A$9];"=甲,乙")
func openFormula(text string) string {
	out, at := []byte("of:="), 0
	for _, m := range formulaPart.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, text[at:m[0]]...)
		at = m[1]
		switch {
		case text[m[0]:m[1]] == ",":
			out = append(out, ';')
		case m[4] < 0: // a text or a function
			out = append(out, text[m[0]:m[1]]...)
		default:
			out = append(out, '[')
			if m[2] >= 0 {
				out = append(append(out, '$'), text[m[2]:m[3]]...)
			}
			out = append(append(out, '.'), text[m[4]:m[5]]...)
			if m[6] >= 0 {
				out = append(append(out, ":."...), text[m[6]:m[7]]...)
			}
			out = append(out, ']')
		}
	}
	return string(append(out, text[at:]...))
}
