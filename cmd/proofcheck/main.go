// Command proofcheck checks what gongwen proves of its archive, for those who do not
// trust the office's own program: an archive that took records over, an auditor, a court.
// It knows nothing of gongwen but the formats; it is made of Go's standard library and
// golang.org/x/mod, and short enough to be read.
//
//	proofcheck -vkey KEY [-bag BAG] [-number 编号] RECORD.tlog-proof
//	proofcheck -vkey KEY -old KEPT SINCE.txt [RECORD.tlog-proof]
//	proofcheck -vkey KEY CHECKPOINT…
//
// KEY is the verifier key (a line name+hash+key, or the file vkeys.txt with such lines). It
// must come from where the checkpoints are kept – a backup disk, the bag of a hand-over, a
// printed page – and not from the data folder that is in question.
//
// An inclusion proof (c2sp.org/tlog-proof) is checked in these steps: the signature under
// the checkpoint at its end is the key's; the hashes lead from the journal's line, which it
// carries as extra data, to the checkpoint's root; the line says that the record was filed;
// with -number, that this is the one; with -bag, a folder or the zip of the reading room,
// that the line's seal is the SHA-256 of the bag's tag manifest, and the bag's own
// manifests hold; of a record signed at the desk also its signoffs.json: that it is of the
// arrival that became the record, codes, what was shown, the draft, and that the signatures
// that count are the approvals of record.json.
//
// A consistency proof (a text that begins with "old") shows that the log of its checkpoint
// still begins with the one that was kept. An inclusion proof beside it must have the same
// checkpoint: so a record is proved to stand in a log that nobody has rewritten since.
//
// The exit code is 0 when everything holds, 1 when something does not, 2 when something
// cannot be read.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const (
	wrong    = 1 // something does not hold
	unusable = 2 // something cannot be read
)

// errWrong is wrapped by the errors of what does not hold.
var errWrong = errors.New("不符")

func wrongf(format string, args ...any) error {
	return fmt.Errorf("%w：%s", errWrong, fmt.Sprintf(format, args...))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("proofcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var keys []string
	flags.Func("vkey", "公钥，或写有公钥的文件 vkeys.txt；要取自保存检查点的地方。可以给多次", func(s string) error { keys = append(keys, s); return nil })
	old := flags.String("old", "", "以前保存的检查点，与它的后续证明一起给出")
	bag := flags.String("bag", "", "这件档案：文件夹，或阅览室下载的 ZIP")
	number := flags.String("number", "", "应当是哪个编号")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "用法：\n  proofcheck -vkey 公钥 [-bag 档案] [-number 编号] 归档证明\n  proofcheck -vkey 公钥 -old 保存的检查点 后续证明 [归档证明]\n  proofcheck -vkey 公钥 检查点…")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return unusable
	}
	if len(keys) == 0 || flags.NArg() == 0 {
		flags.Usage()
		return unusable
	}
	c := checker{out: stdout, number: *number, bag: *bag}
	err := c.readKeys(keys)
	if err == nil && *old != "" {
		c.old, err = c.checkpointFile(*old)
	}
	for _, file := range flags.Args() {
		if err == nil {
			err = c.file(file)
		}
	}
	if err == nil {
		err = c.whole()
	}
	switch {
	case err == nil:
		fmt.Fprintln(stdout, "全部相符")
		return 0
	case errors.Is(err, errWrong):
		fmt.Fprintln(stdout, err)
		return wrong
	}
	fmt.Fprintln(stderr, "proofcheck：", err)
	return unusable
}

// checker holds what was given against each other.
type checker struct {
	out         io.Writer
	keys        []note.Verifier
	old         *signedHead // nil when none was given
	number, bag string

	record, since *signedHead // at the end of the inclusion proof, and of the consistency proof
}

func (c *checker) say(what, format string, args ...any) {
	fmt.Fprintf(c.out, "%s  %s\n", what, fmt.Sprintf(format, args...))
}

// readKeys reads verifier keys, each as such or as a file of them.
func (c *checker) readKeys(given []string) error {
	for _, one := range given {
		if v, err := note.NewVerifier(one); err == nil {
			c.addKey(v)
			continue
		}
		text, err := readFile(one)
		if err != nil {
			return fmt.Errorf("-vkey %s 不是公钥，也不是文件：%w", one, err)
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			v, err := note.NewVerifier(line)
			if err != nil {
				return fmt.Errorf("%s 里的“%s”不是公钥：%w", one, line, err)
			}
			c.addKey(v)
		}
	}
	return nil
}

// addKey adds a key that is not there yet: package note takes none twice.
func (c *checker) addKey(v note.Verifier) {
	if !slices.ContainsFunc(c.keys, func(k note.Verifier) bool { return k.Name() == v.Name() && k.KeyHash() == v.KeyHash() }) {
		c.keys = append(c.keys, v)
	}
}

// file checks one file by what it is.
func (c *checker) file(name string) error {
	text, err := readFile(name)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(text, []byte(inclusionHeader)):
		err = c.inclusion(text)
	case bytes.HasPrefix(text, []byte(consistencyHeader)):
		err = c.consistency(text)
	default:
		_, err = c.checkpoint(text)
	}
	if err != nil {
		return fmt.Errorf("%s：%w", name, err)
	}
	return nil
}

// whole checks what takes more than one file.
func (c *checker) whole() error {
	switch {
	case (c.bag != "" || c.number != "") && c.record == nil:
		return errors.New("-bag、-number 要与归档证明一起给出")
	case c.old != nil && c.since == nil && c.record == nil:
		return errors.New("-old 要与后续证明一起给出：gongwen proof -d 数据文件夹 --since 检查点")
	case c.old != nil && c.since == nil && c.record.head != c.old.head:
		return wrongf("归档证明里的检查点与 -old 的不是同一个，还要有从那一个到这一个的后续证明")
	case c.since != nil && c.record != nil && c.since.head != c.record.head:
		return wrongf("归档证明和后续证明里的检查点不是同一个，请用同一时候的")
	}
	return nil
}

// checkpointFile checks the checkpoint in a file.
func (c *checker) checkpointFile(name string) (*signedHead, error) {
	text, err := readFile(name)
	if err != nil {
		return nil, err
	}
	k, err := c.checkpoint(text)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", name, err)
	}
	return k, nil
}

// checkpoint reads a checkpoint and checks its signature.
func (c *checker) checkpoint(text []byte) (*signedHead, error) {
	k, err := parseCheckpoint(text, c.keys)
	if err != nil {
		return nil, err
	}
	c.say("签名", "有效：%s 的前 %d 行", k.origin, k.size)
	return k, nil
}

// readFile reads a file of at most a few megabytes, and takes back what editors and mail
// do to the ends of lines.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 4 << 20
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if len(text) > most {
		return nil, fmt.Errorf("%s 太大，不是证明", name)
	}
	return bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n")), nil
}
