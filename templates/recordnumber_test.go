package templates

import "testing"

func TestRecordNumber(t *testing.T) {
	const want = "龙政办假字〔2026〕12号"
	for _, text := range []string{want, "龙政办假字[2026]12号", "龙政办假字［2026］12号", "龙政办假字（2026）12号", "龙政办假字(2026)12号", "龙政办假字【2026】12号", "龙政办假字〈2026〉12号",
		"龙政办假字 〔2026〕 12 号", "龙政办假字〔２０２６〕１２号", "龙政办假字〔2026〕第12号", "龙政办假字〔2026〕012号", "龙政办假字[2026]第 012 号", "龙政办假字〔2026年〕12号", "龙政办 假字〔 2026 〕12号"} {
		if got, ok := RecordNumber(text); got != want || !ok {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
		if got, err := (&Field{Type: TypeText}).Parse(text); got != want || err != nil {
			t.Errorf("a field reads %q as %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"龙政办假字〔2026〕12号、13号", "龙政办假字〔2026〕12", "龙政办假字2026年12号", "〔2026〕12号", "（2026）黑06民初12号", "见龙政办假字〔2026〕12号文", "龙政办假字〔26〕12号",
		"龙政办假字〔2026〕0号", "龙政办假字〔2026〕××号", "龙政办假字〔2026〕12-13号", "12号", "龙政（办）〔2026〕12号", "关于甲乙(2026)的请示", ""} {
		if got, ok := RecordNumber(text); ok || got != text {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
}

// FuzzRecordNumber: the normal form is a fixed point.
func FuzzRecordNumber(f *testing.F) {
	for _, s := range []string{"龙政办假字[2026]第012号", "龙政发（2026）8号", "a〔2026〕1号"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number, ok := RecordNumber(s)
		if again, still := RecordNumber(number); ok && (again != number || !still) {
			t.Errorf("%q is %q, and that is %q, %v", s, number, again, still)
		}
	})
}
