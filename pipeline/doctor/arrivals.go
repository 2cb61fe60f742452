package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/desk"
	"gongwen/pipeline/inbox"
)

// longWait is how long a form may be pending that waits for nobody's signature.
const longWait = 24 * time.Hour

// causes are what pending forms wait for, see inbox.Cause, and what to do.
var causes = map[string][2]string{
	"in-progress":        {"正在办", "run 停着的，启动它"},
	"awaits-attachments": {"等附件", "附件不来，到时会退回"},
	"awaits-form":        {"等写明它的表单", "到时会退回"},
	"no-answer":          {"文件夹没有回应", "请检查这个文件夹所在的网络或磁盘"},
	"disk-full":          {"磁盘满了", "请腾出空间"},
	"quota":              {"超出了配额", "请放宽这个用户的配额"},
	"read-only":          {"磁盘只能读", "请查明磁盘为什么变成只读（dmesg），多半是坏了"},
	"open-files":         {"打开的文件太多", "请放宽 LimitNOFILE"},
	"in-use":             {"文件正被别的程序打开", "请关掉打开它的程序"},
	"missing":            {"文件或文件夹不见了", "请放回原处"},
	"disk-error":         {"磁盘读写出错", "请尽快备份，换磁盘"},
	"permission":         {"没有权限", "请核对这个文件夹的组和权限"},
	"other":              {"其他原因", "请看 gongwen ledger 里写的原因"},
}

// harmless are those that pass by themselves.
var harmless = []string{"in-progress", "awaits-attachments", "awaits-form", "in-use"}

// waiting looks at what is pending.
func (e *Examination) waiting(ctx context.Context) {
	if e.opened == nil {
		return
	}
	count, waiting, unsigned := map[string]int{}, 0, 0
	var oldest catalogue.Arrival
	example := map[string]string{}
	for a, err := range e.opened.Catalogue.Unfinished(ctx) {
		if err != nil {
			e.unknown("pending", "待办", e.Folder.Catalogue(), err)
			return
		}
		if a.Stage == catalogue.Signing && a.Reason == "" {
			unsigned++
			continue
		}
		waiting++
		cause := inbox.Cause(a.Reason)
		if count[cause]++; example[cause] == "" {
			example[cause] = a.Path
		}
		if oldest.ID == "" || a.Arrived.Before(oldest.Arrived) {
			oldest = a
		}
	}
	for _, cause := range slices.Sorted(maps.Keys(count)) {
		if !slices.Contains(harmless, cause) {
			said := causes[cause]
			e.add(Problem, "pending", "有的表单办不下去："+said[0], "inbox/"+example[cause], fmt.Sprintf("%d件", count[cause]), said[1]+"，恢复以后自动接着办")
		}
	}
	if oldest.ID != "" && e.now.Sub(oldest.Arrived) > longWait {
		e.add(Warning, "pending-old", "有的表单等了很久", "inbox/"+oldest.Path, lasted(e.now.Sub(oldest.Arrived))+"，"+strings.TrimSpace(oldest.Reason),
			causes[inbox.Cause(oldest.Reason)][1]+"；gongwen ledger 列出全部待办的")
	} else {
		e.ok("pending", "待办", e.Folder.Catalogue(), fmt.Sprintf("在办 %d 件，待签 %d 件", waiting, unsigned))
	}
}

// stuck looks for forms that nobody may sign today.
func (e *Examination) stuck(ctx context.Context) {
	if e.opened == nil || e.ruleset == nil {
		return
	}
	found, forms, err := desk.StuckOf(ctx, e.opened, e.ruleset, nil, e.now, 0, 3)
	if err != nil {
		e.unknown("stuck", "无人可签的", e.Folder.Catalogue(), err)
		return
	}
	if forms == 0 {
		return
	}
	var why []string
	for _, s := range found {
		for _, reason := range s.Told { // whoever may run commands may not see every leave
			if !slices.Contains(why, reason) {
				why = append(why, reason)
			}
		}
	}
	e.add(Problem, "stuck", "有待签的表单今天无人可签", e.Folder.Waiting(), fmt.Sprintf("%d件：%s", forms, strings.Join(why, "；")), "办法见阅览室的“无人可签”页，gongwen ledger 逐件写明")
}
