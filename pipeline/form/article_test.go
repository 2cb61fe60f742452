package form

import "testing"

func TestArticleName(t *testing.T) {
	for article, want := range map[string]string{
		"5":      "第五条",
		"10":     "第十条",
		"19":     "第十九条",
		"20":     "第二十条",
		"81(6)":  "第八十一条第（六）项",
		"100":    "第一百条",
		"101":    "第一百零一条",
		"103":    "第一百零三条",
		"110":    "第一百一十条",
		"41(12)": "第四十一条第（十二）项",
		"":       "",
		"附则":     "附则",
		"05":     "05",
		"81(0)":  "81(0)",
	} {
		if got := ArticleName(article); got != want {
			t.Errorf("%s: %s, want %s", article, got, want)
		}
	}
}
