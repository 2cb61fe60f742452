package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
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
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bags[folder] = has
	return nil
}

// compareBags compares every bag with the catalogue, and the other way round.
func (v *verification) compareBags(context.Context) error {
	type place struct {
		kind         string
		year, serial int
	}
	holder := map[place]string{}
	for _, folder := range v.folders {
		has, ok := v.bags[folder]
		if !ok {
			continue
		}
		at := place{has.kind, has.year, has.serial}
		if other, taken := holder[at]; taken {
			v.add(Finding{Code: NumberTwice, Path: folder, Number: has.number,
				Message: fmt.Sprintf("%s 与 %s 是同一编号序列的同一号", has.number, other),
				Advice:  "一个编号只能有一份档案。请查明哪一份是复制或移动来的，并移出档案文件夹"})
			continue
		}
		holder[at] = folder
		if has.folder() != folder {
			v.add(Finding{Code: BagMisplaced, Path: folder, Number: has.number,
				Message: fmt.Sprintf("%s 的档案应在 %s", has.number, has.folder()),
				Advice:  "文件夹可能被移动或改名，请改回原处"})
			continue
		}
		listed, known := v.records[folder]
		switch {
		case !known && v.arrivals[has.arrival] == catalogue.Pending:
			// Between the bag and the catalogue; the program is at it, or will be
			// when it starts again.
		case !known:
			v.add(Finding{Code: BagUnlisted, Path: folder, Number: has.number,
				Message: has.number + " 有档案，目录里却没有", Advice: rebuildAdvice})
		case listed.sum != has.sum:
			v.add(Finding{Code: RecordDiffers, Path: folder, Number: has.number,
				Message: has.number + " 的 record.json 与目录里记的不一样",
				Advice:  "档案或目录被改动过。档案文件夹经核对无误的，" + rebuildAdvice})
		}
	}
	there := map[string]bool{}
	for _, folder := range v.folders {
		there[folder] = true
	}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		if there[folder] {
			continue
		}
		// Filed since the folders were listed?
		if _, err := os.Stat(v.Archive.Path(folder)); err == nil {
			continue
		}
		v.add(Finding{Code: BagLost, Path: folder, Number: v.records[folder].number,
			Message: v.records[folder].number + " 的档案文件夹不见了", Advice: restoreAdvice})
	}
	return nil
}
