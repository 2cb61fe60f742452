package register

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive/durable"
)

// InUse is the error for a register that somebody has open. What would have
// replaced it lies beside it until ReplaceWaiting finds it closed.
type InUse struct {
	Path   string
	Beside string
	Reason error // nil when Excel's own lock file told
}

func (u *InUse) Error() string {
	return fmt.Sprintf("%s 正在 Excel 中打开，没有改动；新的一份暂存为 %s，关闭后自动换上", u.Path, filepath.Base(u.Beside))
}

func (u *InUse) Unwrap() error { return u.Reason }

const waiting = "（待换）.xlsx"

// replace puts a new register in the place of the old one, or beside it.
func replace(part, path string) error {
	beside := strings.TrimSuffix(path, ".xlsx") + waiting
	err := put(part, path, beside)
	if used := (*InUse)(nil); errors.As(err, &used) {
		// Only what waits beside it is taken for written.
		if err := durable.Rename(part, beside); err != nil {
			return fmt.Errorf("%s 正在 Excel 中打开，新的一份也放不到旁边：%w", path, err)
		}
		return used
	}
	if err != nil {
		return err
	}
	if err := os.Remove(beside); !errors.Is(err, fs.ErrNotExist) { // an older one
		return err
	}
	return nil
}

// ReplaceWaiting puts the registers that wait below dir in their places. The
// error joins an *InUse for every one that is still open.
func ReplaceWaiting(dir string) error {
	all, err := filepath.Glob(filepath.Join(dir, "*", "*"+waiting))
	if err != nil {
		return err
	}
	var errs []error
	for _, beside := range all {
		errs = append(errs, put(beside, strings.TrimSuffix(beside, waiting)+".xlsx", beside))
	}
	return errors.Join(errs...)
}

// put renames a file to a register's path, unless that is open.
func put(from, path, beside string) error {
	used := &InUse{Path: path, Beside: beside}
	if openInOffice(path, time.Now()) {
		return used
	}
	used.Reason = durable.Rename(from, path)
	switch {
	case used.Reason == nil:
		return nil
	case isSharingViolation(used.Reason): // Windows does not let go of a file that is open
		return used
	}
	return fmt.Errorf("%s 换不上新的一份：%w", path, used.Reason)
}

// openInOffice tells whether Excel or WPS, on whatever machine, has the file open:
// they leave a lock file beside it. One that is a day old was left by a crash.
func openInOffice(path string, now time.Time) bool {
	const forgotten = 24 * time.Hour
	dir, name := filepath.Split(path)
	for _, lock := range []string{"~$" + name, ".~" + name, ".~lock." + name + "#"} {
		if info, err := os.Stat(filepath.Join(dir, lock)); err == nil && now.Sub(info.ModTime()) < forgotten {
			return true
		}
	}
	return false
}
