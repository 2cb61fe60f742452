package sorting

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongwen/archive/shared"
	"gongwen/pipeline/form"
	"gongwen/templates/normal"
)

// Near says in a sentence what was perhaps meant by the name of an attachment that
// is missing, and what to do; "" where nothing lies near. Files are those in the
// form's folder, by their names, and those one folder deeper or higher, by their
// paths from there: 附件/函.pdf, ../函.pdf.
func Near(name string, files []string) string {
	if shared.IsIgnored(name) {
		return fmt.Sprintf("“%s”是程序临时留下的文件，不会收取，请填附件真正的文件名", name)
	}
	for _, like := range []func(name, file string) string{elsewhere, shortcut, unfinished, otherFormat, otherSpelling} {
		for _, file := range files {
			if said := like(name, file); said != "" {
				return said
			}
		}
	}
	return ""
}

// elsewhere is for the very file, in another folder.
func elsewhere(name, file string) string {
	dir, base := path.Split(file)
	switch {
	case dir == "" || form.NameKey(base) != form.NameKey(name):
		return ""
	case dir == "../":
		return fmt.Sprintf("“%s”放在上一层文件夹里，请移到表单所在的文件夹", base)
	}
	return fmt.Sprintf("“%s”放在下一层文件夹“%s”里，请移到表单所在的文件夹", base, strings.TrimSuffix(dir, "/"))
}

// IsShortcut reports whether a file only leads to another: a shortcut of Windows, or a
// link into the web.
func IsShortcut(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".lnk" || ext == ".url"
}

// shortcutMark is what Windows adds to the name of a shortcut.
var shortcutMark = regexp.MustCompile(`(?i)\s*-\s*(快捷方式|shortcut)(\s*\(\d+\))?$`)

func shortcut(name, file string) string {
	base := path.Base(file)
	if !IsShortcut(base) {
		return ""
	}
	to := shortcutMark.ReplaceAllString(strings.TrimSuffix(base, path.Ext(base)), "")
	if !alike(to, name) && !alike(to, stem(name)) {
		return ""
	}
	return fmt.Sprintf("“%s”只是快捷方式，复制过来的不是文件本身，请把“%s”本身复制过来", base, name)
}

// unfinishedEnds are what programs that fetch a file add to its name until it is whole.
var unfinishedEnds = []string{
	".baiduyun.p.downloading", ".baiduyun.downloading", ".p.downloading", ".downloading", ".crdownload", ".download", ".partial", ".filepart",
	".part", ".xltd", ".td.cfg", ".td", ".aria2", ".!ut", ".opdownload", ".tmp",
}

func unfinished(name, file string) string {
	base := path.Base(file)
	for _, end := range unfinishedEnds {
		if before := len(base) - len(end); before > 0 && strings.EqualFold(base[before:], end) && (alike(base[:before], name) || alike(base[:before], stem(name))) {
			return fmt.Sprintf("“%s”还没有下载或复制完，完成后会自动收取；已经中断的，请重新下载“%s”", base, name)
		}
	}
	return ""
}

// saveAs are formats that are often meant to be saved in another first.
var saveAs = map[string]string{".et": "WPS 表格", ".ett": "WPS 表格", ".wps": "WPS 文字", ".wpt": "WPS 文字", ".dps": "WPS 演示", ".xls": "Excel 等软件", ".doc": "Word 等软件", ".ppt": "PowerPoint 等软件"}

// otherFormat is for a file of that name which is still in the format of the program
// it was made with.
func otherFormat(name, file string) string {
	base := path.Base(file)
	program, ok := saveAs[strings.ToLower(path.Ext(base))]
	if !ok || !alike(stem(base), stem(name)) || strings.EqualFold(path.Ext(base), path.Ext(name)) {
		return ""
	}
	return fmt.Sprintf("是不是“%s”？请用 %s打开，另存为“%s”，或在表单上改填“%s”", base, program, name, base)
}

// otherSpelling is for a name that is the same but for case, brackets, spaces, hyphens,
// widths, the mark of a copy, or the extension.
func otherSpelling(name, file string) string {
	base := path.Base(file)
	if IsShortcut(base) || !alike(base, name) && !alike(stem(base), stem(name)) && !alike(stem(base), name) {
		return ""
	}
	where := ""
	if base != file {
		where = "（在另一层文件夹里）"
	}
	return fmt.Sprintf("是不是“%s”%s？文件名与表单上填的要一致", base, where)
}

func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// copyMark is what is added to the name of a copy.
var copyMark = regexp.MustCompile(`(?i)(\s*[-_]?\s*(副本|复件|拷贝|copy)(\s*[(]?\d*[)]?)?|\s*[(]\d+[)])$`)

// copyBefore is what old versions of Windows put before it.
var copyBefore = regexp.MustCompile(`^(复件|副本|copy of)\s*([(]\d+[)])?\s*`)

// alike reports whether two names are the same to a person.
func alike(a, b string) bool {
	folded := fold(a)
	return folded != "" && folded == fold(b)
}

func fold(name string) string {
	name = strings.ToLower(normal.Narrow(name))
	ext := path.Ext(name)
	if strings.ContainsFunc(ext, unicode.IsSpace) || len(ext) > 6 {
		ext = ""
	}
	body := copyBefore.ReplaceAllString(copyMark.ReplaceAllString(strings.TrimSuffix(name, ext), ""), "")
	body = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1 // brackets, spaces, hyphens, quotation marks
	}, body)
	if body == "" {
		return ""
	}
	return body + ext
}

// MostNear is how many names of what lies near are looked at.
const MostNear = 300

// List are the files of a folder, each after a prefix, and, some levels deeper, of those
// in it. What cannot be listed is left out.
func List(files fs.FS, dir, prefix string, deeper int) (names []string) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		switch {
		case len(names) >= MostNear:
			return names
		case !e.IsDir():
			names = append(names, prefix+e.Name())
		case deeper > 0 && !shared.IsIgnored(e.Name()):
			names = append(names, List(files, path.Join(dir, e.Name()), prefix+e.Name()+"/", deeper-1)...)
		}
	}
	return names
}

// Nearby keeps of names what may be near one of those that are missing, to be told
// later.
func Nearby(missing, files []string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(file string) bool {
		return !slices.ContainsFunc(missing, func(name string) bool { return Near(name, []string{file}) != "" })
	})
}
