package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/pipeline/form"
	"gongwen/samples"
	"gongwen/templates"
)

func sum(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

// TestFolderSubmission: which of the files beside a form belong to it.
func TestFolderSubmission(t *testing.T) {
	t.Parallel()
	kinds, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		t.Fatal(err)
	}
	letter := kinds.Named("letter").Example
	f, _, err := form.Read("信.yaml", []byte(letter), kinds)
	if err != nil {
		t.Fatal(err)
	}
	named := f.Kind.Attachments(f.Values)
	if len(named) != 1 {
		t.Fatalf("the example names %v", named)
	}
	tests := []struct {
		name  string
		form  string
		files []string
		whole bool
		want  []string
	}{
		{"only the form", letter, nil, true, nil},
		{"what it names", letter, named, false, named},
		{"what it names, written in another way", letter, []string{norm.NFD.String(named[0])}, false, named},
		{"what it names, copied from a PDF", strings.ReplaceAll(letter, named[0], "⼀⼆（３）.txt"), []string{"一二(3).txt"}, false, []string{"一二(3).txt"}},
		{"of two that look the same, the very one", strings.ReplaceAll(letter, named[0], "⼀⼆（３）.txt"), []string{"一二(3).txt", "一二（３）.txt"}, false, []string{"一二（３）.txt"}},
		{"in an inbox, nothing that it does not name", letter, append([]string{"别的.pdf"}, named...), false, named},
		{"in a folder of its own, everything", letter, append([]string{"别的.pdf"}, named...), true, append(slices.Clone(named), "别的.pdf")},
		{"but what programs leave there", letter, []string{"~$信.docx", "Thumbs.db", ".DS_Store", "别的.pdf"}, true, []string{"别的.pdf"}},
		{"beside another form, only what it names", letter, append([]string{"别的.pdf", "另一份.yaml"}, named...), true, named},
		{"of what cannot be read, nothing", "表单种类: [", append([]string{"别的.pdf"}, named...), true, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{"信.yaml": {Data: []byte(test.form)}, "文件夹/别的.pdf": {Data: []byte("x")}}
			for _, name := range test.files {
				files[name] = &fstest.MapFile{Data: []byte(norm.NFC.String(name))}
			}
			folder := Folder{Files: files, Whole: test.whole, Read: func(_ context.Context, name string, data []byte) (*form.Form, []form.Finding, error) {
				return form.Read(name, data, kinds)
			}}
			s, err := folder.Submission(t.Context(), "信.yaml", Operator)
			if err != nil {
				t.Fatal(err)
			}
			var got, sums []string
			for _, a := range s.Attachments {
				got = append(got, norm.NFC.String(a.Name))
				sums = append(sums, a.SHA256)
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("it came with %v, want %v", got, test.want)
			}
			for _, name := range test.want {
				if !s.has(norm.NFD.String(name)) || !slices.Contains(sums, sum(name)) {
					t.Errorf("%s is not known by its name and contents: %+v", name, s.Attachments)
				}
			}
			if test.want != nil && s.Hash() != archive.SubmissionHash(sum(test.form), sums) {
				t.Error("the hash is not that of its files")
			}
		})
	}
}

// TestReviewOfWhatIsNoFile: it is answered without reading anything.
func TestReviewOfWhatIsNoFile(t *testing.T) {
	t.Parallel()
	var r Reviewer
	for _, s := range []Submission{
		{Form: File{Name: "信.yaml", Irregular: "一个符号链接"}},
		{Form: File{Name: "信.yaml"}, Attachments: []File{{Name: "函.pdf"}, {Name: "管道", Irregular: "一个管道"}}},
	} {
		o, err := r.Review(t.Context(), s)
		if err != nil || o.Accepted() || len(o.Verdict.Findings) != 1 || o.Form != nil {
			t.Errorf("%+v, %v", o, err)
		}
	}
}
