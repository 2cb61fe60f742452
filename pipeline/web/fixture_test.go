package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/crypto/bcrypt"

	"gongwen/archive/catalogue"
	"gongwen/pipeline"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// nasty stands in every text field of one record, and in names: markup, quotes,
// template marks, a line break in a header.
const nasty = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.}}` + "`${1}"

// password is that of all accounts of the fixture.
const password = "一个很长的密码"

// room is a reading room with a few records, for all tests.
type room struct {
	server  *Server
	office  *workspace.Workspace
	records []catalogue.Entry
	nasty   catalogue.Entry // its text fields are nasty
	secret  catalogue.Entry // 秘密, of 区政府办公室
	own     catalogue.Entry // of 区财政局
	foreign catalogue.Entry // of another unit
	void    catalogue.Entry
	closing catalogue.Entry   // cites own
	back    catalogue.Arrival // returned, of 区财政局
}

var theOne struct {
	once sync.Once
	dir  string
	room *room
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if theOne.room != nil {
		_ = theOne.room.server.Close()
		_ = theOne.room.office.Close()
	}
	if theOne.dir != "" {
		_ = os.RemoveAll(theOne.dir)
	}
	os.Exit(code)
}

// theRoom is the shared room, made by the first test that needs it.
func theRoom(t testing.TB) *room {
	t.Helper()
	theOne.once.Do(func() {
		if theOne.dir, theOne.err = os.MkdirTemp("", "reading-room-"); theOne.err == nil {
			theOne.room, theOne.err = furnish(workspace.Folder(theOne.dir), Options{})
		}
	})
	if theOne.err != nil {
		t.Fatal(theOne.err)
	}
	return theOne.room
}

// names of the accounts, and what they are.
var staff = []account.Account{
	{Name: "caizheng", Role: account.Office, Units: []string{"区财政局"}},
	{Name: "fanti", Role: account.Office, Units: []string{"龍鳳區財政局"}},
	{Name: "dangan", Role: account.Archivist},
	{Name: "baomi", Role: account.Archivist, Clearance: []string{"秘密"}},
	{Name: "kuaiji", Role: account.Finance},
	{Name: "admin", Role: account.Administrator},
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// empty makes a data folder that takes files at once, with accounts.
func empty(f workspace.Folder) error {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		return err
	}
	var accounts struct {
		Accounts []account.Account `yaml:"accounts"`
	}
	for _, a := range staff {
		a.Password = string(hash)
		accounts.Accounts = append(accounts.Accounts, a)
	}
	text, err := yaml.Marshal(accounts)
	if err != nil {
		return err
	}
	for path, data := range map[string][]byte{
		f.Config():                                  []byte("settle: 0s\nattachment_wait: 0s\n"),
		filepath.Join(string(f), "roster.yaml"):     samples.Roster(),
		filepath.Join(string(f), "regulation.yaml"): []byte("chapters:\n  - number: 1\n    title: 第一章 总则 <b>\n    articles:\n      - number: 1\n        paragraphs:\n          - {text: 第一条 <script>规则原文</script>}\n"),
		filepath.Join(Room(f), "accounts.yaml"):     text,
	} {
		if err := writeFile(path, data); err != nil {
			return err
		}
	}
	return nil
}

// letter is a form of a letter of introduction, by label.
func letter(set map[string]any) map[string]any {
	form := map[string]any{
		"表单种类": "介绍信", "开具日期": "2026-05-11", "申请单位": "区财政局", "经办人": "林知远", "联系电话": "0459-6240118",
		"收信单位": "大庆市财政局", "持信人": "沈望舒", "持信人职务": "预算科科长", "人数": 2, "联系事项": "核对2026年度市级转移支付资金下达情况",
		"事项性质": "一般事项", "有效期至": "2026-05-20", "本单位介绍信": "本单位介绍信.txt",
		"审批意见": []any{map[string]any{"职务": "区政府办公室主任", "姓名": "顾怀瑾", "意见": "同意", "日期": "2026-05-11"}},
	}
	for label, value := range set {
		form[label] = value
	}
	return form
}

// drop puts a form and its letter into an inbox.
func drop(f workspace.Folder, unit, name string, form map[string]any) error {
	text, err := yaml.Marshal(form)
	if err != nil {
		return err
	}
	dir := filepath.Join(f.Inbox(), unit, name)
	return writeBoth(dir, name, text, form)
}

func writeBoth(dir, name string, text []byte, form map[string]any) error {
	if err := writeFile(filepath.Join(dir, name+".yaml"), text); err != nil {
		return err
	}
	if form["本单位介绍信"] == nil {
		return nil
	}
	return writeFile(filepath.Join(dir, "本单位介绍信.txt"), []byte("兹介绍我单位"+name+"前往联系。"))
}

// ownRoom is a room like the shared one, for a test that changes something.
func ownRoom(t *testing.T, options Options) *room {
	t.Helper()
	r, err := furnish(workspace.Folder(t.TempDir()), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(r.server.Close(), r.office.Close()); err != nil {
			t.Error(err)
		}
	})
	return r
}

// furnish fills a data folder by way of the pipeline and opens its reading room,
// in which the pipeline voids unless the options say who does.
func furnish(f workspace.Folder, options Options) (_ *room, err error) {
	if err := empty(f); err != nil {
		return nil, err
	}
	o, err := workspace.Open(f)
	if err != nil {
		return nil, err
	}
	var minutes map[string]any
	if err := yaml.Unmarshal([]byte(o.Kinds().Named("minutes").Example), &minutes); err != nil {
		return nil, err
	}
	minutes["密级"], minutes["保密期限"], minutes["例外理由"] = "秘密", "10年", "会议请假单为纸质，存区政府办公室"
	forms := []struct {
		unit, name string
		form       map[string]any
	}{
		{"区财政局", "财政", letter(nil)},
		{"区教育局", "教育", letter(map[string]any{"申请单位": "区教育局", "持信人": "方听澜", "联系事项": "核对学位数据"})},
		{"区教育局", "作废", letter(map[string]any{"申请单位": "区教育局", "持信人": "秦晚舟", "联系事项": "调取学籍档案"})},
		{"区政府办公室", "纪要", minutes},
		{"区财政局", "nasty", letter(map[string]any{"经办人": nasty, "收信单位": nasty, "持信人": nasty, "持信人职务": nasty, "联系事项": "核对" + nasty, "例外理由": nasty})},
		{"区财政局", "办结", map[string]any{"表单种类": "办结登记", "登记日期": "2026-05-25", "单位": "区财政局", "经办人": "林知远", "原件编号": "龙政办介字〔2026〕1号",
			"办结事项": "介绍信缴回", "办结日期": "2026-05-19", "办结情况": "用毕缴回", "核收人": "项知衡", "核收人职务": "区政府办公室副主任"}},
		{"区财政局", "退回", letter(map[string]any{"有效期至": "2027-12-31", "联系事项": nasty})},
	}
	events := map[string]pipeline.Event{}
	p, err := pipeline.New(o, func(e pipeline.Event) { events[filepath.Base(e.File)] = e })
	if err != nil {
		return nil, err
	}
	for _, form := range forms {
		if err := drop(f, form.unit, form.name, form.form); err != nil {
			return nil, err
		}
		// One after the other, so that numbers are the same every time.
		if err := p.Once(context.Background()); err != nil {
			return nil, err
		}
		e := events[form.name+".yaml"]
		if want := map[bool]string{true: "returned", false: "filed"}[form.name == "退回"]; e.Event != want {
			return nil, fmt.Errorf("%s: %s %s %+v, want %s", form.name, e.Event, e.Reason, e.Findings, want)
		}
	}
	r := &room{office: o}
	if options.Void == nil {
		options.Void = p.Void
	}
	if r.server, err = New(o, options, func(string, string) {}); err != nil {
		return nil, err
	}
	return r, r.know()
}

// know finds the records by what was dropped.
func (r *room) know() error {
	ctx := context.Background()
	for e, err := range r.office.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		r.records = append(r.records, e)
		for name, to := range map[string]*catalogue.Entry{"财政": &r.own, "教育": &r.foreign, "作废": &r.void, "纪要": &r.secret, "nasty": &r.nasty, "办结": &r.closing} {
			if strings.HasSuffix(e.DroppedAs, "/"+name+".yaml") {
				*to = e
			}
		}
	}
	for a, err := range r.office.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		if a.State == catalogue.Returned {
			r.back = a
		}
	}
	if _, err := pipeline.Void(ctx, r.office, r.void.Number, "<b>开错了</b>"); err != nil {
		return err
	}
	if err := r.server.tally.catchUp.anew(ctx); err != nil {
		return err
	}
	return r.server.followIndex(ctx)
}

// client is somebody's browser.
type client struct {
	t      testing.TB
	server *Server
	cookie string
	token  string
	from   string
}

// public is a browser that is not signed in.
func (r *room) public(t testing.TB) *client {
	return &client{t: t, server: r.server, from: "192.0.2.1:1234"}
}

// as is a browser of somebody signed in.
func (r *room) as(t testing.TB, name string) *client {
	t.Helper()
	a, err := r.server.accounts.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	session, cookie := r.server.sessions.begin(a, false, time.Now())
	c := r.public(t)
	c.cookie, c.token = cookie, session.token
	return c
}

func (c *client) do(method, target string, body io.Reader, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, target, body)
	r.RemoteAddr = c.from
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
	}
	for i := 0; i < len(set); i += 2 {
		r.Header.Set(set[i], set[i+1])
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

func (c *client) get(target string, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	return c.do(http.MethodGet, target, nil, set...)
}

// post sends a form as our own page would.
func (c *client) post(target string, fields url.Values, set ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	if fields == nil {
		fields = url.Values{}
	}
	if c.token != "" && !fields.Has("token") {
		fields.Set("token", c.token)
	}
	return c.do(http.MethodPost, target, strings.NewReader(fields.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, set...)...)
}

// upload sends files as our own page would.
func (c *client) upload(unit string, files map[string][]byte) *httptest.ResponseRecorder {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	field := func(name, value string) {
		if err := m.WriteField(name, value); err != nil {
			c.t.Fatal(err)
		}
	}
	field("token", c.token)
	field("unit", unit)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part, err := m.CreateFormFile("files", name)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := part.Write(files[name]); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		c.t.Fatal(err)
	}
	return c.do(http.MethodPost, "/hand-in", &b, "Content-Type", m.FormDataContentType())
}

func formText(t testing.TB, form map[string]any) []byte {
	t.Helper()
	text, err := yaml.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
