package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
)

//go:embed page/*.html
var pageFiles embed.FS

//go:embed asset/*
var assetFiles embed.FS

// pages are the templates, each with the layout around it. Most commands show none, so
// they are parsed for the first page.
var pages = sync.OnceValue(func() map[string]*template.Template {
	layout := template.Must(template.New("layout.html").Funcs(functions).ParseFS(pageFiles, "page/layout.html", "page/part-*.html"))
	files, err := fs.Glob(pageFiles, "page/*.html")
	if err != nil {
		panic(err)
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || strings.HasPrefix(name, "part-") {
			continue
		}
		pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(pageFiles, file))
	}
	return pages
})

// visibleLines is visible for what may have several lines.
func visibleLines(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, returns.Visible(line))
	}
	return strings.Join(lines, "\n")
}

// functions are what templates can call.
var functions = template.FuncMap{
	"record":  recordURL,
	"article": form.ArticleName,
	"visible": returns.Visible,
	"lines":   visibleLines,
	"role":    account.Role.Chinese,
	"day":     func(d templates.Date) string { return d.ISO() },
	"moment":  func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") },
	"clock":   func(t time.Time) string { return t.Local().Format("15:04") },
	"clocked": func(t time.Time) string { return t.Local().Format("15:04:05") },
	"size":    sizeInWords,
	"join":    strings.Join,
	"query":   url.QueryEscape,
	"segment": url.PathEscape,
	"state":   stateInWords,
	"decided": decisionClass,
	"sign":    signURL,
	"date":    func(t time.Time) string { return t.Local().Format("1月2日 15:04") },
	"add":     func(a, b int) int { return a + b },
	"where":   returns.Where,
	"base":    path.Base,
	"has":     func(items []string, item string) bool { return slices.Contains(items, item) },
	// whole is an article without its item: 81(6) is on the page as 81.
	"whole": func(article string) string { a, _, _ := strings.Cut(article, "("); return a },
}

// recordURL is the page of a record; more names something of it.
func recordURL(number string, more ...string) string { return archive.PageOf(number, more...) }

func sizeInWords(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%.0f KB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%d 字节", bytes)
}

func stateInWords(a catalogue.Arrival) string {
	switch a.State {
	case catalogue.Filed:
		return "已办理"
	case catalogue.Returned:
		return "已退回"
	case catalogue.Duplicate:
		return "重复"
	}
	return map[catalogue.Stage]string{catalogue.Waiting: "等候", catalogue.Received: "核对中", catalogue.Signing: "待签", catalogue.Numbered: "制发中"}[a.Stage]
}

// page is what every template is given.
type page struct {
	Title   string
	Office  string
	Account *account.Account // nil for the public
	Token   string
	Here    string // first part of the path, for the menu
	Menu    []menuItem
	Flash   string // what the page before has to say
	Refresh int    // seconds after which a browser without scripts asks again; 0 for never
	Data    any
}

type menuItem struct {
	Path, Name string
	Count      int // of what waits there; 0 for none
}

// menu is what an account can go to.
func menu(role account.Role) []menuItem {
	items := []menuItem{{"/desk", "工作台", 0}, {"/search", "检索", 0}, {"/hand-in", "送交表单", 0}, {"/board", "时限与统计", 0}}
	if slices.Contains(registerReaders.roles, role) {
		items = append(items, menuItem{"/registers", "台账", 0})
	}
	items = append(items, menuItem{"/regulation", "工作规则", 0}, menuItem{"/verify", "查验公文", 0}, menuItem{"/help", "手册", 0})
	if role == account.Administrator {
		items = append(items, menuItem{"/delegations", "代理", 0}, menuItem{"/stuck", "无人可签", 0}, menuItem{"/accounts", "账号", 0}, menuItem{"/trail", "查阅登记", 0}, menuItem{"/checkpoint", "检查点", 0})
	}
	return items
}

// show answers with a page.
func (r *request) show(name, title string, data any) error {
	return r.render(http.StatusOK, name, page{Title: title, Data: data})
}

// showStatus answers with a page where nothing better can be done.
func (r *request) showStatus(status int, name, title string, data any) {
	if err := r.render(status, name, page{Title: title, Data: data}); err != nil {
		r.server.logError("页面", err)
		http.Error(r.w, title, status)
	}
}

func (r *request) render(status int, name string, p page) error {
	p.Office = r.server.workspace.Config.Office
	if p.Here, _, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); p.Here == "record" {
		p.Here = "search"
	}
	if p.Here == "views" {
		p.Here = "registers"
	}
	if r.session != nil {
		p.Account, p.Token = &r.account, r.session.Token
		p.Menu = menu(r.account.Role)
		if r.person() != "" {
			p.Menu = append([]menuItem{{"/sign", "待我签批", r.waitingCount(r.Context())}}, p.Menu...)
		}
		p.Flash = r.server.sessions.TakeFlash(r.session)
	}
	return r.execute(status, "layout.html", name, p)
}

// execute fills a template; only a whole page is sent.
func (r *request) execute(status int, part, name string, data any) error {
	var b bytes.Buffer
	if err := pages()[name].ExecuteTemplate(&b, part, data); err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(b.Len()))
	r.w.WriteHeader(status)
	_, _ = b.WriteTo(r.w) // an error means that nobody is there any more
	return nil
}

// asset serves the style and the script.
func (s *Server) asset(r *request) error {
	name := r.PathValue("name")
	if _, err := fs.Stat(assetFiles, "asset/"+name); errors.Is(err, fs.ErrNotExist) || !fs.ValidPath(name) {
		return errNotFound
	}
	r.w.Header().Set("Cache-Control", "public, max-age=600")
	http.ServeFileFS(r.w, r.Request, assetFiles, "asset/"+name)
	return nil
}

func (s *Server) home(r *request) error {
	if r.session == nil {
		r.redirect("/sign-in")
		return nil
	}
	r.redirect("/desk")
	return nil
}

func isUnknown(err error) bool { return errors.Is(err, catalogue.ErrUnknown) }
