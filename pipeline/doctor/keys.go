package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"gongwen/archive/checkpoint"
)

// keys looks whether checkpoints can be signed, and whether others can read the key. That it
// lies outside of the data folder the settings see to.
func (e *Examination) keys(context.Context) {
	place := e.Folder.Checkpoints(e.config)
	if _, err := place.Open(); err != nil {
		level := Problem
		if _, idErr := place.Identity(); errors.Is(idErr, fs.ErrNotExist) {
			level = Warning // it was never run
		}
		keyless := (*checkpoint.Keyless)(nil)
		value := err.Error()
		if errors.As(err, &keyless) {
			value = keyless.Reason
		}
		e.add(level, "key", "流水的检查点签不了", place.Key, value, "收件办理照常；请按上面写的处理，不然流水有没有被改动就少了一样证据")
		return
	}
	info, err := os.Stat(place.Key)
	if err == nil && e.Machine.User >= 0 && info.Mode().Perm()&0o077 != 0 {
		e.add(Problem, "key-mode", "别的用户能读签名私钥", place.Key, info.Mode().Perm().String(), "请 chmod 600 "+place.Key+"；可能已被别人拿到的，用 gongwen key new 换新的")
		return
	}
	e.ok("key", "签名私钥在数据文件夹以外", place.Key, "")
}
