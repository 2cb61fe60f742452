package ods

import "testing"

func TestOpenFormula(t *testing.T) {
	for text, want := range map[string]string{
		"1+2":                       "of:=1+2",
		"SUM(C2:C13)":               "of:=SUM([.C2:.C13])",
		"SUBTOTAL(109,$U$2:$U$9)":   "of:=SUBTOTAL(109;[.$U$2:.$U$9])",
		"LOG10(A1)*-B$2":            "of:=LOG10([.A1])*-[.B$2]",
		`IF(A1="A2,""B3""",1,"、，")`: `of:=IF([.A1]="A2,""B3""";1;"、，")`,
		`SUMIFS('2026年合同'!$C$2:$C$9,'2026年合同'!$A$2:$A$9,"=甲,乙")`: `of:=SUMIFS([$'2026年合同'.$C$2:.$C$9];[$'2026年合同'.$A$2:.$A$9];"=甲,乙")`,
		"'it''s, A1'!$AB$10":         "of:=[$'it''s, A1'.$AB$10]",
		"COUNTIFS(A2:A9,\"<>\"&D$1)": "of:=COUNTIFS([.A2:.A9];\"<>\"&[.D$1])",
		`"unfinished A1`:             `of:="unfinished [.A1]`,
		"":                           "of:=",
	} {
		if got := openFormula(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
