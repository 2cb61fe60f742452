package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"gongwen/archive/journal"
)

// bare is a text without what is not shown alike everywhere: blanks and marks that
// stand for what cannot be seen.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == '□' {
			return -1
		}
		return r
	}, text)
}

// wordsOf is what a page says, as a reader sees it.
func wordsOf(t *testing.T, body string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			words.WriteString(n.Data)
		}
	}
	return bare(words.String())
}

// checkAnswer holds an answer against what no answer may have.
func checkAnswer(t *testing.T, target string, w *httptest.ResponseRecorder) {
	t.Helper()
	for name, values := range w.Header() {
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n") || strings.HasPrefix(name, "X-Injected") {
				t.Errorf("%s: header %s: %q", target, name, value)
			}
		}
	}
	if how := w.Header().Get("Content-Disposition"); how != "" {
		_, names, err := mime.ParseMediaType(how)
		if err != nil || strings.ContainsAny(names["filename"], "/\\\r\n\u202e") || strings.ContainsFunc(names["filename"], unicode.IsControl) {
			t.Errorf("%s: %s: %v %q", target, how, err, names)
		}
		if strings.HasPrefix(how, "attachment") && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s is given away as a page", target)
		}
		return
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("%s: %s", target, w.Header().Get("Content-Type"))
		return
	}
	for _, wrong := range foreignMarkup(t, w.Body.String()) {
		t.Errorf("%s: %s", target, wrong)
	}
}

// stringLiteral is a text inside a formula.
var stringLiteral = regexp.MustCompile(`"(?:[^"]|"")*"`)

// checkRegister finds no formula but the register's own, and counts the cells that
// show what a form says.
func checkRegister(t *testing.T, kind string, data []byte) (cells int) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Errorf("%s: %v", kind, err)
		return 0
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, text := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				formula, err := book.GetCellFormula(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				_, link, err := book.GetCellHyperLink(sheet, cell)
				if err != nil || link != "" && !strings.Contains(link, "!") && !strings.HasPrefix(link, "http://example.com/record/") {
					t.Errorf("%s %s!%s: a link to %q, %v", kind, sheet, cell, link, err)
				}
				own := stringLiteral.ReplaceAllString(formula, "")
				for _, foreign := range []string{"cmd", "calc", "alert", "onerror", "1+1", "1-1", "SUM(A1)", "@", "|"} {
					if strings.Contains(own, foreign) {
						t.Errorf("%s %s!%s: formula %q", kind, sheet, cell, formula)
					}
				}
				if strings.Contains(text, "onerror") || strings.Contains(text, "cmd|") {
					cells++
					if formula != "" {
						t.Errorf("%s %s!%s: %q is made by formula %q", kind, sheet, cell, text, formula)
					}
				}
			}
		}
	}
	return cells
}

// checkZip finds no name in a bag that leads out of it or means something to the
// system it is unpacked on.
func checkZip(t *testing.T, number string, data []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Errorf("%s: %v", number, err)
		return
	}
	for _, f := range z.File {
		if !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, "\\<>:\"|?*\u202e") || strings.ContainsFunc(f.Name, unicode.IsControl) {
			t.Errorf("%s: %q in the bag", number, f.Name)
		}
	}
}

func checkPDF(t *testing.T, number string, data []byte) {
	t.Helper()
	rest := pdfStream.ReplaceAll(data, nil)
	var names strings.Builder
	depth := 0
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0:
			names.WriteByte(c)
		}
	}
	if depth != 0 {
		t.Errorf("%s: a string of the document is not closed", number)
	}
	if acts := pdfActs.FindString(names.String()); acts != "" {
		t.Errorf("%s: the document acts: %s", number, acts)
	}
	_, packet, _ := bytes.Cut(data, []byte("<?xpacket begin"))
	packet, _, found := bytes.Cut(packet, []byte("<?xpacket end"))
	if !found {
		t.Errorf("%s: no properties", number)
	}
	_, packet, _ = bytes.Cut(packet, []byte("?>"))
	for decoder := xml.NewDecoder(bytes.NewReader(packet)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s: the document's properties: %v", number, err)
			break
		}
		if start, ok := token.(xml.StartElement); ok && (start.Name.Local == "script" || start.Name.Local == "img") {
			t.Errorf("%s: <%s> among the document's properties", number, start.Name.Local)
		}
	}
}

// checkNotices reads what people were told of what was returned.
func checkNotices(t *testing.T, s *spoiler) {
	t.Helper()
	notices := 0
	returned := string(s.workspace.Folder.Returned())
	err := filepath.WalkDir(returned, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(file)
		switch filepath.Ext(file) {
		case ".txt":
			notices++
			text := strings.NewReplacer("\r\n", "", "\n", "").Replace(string(data))
			if strings.ContainsFunc(strings.TrimPrefix(text, "\ufeff"), func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf) }) || strings.Contains(string(data), "\nX-Injected") {
				t.Errorf("%s holds what cannot be seen, or a forged line:\n%q", file, data)
			}
		case ".pdf":
			checkPDF(t, file, data)
		}
		return err
	})
	if err != nil || notices < len(s.workspace.Kinds().All()) {
		t.Errorf("%d notices: %v", notices, err)
	}
}

// checkLines finds in the journals, the access log and what the pipeline tells one
// line for each thing that happened, and none that a form wrote.
func checkLines(t *testing.T, s *spoiler, log string, requests int) {
	t.Helper()
	if lines := strings.Count(log, "\n"); lines != requests || strings.Contains(log, "\nX-Injected") {
		t.Errorf("%d lines of the access log for %d requests", lines, requests)
	}
	for _, dir := range []string{s.workspace.Folder.Reading(), s.workspace.Archive.Path("journal")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
		if err != nil || len(files) == 0 {
			t.Errorf("no lines in %s: %v", dir, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				var e journal.Event
				if err := json.Unmarshal([]byte(line), &e); err != nil || e.Type == "" || strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\n") {
					t.Errorf("%s: %q: %v", file, line, err)
				}
			}
		}
	}
	for file, e := range s.events {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(e); err != nil || strings.Count(b.String(), "\n") != 1 || strings.Contains(b.String(), "\r") {
			t.Errorf("%s: %q: %v", file, b.String(), err)
		}
	}
}

// A PDF's names outside its strings and streams: what a viewer acts on.
var (
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n.*?endstream`)
	pdfActs   = regexp.MustCompile(`/(JS|JavaScript|Launch|AA|URI|GoToR|GoToE|SubmitForm|ImportData|RichMedia|Movie|AcroForm|XFA)\b`)
)
