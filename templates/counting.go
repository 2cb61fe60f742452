package templates

import "strconv"

// Counting is a number from 1 as documents count headings: 一, 十一, 二十, 一百〇二.
// Beyond 999 it is in figures.
func Counting(n int) string {
	if n < 1 || n > 999 {
		return strconv.Itoa(n)
	}
	digits := []rune("〇一二三四五六七八九")
	hundreds, tens, ones := n/100, n/10%10, n%10
	s := ""
	if hundreds > 0 {
		s = string(digits[hundreds]) + "百"
	}
	switch {
	case tens > 1 || tens == 1 && hundreds > 0:
		s += string(digits[tens]) + "十"
	case tens == 1:
		s += "十"
	case hundreds > 0 && ones > 0:
		s += "〇"
	}
	if ones > 0 {
		s += string(digits[ones])
	}
	return s
}
