package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongwen/archive"
	"gongwen/archive/bag"
)

func (v *verification) checkBags(ctx context.Context, progress func(done, total int)) error {
	var strays []string
	var err error
	if v.folders, strays, err = v.Archive.Survey(); err != nil {
		return err
	}
	for _, stray := range strays {
		v.add(Finding{Code: ArchiveStray, Path: stray, Message: "档案文件夹里有不属于档案的 " + stray, Advice: strayAdvice})
	}
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, folder := range v.folders {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := v.checkBag(folder); err != nil {
				return err
			}
			v.mu.Lock()
			defer v.mu.Unlock()
			done++
			if progress != nil {
				progress(done, len(v.folders))
			}
			return nil
		})
	}
	err = group.Wait()
	slices.SortFunc(v.findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(string(a.Code), string(b.Code)))
	})
	return err
}

func (v *verification) checkBag(folder string) error {
	unreadable := func(err error) error {
		v.add(Finding{Code: BagUnreadable, Path: folder, Message: fmt.Sprintf("%s 读不出：%v", folder, err),
			Advice: "请检查磁盘和文件夹的权限；磁盘有坏道的，请尽快换盘并从备份恢复"})
		return nil // the others still want to be looked at
	}
	problems, err := bag.Validate(v.Archive.Path(folder))
	if err != nil {
		return unreadable(err)
	}
	for _, p := range problems {
		f := Finding{Path: path.Join(folder, p.Path), Advice: restoreAdvice}
		switch p.Fault {
		case bag.Missing:
			f.Code, f.Message = FileMissing, "档案缺少文件 "+p.Path
		case bag.Changed:
			f.Code, f.Message = FileChanged, "归档后文件被改动："+p.Path
		case bag.Extra:
			f.Code, f.Message = FileExtra, "档案里多出归档时没有的文件 "+p.Path
			f.Advice = "请把这个文件移到别处；归档后不能再往档案里放文件"
		case bag.Broken:
			f.Code, f.Message = BagBroken, fmt.Sprintf("%s 读不懂：%v", p.Path, p.Err)
		}
		v.add(f)
	}
	record, err := v.Archive.Read(folder)
	var wrong *archive.NoRecord
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(problems) > 0:
		return nil // reported as missing
	case errors.As(err, &wrong) || errors.Is(err, fs.ErrNotExist):
		v.add(Finding{Code: BagBroken, Path: folder, Message: err.Error(), Advice: restoreAdvice})
		return nil
	case err != nil:
		return unreadable(err)
	}
	has, err := contentsOf(record)
	if err != nil {
		return err
	}
	if has.seal, err = v.Archive.Seal(folder); err != nil && !errors.Is(err, fs.ErrNotExist) { // reported as missing
		return unreadable(err)
	}
	v.readSigning(folder, record)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bags[folder] = has
	return nil
}
