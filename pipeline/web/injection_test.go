package web

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/font"
)

// markup would, where it is not escaped, become elements, handlers, template
// actions, another header, or end a CDATA section, a comment, a string of a PDF.
const markup = `<script>alert(1)</script>"><img src=x onerror=alert(2)>'{{.}}]]>-->)/JS(app.alert(3))`

// inNames is what of it a file's name can hold.
const inNames = `"><img src=x onerror=alert(2)>'{{.}};=.exe`

// leads make a formula of a cell that begins with them.
var leads = []string{"=cmd|'/C calc'!A0", "+1+1", "-1-1", "@SUM(A1)", "\t=1+1", "\r=1+1"}

// spoils are what is tried in a field, the worst first: not every field has room
// or takes more than one line, and what is refused is safe. n goes round the leads.
func spoils(n int, f *templates.Field, text string) []string {
	lead, line := leads[n%len(leads)], leads[n%4]
	if f.Type == templates.TypeFile {
		return []string{line[:1] + "x\r\nX-Injected: 1\r\n\u202e" + inNames + text, line[:1] + "\u202e" + inNames + text, line[:1] + inNames + text, line[:1] + text}
	}
	all := []string{lead + text + "\u202e" + markup, line + text + markup, text + markup, line + text, text + "<b>"}
	if f.Type == templates.TypeParagraph {
		return append([]string{lead + text + "\r\nX-Injected: 1\r\n\u202e" + markup, lead + text + "\nX-Injected: 1\n" + markup}, all...)
	}
	return all
}

// spoiler makes forms whose free text is spoiled and that are accepted.
type spoiler struct {
	t       *testing.T
	office  *workspace.Office
	law     *workspace.Law
	fonts   *font.Fonts
	book    *rules.Rulebook
	events  map[string]pipeline.Event // by file
	dropped map[string][]byte         // forms, by file
}

// example is the kind's example with some changes, and the numbers it cites
// replaced by those that were given out.
func (s *spoiler) example(k *templates.Kind, set map[string]any, given []string) map[string]any {
	s.t.Helper()
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(strings.NewReplacer(given...).Replace(k.Example)), &fields); err != nil {
		s.t.Fatalf("%s: %v", k.Key, err)
	}
	for changed, value := range set {
		field := k.FieldNamed(changed)
		delete(fields, field.Key)
		delete(fields, field.Label)
		if value != nil {
			fields[field.Label] = value
		}
	}
	return fields
}

// accepted reads and judges a form as the pipeline will.
func (s *spoiler) accepted(fields map[string]any) (rules.Verdict, bool) {
	s.t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		s.t.Fatal(err)
	}
	f, found, err := form.Read("form.json", data, s.office.Kinds)
	if err != nil {
		return rules.Verdict{}, false
	}
	verdict, err := review.Judge(s.law, s.fonts, s.office.Catalogue.Others(s.t.Context(), "none"), f, found, review.Operator, func(string) bool { return true })
	if err != nil {
		s.t.Fatal(err)
	}
	return verdict, !verdict.Returned()
}

// spoil puts into every text of a form, also those the example leaves empty, the
// worst that is accepted, and tells what that was, by how it was written.
func (s *spoiler) spoil(k *templates.Kind, fields map[string]any) (spoiled []string) {
	s.t.Helper()
	if verdict, ok := s.accepted(fields); !ok {
		s.t.Fatalf("%s: the example is not accepted: %+v", k.Key, verdict.Findings)
	}
	tried := 0
	try := func(in map[string]any, field *templates.Field) {
		name := field.Label
		if _, ok := in[field.Key]; ok {
			name = field.Key
		}
		before, filled := in[name]
		text, _ := before.(string)
		if !free(field) || filled && text == "" {
			return
		}
		tried++
		for _, worse := range spoils(tried, field, text) {
			in[name] = worse
			if _, ok := s.accepted(fields); ok {
				spoiled = append(spoiled, worse)
				return
			}
		}
		if in[name] = before; !filled {
			delete(in, name)
		}
	}
	for i := range k.Fields {
		field := &k.Fields[i]
		try(fields, field)
		for _, name := range []string{field.Key, field.Label} {
			rows, _ := fields[name].([]any)
			for _, row := range rows {
				cells, _ := row.(map[string]any)
				for j := range field.Columns {
					try(cells, &field.Columns[j])
				}
			}
		}
	}
	return spoiled
}

// free tells whether a field takes any text.
func free(f *templates.Field) bool {
	return slices.Contains([]templates.Type{templates.TypeText, templates.TypeParagraph, templates.TypePerson, templates.TypeUnit, templates.TypePhone, templates.TypeFile}, f.Type)
}

// drop puts a form and the attachments it names into an inbox.
func (s *spoiler) drop(file string, k *templates.Kind, fields map[string]any) {
	s.t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		s.t.Fatal(err)
	}
	read, _, err := form.Read("form.json", data, s.office.Kinds)
	if err != nil {
		s.t.Fatalf("%s: %v", file, err)
	}
	s.dropped[file] = data
	inbox := s.office.Folder.Inbox()
	for _, attachment := range k.Attachments(read.Values) {
		if err := writeFile(filepath.Join(inbox, path.Dir(file), attachment), []byte(file+attachment)); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := writeFile(filepath.Join(inbox, file), data); err != nil {
		s.t.Fatal(err)
	}
}

// dropPrecedents drops what the example of a kind rests on, as it is in the
// rulebook, and what that rests on; it is empty-handed while that is not filed.
// The numbers given are those to be cited, in pairs of the example's and ours.
func (s *spoiler) dropPrecedents(k *templates.Kind) (given []string, ready bool) {
	s.t.Helper()
	given, ready = []string{}, true
	for i, p := range s.book.Precedents(k) {
		before := s.office.Kinds.Named(p.Kind)
		file := fmt.Sprintf("区政府办公室/%s所据之%d/表单.json", k.Title, i+1)
		e, dropped := s.events[file]
		if !dropped {
			ready = false
			if theirs, ok := s.dropPrecedents(before); ok {
				s.drop(file, before, s.example(before, p.Set, theirs))
				s.events[file] = pipeline.Event{}
			}
			continue
		}
		ready = ready && e.Number != ""
		given = append(given, p.Number, e.Number)
	}
	if i := slices.Index(given, ""); i >= 0 { // cited by nothing
		given = slices.Delete(given, i, i+2)
	}
	return given, ready
}

// spoiledOffice is an office that has filed, of every kind, a form whose every
// free text is as bad as is accepted, and returned one more of each.
func spoiledOffice(t *testing.T) (s *spoiler, spoiled map[string][]string) {
	t.Helper()
	f := workspace.Folder(t.TempDir())
	if err := empty(f); err != nil {
		t.Fatal(err)
	}
	o, err := workspace.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	s = &spoiler{t: t, office: o, events: map[string]pipeline.Event{}, dropped: map[string][]byte{}}
	s.law, s.fonts = must(o.Law()), must(o.Fonts())
	s.book = s.law.Regulation.Latest()
	p, err := pipeline.New(o, func(e pipeline.Event) { s.events[e.File] = e })
	if err != nil {
		t.Fatal(err)
	}
	spoiled = map[string][]string{}
	for waiting := o.Kinds.All(); len(waiting) > 0; {
		left := slices.DeleteFunc(slices.Clone(waiting), func(k *templates.Kind) bool {
			given, ready := s.dropPrecedents(k)
			if !ready {
				return false
			}
			fields := s.example(k, nil, given)
			spoiled[k.Key] = s.spoil(k, fields)
			s.drop(s.filedAs(k), k, fields)
			label := k.LabelOf(k.Date)
			if _, ok := fields[label]; !ok {
				label = k.Date
			}
			delete(fields, label)
			s.drop(s.returnedAs(k), k, fields)
			return true
		})
		if err := p.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(left) == len(waiting) && !slices.ContainsFunc(left, func(k *templates.Kind) bool { _, ready := s.dropPrecedents(k); return ready }) {
			t.Fatalf("%d kinds rest on what is never filed: %+v", len(left), s.events)
		}
		waiting = left
	}
	for _, k := range o.Kinds.All() {
		if e := s.events[s.filedAs(k)]; e.Event != "filed" {
			t.Errorf("%s: %q %s %+v, want filed", k.Key, e.Event, e.Reason, e.Findings)
		}
		if e := s.events[s.returnedAs(k)]; e.Event != "returned" {
			t.Errorf("%s: %q %s, want returned", k.Key, e.Event, e.Reason)
		}
	}
	return s, spoiled
}

// filedAs and returnedAs are what the spoiled forms of a kind are dropped as.
func (s *spoiler) filedAs(k *templates.Kind) string {
	return "区政府办公室/=" + k.Key + `"><img src=x onerror=alert(2)>/+1"><img src=x onerror=alert(2)>.json`
}

func (s *spoiler) returnedAs(k *templates.Kind) string {
	return "区财政局/-" + k.Key + `"><img src=x onerror=alert(2)>/@"><img src=x onerror=alert(2)>.json`
}

// leastSpoiled is how many texts of all kinds together must have taken something:
// a rule that refuses more is fine, a test that tries less is not.
const leastSpoiled = 400

// TestNothingGetsOutOfAnAcceptedForm: what people wrote stands as they wrote it on
// pages, in registers, downloads, notices, lines and documents, and is nowhere
// markup, a formula, a header, a line or an action.
func TestNothingGetsOutOfAnAcceptedForm(t *testing.T) {
	s, spoiled := spoiledOffice(t)
	all := 0
	for _, k := range s.office.Kinds.All() {
		all += len(spoiled[k.Key])
		if !slices.ContainsFunc(spoiled[k.Key], func(text string) bool { return strings.Contains(text, "<script>") }) {
			t.Errorf("%s: no text took markup: %q", k.Key, spoiled[k.Key])
		}
	}
	if all < leastSpoiled {
		t.Errorf("%d texts took something, want %d", all, leastSpoiled)
	}
	server, err := New(s.office, Options{}, func(string, string) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := errors.Join(server.tally.catchUp.anew(t.Context()), server.following.anew(t.Context())); err != nil {
		t.Fatal(err)
	}
	for name, as := range map[string]account.Account{"admin": {Role: account.Administrator}, "caizheng": {Role: account.Office, Units: []string{"区财政局"}}} {
		as.Clearance = account.Degrees
		if err := server.accounts.Set(name, as); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	server.options.Log = &log
	r := &room{server: server, office: s.office}
	c := r.as(t, "admin")
	requests := 0
	get := func(target string) *httptest.ResponseRecorder {
		w := c.get(target)
		requests++
		checkAnswer(t, target, w)
		return w
	}
	show := func(target string) string {
		w := get(target)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", target, w.Code)
		}
		return wordsOf(t, w.Body.String())
	}

	pages := []string{"/desk", "/desk/list", "/board", "/trail", "/registers", "/regulation", "/hand-in", "/accounts", "/search?q="}
	for _, q := range []string{"script", "alert", "onerror", `"<script>alert"`, "cmd", "X-Injected", "SUM(A1)", markup} {
		pages = append(pages, "/search?q="+url.QueryEscape(q))
	}
	for _, page := range pages {
		show(page)
	}
	if hits := show("/search?q=onerror&kind=letter"); !strings.Contains(hits, "<script>alert(1)</script>") {
		t.Error("no snippet of the search shows what was searched for")
	}
	years := map[string]map[int]bool{}
	for e, err := range s.office.Catalogue.Records(t.Context(), catalogue.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if years[e.Kind] == nil {
			years[e.Kind] = map[int]bool{}
		}
		years[e.Kind][e.Year] = true
		k := s.office.Kinds.Named(e.Kind)
		if e.DroppedAs != s.filedAs(k) {
			continue // what it rests on
		}
		page := show(recordURL(e.Number))
		for _, text := range spoiled[k.Key] {
			if !strings.Contains(page, bare(text)) && !slices.ContainsFunc(e.Attachments, func(f archive.File) bool { return strings.HasSuffix(text, path.Base(f.Path)) }) {
				t.Errorf("%s does not show %q", e.Number, text)
			}
		}
		if document := get(recordURL(e.Number, "document")); document.Code == http.StatusOK {
			checkPDF(t, e.Number, document.Body.Bytes())
		}
		get(recordURL(e.Number, "form"))
		for i := range e.Attachments {
			get(recordURL(e.Number, "attachment", fmt.Sprint(i)))
		}
		checkZip(t, e.Number, get(recordURL(e.Number, "bag.zip")).Body.Bytes())
	}
	shown, cells := 0, 0
	for kind, in := range years {
		for year := range in {
			of := fmt.Sprintf("?year=%d", year)
			if strings.Contains(show("/registers/"+kind+of), "onerror") {
				shown++
			}
			cells += checkRegister(t, kind, get("/registers/"+kind+"/xlsx"+of).Body.Bytes())
		}
	}
	if shown < len(spoiled)/2 || cells < 2*len(spoiled) {
		t.Errorf("the registers show something on %d pages and in %d cells: the test looks at the wrong ones", shown, cells)
	}
	returned := 0
	for a, err := range s.office.Catalogue.Arrivals(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if a.State == catalogue.Returned {
			returned++
			show("/desk/" + url.PathEscape(a.ID))
		}
	}
	if returned < len(spoiled) {
		t.Errorf("%d forms were returned, want one of each kind", returned)
	}
	office := r.as(t, "caizheng")
	for _, k := range s.office.Kinds.All() {
		// Judged on its page, whatever of it may not be so.
		w := office.upload("区财政局", map[string][]byte{"送交.json": s.dropped[s.returnedAs(k)]})
		requests++
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s handed in: %d, want it judged", k.Key, w.Code)
		}
		checkAnswer(t, "/hand-in "+k.Key, w)
		if !strings.Contains(wordsOf(t, w.Body.String()), "onerror") {
			t.Errorf("%s handed in: the page does not show what was in it", k.Key)
		}
	}
	checkNotices(t, s)
	checkLines(t, s, log.String(), requests)
}

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
				if err != nil || link != "" && !strings.Contains(link, "!") {
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

// A PDF's names outside its strings and streams: what a viewer acts on.
var (
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n.*?endstream`)
	pdfActs   = regexp.MustCompile(`/(JS|JavaScript|Launch|AA|URI|GoToR|GoToE|SubmitForm|ImportData|RichMedia|Movie|AcroForm|XFA)\b`)
)

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
	returned := string(s.office.Folder.Returned())
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
	if err != nil || notices < len(s.office.Kinds.All()) {
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
	for _, dir := range []string{Room(s.office.Folder), s.office.Archive.Path("journal")} {
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
