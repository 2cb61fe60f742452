//go:build samba && linux

package shares

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/cmd/internal/program"
)

// TestShares is one office from its first setting-up on; each part goes on where the one
// before it ended, also where that went wrong.
func TestShares(t *testing.T) {
	o := open(t)
	for _, part := range []struct {
		name string
		do   func(*office)
	}{
		{"set up", setUp}, {"drop and fetch", dropAndFetch}, {"seen and reached", seenAndReached}, {"come back", comeBack}, {"half copies", halfCopies},
		{"taken meanwhile", takenMeanwhile}, {"names", names}, {"by hand", byHand}, {"a new unit", newUnit}, {"NFS", networks}, {"in the end", inTheEnd},
	} {
		if !t.Run(part.name, func(t *testing.T) { o.T = t; part.do(o) }) && part.name == "set up" {
			break
		}
	}
	if log, err := os.ReadFile(filepath.Join(os.Getenv(inside), "smbd.log")); t.Failed() && err == nil {
		t.Logf("smbd: %s", log[max(0, len(log)-3000):])
	}
}

func setUp(o *office) {
	o.shares(finance, school)
	o.people("用户名,单位", "zhang,"+finance)
	if out, err := exec.Command("sh", plan+"/setup.sh").CombinedOutput(); err == nil || !strings.Contains(string(out), "第 1 行：花名册里没有“单位”") {
		o.Errorf("a mistake is not told: %v\n%s", err, out)
	}
	if _, err := os.Stat(data + "/inbox/" + finance); err == nil {
		o.Error("something was done in spite of the mistake")
	}
	// As Excel saves it.
	o.people("\xef\xbb\xbf# 谁是哪个单位的\r", "zhang，"+finance+"\r", "\r", `wang,"`+finance+`"`, "li,"+school+"\r", "qian, 台账 ", "qian,"+school)
	if said := o.setup("--dry-run"); !strings.Contains(said, "只说不做：要改的有") {
		o.Error(said)
	}
	if exec.Command("getent", "group", "gw-users").Run() == nil {
		o.Error("--dry-run made a group")
	}
	said := o.setup()
	for _, part := range []string{"zhang 加入", "建 " + data + "/inbox/" + finance, "装上 /etc/samba/gongwen.conf", "smbpasswd -a li"} {
		if !strings.Contains(said, part) {
			o.Errorf("setup.sh does not say %q:\n%s", part, said)
		}
	}
	o.passwords("zhang", "wang", "li", "qian")
	if !strings.Contains(said, "gongwen 写不了 "+filepath.Dir(data)) {
		o.Error("it is not said that checkpoints cannot be kept")
	}
	if out, err := exec.Command("chown", "gongwen:gongwen", filepath.Dir(data)).CombinedOutput(); err != nil {
		o.Fatalf("%v\n%s", err, out)
	}
	if said := o.setup(); strings.TrimSpace(said) != "都已经对了，没有改动" {
		o.Error("the second time:", said)
	}
	if out, err := exec.Command("testparm", "-s").CombinedOutput(); err != nil || !strings.Contains(string(out), "path = "+data+"/inbox") {
		o.Errorf("testparm: %v\n%s", err, out)
	}
	o.start()
}

func dropAndFetch(o *office) {
	o.drop("zhang", "介绍信（张三）.yaml", o.letter("本单位介绍信.txt"))
	filed := o.arrival("介绍信（张三）.yaml", "filed")
	listed := o.can("wang", "公文办结", "cd "+finance+"; ls")
	if !strings.Contains(listed, filed.Number) {
		o.Fatalf("%s is not in what was issued:\n%s", filed.Number, listed)
	}
	pdf := filed.Number + ".pdf"
	for _, name := range strings.Fields(listed) {
		if strings.HasPrefix(name, filed.Number) && strings.HasSuffix(name, ".pdf") {
			pdf = name
		}
	}
	to := o.local("issued.pdf", "")
	o.can("zhang", "公文办结", fmt.Sprintf(`cd %s; get "%s" %s`, finance, pdf, to))
	if text, err := os.ReadFile(to); err != nil || !strings.HasPrefix(string(text), "%PDF") {
		o.Errorf("what was fetched is no PDF: %v, %.20q", err, text)
	}
	o.can("zhang", "公文办结", fmt.Sprintf(`cd %s; del "%s"`, finance, pdf))
	if _, err := os.Stat(filepath.Join(data, "issued", finance, pdf)); err == nil {
		o.Error("what was taken is still there")
	}
	// A folder with a form and its attachments.
	o.can("zhang", "公文收件", fmt.Sprintf(`cd %s; mkdir 一袋; cd 一袋; put %s 介绍信.txt; put %s 信.yaml`, finance,
		o.local("a", "兹介绍某某前往办理。"), o.local("b", o.letter("介绍信.txt"))))
	o.arrival("一袋/信.yaml", "filed")
}

func seenAndReached(o *office) {
	o.must(os.WriteFile(filepath.Join(data, "inbox", school, "别人的.part"), []byte("x"), 0o640))
	for _, share := range []string{"公文收件", "公文办结", "公文退件", "公文待签"} {
		listed := o.can("zhang", share, "ls")
		if !strings.Contains(listed, finance) || strings.Contains(listed, school) || strings.Count(listed, "局")+strings.Count(listed, "办") > 1 {
			o.Errorf("in %s is listed:\n%s", share, listed)
		}
		o.cannot("zhang", share, "cd "+school+"; ls", "ACCESS_DENIED")
		o.cannot("zhang", share, "put /etc/hostname 文件.txt", "ACCESS_DENIED")
		o.cannot("zhang", share, "mkdir 新单位", "ACCESS_DENIED")
		o.cannot("zhang", share, "rename "+finance+" 别名", "ACCESS_DENIED")
		o.cannot("zhang", share, fmt.Sprintf("put %s %s/冒充.yaml", o.local("a", "x"), school), "ACCESS_DENIED")
		o.cannot("zhang", share, "cd ..; cd ..; cd archive", "OBJECT_NAME_NOT_FOUND")
	}
	o.cannot("zhang", "公文收件", fmt.Sprintf("get %s/别人的.part /dev/null", school), "ACCESS_DENIED")
	o.must(os.Remove(filepath.Join(data, "inbox", school, "别人的.part")))
	for user, want := range map[string]string{
		"zhang": "公文办结 公文待签 公文收件 公文空白表单 公文退件", "qian": "公文办结 公文台账 公文待签 公文收件 公文空白表单 公文退件"} {
		out, err := exec.Command("smbclient", "-g", "-L", "127.0.0.1", "-U", user+"%"+user).CombinedOutput()
		o.must(err)
		var names []string
		for line := range strings.Lines(string(out)) {
			if rest, is := strings.CutPrefix(line, "Disk|"); is {
				names = append(names, strings.Split(rest, "|")[0])
			}
		}
		slices.Sort(names)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if !slices.Equal(names, wanted) {
			o.Errorf("%s is listed %v, want %v", user, names, wanted)
		}
	}
	// Registers: read by those whom they are for, written by nobody.
	o.cannot("zhang", "公文台账", "ls", "ACCESS_DENIED")
	years := o.can("qian", "公文台账", "recurse; ls")
	if !strings.Contains(years, "介绍信台账.xlsx") {
		o.Error("no register is listed:", years)
	}
	o.cannot("qian", "公文台账", "put /etc/hostname 改.xlsx", "ACCESS_DENIED")
	o.can("qian", "公文空白表单", "get 介绍信.xlsx "+o.local("blank", ""))
	// No guest, nobody without a password, nobody who is in no unit, no SMB without
	// encryption, none of the folders that are not shared.
	for _, args := range [][]string{{"-N"}, {"-U", "nobody%"}, {"-U", "zhang%wrong"}, {"-U", "zhang%zhang", "-m", "NT1"}, {"-U", "zhang%zhang", "-m", "SMB2_10"}} {
		if out, err := exec.Command("smbclient", append([]string{"//127.0.0.1/公文收件", "-c", "ls"}, args...)...).CombinedOutput(); err == nil {
			o.Errorf("%v gets in:\n%s", args, out)
		}
	}
	for _, share := range []string{"数据", "archive", "公文档案"} {
		o.cannot("zhang", share, "ls", "BAD_NETWORK_NAME")
	}
	// At the machine itself.
	for _, name := range []string{"archive", "spool", "catalogue.db", "gongwen.yaml", "roster.xlsx", "registers", "inbox/" + school} {
		if exec.Command("setpriv", "--reuid=zhang", "--regid=zhang", "--init-groups", "cat", data+"/"+name).Run() == nil ||
			exec.Command("setpriv", "--reuid=zhang", "--regid=zhang", "--init-groups", "ls", data+"/"+name+"/").Run() == nil {
			o.Errorf("%s can be read", name)
		}
	}
}

func comeBack(o *office) {
	o.drop("zhang", "逾期.yaml", o.badLetter("介绍信甲.txt"))
	o.arrival("逾期.yaml", "returned")
	folders, err := os.ReadDir(filepath.Join(data, "returned", finance))
	if err != nil || len(folders) != 1 {
		o.Fatal(folders, err)
	}
	back := folders[0].Name()
	// Cut and paste between two shares: all is fetched, then deleted.
	to, err := os.MkdirTemp(os.Getenv(inside), "back-")
	o.must(err)
	o.can("zhang", "公文退件", fmt.Sprintf(`cd %s; lcd %s; recurse; prompt; mget "%s"`, finance, to, back))
	o.can("zhang", "公文退件", fmt.Sprintf(`cd %s; deltree "%s"`, finance, back))
	if left, err := os.ReadDir(filepath.Join(data, "returned", finance)); err != nil || len(left) > 0 {
		o.Errorf("%v, %v is left of what was taken", left, err)
	}
	form, err := filepath.Glob(filepath.Join(to, back, "逾期*.yaml"))
	if err != nil || len(form) != 1 {
		listed, _ := filepath.Glob(filepath.Join(to, "*", "*"))
		o.Fatal("what came back:", listed, err)
	}
	o.must(os.WriteFile(form[0], []byte(o.letter("介绍信甲.txt")), 0o600))
	o.can("zhang", "公文收件", fmt.Sprintf(`cd %s; lcd %s; recurse; prompt; mput "%s"`, finance, to, back))
	o.arrival(back+"/"+filepath.Base(form[0]), "filed")
}

// halfCopies: what somebody still writes is not taken, however long he stops; what broke
// off is made whole.
func halfCopies(o *office) {
	text := o.letter("慢慢写.txt")
	o.can("zhang", "公文收件", fmt.Sprintf("cd %s; put %s 慢慢写.txt", finance, o.local("a", "x")))
	in, ended := o.slow("zhang", "慢.yaml")
	// YAML that has broken off is YAML, too. smbclient sends what it has read in blocks of
	// 64 KB, several at a time.
	const block = 1 << 20
	text += strings.Repeat("# "+strings.Repeat("还有", 200)+"\n", block/1000)
	_, err := in.Write([]byte(text[:block]))
	o.must(err)
	o.held(filepath.Join(data, "inbox", finance, "慢.yaml"))
	_, err = in.Write([]byte(text[block:]))
	o.must(err, in.Close(), ended())
	o.arrival("慢.yaml", "filed")

	// A connection that breaks off, and the copy made once more.
	book := strings.Repeat("PK\x03\x04 half of a workbook", 50000)
	in, ended = o.slow("zhang", "断.xlsx")
	_, err = in.Write([]byte(book))
	o.must(err)
	o.held(filepath.Join(data, "inbox", finance, "断.xlsx"))
	o.must(exec.Command("sh", "-c", `for p in /proc/[0-9]*; do tr '\0' ' ' <$p/cmdline 2>/dev/null | grep -q '^smbclient.*断.xlsx' && kill -9 ${p#/proc/}; done; true`).Run())
	if err := ended(); err == nil {
		o.Error("smbclient went on")
	}
	o.arrival("断.xlsx", "pending")
	o.can("zhang", "公文收件", fmt.Sprintf(`cd %s; put "%s" 断.xlsx`, finance, filepath.Join(data, "forms", "介绍信.xlsx")))
	o.arrival("断.xlsx", "returned") // a blank form
}

// takenMeanwhile: people delete and rename what the program is about to take. Whatever
// it took is in the ledger, and nothing is left of the rest.
func takenMeanwhile(o *office) {
	before, err := o.gongwen.Ledger(data)
	o.must(err)
	const forms = 8
	var deleted, renamed int
	for i := range forms {
		name := fmt.Sprintf("转眼%d.yaml", i)
		o.drop("zhang", name, o.letter(fmt.Sprintf("转眼%d.txt", i)))
		do := fmt.Sprintf("cd %s; rename %s 改名%d.yaml", finance, name, i)
		if i%2 == 0 {
			do = fmt.Sprintf("cd %s; del %s; del 转眼%d.txt", finance, name, i)
		}
		said, _ := o.smb("wang", "公文收件", do)
		switch gone := strings.Contains(said, "NT_STATUS_"); {
		case gone && !strings.Contains(said, "NOT_FOUND") && !strings.Contains(said, "NO_SUCH_FILE"):
			o.Errorf("%s: %s", do, said)
		case !gone && i%2 == 0:
			deleted++
		case !gone:
			renamed++
		}
	}
	o.Logf("%d deleted, %d renamed of %d before they were taken", deleted, renamed, forms)
	o.must(program.Eventually("all that was left is filed", func() (bool, error) {
		ledger, err := o.gongwen.Ledger(data)
		return ledger.Filed-before.Filed >= forms-deleted && ledger.Pending == 0, err
	}))
}

// names: the longest that the disk of the machine has, and one letter more.
func names(o *office) {
	long := strings.Repeat("长", 80) + ".yaml" // 245 bytes of 255
	o.drop("zhang", long, o.letter("名称很长.txt"))
	o.arrival(long, "filed")
	said, _ := o.smb("zhang", "公文收件", fmt.Sprintf("cd %s; put /etc/hostname %s.txt", finance, strings.Repeat("长", 90)))
	if !strings.Contains(said, "NT_STATUS_") {
		o.Error("a name of 274 bytes is taken:", said)
	}
	for _, name := range []string{"~$介绍信.xlsx", ".~lock.介绍信.xlsx#", "Thumbs.db", ".DS_Store", "._介绍信.xlsx", "desktop.ini"} {
		o.can("zhang", "公文收件", fmt.Sprintf(`cd %s; put /etc/hostname "%s"; del "%[2]s"`, finance, name))
	}
}

// byHand: somebody works at the machine itself, or over NFS, with the usual umask.
func byHand(o *office) {
	inbox := filepath.Join(data, "inbox", finance)
	script := `umask 022; mkdir 手放 && cp "$1" 手放/信.yaml && cp "$2" 手放/手放.txt`
	cmd := exec.Command("setpriv", "--reuid=zhang", "--regid=zhang", "--init-groups", "sh", "-c", script, "sh",
		readable(o, o.local("a", o.letter("手放.txt"))), readable(o, o.local("b", "x")))
	cmd.Dir = inbox
	if out, err := cmd.CombinedOutput(); err != nil {
		o.Fatalf("%v\n%s", err, out)
	}
	o.arrival("手放/信.yaml", "filed")
	if _, err := os.Stat(filepath.Join(inbox, "手放")); err == nil {
		o.Error("the folder is left, though all in it was taken")
	}
}

func readable(o *office, path string) string {
	o.must(os.Chmod(filepath.Dir(path), 0o755), os.Chmod(path, 0o644))
	return path
}

// newUnit: the roster gets a unit and members.csv another person; that is added and
// nothing else is touched. Who is struck off comes in no more.
func newUnit(o *office) {
	const added = "区青山湖管理处"
	o.rosterWith(added)
	o.shares(finance, school, added)
	members, err := os.ReadFile(plan + "/members.csv")
	o.must(err)
	kept := strings.ReplaceAll(string(members), "wang", "# wang")
	o.people(kept, "sun,"+added)
	said := o.setup()
	var unlike []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.Contains(line, added) && !strings.Contains(line, "sun") && !strings.HasPrefix(line, "wang 移出") && !strings.HasPrefix(line, "gongwen 加入") &&
			!strings.HasPrefix(line, "改了") && !strings.Contains(line, "systemctl restart") {
			unlike = append(unlike, line)
		}
	}
	if len(unlike) > 0 || !strings.Contains(said, "建 "+data+"/inbox/"+added) || strings.Count(said, "wang 移出") != 2 {
		o.Errorf("%q\n%s", unlike, said)
	}
	o.passwords("sun")
	if listed := o.can("sun", "公文收件", "ls"); !strings.Contains(listed, added) || strings.Contains(listed, finance) {
		o.Error(listed)
	}
	o.cannot("wang", "公文收件", "ls", "ACCESS_DENIED")
	if code, err := o.running.Stop(); code != 0 || err != nil {
		o.Error(code, err)
	}
	o.startProgram()
	o.can("sun", "公文收件", fmt.Sprintf("cd %s; put %s 半.json", added, o.local("a", `{"种类": "介绍信"}`)))
	o.arrival(added+"/半.json", "returned")
	if listed := o.can("sun", "公文退件", "recurse; cd "+added+"; ls"); !strings.Contains(listed, "半.json") {
		o.Error(listed)
	}
	if said := o.setup(); !strings.Contains(said, "都已经对了，没有改动") {
		o.Error("once more:", said)
	}
}

// networks: the table of exports says who comes as whom. No server can be started here.
func networks(o *office) {
	o.must(os.WriteFile(plan+"/nfs.csv", []byte("# 注\n"+finance+",*\n"), 0o644))
	if out, err := exec.Command("sh", plan+"/setup.sh").CombinedOutput(); err == nil || !strings.Contains(string(out), "* 是所有的机器") {
		o.Errorf("%v\n%s", err, out)
	}
	o.must(os.WriteFile(plan+"/nfs.csv", []byte("# 注\n"+finance+",10.20.30.0/24\n台账,10.20.31.5\n"), 0o644))
	o.setup()
	table, err := os.ReadFile("/etc/exports.d/gongwen.exports")
	o.must(err)
	id := func(args ...string) string {
		out, err := exec.Command("getent", args...).Output()
		o.must(err)
		return strings.Split(string(out), ":")[2]
	}
	group, err := exec.Command("stat", "-c", "%G", data+"/inbox/"+finance).Output()
	o.must(err)
	name := strings.TrimSpace(string(group))
	want := fmt.Sprintf("\"%s/inbox/%s\" 10.20.30.0/24(rw,sync,no_subtree_check,root_squash,all_squash,anonuid=%s,anongid=%s)\n", data, finance, id("passwd", name), id("group", name))
	if !strings.Contains(string(table), want) || !strings.Contains(string(table), "registers\" 10.20.31.5(ro,") || strings.Contains(string(table), school) || strings.Contains(string(table), "archive") {
		o.Errorf("the table is\n%swithout\n%s", table, want)
	}
	if said := o.setup(); !strings.Contains(said, "都已经对了，没有改动") {
		o.Error("the second time:", said)
	}
	// As that user, and nothing but that: what the server does for a client.
	as := func(script string, args ...string) error {
		cmd := exec.Command("setpriv", append([]string{"--reuid=" + id("passwd", name), "--regid=" + id("group", name), "--clear-groups",
			"sh", "-c", "umask 022; " + script, "sh"}, args...)...)
		cmd.Dir = filepath.Join(data, "inbox", finance)
		return cmd.Run()
	}
	if as(`ls "$1"`, data+"/archive") == nil || as(`ls "$1"`, data+"/inbox/"+school) == nil {
		o.Error("who comes over NFS reaches more than his unit's")
	}
	form, attachment := readable(o, o.local("a", o.letter("网.txt"))), readable(o, o.local("b", "x"))
	o.must(as(`mkdir 网 && cp "$1" 网/网.txt && cp "$2" 网/信.yaml`, attachment, form))
	o.arrival("网/信.yaml", "filed")
}

func inTheEnd(o *office) {
	if code, err := o.running.Stop(); code != 0 || err != nil {
		o.Error(code, err)
	}
	ledger, err := o.gongwen.Ledger(data)
	o.must(err)
	if wrong := ledger.Wrong(); len(wrong) > 0 {
		o.Error(wrong)
	}
	wrong, err := o.gongwen.Verify(data)
	if err != nil || len(wrong) > 0 {
		o.Error(wrong, err)
	}
	for _, line := range strings.Split(o.said(), "\n") {
		// What the machine's kernel allows is not of the shares' making.
		if strings.Contains(line, `"fault"`) || strings.Contains(line, "注意") && !strings.Contains(line, "fs.protected_") {
			o.Error("gongwen says:", line)
		}
	}
}
