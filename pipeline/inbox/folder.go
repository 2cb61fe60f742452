package inbox

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/sorting"
)

// folder is what one look found settled in one folder of an inbox.
type folder struct {
	path  string
	files []File
	named map[string]File // by the name it has
	stamp string          // differs when anything in the folder has changed
	// sorted tells what the files are, as far as they have been read.
	sorted sorting.Sorted
}

// dropped tells a folder that somebody put into an inbox from the inbox itself.
func (f *folder) dropped() bool { return strings.Contains(f.path, "/") }

// file is the file of just that name.
func (f *folder) file(name string) File { return f.named[name] }

// byFolder parts files by the folder they lie in, in the order of the look.
func byFolder(files []File) []*folder {
	var folders []*folder
	at := map[string]*folder{}
	for _, f := range files {
		in := at[f.Dir()]
		if in == nil {
			in = &folder{path: f.Dir(), named: map[string]File{}}
			at[f.Dir()] = in
			folders = append(folders, in)
		}
		in.files = append(in.files, f)
		in.named[f.Name()] = f
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

// mayBeForm reports whether a file may be a form, so that it is to be read.
func (f File) mayBeForm() bool { return !f.Irregular && form.IsForm(f.Name()) }
