package ours

import (
	"regexp"
	"slices"
	"strings"
)

// What we give back about a form that waits for signatures, besides notices.
const (
	// SlipTitle begins a slip that tells whose turn it is; SlipPrefix its file's name,
	// before that of the form.
	SlipTitle  = "等候签批"
	SlipPrefix = "待签-"
	// ReplacingTitle begins a note that goes with a form: which earlier one it is the
	// changed form of.
	ReplacingTitle = "换稿说明"
	ReplacingName  = ReplacingTitle + ".txt"
)

// textTitles are how our texts begin.
var textTitles = []string{NoticeTitle, SlipTitle, ReplacingTitle}

// arrivalLabel begins the line with the arrival that a text is about.
const arrivalLabel = "收件号："

// ArrivalLine is the line of a notice or slip that names its arrival.
func ArrivalLine(key string) string { return arrivalLabel + key }

// arrivalLine is one; a key is what package spool makes.
var arrivalLine = regexp.MustCompile(`(?m)^` + arrivalLabel + `(\d{8}T\d{6}\.\d{3}-[0-9a-z]{1,32})$`)

// Arrival is the arrival that a text of ours is about, see ArrivalLine; ok is false where
// it names none, and for what is not ours.
//
// That it is ours says only that nobody has changed it: anybody can make one. Whoever
// acts by it asks for what the sender may do, too.
func Arrival(data []byte) (key string, ok bool) {
	if !isText(data) {
		return "", false
	}
	found := arrivalLine.FindStringSubmatch(plain(string(data)))
	if found == nil {
		return "", false
	}
	return found[1], true
}

// Replacing is a note to go with a form: that it is the changed form of an arrival. Dropped
// in the folder of the form it does what the notice of that arrival, or its slip, does.
func Replacing(form, arrival string) []byte {
	return []byte(WithCode(strings.Join([]string{ReplacingTitle, "", "文件：" + form, ArrivalLine(arrival), "", "这份表单是上面这一份改后的一稿。", ""}, "\r\n")))
}

// begins reports whether a text, as plain has it, begins like one of ours.
func begins(text string) bool {
	return slices.ContainsFunc(textTitles, func(title string) bool { return strings.HasPrefix(text, title+"\n\n文件：") })
}
