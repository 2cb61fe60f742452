package handover

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
	"gongwen/templates"
)

// Office is who hands records over, and what they are taken from.
type Office struct {
	Name       string // the office's own
	Government string // of the government that it works for
	Fonds      string // 全宗号; empty until the archive has given one, and then nothing can be handed over
	Section    string // code of the 机构(问题)
	Settings   string // path of the file in which these are set, for messages

	Kinds     *templates.Set
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Journal   *journal.Journal // is told who took what
	// Signer proves where the records stand in the journal; nil where there is no key.
	Signer *checkpoint.Signer
}

// class is the 门类: 文书.
const class = "WS"

// Item is one 件 of the list.
type Item struct {
	Reference   string         `json:"reference"`   // 档号
	Serial      int            `json:"serial"`      // 件号
	Responsible string         `json:"responsible"` // 责任者
	Number      string         `json:"number"`      // 文号
	Title       string         `json:"title"`       // 题名
	Date        templates.Date `json:"date"`        // 日期
	Secrecy     string         `json:"secrecy"`     // 密级; empty for none
	Pages       int            `json:"pages"`       // 页数, of all documents printed
	Retention   string         `json:"retention"`   // 保管期限
	Approved    string         `json:"approved"`    // 签批: 书面, 书面附扫描, 网上; empty where nobody had to
	Note        string         `json:"note"`        // 备注

	record archive.Record
}

// Choose are the records to hand over, as items in the order of their 档号.
func Choose(ctx context.Context, o Office, chosen func(catalogue.Entry) bool) ([]Item, error) {
	if o.Fonds == "" {
		return nil, fmt.Errorf("移交要有全宗号：请向档案馆问明，写在 %s 里，如 fonds: Z109", o.Settings)
	}
	var all []filed
	for e, err := range o.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return nil, err
		}
		kind := o.Kinds.Named(e.Kind)
		if kind == nil {
			return nil, fmt.Errorf("档案中有“%s”的记录，但没有这种表单的定义，请恢复 templates/%s", e.Kind, e.Kind)
		}
		f := filed{series: series{e.Year, kind.Retention.Code}, at: e.Filed, number: e.Number}
		if chosen(e) {
			item := describe(o, kind, e)
			f.item = &item
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b filed) int { return cmp.Or(a.at.Compare(b.at), strings.Compare(a.number, b.number)) })
	count := map[series]int{}
	var items []Item
	for _, f := range all {
		count[f.series]++
		if f.item == nil {
			continue
		}
		f.item.Serial = count[f.series]
		f.item.Reference = fmt.Sprintf("%s-%s·%d-%s-%s-%04d", o.Fonds, class, f.year, f.retention, o.Section, f.item.Serial)
		items = append(items, *f.item)
	}
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.record.Year, b.record.Year), strings.Compare(a.Retention, b.Retention), cmp.Compare(a.Serial, b.Serial))
	})
	return items, nil
}

// series is what 件号 are counted in.
type series struct {
	year      int
	retention string
}

// filed is a record as far as the counting goes.
type filed struct {
	series
	at     time.Time
	number string
	item   *Item // when it is chosen
}

// headed matches the document of a kind that has the government's name at its head. Others
// may name it as well, as whom they are for or in the name of a unit.
var headed = regexp.MustCompile(`>\s*\{\{-?\s*\.government\s*-?\}\}`)

// describe is the item made of a record, but for its serial and its pages.
func describe(o Office, kind *templates.Kind, e catalogue.Entry) Item {
	i := Item{
		Responsible: o.Name, Number: e.Number, Title: e.Subject, Date: e.Date, Secrecy: e.Secrecy,
		Retention: kind.Retention.Name, Approved: kind.HowSigned(e.Values, e.Approved), record: e.Record,
	}
	if headed.MatchString(kind.Document) {
		i.Responsible = o.Government
	}
	var notes []string
	if e.Voided != nil {
		notes = append(notes, "已作废："+e.Voided.Reason)
	}
	for _, f := range e.Further {
		notes = append(notes, "另有"+f.Name)
	}
	if n := len(e.Attachments); n > 0 {
		notes = append(notes, fmt.Sprintf("附件%d个", n))
	}
	i.Note = strings.Join(notes, "；")
	return i
}
