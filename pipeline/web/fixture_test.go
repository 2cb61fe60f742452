package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

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
const password = "一个很长很长的管理密码的样子"

// room is a reading room with a few records, for all tests.
type room struct {
	server    *Server
	workspace *workspace.Workspace
	records   []catalogue.Entry
	nasty     catalogue.Entry // its text fields are nasty
	secret    catalogue.Entry // 秘密, of 区政府办公室
	own       catalogue.Entry // of 区财政局
	foreign   catalogue.Entry // of another unit
	void      catalogue.Entry
	closing   catalogue.Entry   // cites own
	back      catalogue.Arrival // returned, of 区财政局
}

// suite is what tests share. TestMain makes the folder, and removes it when it has
// closed what was opened there.
var suite struct {
	dir    string
	mu     sync.Mutex
	opened []io.Closer
}

// closeAtEnd closes something when all tests have ended, the last first.
func closeAtEnd(c io.Closer) {
	suite.mu.Lock()
	defer suite.mu.Unlock()
	suite.opened = append(suite.opened, c)
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "reading-room-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	suite.dir = dir
	code := m.Run()
	for _, c := range slices.Backward(suite.opened) {
		err = errors.Join(err, c.Close())
	}
	if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// theRoom is a room for all tests that leave it as they found it, made by the first
// that needs it.
func theRoom(t testing.TB) *room {
	t.Helper()
	r, err := sharedRoom()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var sharedRoom = sync.OnceValues(func() (*room, error) {
	r, err := openRoom(filepath.Join(suite.dir, "room"), Options{})
	if err == nil {
		closeAtEnd(r)
	}
	return r, err
})

// names of the accounts, and what they are.
var staff = []account.Account{
	{Name: "caizheng", Role: account.Office, Units: []string{"区财政局"}},
	{Name: "fanti", Role: account.Office, Units: []string{"龍鳳區財政局"}},
	{Name: "dangan", Role: account.Archivist},
	{Name: "baomi", Role: account.Archivist, Clearance: []string{"秘密"}},
	{Name: "kuaiji", Role: account.Finance},
	{Name: "admin", Role: account.Administrator},
	{Name: "quzhang", Role: account.Signer, Person: "江临川"},
	{Name: "juzhang", Role: account.Signer, Person: "贺知秋", Units: []string{"区财政局"}},
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
		filepath.Join(f.Reading(), "accounts.yaml"): text,
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
	r, err := openRoom(t.TempDir(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// openRoom opens a copy of the furnished folder. Voiding works, unless the options
// say how.
func openRoom(dir string, options Options) (_ *room, err error) {
	from, err := furnished()
	if err != nil {
		return nil, err
	}
	if err := copyFolder(dir, from); err != nil {
		return nil, err
	}
	r := &room{}
	if r.workspace, err = workspace.Open(workspace.Folder(dir)); err != nil {
		return nil, err
	}
	if err := r.workspace.Folder.Checkpoints(r.workspace.Config).Make(context.Background()); err != nil {
		return nil, errors.Join(err, r.workspace.Close())
	}
	if options.Void == nil {
		options.Void = func(ctx context.Context, number, reason string) (string, error) {
			return pipeline.Void(ctx, r.workspace, number, reason)
		}
	}
	if r.server, err = New(r.workspace, options, func(string, string) error { return nil }); err != nil {
		return nil, errors.Join(err, r.workspace.Close())
	}
	r.server.accounts.Cost = bcrypt.MinCost
	if err := errors.Join(r.find(), r.catchUp()); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close closes the room and its data folder.
func (r *room) Close() error { return errors.Join(r.server.Close(), r.workspace.Close()) }

// catchUp brings the index and the statistics up to date.
func (r *room) catchUp() error {
	ctx := context.Background()
	return errors.Join(r.server.statistics.Refresh(ctx), r.server.followIndex(ctx))
}

// copyFolder copies a data folder that nobody has open.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, inside)
		if d.IsDir() {
			if err := os.MkdirAll(target, 0o755); err != nil {
				return err
			}
			return os.Chmod(target, info.Mode().Perm())
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o600); err != nil {
			return err
		}
		return os.Chmod(target, info.Mode().Perm())
	})
}

// furnished is a data folder filled by way of the pipeline, which takes seconds and
// so is done once.
var furnished = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(suite.dir, "furnished")
	return dir, furnish(workspace.Folder(dir))
})

func furnish(f workspace.Folder) (err error) {
	if err := empty(f); err != nil {
		return err
	}
	o, err := workspace.Open(f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	var minutes map[string]any
	if err := yaml.Unmarshal([]byte(o.Kinds().Named("minutes").Example), &minutes); err != nil {
		return err
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
		return err
	}
	for _, form := range forms {
		if err := drop(f, form.unit, form.name, form.form); err != nil {
			return err
		}
		// One after the other, so that numbers are the same every time.
		if err := p.Once(context.Background()); err != nil {
			return err
		}
		e := events[form.name+".yaml"]
		if want := map[bool]string{true: "returned", false: "filed"}[form.name == "退回"]; e.Type != want {
			return fmt.Errorf("%s: %s %s %+v, want %s", form.name, e.Type, e.Reason, e.Findings, want)
		}
	}
	s, err := New(o, Options{}, func(string, string) error { return nil })
	if err != nil {
		return err
	}
	r := &room{workspace: o, server: s}
	if err = r.find(); err == nil {
		_, err = pipeline.Void(context.Background(), o, r.void.Number, "<b>开错了</b>")
	}
	return errors.Join(err, r.catchUp(), s.Close())
}

// find finds the records by what was dropped.
func (r *room) find() error {
	ctx := context.Background()
	for e, err := range r.workspace.Catalogue.Records(ctx, catalogue.Filter{}) {
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
	for a, err := range r.workspace.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		if a.State == catalogue.Returned {
			r.back = a
		}
	}
	return nil
}
