package ours

import (
	"path"
	"strings"

	"gongwen/templates/normal"
)

// The names under which we give back what is ours.
const (
	NoticePDF    = NoticeTitle + ".pdf"
	NoticeText   = NoticeTitle + ".txt"
	MarkedPrefix = "批注-" // and the workbook's name
)

// original marks the name of a file of somebody else's that is called as ours are.
const original = "（原件）"

// OriginalName is the name under which such a file is given back beside ours:
// 退件通知（原件）.pdf. When all is dropped again, it stands for the name that the form
// still has.
func OriginalName(name string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + original + ext
}

// IsOurName reports whether a name is one under which we give back what is ours.
func IsOurName(name string) bool {
	name = normal.Text(name)
	return strings.EqualFold(name, NoticePDF) || strings.EqualFold(name, NoticeText) || strings.HasPrefix(name, MarkedPrefix)
}
