package templates

import "fmt"

// Mistake is why a field does not take a value, and what to do about it. Both are
// Chinese, without a full stop.
type Mistake struct {
	What   string // with the value as it was found: “5月1日”没有写年份
	Advice string // 请写成 2026-05-01 的样子
}

func (m *Mistake) Error() string { return m.What + "，" + m.Advice }

// mistake is a Mistake; the format is that of what is wrong.
func mistake(advice, format string, args ...any) error {
	return &Mistake{fmt.Sprintf(format, args...), advice}
}
