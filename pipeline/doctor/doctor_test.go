//go:build linux

package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/status"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
	"gongwen/templates"
)

// patient is a data folder and the machine it lies on.
type patient struct {
	*testing.T
	Options
	free  uint64
	files uint64
	time  bool
	proc  fstest.MapFS
}

func (p *patient) must(errs ...error) {
	p.Helper()
	if err := errors.Join(errs...); err != nil {
		p.Fatal(err)
	}
}

func (p *patient) at(name string) string { return filepath.Join(string(p.Folder), name) }

func (p *patient) put(name, text string) {
	p.Helper()
	p.must(os.MkdirAll(filepath.Dir(p.at(name)), 0o700), os.WriteFile(p.at(name), []byte(text), 0o600))
}

func (p *patient) mounted(at, kind string) {
	p.proc["proc/self/mountinfo"].Data = append(p.proc["proc/self/mountinfo"].Data,
		[]byte("36 35 0:30 / "+strings.ReplaceAll(workspace.Real(at), " ", `\040`)+" rw shared:1 - "+kind+" source rw\n")...)
}

// healthy is a data folder with nothing amiss, run a moment ago.
func healthy(t *testing.T, settings string) *patient {
	f := workspace.Folder(filepath.Join(t.TempDir(), "d"))
	p := &patient{T: t, free: 100 << 30, files: 1 << 20, time: true, proc: fstest.MapFS{
		"proc/self/mountinfo":                   {Data: []byte("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n")},
		"proc/sys/fs/inotify/max_user_watches":  {Data: []byte("65536\n")},
		"proc/sys/fs/protected_symlinks":        {Data: []byte("1\n")},
		"proc/sys/fs/protected_hardlinks":       {Data: []byte("1\n")},
		"proc/sys/fs/inotify/max_user_instance": {Data: []byte("128\n")},
	}}
	me := os.Geteuid()
	p.Options = Options{Folder: f, Version: "测试", Machine: Machine{
		System: workspace.System{Root: p.proc, User: 12345, Groups: []int{os.Getegid()}}, Now: time.Now,
		Space:        func(string) (uint64, uint64, error) { return p.free, 200 << 30, nil },
		Inodes:       func(string) (uint64, uint64, error) { return p.files, 2 << 20, nil },
		Synchronized: func() (bool, error) { return p.time, nil },
		Owner: func(info fs.FileInfo) (int, bool) {
			if user, ok := owner(info); !ok || user != me {
				return user, ok
			}
			return 12345, true
		},
	}}
	p.put(workspace.ConfigName, settings)
	p.put("roster.yaml", string(samples.Roster()))
	p.must(os.Chmod(string(f), 0o750))
	w, err := workspace.Open(f)
	p.must(err)
	p.must(f.Checkpoints(w.Config).Make(t.Context()), w.Close())
	people, err := roster.Read(roster.YAMLName, samples.Roster())
	p.must(err)
	units, _, _ := people.Listed(templates.Today(time.Now()))
	for _, unit := range units {
		dir := filepath.Join(f.Inbox(), unit)
		p.must(os.Mkdir(dir, 0o770), os.Chmod(dir, 0o770))
	}
	p.must(f.Status().WriteDone(status.Backup, time.Now()), f.Status().WriteDone(status.Verify, time.Now()))
	p.must(f.Status().WriteIntake(status.Intake{Begun: time.Now(), Inboxes: []status.Inbox{{Looked: time.Now(), Every: time.Minute}}}))
	return p
}

// catalogue does something to the catalogue.
func (p *patient) catalogue(do func(c *catalogue.Catalogue) error) {
	p.Helper()
	c, err := catalogue.Open(p.Folder.Catalogue())
	p.must(err)
	p.must(do(c), c.Close())
}

// examine examines a patient, and makes sure that it is left as it was.
func (p *patient) examine() []Finding {
	p.Helper()
	before := p.state()
	findings, err := Examine(p.Context(), p.Options, nil)
	p.must(err)
	if after := p.state(); after != before {
		p.Errorf("the examination changed the data folder: before\n%s\nafter\n%s", before, after)
	}
	return findings
}

// state is every file of the data folder, and when it was changed.
func (p *patient) state() string {
	var b strings.Builder
	p.must(filepath.WalkDir(string(p.Folder), func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		fmt.Fprintln(&b, at, info.Mode(), info.Size(), info.ModTime().UnixNano())
		return err
	}))
	return b.String()
}

// amiss are the checks that found something, each once, with its level.
func amiss(findings []Finding) (found []string) {
	for _, f := range findings {
		if f.Level != OK {
			found = append(found, f.Check+" "+string(f.Level))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (p *patient) certificate(name string, until time.Time) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p.must(err)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until},
		&x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}}, &key.PublicKey, key)
	p.must(err)
	file := filepath.Join(p.TempDir(), name)
	p.must(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return file
}

// TestHealthyFolderHasNoComplaint, whether it is run just now or stopped for good.
func TestHealthyFolderHasNoComplaint(t *testing.T) {
	p := healthy(t, "")
	p.TLSCert = p.certificate("好.pem", time.Now().AddDate(0, 6, 0))
	findings := p.examine()
	if found := amiss(findings); len(found) > 0 {
		t.Errorf("found %v", found)
		for _, f := range findings {
			if f.Level != OK {
				t.Logf("%+v", f)
			}
		}
	}
	if len(findings) < 20 {
		t.Errorf("only %d things were looked at", len(findings))
	}
}

// TestSickFolderHasEachAilmentNamed, with a next step in Chinese.
func TestSickFolderHasEachAilmentNamed(t *testing.T) {
	p := healthy(t, "approvals: desk\nwatch: events\n")
	past, future := time.Now().AddDate(0, -2, 0), time.Now().Add(3*time.Hour)
	p.free, p.files, p.time = 100<<20, 100, false
	p.proc["proc/sys/fs/inotify/max_user_watches"].Data = []byte("10\n")
	p.proc["proc/sys/fs/protected_hardlinks"].Data = []byte("0\n")
	p.mounted(p.at("inbox/区财政局"), "cifs")
	p.mounted(p.at("index"), "nfs4")
	p.TLSCert, p.ClientCA = p.certificate("过期.pem", past), p.certificate("快到.pem", time.Now().AddDate(0, 0, 9))
	real := p.Machine.Owner
	p.Machine.Owner = func(info fs.FileInfo) (int, bool) {
		if info.Name() == "journal" {
			return 0, true
		}
		return real(info)
	}
	p.must(os.Remove(p.Folder.Checkpoints(workspace.DefaultConfig()).Key))
	p.must(p.Folder.Status().WriteDone(status.Backup, past), p.Folder.Status().WriteDone(status.Verify, past))
	p.must(p.Folder.Status().WriteIntake(status.Intake{Begun: past, Stopped: past, Inboxes: []status.Inbox{{Unit: "区教育局", Fault: "没有权限"}}}))
	p.must(os.Chmod(p.at("inbox/区教育局"), 0o700), os.Mkdir(p.at("inbox/不认识的单位"), 0o770), os.Chmod(p.at("inbox/不认识的单位"), 0o770), os.Remove(p.at("inbox/区城市管理局")))
	p.put("registers/定期/月报/2026-09/清单.json", `{"pull": "月报", "secrecy": "秘密"}`)
	p.put("registers/定期/月报/2026-10/清单.json", `{"pull": "月报", "withheld": 3}`)
	p.put("voiding.json", "{}")
	p.must(os.Chtimes(p.at("voiding.json"), past, past))
	p.must(os.MkdirAll(p.at("spool/.cleaning/A"), 0o700))
	p.catalogue(func(c *catalogue.Catalogue) error {
		ctx := t.Context()
		kinds, err := workspace.ReadKinds("")
		if err != nil {
			return err
		}
		for _, id := range []string{"20260101T000000.000-a", "20260101T000000.000-b"} {
			if err := c.Receive(ctx, catalogue.Arrival{ID: id, Unit: "区财政局", Path: "区财政局/" + id + ".xlsx", Arrived: past}); err != nil {
				return err
			}
		}
		for r, err := range samples.Records(kinds.Named("letter"), 1, 1, 1) {
			if err != nil {
				return err
			}
			if err := errors.Join(c.Receive(ctx, catalogue.Arrival{ID: r.Arrival, Unit: "区财政局", Path: r.DroppedAs, Arrived: past}), numbered(c, p, r.Kind, r.Year, r.Arrival, r.Submission, r.Content), c.File(ctx, r)); err != nil {
				return err
			}
		}
		lost := catalogue.Lost{Loss: catalogue.Loss{Number: "青政函〔2025〕9号", Kind: "letter", Year: 2025, Serial: 9, Arrival: "lost"}, Arrival: catalogue.Arrival{ID: "lost", Path: "甲.xlsx", Arrived: past, Ended: past}}
		return errors.Join(c.Hold(ctx, "20260101T000000.000-a", "磁盘已满，请清出空间"),
			c.EnterUnsigned(ctx, catalogue.Unsigned{Arrival: "20260101T000000.000-b", Kind: "letter", Unit: "区财政局", Dated: "2026-05-11", Opened: past, Route: json.RawMessage("{}")},
				[]catalogue.Turn{{Arrival: "20260101T000000.000-b", What: "stuck", Step: "x", Title: "没有这个职务", Since: past}}, nil),
			c.RestoreLosses(ctx, []catalogue.Lost{lost}))
	})
	p.must(os.Chmod(p.at("archive"), 0o755), os.Chtimes(p.at("inbox/区财政局"), future, future))
	findings := p.examine()
	want := []string{"archive problem", "backup problem", "certificate problem", "certificate warning", "cleaning warning",
		"clock-ahead problem", "clock-sync warning", "disk-files problem", "disk-free problem", "inbox problem", "inbox-write warning", "index warning",
		"inotify problem", "key problem", "lost problem", "owner problem", "pending problem", "pending-old warning", "register-secret warning", "rights warning", "run problem",
		"share-data problem", "share-watch problem", "signer-account warning", "stuck problem",
		"unfinished warning", "unit-inbox warning", "unit-unknown warning", "verify warning"}
	if found := amiss(findings); !slices.Equal(found, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
	for _, f := range findings {
		if f.Level != OK && (f.What == "" || f.Advice == "" || f.Where+f.Value == "" && f.Check != "rights") {
			t.Errorf("it does not tell enough: %+v", f)
		}
	}
}

func numbered(c *catalogue.Catalogue, p *patient, kind string, year int, arrival, submission, content string) error {
	_, err := c.TakeNumber(p.Context(), catalogue.Number{Kind: kind, Year: year, Arrival: arrival, Submission: submission, Content: content, Verdict: "{}"})
	return err
}

// TestFolderThatCannotBeOpenedIsExaminedAllTheSame: what cannot be looked at is told, and
// the rest is looked at.
func TestFolderThatCannotBeOpenedIsExaminedAllTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		harm func(p *patient)
		want []string
	}{
		"settings": {func(p *patient) { p.put(workspace.ConfigName, "zone: 火星\n") }, []string{"open problem", "ruleset problem", "settings problem"}},
		"damaged":  {func(p *patient) { p.put("catalogue.db", "这不是数据库，只是一些文字") }, []string{"open problem"}},
		"gone":     {func(p *patient) { p.must(os.Remove(p.Folder.Catalogue())) }, []string{"open problem"}},
		"roster":   {func(p *patient) { p.put("roster.yaml", "people: 3\n") }, []string{"ruleset problem"}},
		"nobody":   {func(p *patient) { p.must(os.Remove(p.at("roster.yaml"))) }, []string{"ruleset problem"}},
		"calendar": {func(p *patient) { p.put("calendar.yaml", "什么: [") }, []string{"ruleset problem"}},
		"archive":  {func(p *patient) { p.must(os.RemoveAll(p.Folder.Archive())) }, []string{"folder problem"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := healthy(t, "")
			test.harm(p)
			findings := p.examine()
			if found := amiss(findings); !slices.Equal(found, test.want) {
				t.Errorf("found %v, want %v: %+v", found, test.want, findings)
			}
			if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Check == "disk-free" && f.Level == OK }) {
				t.Error("the rest was not looked at")
			}
		})
	}
	findings, err := Examine(t.Context(), Options{Folder: "没有", Machine: ThisMachine()}, nil)
	if err != nil || len(findings) != 1 || findings[0].Check != "folder" || findings[0].Level != Problem {
		t.Errorf("no folder at all: %v, %v", findings, err)
	}
}

// TestCertificatesOfWhoKnowsThePeople: those of the issuers that the directory and the single
// sign-on are trusted by end one day, too.
func TestCertificatesOfWhoKnowsThePeople(t *testing.T) {
	ends := time.Now().AddDate(0, 0, 9)
	p := healthy(t, "")
	ldap, oidc := p.certificate("目录.pem", ends), p.certificate("统一认证.pem", ends)
	p.put("口令", "x")
	p.put(workspace.ConfigName, fmt.Sprintf(`site: https://gongwen.example
sign_in:
  ldap: {url: "ldaps://dir.example", base: "o=gov", filter: "(uid={name})", ca: %q}
  oidc: {issuer: "https://id.example", client: gongwen, secret_file: %q, ca: %q}
`, ldap, p.at("口令"), oidc))
	told := map[string]bool{}
	for _, f := range p.examine() {
		if f.Check == "certificate" && f.Level == Warning {
			told[f.Where] = true
		}
	}
	if !told[ldap] || !told[oidc] || len(told) != 2 {
		t.Errorf("told of %v", told)
	}
}
