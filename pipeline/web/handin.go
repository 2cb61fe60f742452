package web

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/xlsx"
)

// handInPage is the page of handing in forms (送交), and what came of it.
type handInPage struct {
	Office string // whom to ask
	Unit   string
	Units  []string // to choose from; nil for an account with one unit
	Kinds  []*templates.Kind
	Why    string // nothing was looked at, and why
	Judged []judged
}

// judged is one form as it was judged.
type judged struct {
	Name     string
	Kind     string // title
	Accepted bool
	Filed    string         // number under which the same was filed before
	Unnamed  bool           // the same was filed before, as a record out of reach
	Withheld string         // the articles of rules that rest on records out of reach
	On       []form.Finding // findings on the form as a whole
	Fields   []judgedField
	Quotes   []quote
}

// judgedField is a field of the form with what was found there.
type judgedField struct {
	Label, Text string
	Findings    []form.Finding
	Wrong       bool
}

// unitsToChoose are the units whose inbox an account may put forms into.
func (r *request) unitsToChoose() ([]string, error) {
	if r.account.Role == account.Office || len(r.account.Units) > 0 {
		return r.account.Units, nil
	}
	var entries []fs.DirEntry
	err := r.server.steps.Do("inbox", "", func() error { // which may be another machine's
		inbox, err := shared.Open(r.server.workspace.Folder.Inbox())
		if err != nil {
			return err
		}
		defer inbox.Close()
		entries, err = fs.ReadDir(inbox.FS(), ".")
		return err
	})
	if dead := (*deadline.NoAnswer)(nil); errors.As(err, &dead) {
		return nil, errNoInbox
	}
	if err != nil {
		return nil, err
	}
	var units []string
	for _, e := range entries {
		if e.IsDir() && !inbox.IsDebris(e.Name()) {
			units = append(units, e.Name())
		}
	}
	for _, a := range r.server.ruleset.Roster.All() {
		units = append(units, a.Unit)
	}
	units = slices.DeleteFunc(units, func(u string) bool { return u == "" || archive.SafeName(u) != u })
	slices.Sort(units)
	return slices.Compact(units), nil
}

func (r *request) newHandInPage() (handInPage, error) {
	units, err := r.unitsToChoose()
	return handInPage{Office: r.server.ruleset.Office, Units: units, Unit: r.account.Unit(), Kinds: r.server.workspace.Kinds.All()}, err
}

func (s *Server) handInPage(r *request) error {
	p, err := r.newHandInPage()
	if err != nil {
		return err
	}
	return r.show("hand-in", "送交表单", p)
}

// mostFiles is how many files may be handed in at once.
const mostFiles = 50

// handIn judges what was handed in and, if all of it will be accepted, puts it
// into the inbox as a folder dropped whole.
func (s *Server) handIn(r *request) error {
	p, err := r.newHandInPage()
	if err != nil {
		return err
	}
	refuse := func(why string) error {
		p.Why = why
		r.showStatus(http.StatusUnprocessableEntity, "hand-in", "送交表单", p)
		return nil
	}
	if r.MultipartForm == nil {
		return refuse("没有收到文件，请选择表单和附件后再送交。")
	}
	p.Unit = r.PostFormValue("unit")
	if !slices.Contains(p.Units, p.Unit) {
		return refuse("请选择单位。")
	}
	files := r.MultipartForm.File["files"]
	names, why := namesOf(files)
	if why != "" {
		return refuse(why)
	}
	if err := r.mayCheck(names); err != nil {
		return err
	}
	folder, err := s.stage(p.Unit, files, names)
	if err != nil {
		return err
	}
	defer folder.discard()
	if p.Judged, err = r.judgeAll(folder.staged, names, r.sender(p.Unit)); err != nil {
		return err
	}
	if len(p.Judged) == 0 {
		return refuse("送来的文件里没有表单。表单是 .xlsx、.yaml 或 .json 文件，请与附件一起选上。")
	}
	for _, j := range p.Judged {
		if !j.Accepted {
			r.showStatus(http.StatusUnprocessableEntity, "hand-in", "送交表单", p)
			return nil
		}
	}
	if err := r.logAccess(journal.Event{Event: journal.HandedIn, Unit: p.Unit, Path: p.Unit + "/" + folder.name}); err != nil {
		return err
	}
	if err := r.drop(folder); err != nil {
		return err
	}
	s.sessions.SetFlash(r.session, "核对通过，已送交：“"+p.Judged[0].Name+"”。办好后列在“今日办出”里。"+s.withheld(p.Judged))
	r.redirect("/desk")
	return nil
}

// namesOf are the files' names, if they will do as such.
func namesOf(files []*multipart.FileHeader) (names []string, why string) {
	if len(files) == 0 {
		return nil, "没有收到文件，请选择表单和附件后再送交。"
	}
	if len(files) > mostFiles {
		return nil, "一次送交的文件太多，请分几次。"
	}
	for _, f := range files {
		name := norm.NFC.String(f.Filename)
		if archive.SafeName(name) != name || inbox.IsDebris(name) {
			return nil, "文件名“" + name + "”不能用：请改掉特殊符号，再选一次。"
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return nil, "有两个文件都叫“" + name + "”，请改名后再送交。"
		}
		names = append(names, name)
	}
	return names, ""
}

// folder is what was handed in, on its way into the inbox. It is written where
// nobody else can write, so that what is judged is what goes in, and appears in the
// inbox whole.
type folder struct {
	staged            string
	inbox, unit, name string // where it goes
}

// handedInAs is what a folder's name begins with.
const handedInAs = "网上送交-"

func (s *Server) stage(unit string, files []*multipart.FileHeader, names []string) (_ *folder, err error) {
	name := handedInAs + s.now().Format("20060102-150405") + "-" + rand.Text()[:6]
	f := &folder{staged: filepath.Join(s.staging(), name), inbox: s.workspace.Folder.Inbox(), unit: unit, name: name}
	if err := durable.MkdirAll(s.staging()); err != nil {
		return nil, err
	}
	if err := durable.Mkdir(f.staged); err != nil {
		return nil, err
	}
	for i, file := range files {
		if err := write(filepath.Join(f.staged, names[i]), file); err != nil {
			f.discard()
			return nil, err
		}
	}
	return f, durable.SyncDir(f.staged)
}

func write(path string, from *multipart.FileHeader) error {
	in, err := from.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := durable.OpenFile(path, os.O_CREATE|os.O_EXCL, durable.Private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// drop puts the folder into the inbox, which may be another machine's. If that has
// not answered, nobody knows whether the folder has come: it comes whole or not at
// all.
func (r *request) drop(f *folder) error {
	err := r.server.steps.Do(path.Join("inbox", f.unit), f.name, f.drop)
	if dead := (*deadline.NoAnswer)(nil); errors.As(err, &dead) {
		return errNotDropped
	}
	return err
}

func (f *folder) drop() error {
	inbox, err := shared.Open(f.inbox)
	if err != nil {
		return err
	}
	defer inbox.Close()
	unit, err := inbox.MkdirAll(f.unit)
	if err != nil {
		return err
	}
	defer unit.Close()
	return unit.Place(f.staged, f.name)
}

// discard removes what was not dropped. What a power cut leaves is swept when the
// reading room opens.
func (f *folder) discard() { _ = os.RemoveAll(f.staged) }

// sweepStaged removes what an earlier run did not get to drop.
func (s *Server) sweepStaged() error { return os.RemoveAll(s.staging()) }

// staging is where what is handed in is judged.
func (s *Server) staging() string { return filepath.Join(Room(s.workspace.Folder), "staging") }

// mayCheck counts the forms among files against how often an account may have
// forms checked: nobody corrects so many, but who wants to find out what stands
// in other units' records asks thousands of times.
func (r *request) mayCheck(names []string) error {
	forms := len(slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !form.IsForm(name) }))
	now := r.server.now()
	again := r.server.formChecks.Reserve(r.account.Name, forms, now)
	if again == 0 {
		return nil
	}
	if err := r.logAccess(journal.Event{Event: journal.Refused, Path: r.URL.Path, Reason: "核对得太频繁"}); err != nil {
		return err
	}
	r.w.Header().Set("Retry-After", strconv.Itoa(int(again.Seconds())+1))
	return httpError{http.StatusTooManyRequests, "您的账号近来核对的表单太多，请在" + now.Add(again+time.Minute).Format("15:04") +
		"以后再送交。急着办的，请把表单放进本单位的收件文件夹。"}
}

// judgeAll judges every form among the files of a folder.
func (r *request) judgeAll(dir string, names []string, from pipeline.Sender) (all []judged, err error) {
	for _, name := range names {
		if !form.IsForm(name) {
			continue
		}
		f, found, err := r.readForm(dir, name)
		var unreadable *form.Unreadable
		if errors.As(err, &unreadable) {
			if !unreadable.MaybeAttachment || len(names) == 1 {
				if err := r.logAccess(journal.Event{Event: journal.Checked, Unit: from.Unit, Path: name, Reason: "读不了"}); err != nil {
					return nil, err
				}
				all = append(all, judged{Name: name, On: []form.Finding{unreadable.Finding()}})
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		j, err := r.judge(dir, names, f, found, from)
		if err == nil {
			err = r.noteCheck(j, f, from)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

// noteCheck tells the trail what was asked and what came of it, before the
// answer is given.
func (r *request) noteCheck(j judged, f *form.Form, from pipeline.Sender) error {
	came := "要改"
	switch {
	case j.Accepted:
		came = "通过"
	case j.Filed != "" || j.Unnamed:
		came = "此前已办理"
	}
	if j.Withheld != "" {
		came += "，涉及查阅范围以外的档案（" + j.Withheld + "）"
	}
	return r.logAccess(journal.Event{Event: journal.Checked, Unit: from.Unit, Path: f.Name, Kind: f.Kind.Key, Number: j.Filed,
		Content: f.SHA256, Reason: f.Kind.Title + "：" + came})
}

// withheld says of which articles the answer was kept back; empty where of none.
func (s *Server) withheld(all []judged) string {
	for _, j := range all {
		if j.Withheld != "" {
			return j.Withheld + "要与您查阅范围以外的档案核对，办理时才知道结果；有疑问请问" + s.ruleset.Office + "。"
		}
	}
	return ""
}

// readForm reads a form when it is its turn.
func (r *request) readForm(dir, name string) (*form.Form, []form.Finding, error) {
	data, err := form.Load(bounded.Dir(dir), name)
	if err != nil {
		return nil, nil, err
	}
	done, err := r.awaitSlot(r.server.turns.Take)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	return form.Read(name, data, r.server.workspace.Kinds)
}

func (r *request) judge(dir string, names []string, f *form.Form, found []form.Finding, from pipeline.Sender) (judged, error) {
	s, ctx := r.server, r.Context()
	j := judged{Name: f.Name, Kind: f.Kind.Title}
	attached := func(name string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return norm.NFC.String(name) == n })
	}
	sum, sums, err := sumsOf(dir, names, f)
	if err != nil {
		return j, err
	}
	pipeline.Attribute(s.ruleset, f, from)
	packet := spool.PacketHash(sum, sums)
	number, filed, err := s.workspace.Catalogue.FiledPacket(ctx, packet)
	if err == nil && !filed {
		number, filed, err = s.workspace.Catalogue.FiledContent(ctx, f.Kind.Key, f.Content(sums))
	}
	if err != nil {
		return j, err
	}
	if filed {
		first, err := s.workspace.Catalogue.Record(ctx, number)
		if err = r.checkScope(first.Record, err); errors.Is(err, errNotFound) {
			j.Unnamed = true
			return j, nil
		}
		j.Filed = number
		return j, err
	}
	verdict, err := pipeline.Judge(s.ruleset, s.fonts, s.workspace.Catalogue.Others(ctx, packet), f, found, from, attached)
	if err != nil {
		return j, err
	}
	j.Accepted = !verdict.Returned()
	var articles []string
	for _, article := range verdict.Withheld {
		articles = append(articles, cmp.Or(form.ArticleName(article), "本单位补充的规则"))
	}
	j.Withheld = strings.Join(articles, "、")
	j.Quotes = s.quotes(verdict.Findings)
	j.lay(f, verdict.Findings)
	return j, nil
}

// sumsOf are the hashes of a form and of the attachments it names.
func sumsOf(dir string, names []string, f *form.Form) (sum string, attachments []string, err error) {
	hash := func(name string) (string, error) {
		file, err := bounded.Open(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		defer file.Close()
		h := sha256.New()
		_, err = io.Copy(h, file)
		return hex.EncodeToString(h.Sum(nil)), err
	}
	for _, name := range f.Kind.Attachments(f.Values) {
		if name = norm.NFC.String(name); slices.Contains(names, name) {
			of, err := hash(name)
			if err != nil {
				return "", nil, err
			}
			attachments = append(attachments, of)
		}
	}
	sum, err = hash(f.Name)
	return sum, attachments, err
}

// lay puts every finding to its field.
func (j *judged) lay(f *form.Form, findings []form.Finding) {
	of := map[string][]form.Finding{}
	for _, finding := range findings {
		key, _, _ := strings.Cut(finding.Path, ".")
		key, _, _ = strings.Cut(key, "[")
		if f.Kind.Field(key) == nil {
			j.On = append(j.On, finding)
			continue
		}
		of[key] = append(of[key], finding)
	}
	for i := range f.Kind.Fields {
		field := &f.Kind.Fields[i]
		row := judgedField{Label: field.Label, Findings: of[field.Key]}
		if value, ok := f.Values[field.Key]; ok {
			row.Text = field.InWords(value)
		}
		row.Wrong = slices.ContainsFunc(row.Findings, form.Finding.Returns)
		if row.Text != "" || len(row.Findings) > 0 {
			j.Fields = append(j.Fields, row)
		}
	}
}

// blankForm serves a kind's blank form.
func (s *Server) blankForm(r *request) error {
	k := s.workspace.Kinds.Named(strings.TrimSuffix(r.PathValue("kind"), ".xlsx"))
	if k == nil {
		return errNotFound
	}
	return r.workbook(k.Title+".xlsx", func(w io.Writer) error { return xlsx.Blank(w, k) })
}
