package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// soundIn is how long the catalogue's pages are read at most: one of a million records has
// gigabytes, and gongwen verify reads all of them.
const soundIn = 20 * time.Second

// catalogue looks whether the catalogue is sound, and whether the archive is there.
func (e *Examination) catalogue(ctx context.Context) {
	if e.opened == nil {
		return
	}
	limited, cancel := context.WithTimeout(ctx, soundIn)
	defer cancel()
	damage, err := e.opened.Catalogue.Unsound(limited)
	rebuild := fmt.Sprintf("请停下 gongwen run，运行 gongwen rebuild -d %s，由档案重建", e.Folder)
	switch {
	case err != nil && limited.Err() != nil && ctx.Err() == nil:
		e.ok("catalogue", "目录数据库，读到的都完好", e.Folder.Catalogue(), "太大，没有读完；全部由 gongwen verify 查")
	case err != nil:
		e.add(Problem, "catalogue", "目录数据库读不了", e.Folder.Catalogue(), err.Error(), rebuild)
	case damage != "":
		e.add(Problem, "catalogue", "目录数据库损坏", e.Folder.Catalogue(), damage, rebuild)
	default:
		e.ok("catalogue", "目录数据库", e.Folder.Catalogue(), "")
	}
	last, err := e.opened.Catalogue.LastChange(ctx)
	empty, emptyErr := e.opened.Archive.Empty()
	if err == nil && emptyErr == nil && last > 0 && empty {
		e.add(Problem, "archive", "档案是空的，而目录里有档案", e.Folder.Archive(), "", "磁盘可能没有挂上，或文件夹被移走：请先放回原处，不要运行 rebuild；确实丢失的由备份恢复")
	}
}

// index looks how far the search index has come.
func (e *Examination) index(ctx context.Context) {
	if e.opened == nil {
		return
	}
	state, err := e.opened.Index().Status(ctx, e.opened.Catalogue)
	follow := "gongwen run 会在后台补上；过一小时还没有补上的，看它的日志"
	if !e.atWork() {
		follow = "请启动 gongwen run，它会在后台补上"
	}
	switch {
	case err != nil:
		e.add(Problem, "index", "检索索引读不了", e.Folder.Index(), err.Error(), fmt.Sprintf("请运行 gongwen rebuild --index -d %s，不必停下 run", e.Folder))
	case state.Renewing && state.Missing > 0:
		e.add(Warning, "index", "检索索引要重建，还没有建好：检索会说明还不全", e.Folder.Index(), fmt.Sprintf("还差%d件", state.Missing), follow)
	case state.Missing > 0 && !e.atWork() || state.Missing > 1000:
		e.add(Warning, "index", "检索索引落后", e.Folder.Index(), fmt.Sprintf("还差%d件", state.Missing), follow)
	default:
		e.ok("index", "检索索引", e.Folder.Index(), fmt.Sprintf("还差%d件", state.Missing))
	}
}

// numbers looks whether the ledger's sums hold, and whether what was filed is missed.
func (e *Examination) numbers(ctx context.Context) {
	if e.opened == nil {
		return
	}
	sums, err := e.opened.Catalogue.Sums(ctx)
	if err != nil {
		e.unknown("ledger", "收件登记", e.Folder.Catalogue(), err)
		return
	}
	value := fmt.Sprintf("收到 %d = 归档 %d + 退回 %d + 重复 %d + 待处理 %d", sums.Received, sums.Filed, sums.Returned, sums.Duplicate, sums.Pending)
	if sums.Holds() {
		e.ok("ledger", "收件登记的总数", e.Folder.Catalogue(), value)
	} else {
		e.add(Problem, "ledger", "收件登记的总数对不上", e.Folder.Catalogue(), value, "请运行 gongwen verify 查明")
	}
	losses, err := e.opened.Catalogue.Losses(ctx)
	if err != nil {
		return // an older program's has none
	}
	var lost []string
	for number, loss := range losses {
		if loss.WrittenOff == nil {
			lost = append(lost, number)
		}
	}
	if slices.Sort(lost); len(lost) > 0 {
		e.add(Problem, "lost", "有归档过的档案找不到", e.Folder.Archive(), some(lost), "请由备份恢复；确实找不回来的，用 gongwen write-off 写明理由核销")
	}
}

// notes looks for voids and delegations that were begun and have not come to their end.
func (e *Examination) notes(context.Context) {
	for _, note := range []struct{ file, what string }{
		{e.Folder.Voiding(), "有一件作废没有做完"}, {e.Folder.Delegating(), "有一项代理没有设定完"},
	} {
		info, err := os.Stat(note.file)
		if errors.Is(err, fs.ErrNotExist) || err == nil && e.now.Sub(info.ModTime()) < 10*time.Minute {
			continue
		}
		if err != nil {
			e.unknown("unfinished", filepath.Base(note.file), string(e.Folder), err)
			continue
		}
		e.add(Warning, "unfinished", note.what, note.file, "从 "+clock(info.ModTime()), "启动 gongwen run 就接着做；run 开着还没有做完的，看它的日志写着为什么")
	}
}
