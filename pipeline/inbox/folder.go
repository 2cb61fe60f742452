package inbox

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"gongwen/pipeline/form"
)

// folder is what one look found settled in one folder of an inbox.
type folder struct {
	path  string
	files []File
	named map[string][]File // by form.NameKey
	stamp string            // differs when anything in the folder has changed
}

// dropped tells a folder that somebody put into an inbox from the inbox itself.
func (f *folder) dropped() bool { return strings.Contains(f.path, "/") }

// rest are the files of a folder dropped whole that its form does not name and that
// belong to it all the same.
func (f *folder) rest(of File, named map[string]bool) []attachment {
	if !f.dropped() {
		return nil
	}
	var others []string
	for _, file := range f.files {
		if file.Path != of.Path && !file.Irregular {
			others = append(others, file.Path)
		}
	}
	at := map[string]File{}
	for _, file := range f.files {
		at[file.Path] = file
	}
	var rest []attachment
	for _, path := range form.Accompanying(others, func(path string) bool { return named[path] }) {
		rest = append(rest, attachment{File: at[path]})
	}
	return rest
}

// byFolder parts files by the folder they lie in, in the order of the look.
func byFolder(files []File) []*folder {
	var folders []*folder
	at := map[string]*folder{}
	for _, f := range files {
		in := at[f.Dir()]
		if in == nil {
			in = &folder{path: f.Dir(), named: map[string][]File{}}
			at[f.Dir()] = in
			folders = append(folders, in)
		}
		in.files = append(in.files, f)
		key := form.NameKey(f.Name())
		in.named[key] = append(in.named[key], f)
	}
	for _, in := range folders {
		hash := sha256.New()
		for _, f := range in.files {
			fmt.Fprintf(hash, "%q %d %d %t\n", f.Path, f.Size, f.ModTime.UnixNano(), f.Irregular)
		}
		in.stamp = string(hash.Sum(nil))
	}
	return folders
}
