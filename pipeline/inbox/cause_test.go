package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"gongwen/pipeline/deadline"
	"gongwen/pipeline/retry"
)

// TestCauseOfEveryReason that a file or an arrival can wait for, whatever it is called.
func TestCauseOfEveryReason(t *testing.T) {
	fault := func(err error) string {
		return "收取时出错：" + retry.Reason(&fs.PathError{Op: "open", Path: "没有回应/等候附件：", Err: err})
	}
	for reason, want := range map[string]string{
		"": "in-progress",
		waitingFor([]string{"磁盘已满，请腾出空间.pdf"}, nil): "awaits-attachments",
		attachmentInHand: "awaits-attachments",
		awaitsForm:       "awaits-form",
		retry.Reason(fmt.Errorf("甲：%w", &deadline.NoAnswer{Place: "inbox/区财政局"})): "no-answer",
		fault(syscall.ENOSPC): "disk-full",
		fault(syscall.EDQUOT): "quota",
		fault(syscall.EROFS):  "read-only",
		fault(syscall.EMFILE): "open-files",
		fault(syscall.EAGAIN): "in-use",
		fault(syscall.ENOENT): "missing",
		fault(syscall.EIO):    "disk-error",
		fault(syscall.EACCES): "permission",
		retry.Reason(errors.New("程序出错（nil），请把…")): "other",
	} {
		if got := Cause(reason); got != want {
			t.Errorf("%q: %s, want %s", reason, got, want)
		}
	}
}
