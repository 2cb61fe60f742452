package register

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongwen/archive/shared"
	"gongwen/templates/tablefile"
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

// waiting stands in the name of a file, before its extension, while the one in whose place
// it will be put is open.
const waiting = "（待换）"

// besideName is what the file is called that waits for another of that name.
func besideName(name string) string {
	extension := filepath.Ext(name)
	return strings.TrimSuffix(name, extension) + waiting + extension
}

// inPlaceOf is the name of the file that one waits for, if it waits for any.
func inPlaceOf(name string) (string, bool) {
	extension := filepath.Ext(name)
	if _, err := tablefile.Named(extension); err != nil {
		return "", false
	}
	stem, waits := strings.CutSuffix(strings.TrimSuffix(name, extension), waiting)
	return stem + extension, waits
}

// placed is a folder that registers are put into: that of a year, or another.
type placed struct {
	*shared.Folder
	dir string // its path, for people to read
}

// replace makes a register, in stage, and puts it in the place of the old one, or
// beside it.
func (s placed) replace(stage, name string, write func(io.Writer) error) error {
	part, err := shared.Stage(stage, write)
	if err != nil {
		return fmt.Errorf("%s：%w", filepath.Join(s.dir, name), err)
	}
	beside := besideName(name)
	err = s.unlessOpen(name, beside, func() error { return s.Replace(part, name) })
	if used := (*InUse)(nil); errors.As(err, &used) {
		// Only what waits beside it is taken for written.
		if err = s.Replace(part, beside); err == nil {
			return used
		}
		err = fmt.Errorf("%s 正在 Excel 中打开，新的一份也放不到旁边：%w", used.Path, err)
	}
	if err != nil {
		_ = os.Remove(part) // it may have left before that
		return err
	}
	if err := s.Remove(beside); !errors.Is(err, fs.ErrNotExist) { // an older one
		return err
	}
	return nil
}

// ReplaceWaiting puts the registers that wait below dir in their places. The
// error joins an *InUse for every one that is still open.
func ReplaceWaiting(dir string) error {
	registers, err := shared.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer registers.Close()
	years, err := fs.ReadDir(registers.FS(), ".")
	if err != nil {
		return err
	}
	var errs []error
	for _, year := range years {
		if year.IsDir() {
			errs = append(errs, replaceWaiting(registers, dir, year.Name()))
		}
	}
	return errors.Join(errs...)
}

func replaceWaiting(registers *shared.Folder, dir, year string) error {
	folder, err := registers.Sub(year)
	if err != nil {
		return err
	}
	defer folder.Close()
	s := placed{folder, filepath.Join(dir, year)}
	files, err := fs.ReadDir(s.FS(), ".")
	errs := []error{err}
	for _, file := range files {
		if name, waits := inPlaceOf(file.Name()); waits && file.Type().IsRegular() {
			errs = append(errs, s.unlessOpen(name, file.Name(), func() error { return s.Rename(file.Name(), name) }))
		}
	}
	return errors.Join(errs...)
}

// unlessOpen puts a register in its place, unless the old one is open.
func (s placed) unlessOpen(name, beside string, put func() error) error {
	used := &InUse{Path: filepath.Join(s.dir, name), Beside: filepath.Join(s.dir, beside)}
	if s.openInOffice(name, time.Now()) {
		return used
	}
	used.Reason = put()
	switch {
	case used.Reason == nil:
		return nil
	case isSharingViolation(used.Reason): // Windows does not let go of a file that is open
		return used
	}
	return fmt.Errorf("%s 换不上新的一份：%w", used.Path, used.Reason)
}

// openInOffice reports whether Excel or WPS, on whatever machine, has the file open:
// they leave a lock file beside it. One that is a day old was left by a crash.
func (s placed) openInOffice(name string, now time.Time) bool {
	const forgotten = 24 * time.Hour
	for _, lock := range []string{"~$" + name, ".~" + name, ".~lock." + name + "#"} {
		if info, err := s.Lstat(lock); err == nil && now.Sub(info.ModTime()) < forgotten {
			return true
		}
	}
	return false
}
