package templates

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Office is whose kinds of form these are. The files of a kind name no office: they
// write, in braces,
//
//	{our.government}     in whose name documents are issued: 青山区人民政府
//	{our.place}          what it governs: 青山区; of a school or the like its whole name
//	{our.office}         which of its offices issues them: 青山区人民政府办公室
//	{our.prefix}         what its documents are numbered under (机关代字): 青政
//	{our.office_prefix}  and those of the office: 青政办
//
// and otherwise speak as the documents of a district do. Words says what an office calls
// differently.
type Office struct {
	Government   string `yaml:"government"`
	Name         string `yaml:"office"`
	Superior     string `yaml:"superior"` // the government above, which reviews what this one does; may be empty
	Prefix       string `yaml:"prefix"`
	OfficePrefix string `yaml:"office_prefix"` // empty for Prefix with 办 behind it
	// Words are put in the place of those that the program's own kinds write: 镇长 for 区长.
	// Of several that begin in one place the longest counts.
	Words map[string]string `yaml:"words"`
}

const peoplesGovernment = "人民政府"

// Place is what the government governs, 青山区 of 青山区人民政府, or its name.
func (o Office) Place() string {
	return cmp.Or(strings.TrimSuffix(o.Government, peoplesGovernment), o.Government)
}

// How a name of an office can be: it stands in YAML, in the markup of documents, in names
// of files.
var (
	namePattern   = regexp.MustCompile(`^[^\s\p{Cc}\p{Cf}"'<>&{}\[\]:：#|*!%@\\/,，?]+$`)
	prefixPattern = regexp.MustCompile(`^[\p{Han}\p{L}]{1,12}$`)
)

// forbidden is what namePattern does not let through.
const forbidden = "里不能有空格、冒号、逗号、引号和 < > & { } 之类的符号"

// Mistake is what is wrong with the names, by the key of gongwen.yaml; "" when nothing is.
func (o Office) Mistake() string {
	for _, name := range []struct{ key, value string }{{"government", o.Government}, {"office", o.Name}} {
		switch {
		case name.value == "":
			return "没有写 " + name.key + "，请写上全称"
		case !namePattern.MatchString(name.value):
			return fmt.Sprintf("%s“%s”%s", name.key, name.value, forbidden)
		}
	}
	if o.Superior != "" && !namePattern.MatchString(o.Superior) {
		return fmt.Sprintf("superior“%s”%s", o.Superior, forbidden)
	}
	for _, prefix := range []struct{ key, value string }{{"prefix", o.Prefix}, {"office_prefix", o.officePrefix()}} {
		if prefix.value == "" {
			return "没有写 " + prefix.key + "（机关代字，编号的开头，如“青政”）"
		}
		if !prefixPattern.MatchString(prefix.value) {
			return fmt.Sprintf("%s“%s”是编号的开头，写1到12个汉字或字母", prefix.key, prefix.value)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(o.Words)) {
		if !namePattern.MatchString(word) || !namePattern.MatchString(o.Words[word]) {
			return fmt.Sprintf("words 里的“%s: %s”%s", word, o.Words[word], forbidden)
		}
	}
	return ""
}

func (o Office) officePrefix() string {
	if o.OfficePrefix == "" && o.Prefix != "" {
		return o.Prefix + "办"
	}
	return o.OfficePrefix
}

// names replaces what stands in braces.
func (o Office) names() []string {
	return []string{
		"{our.government}", o.Government, "{our.place}", o.Place(), "{our.office}", o.Name,
		"{our.prefix}", o.Prefix, "{our.office_prefix}", o.officePrefix(),
	}
}

// words replaces what the office calls otherwise, the longest first.
func (o Office) words() []string {
	keys := slices.SortedFunc(maps.Keys(o.Words), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	var pairs []string
	for _, key := range keys {
		pairs = append(pairs, key, o.Words[key])
	}
	return pairs
}

// Own are the folders of an office's own kinds, with its names in the place of the
// braces. Their words are its own already.
func (o Office) Own(folders fs.FS) fs.FS {
	return worded{FS: folders, replacer: strings.NewReplacer(o.names()...)}
}

// Adapted are the kinds compiled into the program for an office that will change them:
// in its words, with the names left in braces.
func (o Office) Adapted() fs.FS {
	return worded{FS: compiledIn(), replacer: strings.NewReplacer(o.words()...)}
}

// Builtin are the kinds compiled into the program, as folders, and the views over them,
// as an office names things.
func Builtin(o Office) fs.FS {
	return worded{compiledIn(), strings.NewReplacer(append(o.names(), o.words()...)...), true}
}

// isBuiltin reports whether folders of kinds are those of Builtin.
func isBuiltin(folders fs.FS) bool {
	of, ok := folders.(worded)
	return ok && of.builtin
}

// worded is folders of kinds whose texts are read with other words in the place of some.
type worded struct {
	fs.FS
	replacer *strings.Replacer
	builtin  bool
}

// Open opens a file as it reads with the words replaced. One that is too long to be of a
// kind stays as it is: its reader refuses it by its size.
func (w worded) Open(name string) (fs.File, error) {
	file, err := w.FS.Open(name)
	if err != nil || path.Ext(name) != ".yaml" && path.Ext(name) != ".xml" {
		return file, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostWorded {
		return file, err
	}
	text, err := io.ReadAll(io.LimitReader(file, mostWorded))
	if closeErr := file.Close(); err != nil || closeErr != nil {
		return nil, cmp.Or(err, closeErr)
	}
	said := w.replacer.Replace(string(text))
	return &wordedFile{bytes.NewReader([]byte(said)), wordedInfo{info, int64(len(said))}}, nil
}

// mostWorded is above the size of any file of a kind, in bytes.
const mostWorded = 8 << 20

type wordedFile struct {
	*bytes.Reader
	info wordedInfo
}

func (f *wordedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *wordedFile) Close() error               { return nil }

type wordedInfo struct {
	fs.FileInfo
	size int64
}

func (i wordedInfo) Size() int64 { return i.size }
