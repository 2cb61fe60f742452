package pulls

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// Manifest is what is in the folder of a pull, as 清单.json has it.
type Manifest struct {
	Pull   string         `json:"pull"`
	Period string         `json:"period"` // as Period.Name
	From   templates.Date `json:"from"`
	To     templates.Date `json:"to"`
	Unit   string         `json:"unit,omitempty"`
	// Secrecy is the highest degree of secrecy (密级) among the records; empty for none.
	Secrecy string `json:"secrecy,omitempty"`
	// Withheld is how many records are left out because they have one.
	Withheld int       `json:"withheld,omitempty"`
	Made     time.Time `json:"made"`
	Change   int64     `json:"change"` // the catalogue's last when it was made
	Files    []File    `json:"files"`
	// Empty are the titles of those that were asked for by none and have no records.
	Empty []string `json:"empty,omitempty"`
}

// File is a register or a view in one format.
type File struct {
	Name    string  `json:"name"`
	Title   string  `json:"title"`
	Records int     `json:"records"` // its rows
	Struck  int     `json:"struck"`  // of these, what does not stand
	Totals  []Total `json:"totals,omitempty"`
	SHA256  string  `json:"sha256"` // in hexadecimal
}

// Total is what a column comes to.
type Total struct {
	Label  string `json:"label"`
	Amount string `json:"amount"` // in yuan, ungrouped: 1234567.80
}

// text is the amount as people read it.
func (t Total) text() string {
	fen, err := strconv.ParseInt(strings.Replace(t.Amount, ".", "", 1), 10, 64)
	if err != nil {
		return t.Amount
	}
	return t.Label + "合计 " + templates.Fen(fen).String()
}

// What the folder of a pull has besides the registers.
const (
	manifestName = "清单.json"
	readmeName   = "说明.txt"
	sumsName     = "SHA256SUMS"
	// mostSums bounds what is read of it: a line of a name for every file.
	mostSums = 8 << 20
)

// readme is what people read first.
func (m Manifest) readme(period Period, foot string) []byte {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) } // Notepad's ends of lines
	line("%s　%s", m.Pull, period.Title())
	line("")
	scope := "全部单位"
	if m.Unit != "" {
		scope = m.Unit
	}
	line("范围：按各台账计月的日期，%s至%s，%s。", m.From, m.To, scope)
	if m.Secrecy != "" {
		line("密级：%s（其中的档案最高的一级）。", m.Secrecy)
	}
	if m.Withheld > 0 {
		line("有密级的%d件不列入，不计入合计；有权看的在阅览室的“台账”页取。", m.Withheld)
	}
	line("生成：%s，由 gongwen 按设置自动生成。", templates.Moment{Time: m.Made})
	line("这个文件夹是当天的记录，生成以后不再改动。此后作废、更正和补办的，以 registers 里各年度的台账为准。")
	line("")
	for _, f := range m.Files {
		line("%s", f.Name)
		text := fmt.Sprintf("    %d件", f.Records)
		if f.Struck > 0 {
			text += fmt.Sprintf("，其中%d件已作废或被替代，不计入合计", f.Struck)
		}
		for _, t := range f.Totals {
			text += "；" + t.text()
		}
		line("%s", text)
	}
	if len(m.Empty) > 0 {
		line("本期没有记录的：%s", strings.Join(m.Empty, "、"))
	}
	line("")
	line("核对文件有没有改动：在这个文件夹里运行 sha256sum -c %s；在 Windows 上运行 certutil -hashfile 文件名 SHA256，与 %[1]s 里的一行比较。", sumsName)
	if foot != "" {
		line("%s", foot)
	}
	return []byte(b.String())
}

// seal writes what tells of the files in a folder, last of all their sums: a folder that has
// these is complete.
func (m Manifest) seal(dir string, period Period, foot string) error {
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{manifestName: append(list, '\n'), readmeName: m.readme(period, foot)} {
		if err := durable.WriteFile(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	sums, err := sumsOf(os.DirFS(dir))
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, sumsName), sums)
}

// sumsOf is a line of every file in a folder but the sums themselves, by name: the SHA-256
// in hexadecimal, two blanks, and the name with /.
func sumsOf(fsys fs.FS) ([]byte, error) {
	var sums bytes.Buffer
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == sumsName {
			return err
		}
		sum, err := sumOf(fsys, name)
		fmt.Fprintf(&sums, "%s  %s\n", sum, name)
		return err
	})
	return sums.Bytes(), err
}

func sumOf(fsys fs.FS, name string) (string, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// complete reads the manifest of a folder that was sealed, and whose files are those that
// were; otherwise the error says what is wrong.
func complete(dir string) (m Manifest, err error) {
	fsys := os.DirFS(dir)
	want, err := bounded.ReadFile(fsys, sumsName, mostSums)
	if err != nil {
		return m, err
	}
	is, err := sumsOf(fsys)
	if err != nil {
		return m, err
	}
	if !bytes.Equal(want, is) {
		return m, fmt.Errorf("%s 与 %s 不符", dir, sumsName)
	}
	list, err := bounded.ReadFile(fsys, manifestName, mostSums)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(list, &m)
}

// writeFile makes a file in a folder of our own that lasts, and gives its SHA-256.
func writeFile(path string, write func(io.Writer) error) (sum string, err error) {
	file, err := durable.OpenFile(path, os.O_CREATE|os.O_TRUNC, durable.Private)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(file, h), 1<<16)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// names are given once each, without regard to capitals, as some file systems do.
type names []string

func (n *names) free(stem, extension string) string {
	name := stem + extension
	for i := 2; slices.ContainsFunc(*n, func(taken string) bool { return strings.EqualFold(taken, name) }); i++ {
		name = fmt.Sprintf("%s（%d）%s", stem, i, extension)
	}
	*n = append(*n, name)
	return name
}
