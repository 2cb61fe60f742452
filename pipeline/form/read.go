package form

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gongwen/templates"
)

// The largest files taken for forms, in bytes. A form filled in by hand stays
// far below; what is larger is something else under a form's name.
const (
	MaxText     = 2 << 20  // YAML and JSON
	MaxWorkbook = 20 << 20 // Excel, with the pictures people paste into it
)

// Read reads the form in a file. The extension of name tells the format: .xlsx,
// .yaml, .yml or .json. The error is always an *Unreadable.
func Read(name string, data []byte, kinds *templates.Set) (_ *Form, _ []Finding, err error) {
	// The libraries trust what stands inside a file, such as a workbook's
	// references to its styles; one broken file must not stop the office.
	defer func() {
		if p := recover(); p != nil {
			u := damaged(fmt.Errorf("%w: %v", errCrash, p))
			u.Name = filepath.Base(name)
			err = u
		}
	}()
	a, u := read(filepath.Ext(name), data, kinds)
	if u != nil {
		u.Name = filepath.Base(name)
		return nil, nil, u
	}
	form, findings := a.judge(filepath.Base(name))
	sum := sha256.Sum256(data)
	form.SHA256 = hex.EncodeToString(sum[:])
	return form, findings, nil
}

// errCrash is the cause of an Unreadable on which a library came to grief.
var errCrash = errors.New("reading crashed")

func damaged(err error) *Unreadable {
	return &Unreadable{
		Reason:          "文件已经损坏，无法读取",
		Advice:          "请用 Excel 或 WPS 打开，另存后再放入；打不开的，请重新填写",
		Err:             err,
		MaybeAttachment: true,
	}
}

// read finds the answers a file gives. It returns the concrete error so that
// Read can put the name to it.
func read(ext string, data []byte, kinds *templates.Set) (*answers, *Unreadable) {
	ext = strings.ToLower(ext)
	if most := limit(ext); most > 0 {
		switch size := int64(len(data)); {
		case size == 0:
			return nil, &Unreadable{Reason: "文件是空的（0字节）", Advice: "请确认已经保存，再重新放入"}
		case size > most:
			return nil, tooLarge(size, most)
		}
	}
	switch ext {
	case ".xlsx":
		return readWorkbook(data, kinds)
	case ".yaml", ".yml":
		return readText(data, yamlText, parseYAML, kinds)
	case ".json":
		return readText(data, jsonText, parseJSON, kinds)
	case ".xls", ".et", ".xlsm", ".xlsb", ".ods", ".csv":
		return nil, &Unreadable{
			Reason:          fmt.Sprintf("表单不能用 %s 格式", ext),
			Advice:          "请打开后另存为“Excel 工作簿（.xlsx）”再放入",
			MaybeAttachment: true,
		}
	}
	return nil, &Unreadable{
		Reason:          "不是表单（表单为 .xlsx、.yaml 或 .json 文件）",
		Advice:          "如果是附件，请与表单一起放入，并在表单中填写它的文件名",
		MaybeAttachment: true,
	}
}

// kindNamed finds the kind a form names, or says which there are.
func kindNamed(name, place string, kinds *templates.Set) (*templates.Kind, *Unreadable) {
	k := kinds.Named(name)
	if k != nil && !k.Hidden {
		return k, nil
	}
	var titles []string
	for _, k := range kinds.InUse() {
		titles = append(titles, k.Title)
	}
	all := "可用的表单种类有：" + strings.Join(titles, "、")
	if k != nil {
		return nil, &Unreadable{Reason: fmt.Sprintf("本单位不用“%s”这种表单（%s）", k.Title, place), Advice: all}
	}
	if name == "" {
		return nil, &Unreadable{Reason: fmt.Sprintf("“%s”（%s）没有填写", templates.KindLabel, place), Advice: all}
	}
	u := &Unreadable{Reason: fmt.Sprintf("没有“%s”这种表单（%s）", clip(name), place), Advice: all}
	if title := nearest(name, titles); title != "" {
		u.Advice = fmt.Sprintf("是不是“%s”？%s", title, all)
	}
	return nil, u
}
