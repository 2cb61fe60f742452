package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gongwen/archive/durable"
	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
)

// tighten closes what of a data folder is nobody else's.
func tighten(log *programLog, f workspace.Folder) {
	tightened, err := f.Tighten()
	if tightened > 0 {
		log.Warn(fmt.Sprintf("数据文件夹里有%d个文件、文件夹别的用户也能读，已改为只有本程序能读", tightened))
	}
	if err != nil {
		log.Warn(fmt.Sprintf("有的文件没能改为只有本程序能读：%v。请用运行本程序的用户拥有整个数据文件夹", err))
	}
}

// warn tells what in the set-up of a data folder lets others do more than they
// should, once, when a program begins that goes on for long. It keeps no office
// from working.
func warn(log *programLog, f workspace.Folder) {
	for _, danger := range f.Dangers(workspace.ThisSystem()) {
		log.Warn(danger.String())
	}
}

// ownTemporary has everything that this program and its libraries put into
// temporary files – what is handed in, the sheets of large workbooks – in a folder
// of its own in the data folder, not where every user of the machine can look. What
// an earlier run left there goes. Only one program may call it for a purpose.
func ownTemporary(f workspace.Folder, purpose string) error {
	dir := f.Temporary(purpose)
	if err := errors.Join(os.RemoveAll(dir), durable.MkdirAll(dir)); err != nil {
		return err
	}
	var errs []error
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} { // the latter of Windows
		errs = append(errs, os.Setenv(name, dir))
	}
	return errors.Join(errs...)
}

// leaveWord tells the other programs that a task has ended well, which it has also
// where that cannot be told.
func leaveWord(stderr io.Writer, f workspace.Folder, task status.Task) {
	if err := f.Status().WriteDone(task, time.Now()); err != nil {
		fmt.Fprintf(stderr, "注意：记不下完成的时间，监护的指标里看不到这一次：%v\n", err)
	}
}
