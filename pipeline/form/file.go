package form

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"gongwen/templates"
)

// IsForm tells whether a file name has the extension of a form. Anything else
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

// ReadFile reads the form in a file, as Read does, without taking more of it
// into memory than a form may have. Errors other than *Unreadable are the file
// system's.
func ReadFile(fsys fs.FS, name string, kinds *templates.Set) (*Form, []Finding, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	most := limit(name)
	if most > 0 && info.Size() > most {
		u := tooLarge(info.Size(), most)
		u.Name = path.Base(name)
		return nil, nil, u
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	form, findings, err := Read(path.Base(name), data, kinds)
	if err == nil {
		sum := sha256.Sum256(data)
		form.SHA256 = hex.EncodeToString(sum[:])
	}
	return form, findings, err
}
