//go:build samba && linux

package shares

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gongwen/cmd/internal/program"
	"gongwen/samples"
)

const (
	finance = "区财政局"
	school  = "区教育局"
	data    = "/srv/公文 '系统'/数据" // what a shell would read otherwise must do, too
	plan    = "/etc/gongwen/shares"
)

// office is a data folder that is given out: smbd and gongwen run.
type office struct {
	*testing.T
	gongwen program.Program
	running *program.Process
	letters int    // drawn so far
	sample  string // a letter of introduction as gongwen's samples have it
}

func open(t *testing.T) *office {
	dir := os.Getenv(inside)
	o := &office{T: t, gongwen: program.Program{Path: filepath.Join(dir, "gongwen")}}
	o.must(os.MkdirAll(filepath.Dir(data), 0o755))
	o.ask("init", data)
	o.must(os.WriteFile(filepath.Join(data, "gongwen.yaml"), []byte("settle: 300ms\nrescan: 200ms\nattachment_wait: 1h\n"), 0o640))
	o.ask("samples", "--kind", "letter", "--format", "yaml", "--count", "40", "--seed", "1", "--bad", "0", "--out", dir+"/letters")
	drawn, err := filepath.Glob(filepath.Join(dir, "letters", finance, "*", "*.yaml"))
	if err != nil || len(drawn) == 0 {
		t.Fatal("no letter was drawn", err)
	}
	text, err := os.ReadFile(drawn[0])
	o.must(err)
	o.sample = string(text)
	o.must(os.WriteFile("/etc/samba/smb.conf", []byte("[global]\n\tserver role = standalone server\n\tmap to guest = bad user\n\tinterfaces = lo\n\tbind interfaces only = yes\n\tdisable netbios = yes\n\tsmb ports = 445\n\tsmb2 max write = 65536\n"), 0o644))
	return o
}

func (o *office) must(errs ...error) {
	o.Helper()
	if err := errors.Join(errs...); err != nil {
		o.Fatal(err)
	}
}

func (o *office) ask(args ...string) string {
	o.Helper()
	a, err := o.gongwen.Must(args...)
	o.must(err)
	return string(a.Stdout)
}

// shares makes the plan of these units: more of them only take time.
func (o *office) shares(units ...string) {
	o.Helper()
	o.ask("shares", "-d", data, "--out", plan)
	text, err := os.ReadFile(plan + "/units.tsv")
	o.must(err)
	var some strings.Builder
	for line := range strings.Lines(string(text)) {
		if _, unit, _ := strings.Cut(strings.TrimSpace(line), "\t"); slices.Contains(units, unit) {
			some.WriteString(line)
		}
	}
	if strings.Count(some.String(), "\n") != len(units) {
		o.Fatalf("of %v the plan has\n%s", units, some.String())
	}
	o.must(os.WriteFile(plan+"/units.tsv", []byte(some.String()), 0o644))
}

// setup runs setup.sh and gives what it said, on both.
func (o *office) setup(args ...string) string {
	o.Helper()
	out, err := exec.Command("sh", append([]string{plan + "/setup.sh"}, args...)...).CombinedOutput()
	if err != nil {
		o.Fatalf("setup.sh: %v\n%s", err, out)
	}
	return string(out)
}

// rosterWith exchanges the roster for one with another unit in it.
func (o *office) rosterWith(unit string) {
	o.Helper()
	text := strings.Replace(string(samples.Roster()), "单位:\n", "单位:\n  - {单位: "+unit+", 类型: 区直部门, 经费: 全额, 编制数: 5, 实有数: 5}\n", 1)
	file := filepath.Join(data, "roster.yaml")
	o.must(os.Remove(filepath.Join(data, "roster.xlsx")), os.WriteFile(file, []byte(text), 0o600))
	if out, err := exec.Command("chown", "gongwen:gongwen", file).CombinedOutput(); err != nil {
		o.Fatalf("%v\n%s", err, out)
	}
}

// people writes members.csv.
func (o *office) people(lines ...string) {
	o.Helper()
	o.must(os.WriteFile(plan+"/members.csv", []byte(strings.Join(lines, "\n")+"\n"), 0o644))
}

// passwords gives people a password for Samba, which is their name.
func (o *office) passwords(names ...string) {
	o.Helper()
	for _, name := range names {
		cmd := exec.Command("smbpasswd", "-s", "-a", name)
		cmd.Stdin = strings.NewReader(name + "\n" + name + "\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			o.Fatalf("smbpasswd: %v\n%s", err, out)
		}
	}
}

// start starts smbd, and gongwen as its own user.
func (o *office) start() {
	o.Helper()
	smbd := exec.Command("smbd", "--foreground", "--no-process-group", "--debug-stdout")
	log, err := os.Create(filepath.Join(os.Getenv(inside), "smbd.log"))
	o.must(err)
	smbd.Stdout, smbd.Stderr = log, log
	o.must(smbd.Start())
	o.must(program.Eventually("smbd serves", func() (bool, error) {
		return exec.Command("smbclient", "-N", "-L", "127.0.0.1").Run() == nil, nil
	}))
	o.startProgram()
}

func (o *office) startProgram() {
	o.Helper()
	as := o.gongwen
	as.Under = []string{"setpriv", "--reuid=gongwen", "--regid=gongwen", "--init-groups", "--no-new-privs", "--"}
	var err error
	o.running, err = as.Start(filepath.Join(os.Getenv(inside), "run.log"), "run", "-d", data, "--json")
	o.must(err)
}

func (o *office) said() string {
	text, err := os.ReadFile(filepath.Join(os.Getenv(inside), "run.log"))
	o.must(err)
	return string(text)
}

// client is smbclient as a user, in a share, with commands of its own.
func client(user, share, commands string) *exec.Cmd {
	return exec.Command("smbclient", "//127.0.0.1/"+share, "-U", user+"%"+user, "-m", "SMB3_11", "-c", commands)
}

// smb has a user do something in a share and gives what smbclient said. It ends with 0
// only when all of it went well.
func (o *office) smb(user, share, commands string) (said string, err error) {
	out, err := client(user, share, commands).CombinedOutput()
	return string(out), err
}

// can is smb for what must go well.
func (o *office) can(user, share, commands string) string {
	o.Helper()
	said, err := o.smb(user, share, commands)
	if err != nil || strings.Contains(said, "NT_STATUS_") {
		o.Errorf("%s in %s cannot %s: %v\n%s", user, share, commands, err, said)
	}
	return said
}

// cannot is smb for what must be refused in these words.
func (o *office) cannot(user, share, commands, refused string) {
	o.Helper()
	said, _ := o.smb(user, share, commands)
	if !strings.Contains(said, "NT_STATUS_"+refused) {
		o.Errorf("%s in %s: %s is not refused with %s:\n%s", user, share, commands, refused, said)
	}
}

var (
	subjectLine    = regexp.MustCompile(`(?m)^联系事项: .*$`)
	attachmentLine = regexp.MustCompile(`(?m)^本单位介绍信: .*$`)
	untilLine      = regexp.MustCompile(`(?m)^有效期至: .*$`)
)

// letter is a form of finance's that is accepted, unlike any before, and names the file
// that comes with it.
func (o *office) letter(attachment string) string {
	o.letters++
	text := subjectLine.ReplaceAllLiteralString(o.sample, fmt.Sprintf("联系事项: 核对第%d笔结转资金数额", o.letters))
	return attachmentLine.ReplaceAllLiteralString(text, fmt.Sprintf("本单位介绍信: %q", attachment))
}

// badLetter is one that goes back: it ends before it begins.
func (o *office) badLetter(attachment string) string {
	return untilLine.ReplaceAllLiteralString(o.letter(attachment), "有效期至: 2001-01-01")
}

// local writes a file to be put, and gives its path.
func (o *office) local(name, text string) string {
	o.Helper()
	dir, err := os.MkdirTemp(os.Getenv(inside), "local-")
	o.must(err)
	path := filepath.Join(dir, name)
	o.must(os.WriteFile(path, []byte(text), 0o600))
	return path
}

// drop puts a form and its attachment into finance's inbox, the form last, and tells as
// what the form was dropped.
func (o *office) drop(user, form, text string) {
	o.Helper()
	attachment := regexp.MustCompile(`本单位介绍信: "(.*)"`).FindStringSubmatch(text)[1]
	o.can(user, "公文收件", fmt.Sprintf(`cd %s; put "%s" "%s"; put "%s" "%s"`, finance,
		o.local(attachment, "兹介绍某某前往办理。"), attachment, o.local(form, text), form))
}

// arrival waits until the ledger has a form in a state.
func (o *office) arrival(form, state string) program.Arrival {
	o.Helper()
	var found program.Arrival
	err := program.Eventually(form+" is "+state, func() (bool, error) {
		ledger, err := o.gongwen.Ledger(data)
		for _, a := range ledger.List {
			if strings.HasSuffix(a.Path, form) && a.State == state {
				found = a
				return true, err
			}
		}
		if !o.running.Alive() {
			return false, errors.New("gongwen ended: " + o.said())
		}
		return false, err
	})
	if err != nil {
		o.Fatalf("%v\n%s", err, o.said())
	}
	return found
}

// slow puts a file bit by bit: what is written to it goes to the share.
func (o *office) slow(user, name string) (io.WriteCloser, func() error) {
	o.Helper()
	cmd := client(user, "公文收件", fmt.Sprintf(`cd %s; put - "%s"`, finance, name))
	in, err := cmd.StdinPipe()
	o.must(err)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	o.must(cmd.Start())
	return in, func() error {
		if err := cmd.Wait(); err != nil {
			return fmt.Errorf("%w: %s", err, said.String())
		}
		return nil
	}
}

// held waits until a part of a file has come, and sees that it is left alone from then on,
// for longer than it would be if nobody were writing.
func (o *office) held(path string) {
	o.Helper()
	o.must(program.Eventually("a part of "+path+" has come", func() (bool, error) {
		info, err := os.Stat(path)
		return err == nil && info.Size() > 0, nil
	}))
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(path); err != nil {
			o.Fatalf("%s was taken while it was written: %v\n%s", path, err, o.said())
		}
	}
}
