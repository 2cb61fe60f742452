// Package slips tells units about their forms that wait for signatures: for each a slip
// (待签单) lies in waiting/<unit>/, 待签-<name of the form>.txt, with whose turn it is. It is
// written anew when that changes, and goes when the form waits no more. Where nobody can
// sign today, or signing will not help, it says so, and what to do.
//
// Slips are derived of the catalogue. One that somebody took away comes back; one that
// somebody has written into is theirs, see package ours, and stays as it is, with a new one
// beside it. Dropped into the inbox with a changed form a slip says which form it is the new
// version of. Units may write to their folder, so it is worked in by handle, see package
// shared.
package slips

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/returns"
)

// Slip is what a unit is told about a form that waits.
type Slip struct {
	Arrival string // its key
	File    string // where the form was dropped, below the unit's inbox
	Kind    string // title
	Unit    string // whose inbox it was; may be empty
	Since   time.Time
	Version int
	InVain  []string // why signing will not help, and what to do
	Turns   []Turn
	Signed  []Signed
	Office  string
	Phone   string // the office's; may be empty
}

// Turn is what somebody is asked to do.
type Turn struct {
	Does     string    // what is asked, with whom: 请区长签批
	People   []string  // who holds the post; none where that is not known, or the turn is of a person
	Article  string    // as cited; may be empty
	Cited    string    // the regulation, as notices cite it
	Due      time.Time // zero for none
	PassedTo string    // to whom it was passed on; may be empty
	Stuck    string    // why nobody may do it, and what to do; empty where somebody may
}

// Signed is a signature that counts.
type Signed struct {
	Post, Name, For string // For is whom they signed for; empty for themselves
	Decision        string
	At              time.Time
}

// Name is what a slip's file is called, the nth of that name, from 1.
func (s Slip) Name(n int) string {
	name := ours.SlipPrefix + strings.TrimSuffix(path.Base(s.File), path.Ext(s.File))
	switch {
	case n > ManyOfAName+1: // somebody else's has even that
		name += fmt.Sprintf("（%s，%d）", s.Arrival, n-ManyOfAName)
	case n > ManyOfAName:
		name += "（" + s.Arrival + "）"
	case n > 1:
		name += fmt.Sprintf("（%d）", n)
	}
	return archive.SafeName(name + ".txt")
}

// ManyOfAName is how many slips of one name are numbered.
const ManyOfAName = 50

// Text is the slip, with its check code. Lines end as Windows' Notepad likes them.
func (s Slip) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line(ours.SlipTitle)
	line("")
	line("文件：%s", returns.Visible(s.File))
	line("表单：%s", s.Kind)
	if s.Unit != "" {
		line("单位：%s", returns.Visible(s.Unit))
	}
	line("%s", ours.ArrivalLine(s.Arrival))
	line("送签：%s，第%d稿", s.Since.Local().Format("2006-01-02 15:04"), s.Version)
	line("")
	if len(s.InVain) > 0 {
		line("请注意，照表单现在的写法：")
		for _, why := range s.InVain {
			line("   %s", returns.Visible(why))
		}
		line("")
		line("现在：")
	} else {
		line("核对通过，在网上签批，签完随即办理。现在：")
	}
	for i, t := range s.Turns {
		line("%d. %s", i+1, t.inWords())
		if t.Stuck != "" {
			line("   %s", returns.Visible(t.Stuck))
		}
	}
	if len(s.Turns) == 0 {
		line("都已签完，正在办理。")
	}
	line("")
	if len(s.Signed) > 0 {
		line("已经签的：")
		for _, o := range s.Signed {
			line("   %s", o.inWords())
		}
		line("")
	}
	line("要撤回的，在阅览室的工作台上撤回。要改的，把改后的表单、附件连同这张单子（不要改动它）放在一个文件夹里，")
	line("整个放进收件文件夹，作为新的一稿，重新签批；先前的签批留存备查，不再有效。签完或者撤回以后，这张单子会自动拿走。")
	ask := "如有疑问，请与" + s.Office + "联系"
	if s.Phone != "" {
		ask += "，电话" + s.Phone
	}
	line("%s。", ask)
	line("")
	line("%s", s.Office)
	return ours.WithCode(b.String())
}

func (t Turn) inWords() string {
	text := returns.Visible(t.Does)
	var more []string
	if len(t.People) > 0 {
		more = append(more, strings.Join(t.People, "、"))
	}
	if t.PassedTo != "" {
		more = append(more, "已转"+t.PassedTo+"办")
	}
	if t.Article != "" {
		more = append(more, returns.Visible(cmp.Or(t.Cited, returns.Regulation))+form.ArticleName(t.Article))
	}
	if len(more) > 0 {
		text += "（" + strings.Join(more, "；") + "）"
	}
	if !t.Due.IsZero() {
		text += "，" + t.Due.Local().Format("2006年1月2日") + "以前"
	}
	return text
}

func (o Signed) inWords() string {
	who := o.Post + o.Name
	if o.For != "" {
		who += "（代" + o.For + "）"
	}
	return who + "：" + o.Decision + "，" + o.At.Local().Format("2006-01-02 15:04")
}
