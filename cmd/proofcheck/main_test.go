package main

import (
	"archive/zip"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/archive/bag"
	"gongwen/archive/checkpoint"
	"gongwen/archive/journal"
)

const number = "龙政办介字〔2026〕3号"

var morning = time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)

// given are the files of an office that somebody has been given to check.
type given struct {
	testing.TB
	checkpoint.Place
	dir    string
	signer *checkpoint.Signer
}

func (g *given) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *given) at(name string) string { return filepath.Join(g.dir, name) }

func (g *given) write(name string, text []byte) {
	g.Helper()
	g.must(os.WriteFile(g.at(name), text, 0o600))
}

// edit changes a file; what it does not find is a mistake.
func (g *given) edit(name, from, to string) {
	g.Helper()
	text, err := os.ReadFile(g.at(name))
	g.must(err)
	if !strings.Contains(string(text), from) {
		g.Fatalf("no %q in %s", from, text)
	}
	g.must(os.Chmod(g.at(name), 0o600))
	g.write(name, []byte(strings.Replace(string(text), from, to, 1)))
}

// newGiven has five records filed, the third of which is given with its bag and proof,
// a checkpoint of the first two lines that was kept, and the proof from that one on.
func newGiven(t testing.TB) *given {
	t.Helper()
	g := &given{TB: t, dir: t.TempDir()}
	g.Place = checkpoint.Place{Folder: g.at("d"), VKeys: g.at("vkeys.txt"), Key: g.at("d.key"), Journal: g.at("d/journal"), Trail: g.at("d/reading")}
	w, err := bag.Create(g.at("staging"))
	g.must(err)
	_, err = w.Add("record.json", strings.NewReader(`{"number":"`+number+`"}`))
	g.must(err)
	_, err = w.Add("附件/100%.txt", strings.NewReader("附件"))
	g.must(errors.Join(err, w.Finish(g.at("bag"), nil)))
	seal, err := bag.Seal(g.at("bag"))
	g.must(err)
	g.must(g.Make(context.Background()))
	g.signer, err = g.Open()
	g.must(err)
	g.file(seal, "龙政办介字〔2026〕1号", "龙政办介字〔2026〕2号")
	g.write("kept.txt", g.sign().Note)
	g.file(seal, number, "龙政办介字〔2026〕4号")
	g.prove("record.tlog-proof", number)
	g.prove("first.tlog-proof", "龙政办介字〔2026〕1号")
	g.since()
	return g
}

func (g *given) file(seal string, numbers ...string) {
	g.Helper()
	j, err := journal.Open(g.Journal, morning)
	g.must(err)
	for _, n := range numbers {
		g.must(j.Append(journal.Event{Time: morning, Type: journal.Filed, Number: n, Seal: seal}))
	}
	g.must(j.Close())
}

func (g *given) sign() checkpoint.Checkpoint {
	g.Helper()
	c, err := g.signer.Sign(context.Background(), checkpoint.Journal)
	g.must(err)
	return c
}

func (g *given) prove(name, number string) {
	g.Helper()
	p, err := g.signer.Prove(context.Background(), number, morning)
	g.must(err)
	g.write(name, p.Text())
}

func (g *given) since() {
	g.Helper()
	old, err := g.signer.ReadOwn(g.at("kept.txt"))
	g.must(err)
	p, err := g.signer.Since(context.Background(), old)
	g.must(err)
	g.write("since.txt", p.Text())
}

// check runs the program on files of the office, by their names, and with a flag's value
// after =.
func (g *given) check(args ...string) (code int, said string) {
	g.Helper()
	for i, arg := range args {
		flag, file, isFlag := strings.Cut(arg, "=")
		switch {
		case isFlag && flag != "-number":
			args[i] = flag + "=" + g.at(file)
		case !isFlag:
			args[i] = g.at(arg)
		}
	}
	var out strings.Builder
	code = run(args, &out, &out)
	return code, out.String()
}

func TestRun(t *testing.T) {
	key := "-vkey=vkeys.txt"
	record := []string{key, "-bag=bag", "-number=" + number, "record.tlog-proof"}
	for name, tt := range map[string]struct {
		harm func(*given)
		args []string
		code int
		says string
	}{
		"a record with its bag": {nil, record, 0, "档案  一致：封印相符，5 个文件都与归档时相同"},
		"a record by itself":    {nil, []string{key, "record.tlog-proof"}, 0, "归档  有效：第 3 行，" + number},
		"since what was kept":   {nil, []string{key, "-old=kept.txt", "since.txt", "record.tlog-proof"}, 0, "前 2 行与保存的检查点一致"},
		"a checkpoint":          {nil, []string{key, "kept.txt"}, 0, "的前 2 行"},
		"through Windows":       {func(g *given) { windows(g, "record.tlog-proof") }, record, 0, "全部相符"},
		"the zip of the reading room": {func(g *given) { pack(g) },
			[]string{key, "-bag=bag.zip", "record.tlog-proof"}, 0, "档案  一致"},

		"another number":        {nil, []string{key, "-number=龙政办介字〔2026〕4号", "record.tlog-proof"}, 1, "归档的是 " + number},
		"a file of it changed":  {func(g *given) { g.edit("bag/data/record.json", "}", "} ") }, record, 1, "data/record.json 被改动过"},
		"with its manifest":     {func(g *given) { g.edit("bag/manifest-sha256.txt", "record.json", "record.jsom") }, record, 1, "manifest-sha256.txt 被改动过"},
		"with all manifests":    {func(g *given) { g.edit("bag/tagmanifest-sha256.txt", "bagit.txt", "bagit.tx") }, record, 1, "档案换过"},
		"a file put in":         {func(g *given) { g.write("bag/data/more.txt", nil) }, record, 1, "多出了归档时没有的 data/more.txt"},
		"a file taken out":      {func(g *given) { g.must(os.Remove(g.at("bag/data/record.json"))) }, record, 1, "缺少 data/record.json"},
		"a link in its place":   {link, record, 1, "不是文件"},
		"the bag of another":    {nil, []string{key, "-bag=bag", "first.tlog-proof"}, 1, "流水写的是 龙政办介字〔2026〕1号"},
		"the proof of another":  {func(g *given) { g.edit("record.tlog-proof", "index 2", "index 1") }, record, 1, "不在签过名的流水里"},
		"a line made up":        {forgedLine, record, 1, "不在签过名的流水里"},
		"a hash less":           {func(g *given) { dropHash(g, "record.tlog-proof") }, record, 1, "不在签过名的流水里"},
		"more lines than there": {func(g *given) { g.edit("record.tlog-proof", "\n4\n", "\n5\n") }, record, 1, "签名无效"},
		"a stranger's key":      {func(g *given) { other := newGiven(g.TB); g.must(os.Rename(other.VKeys, g.VKeys)) }, record, 1, "不是给出的公钥"},
		"the trail's key":       {func(g *given) { g.write("vkeys.txt", []byte(g.signer.Identity.VKey(checkpoint.Trail))) }, record, 1, "不是给出的公钥"},
		"no line of a filing":   {voided, []string{key, "voided.tlog-proof"}, 1, "第 5 行不是归档的一行"},

		"rewritten since":            {rewritten, []string{key, "-old=kept.txt", "since.txt"}, 1, "前 2 行与保存的检查点不符"},
		"cut since":                  {cut, []string{key, "-old=kept.txt", "since.txt"}, 1, "流水被截短了"},
		"another old one":            {func(g *given) { g.edit("since.txt", "old 2", "old 1") }, []string{key, "-old=kept.txt", "since.txt"}, 1, "是前 2 行的"},
		"an older proof beside":      {func(g *given) { g.file("x", "5号"); g.prove("record.tlog-proof", number) }, []string{key, "-old=kept.txt", "since.txt", "record.tlog-proof"}, 1, "不是同一个"},
		"no proof from the old one":  {nil, []string{key, "-old=kept.txt", "record.tlog-proof"}, 1, "后续证明"},
		"nothing about the old one":  {nil, []string{key, "-old=kept.txt"}, 2, "用法"},
		"nothing old":                {nil, []string{key, "since.txt"}, 2, "要与 -old"},
		"a proof without its end":    {func(g *given) { g.write("record.tlog-proof", []byte(inclusionHeader+"extra e30=\nindex 0\n")) }, record, 2, "没有存全"},
		"what is no proof":           {func(g *given) { g.write("record.tlog-proof", []byte("您好")) }, record, 2, "不是检查点"},
		"no key":                     {nil, []string{"record.tlog-proof"}, 2, "用法"},
		"a key that is none":         {func(g *given) { g.write("vkeys.txt", []byte("x+y+z")) }, record, 2, "不是公钥"},
		"a bag that is none":         {nil, []string{key, "-bag=kept.txt", "record.tlog-proof"}, 2, "也不是 ZIP"},
		"a bag and only checkpoints": {nil, []string{key, "-bag=bag", "kept.txt"}, 2, "与归档证明一起"},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGiven(t)
			if tt.harm != nil {
				tt.harm(g)
			}
			code, said := g.check(append([]string{}, tt.args...)...)
			if code != tt.code || !strings.Contains(said, tt.says) || strings.Contains(said, "全部相符") != (code == 0) {
				t.Errorf("exit %d, want %d and %s:\n%s", code, tt.code, tt.says, said)
			}
		})
	}
}

func windows(g *given, name string) {
	text, err := os.ReadFile(g.at(name))
	g.must(err)
	g.write(name, []byte("\ufeff"+strings.ReplaceAll(string(text), "\n", "\r\n")))
}

func pack(g *given) {
	f, err := os.Create(g.at("bag.zip"))
	g.must(err)
	z := zip.NewWriter(f)
	g.must(os.Rename(g.at("bag"), g.at("outer"))) // the folder in the zip is named as the record
	g.must(errors.Join(os.Mkdir(g.at("packed"), 0o700), os.Rename(g.at("outer"), g.at("packed/"+number))))
	g.must(errors.Join(z.AddFS(os.DirFS(g.at("packed"))), z.Close(), f.Close()))
}

func link(g *given) {
	g.must(errors.Join(os.Rename(g.at("bag/data/record.json"), g.at("aside")), os.Symlink(g.at("aside"), g.at("bag/data/record.json"))))
}

func dropHash(g *given, name string) {
	text, err := os.ReadFile(g.at(name))
	g.must(err)
	g.write(name, regexp.MustCompile(`(index \d+\n)[^\n]+\n`).ReplaceAll(text, []byte("$1")))
}

func forgedLine(g *given) {
	text, err := os.ReadFile(g.at("record.tlog-proof"))
	g.must(err)
	g.write("record.tlog-proof", regexp.MustCompile(`extra \S+`).ReplaceAll(text, []byte("extra eyJldmVudCI6ImZpbGVkIn0=")))
}

func voided(g *given) {
	j, err := journal.Open(g.Journal, morning)
	g.must(err)
	g.must(errors.Join(j.Append(journal.Event{Time: morning, Type: journal.Voided, Number: number}), j.Close()))
	g.prove("voided.tlog-proof", number)
	lines, err := os.ReadFile(filepath.Join(g.Journal, "2026.jsonl"))
	g.must(err)
	// The proof of the last line, whose siblings are all on the left.
	tree := checkpoint.Of(g.Journal)
	g.must(tree.Extend(context.Background()))
	c := g.sign()
	last := strings.Split(strings.TrimSpace(string(lines)), "\n")[4]
	left, err := tree.Root(4)
	g.must(err)
	g.write("voided.tlog-proof", checkpoint.Proof{Index: 4, Line: []byte(last), Hashes: append(checkpoint.Proof{}.Hashes, left), Checkpoint: c}.Text())
}

// rewritten signs another journal with the same key, as the office itself could.
func rewritten(g *given) {
	g.must(errors.Join(os.RemoveAll(g.Journal), os.Remove(g.Kept())))
	g.file("forged", "1号", "2号", "3号")
	var err error
	g.signer, err = g.Open()
	g.must(err)
	c := g.sign()
	text, err := os.ReadFile(g.at("since.txt"))
	g.must(err)
	proof, _, _ := strings.Cut(string(text), "\n\n")
	g.write("since.txt", []byte(proof+"\n\n"+string(c.Note)))
}

// cut gives an older checkpoint for the newer one.
func cut(g *given) {
	older, err := os.ReadFile(g.at("kept.txt"))
	g.must(err)
	g.write("kept.txt", g.sign().Note)
	g.write("since.txt", []byte("old 4\n\n"+string(older)))
}

// TestByHand runs what archive/PROOF.md gives for those without Go, on a proof that
// holds and on one that does not.
func TestByHand(t *testing.T) {
	g := newGiven(t)
	page, err := os.ReadFile("../../archive/PROOF.md")
	g.must(err)
	script := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if script == nil {
		t.Fatal("the page has no script")
	}
	g.write("check.py", script[1])
	vkey := g.signer.Identity.VKey(checkpoint.Journal)
	for i := range 6 { // trees of several shapes
		g.prove("record.tlog-proof", number)
		out, err := exec.Command("/usr/bin/python3", g.at("check.py"), g.at("record.tlog-proof"), vkey).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "相符：第 3 行 "+number) {
			t.Fatalf("with %d lines: %v\n%s", 4+i, err, out)
		}
		g.file("x", "又一号")
	}
	for _, harm := range []func(){
		func() { g.edit("record.tlog-proof", "index 2", "index 1") },
		func() { forgedLine(g) },
		func() { dropHash(g, "record.tlog-proof") },
		func() { g.edit("record.tlog-proof", "\n10\n", "\n9\n") },
	} {
		g.prove("record.tlog-proof", number)
		harm()
		if out, err := exec.Command("/usr/bin/python3", g.at("check.py"), g.at("record.tlog-proof"), vkey).CombinedOutput(); err == nil {
			t.Errorf("taken for right: %s", out)
		}
	}
}
