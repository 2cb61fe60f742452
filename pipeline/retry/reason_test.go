package retry

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"gongwen/archive/sqlite"
)

// fullDatabase is the error of a database on a full disk.
func fullDatabase(t *testing.T) error {
	t.Helper()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "full.db"), 1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`PRAGMA max_page_count = 2; CREATE TABLE one (a TEXT UNIQUE)`)
	if err == nil {
		t.Fatal("there is room")
	}
	return err
}

func TestReason(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/数据/spool/a", Err: syscall.ENOSPC}
	tests := []struct {
		err  error
		want string
	}{
		{full, "/数据/spool/a：磁盘已满，请腾出空间，之后会自动继续办理"},
		{fmt.Errorf("3号 存档未成：%w", full), "/数据/spool/a：磁盘已满，请腾出空间，之后会自动继续办理"},
		{errors.Join(full, full), "/数据/spool/a：磁盘已满，请腾出空间，之后会自动继续办理"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.EACCES}, "b：没有权限，或正被别的程序打开；请开放权限或关闭文件，之后会自动继续办理"},
		{fmt.Errorf("收件文件夹打不开：%w", &fs.PathError{Op: "open", Path: "inbox", Err: syscall.ENOENT}), "inbox：不见了，请检查共享文件夹是否连上、文件是否被移走，之后会自动继续办理"},
		{fmt.Errorf("3号 归档未成：%w", fullDatabase(t)), "磁盘已满，请腾出空间，之后会自动继续办理"},
		{errors.Join(errors.New("甲\n乙"), errors.Join(errors.New("丙"))), "甲 乙；丙"},
	}
	for _, test := range tests {
		if got := Reason(test.err); got != test.want {
			t.Errorf("%v:\ngot  %s\nwant %s", test.err, got, test.want)
		}
	}
}
