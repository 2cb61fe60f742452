package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// empty is the hash of a file without content.
var empty = func() string { sum := sha256.Sum256(nil); return hex.EncodeToString(sum[:]) }()

// scanned are the findings on a form of whose signed sheet there must be a scan: that it
// is named, is a picture or a document, and has something in it. Article 32 asks that
// documents are signed by those who decide; the scan is what shows it of paper.
func (s Submission) scanned(f *form.Form, found []form.Finding) []form.Finding {
	key := templates.ApprovalScan.Key
	if f.Kind.Field(key) == nil || f.AtDesk {
		return found
	}
	found = slices.Clone(found)
	for i := range found {
		if found[i].Path == key && found[i].Article == "" {
			found[i].Article = "32"
			found[i].Advice = "请把领导签过字的审批单扫描（或拍照），与表单放在一起提交，并在这一栏填它的文件名。"
		}
	}
	name, _ := f.Values[key].(string)
	if name == "" {
		return found
	}
	wrong := func(format string, args ...any) {
		found = append(found, form.Finding{Severity: form.Must, Article: "32", Path: key, Field: f.Kind.LabelOf(key), Cell: f.Places[key], Value: name,
			Message: fmt.Sprintf(format, args...), Advice: "请换成签过字的审批单的扫描件或照片（PDF、JPG、PNG、TIFF、OFD）。"})
	}
	if ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")); !slices.Contains(templates.ScanFormats, ending) {
		wrong("“%s”不是扫描件", name)
	}
	for _, a := range s.Attachments {
		if form.NameKey(a.Name) == form.NameKey(name) && a.SHA256 == empty {
			wrong("“%s”是空的", name)
		}
	}
	return found
}
