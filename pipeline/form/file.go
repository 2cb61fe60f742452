package form

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// IsForm reports whether a file name has the extension of a form. Anything else
// can only be an attachment.
func IsForm(name string) bool { return limit(name) > 0 }

// limit is the largest size in bytes of a form of that name; 0 for no form.
func limit(name string) int64 {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx":
		return MaxWorkbook
	case ".yaml", ".yml", ".json":
		return MaxText
	}
	return 0
}

func tooLarge(size, limit int64) *Unreadable {
	return &Unreadable{
		Reason: fmt.Sprintf("文件有%.1fMB，超过表单%dMB的上限", float64(size)/(1<<20), limit>>20),
		Advice: "请删去表中的图片等多余内容，材料改作附件另放",
	}
}

// Load gives what Read reads of a file, without taking more of it into memory than a
// form may have. Errors other than *Unreadable are the file system's. The disk is
// waited for here alone: it may be far away, and nothing is to be held meanwhile that
// others wait for.
func Load(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	most := limit(name)
	switch {
	case !info.Mode().IsRegular():
		return nil, irregular(path.Base(name))
	case most > 0 && info.Size() > most:
		u := tooLarge(info.Size(), most)
		u.Name = path.Base(name)
		return nil, u
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return data, nil
}

// irregular is what there is to say of a link, a pipe or a device under the name
// of a form.
func irregular(name string) *Unreadable {
	return &Unreadable{Name: name, Reason: "这是一个链接或特殊文件，不是表单本身", Advice: "请把表单文件本身复制到收件文件夹"}
}
