package web

import (
	"cmp"
	"context"
	"crypto/rand"
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
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/review"
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
func (v *visit) unitsToChoose() ([]string, error) {
	if v.account.Role == account.Office || len(v.account.Units) > 0 {
		return v.account.Units, nil
	}
	var entries []fs.DirEntry
	err := v.s.steps.Do("inbox", "", func() error { // which may be another machine's
		inbox, err := shared.Open(v.s.office.Folder.Inbox())
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
		if e.IsDir() && !shared.IsIgnored(e.Name()) {
			units = append(units, e.Name())
		}
	}
	for _, a := range v.s.law.Roster.All() {
		units = append(units, a.Unit)
	}
	units = slices.DeleteFunc(units, func(u string) bool { return u == "" || archive.SafeName(u) != u })
	slices.Sort(units)
	return slices.Compact(units), nil
}

func (v *visit) newHandInPage() (handInPage, error) {
	units, err := v.unitsToChoose()
	return handInPage{Office: v.s.law.Office, Units: units, Unit: v.account.Unit(), Kinds: v.s.office.Kinds.All()}, err
}

func (s *Server) handInPage(v *visit) error {
	p, err := v.newHandInPage()
	if err != nil {
		return err
	}
	return v.show("hand-in", "送交表单", p)
}

// mostFiles is how many files may be handed in at once.
const mostFiles = 50

// handIn judges what was handed in and, if all of it will be accepted, puts it
// into the inbox as a folder dropped whole.
func (s *Server) handIn(v *visit) error {
	p, err := v.newHandInPage()
	if err != nil {
		return err
	}
	refuse := func(why string) error {
		p.Why = why
		v.showStatus(http.StatusUnprocessableEntity, "hand-in", "送交表单", p)
		return nil
	}
	if v.r.MultipartForm == nil {
		return refuse("没有收到文件，请选择表单和附件后再送交。")
	}
	p.Unit = v.r.PostFormValue("unit")
	if !slices.Contains(p.Units, p.Unit) {
		return refuse("请选择单位。")
	}
	files := v.r.MultipartForm.File["files"]
	names, why := namesOf(files)
	if why != "" {
		return refuse(why)
	}
	if err := v.mayCheck(names); err != nil {
		return err
	}
	folder, err := s.stage(p.Unit, files, names)
	if err != nil {
		return err
	}
	defer folder.discard()
	if p.Judged, err = v.judgeAll(folder.staged, names, v.sender(p.Unit)); err != nil {
		return err
	}
	if len(p.Judged) == 0 {
		return refuse("送来的文件里没有表单。表单是 .xlsx、.yaml 或 .json 文件，请与附件一起选上。")
	}
	for _, j := range p.Judged {
		if !j.Accepted {
			v.showStatus(http.StatusUnprocessableEntity, "hand-in", "送交表单", p)
			return nil
		}
	}
	if err := v.note(journal.Event{Type: journal.HandedIn, Unit: p.Unit, Path: p.Unit + "/" + folder.name}); err != nil {
		return err
	}
	if err := v.drop(folder); err != nil {
		return err
	}
	s.sessions.leave(v.session, "核对通过，已送交：“"+p.Judged[0].Name+"”。办好后列在“今日办出”里。"+s.withheld(p.Judged))
	v.redirect("/desk")
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
		if archive.SafeName(name) != name || shared.IsIgnored(name) {
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
	f := &folder{staged: filepath.Join(s.staging(), name), inbox: s.office.Folder.Inbox(), unit: unit, name: name}
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
func (v *visit) drop(f *folder) error {
	err := v.s.steps.Do(path.Join("inbox", f.unit), f.name, f.drop)
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
func (s *Server) staging() string { return filepath.Join(Room(s.office.Folder), "staging") }

// mayCheck counts the forms among files against how often an account may have
// forms checked: nobody corrects so many, but who wants to find out what stands
// in other units' records asks thousands of times.
func (v *visit) mayCheck(names []string) error {
	forms := len(slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !form.IsForm(name) }))
	now := v.s.now()
	again := v.s.checks.after(v.account.Name, forms, now)
	if again == 0 {
		return nil
	}
	if err := v.note(journal.Event{Type: journal.Refused, Path: v.r.URL.Path, Reason: "核对得太频繁"}); err != nil {
		return err
	}
	v.w.Header().Set("Retry-After", strconv.Itoa(int(again.Seconds())+1))
	return failure{http.StatusTooManyRequests, "您的账号近来核对的表单太多，请在" + now.Add(again+time.Minute).Format("15:04") +
		"以后再送交。急着办的，请把表单放进本单位的收件文件夹。"}
}

// judgeAll asks the reviewer about every form among the files of a folder.
func (v *visit) judgeAll(dir string, names []string, from review.Sender) (all []judged, err error) {
	folder := review.Folder{Files: bounded.Dir(dir), Whole: true, Read: v.readForm}
	reviewer := review.Reviewer{Ruleset: v.s.law, Fonts: v.s.fonts, Filed: v.s.office.Catalogue}
	for _, name := range names {
		if !form.IsForm(name) {
			continue
		}
		submission, err := folder.Submission(v.r.Context(), name, from)
		if err != nil {
			return nil, err
		}
		o, err := reviewer.Review(v.r.Context(), submission)
		if err != nil {
			return nil, err
		}
		if o.Unreadable != nil {
			if !o.Unreadable.MaybeAttachment || len(names) == 1 {
				if err := v.note(journal.Event{Type: journal.Checked, Unit: from.Unit, Path: name, Reason: "读不了"}); err != nil {
					return nil, err
				}
				all = append(all, judged{Name: name, On: o.Verdict.Findings})
			}
			continue
		}
		f, _, err := submission.Read(v.r.Context()) // again: what was filed before is not read for the outcome
		if err != nil {
			return nil, err
		}
		j := v.judged(f, o)
		if err := v.noteCheck(j, f, from); err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

// judged is an outcome as the page shows it.
func (v *visit) judged(f *form.Form, o review.Outcome) judged {
	j := judged{Name: f.Name, Kind: f.Kind.Title, Accepted: o.Accepted(), Unnamed: o.Unnamed}
	if o.Duplicate != "" {
		if !o.Unnamed {
			j.Filed = o.Duplicate
		}
		return j
	}
	var articles []string
	for _, article := range o.Verdict.Withheld {
		articles = append(articles, cmp.Or(form.ArticleName(article), "本单位补充的规则"))
	}
	j.Withheld = strings.Join(articles, "、")
	j.Quotes = v.s.quotes(o.Verdict.Findings)
	j.lay(f, o.Verdict.Findings)
	return j
}

// noteCheck tells the trail what was asked and what came of it, before the
// answer is given.
func (v *visit) noteCheck(j judged, f *form.Form, from review.Sender) error {
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
	return v.note(journal.Event{Type: journal.Checked, Unit: from.Unit, Path: f.Name, FormKind: f.Kind.Key, Number: j.Filed,
		Content: f.SHA256, Reason: f.Kind.Title + "：" + came})
}

// withheld says of which articles the answer was kept back; empty where of none.
func (s *Server) withheld(all []judged) string {
	for _, j := range all {
		if j.Withheld != "" {
			return j.Withheld + "要与您查阅范围以外的档案核对，办理时才知道结果；有疑问请问" + s.law.Office + "。"
		}
	}
	return ""
}

// readForm reads a form when it is its turn.
func (v *visit) readForm(_ context.Context, name string, data []byte) (*form.Form, []form.Finding, error) {
	done, err := v.inTurn(v.s.turns.Take)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	return form.Read(name, data, v.s.office.Kinds)
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
func (s *Server) blankForm(v *visit) error {
	k := s.office.Kinds.Named(strings.TrimSuffix(v.r.PathValue("kind"), ".xlsx"))
	if k == nil {
		return errNotFound
	}
	return v.workbook(k.Title+".xlsx", func(w io.Writer) error { return xlsx.Blank(w, k) })
}
