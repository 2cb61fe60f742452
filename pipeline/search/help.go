package search

import (
	"strings"

	"gongwen/pipeline/screen"
)

// Example is a query as people may type it, and what it finds.
type Example struct{ Query, Says string }

// Topic is a part of the help on how queries are written.
type Topic struct {
	Title    string
	Examples []Example
	Notes    []string
}

// Help says how queries are written, at the command line and on the page. Each example
// finds something in the archive of the tests.
var Help = []Topic{
	{"词", []Example{
		{"防汛 老旧小区", "两个词都要有"},
		{"“第3次常务会议”", "引号内为整句"},
		{"防汛 -演练", "不要含“演练”的"},
		{"信访 OR 接访", "有一个就行，也可写 信访|接访"},
		{"(信访 OR 接访) 改造", "可加括号"},
		{"「区“放管服”办」", "整句里有引号的，外面用另一种引号"},
		{`"区""放管服""办"`, "或把里面的引号写两遍"},
	}, []string{
		"全角半角、大小写、繁体简体、括号引号的样子不分；第十二次就是第12次；伍万元就是50,000元，表单金额栏里不带“元”的也算。",
		"单位的简称、同义词（synonyms.yaml）也一并查，并告诉您；只查原来的词，请加引号。",
	}},
	{"编号和日期", []Example{
		{"会纪1号", "编号怎样写都认得：会纪2026-1、2026年第1号会议纪要"},
		{"2026-05-20", "写成5月20日、二〇二六年五月二十日的也找得到；4月28日 不论哪一年"},
	}, nil},
	{"每份档案都有的", []Example{
		{"类别:请假", "哪种表单，写一部分也行"},
		{"题名:应急预案", "题名里有的"},
		{"编号:〔2026〕", "编号里有的"},
		{"单位:财政局", "单位名称里有的，别的写法也算"},
		{"单位:=区财政局", "等号：正好是这个单位"},
		{"人员:沈望舒", "表单上任何一栏的姓名"},
		{"日期:2026-01..2026-06", "一段日期，也可写 日期:2026年3月、日期:>=2026-03-05"},
		{"日期:上个月", "还有 本周、去年、第三季度、近30天 等，从今天算起"},
		{"金额:>5万", "表单上任何一笔金额，也可写 金额:5万..10万、金额:5万以上"},
		{"年度:2026", "编号的年度"},
		{"密级:秘密", "没有密级的写 密级:无"},
		{"签批:书面", "怎样签批的：网上、书面、扫描（书面而附扫描件的，写 书面 也查得到）"},
		{"条款:第八十一条", "引用了这一条的，也可写 条款:30..40"},
	}, nil},
	{"各种表单的栏目", []Example{
		{"甲方:应急", "表单或台账上的栏目名称都可以写；几种表单都有的，就都查"},
		{"主持人:方听澜 议题:防汛", "两栏都要符合"},
		{"甲方:=区应急管理局", "正好是这样填的"},
		{"合同金额:100万..200万", "金额、日期、整数可以是一段，也可写 >、<"},
		{"有效期至:<2026-06", "日期"},
		{"审批意见·姓名:陆思远", "表里的一列：表·列"},
		{"固定资产·类别:设备", "只要这种表单的，或与上面的名称相同的：表单·栏目"},
	}, []string{
		"冒号前面只有汉字的，就是栏目；没有这一栏的，会告诉您相近的。要找这几个字本身，请加引号：“甲方：”。",
		"有数字、标点的，或者第几条、第几次，不是栏目：9:30、第一条：总则。",
	}},
	{"状态", []Example{
		{"状态:作废", "已作废的"},
		{"防汛 -状态:作废", "不要已作废的；只写 -作废 是不要含这两个字的"},
		{"状态:有效", "没有作废、也没有过期的"},
		{"状态:已过期", "有效期已过的介绍信、合同"},
		{"状态:待归还", "还没有办结登记的介绍信；别的还有待销假、待办结、待整改、待答复、待公开、待清理等"},
		{"状态:已修订", "后来另有修订的预案"},
		{"状态:逾期", "今天已经逾期没有办结的，还有将到期、未到期、已完成、迟办"},
	}, nil},
}

// HelpText is the help for a terminal.
func HelpText() string {
	var b strings.Builder
	for _, t := range Help {
		b.WriteString(t.Title + "\n")
		for _, e := range t.Examples {
			b.WriteString("  " + screen.Pad(e.Query+" ", helpColumn) + e.Says + "\n")
		}
		for _, n := range t.Notes {
			b.WriteString("  " + n + "\n")
		}
	}
	return b.String()
}

// helpColumn is the column of a terminal, from 0, from which on an example is explained.
const helpColumn = 26
