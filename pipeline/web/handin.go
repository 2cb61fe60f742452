package web

import (
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/archive/shared"
	"gongwen/pipeline/deadline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/ours"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// handInPage is the page of handing in forms (送交), and what came of it.
type handInPage struct {
	Office string // whom to ask
	Unit   string
	Units  []string // to choose from; nil for an account with one unit
	Kinds  []*templates.Kind
	// Replaced is the arrival whose changed form is handed in; nil for none.
	Replaced *catalogue.Arrival
	Why      string // nothing was looked at, and why
	Judged   []judged
}

// selectableUnits are the units whose inbox an account may put forms into.
func (r *request) selectableUnits() ([]string, error) {
	if r.account.Role == account.Office || len(r.account.Units) > 0 {
		return r.account.Units, nil
	}
	var entries []fs.DirEntry
	err := r.server.steps.Do("inbox", "", func() error { // which may be another machine's
		inbox, err := shared.OpenInbox(r.server.workspace.Folder.Inbox())
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
	for _, a := range r.server.ruleset().Roster.All() {
		units = append(units, a.Unit)
	}
	units = slices.DeleteFunc(units, func(u string) bool { return u == "" || archive.SafeName(u) != u })
	slices.Sort(units)
	return slices.Compact(units), nil
}

func (r *request) newHandInPage() (handInPage, error) {
	units, err := r.selectableUnits()
	return handInPage{Office: r.server.ruleset().Office, Units: units, Unit: r.account.Unit(), Kinds: r.server.workspace.Kinds().InUse()}, err
}

func (s *Server) handInPage(r *request) error {
	p, err := r.newHandInPage()
	if err != nil {
		return err
	}
	if p.Replaced, err = r.replaced(r.FormValue("replaces")); err != nil {
		return err
	}
	return r.show("hand-in", "送交表单", p)
}

// maxFiles is how many files may be handed in at once.
const maxFiles = 50

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
	if p.Replaced, err = r.replaced(r.PostFormValue("replaces")); err != nil {
		return err
	}
	files := r.MultipartForm.File["files"]
	names, why := namesOf(files)
	if why != "" {
		return refuse(why)
	}
	if err := r.throttleChecks(names); err != nil {
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
	if p.Replaced != nil {
		if len(p.Judged) != 1 || slices.Contains(names, ours.ReplacingName) {
			return refuse("换稿一次只送一份表单，连同它的附件。")
		}
		if err := folder.replaces(p.Judged[0].Name, *p.Replaced); err != nil {
			return err
		}
	}
	if err := r.logAccess(journal.Event{Type: journal.HandedIn, Unit: p.Unit, Path: p.Unit + "/" + folder.name}); err != nil {
		return err
	}
	if err := r.drop(folder); err != nil {
		return err
	}
	s.sessions.SetFlash(r.session, handedIn(p.Judged)+s.withheld(p.Judged))
	r.redirect("/desk")
	return nil
}

// handedIn tells what becomes of the forms that were handed in.
func handedIn(all []judged) string {
	said := "核对通过，已送交：“" + all[0].Name + "”。"
	done := true
	for _, j := range all {
		if j.Unsigned != "" {
			done = false
			said += "“" + j.Name + "”送签：" + j.Unsigned
		}
	}
	if done {
		return said + "办好后列在“今日办出”里。"
	}
	return said + "签完随即办理，办好后列在“今日办出”里；在此以前列在“待办”里，可以撤回。"
}

// namesOf are the files' names, if they will do as such.
func namesOf(files []*multipart.FileHeader) (names []string, why string) {
	if len(files) == 0 {
		return nil, "没有收到文件，请选择表单和附件后再送交。"
	}
	if len(files) > maxFiles {
		return nil, "一次送交的文件太多，请分几次。"
	}
	for _, f := range files {
		name := normal.Text(f.Filename)
		if shared.IsIgnored(name) {
			return nil, "“" + name + "”是程序临时留下的，或者还没有下载完，不能收：请选文件本身。"
		}
		if archive.SafeName(name) != name {
			return nil, "文件名“" + name + "”不能用：请改掉特殊符号，再选一次。"
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return nil, "有两个文件都叫“" + name + "”，请改名后再送交。"
		}
		names = append(names, name)
	}
	return names, ""
}

// throttleChecks counts the forms among files against how often an account may have
// forms checked: nobody corrects so many, but somebody who wants to find out what
// stands in other units' records asks thousands of times.
func (r *request) throttleChecks(names []string) error {
	forms := len(slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !form.IsForm(name) }))
	now := r.server.now()
	wait := r.server.formChecks.Reserve(r.account.Name, forms, now)
	if wait == 0 {
		return nil
	}
	if err := r.logAccess(journal.Event{Type: journal.Refused, Path: r.URL.Path, Reason: "核对得太频繁"}); err != nil {
		return err
	}
	r.w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	return httpError{http.StatusTooManyRequests, "您的账号近来核对的表单太多，请在" + now.Add(wait+time.Minute).Format("15:04") +
		"以后再送交。急着办的，请把表单放进本单位的收件文件夹。"}
}

// blankForm serves a kind's blank form, with the roster's units, posts and people.
func (s *Server) blankForm(r *request) error {
	k := s.workspace.Kinds().Named(strings.TrimSuffix(r.PathValue("kind"), ".xlsx"))
	if k == nil {
		return errNotFound
	}
	return r.workbook(k.Title+".xlsx", func(w io.Writer) error { return s.ruleset().BlankForm(w, k, s.now()) })
}
