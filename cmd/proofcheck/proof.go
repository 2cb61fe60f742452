package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	inclusionHeader   = "c2sp.org/tlog-proof@v1\n"
	consistencyHeader = "old "
)

// head is a tree head: whose tree, how many lines, and the root over all of them.
type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

// signedHead is a tree head with a valid signature (c2sp.org/tlog-checkpoint).
type signedHead struct{ head }

// parseCheckpoint reads a checkpoint that one of the keys has signed.
func parseCheckpoint(text []byte, keys []note.Verifier) (*signedHead, error) {
	n, err := note.Open(text, note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return nil, wrongf("签名的不是给出的公钥")
	case errors.As(err, &invalid):
		return nil, wrongf("签名无效，内容被改动过")
	case err != nil:
		return nil, fmt.Errorf("不是检查点：%w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return nil, errors.New("不是检查点：应有名称、行数、校验值三行")
	}
	size, err := decimal(lines[1])
	if err != nil {
		return nil, err
	}
	root, err := hash(lines[2])
	if err != nil {
		return nil, err
	}
	k := &signedHead{head{lines[0], size, root}}
	for _, s := range n.Sigs { // those that are valid
		if s.Name == k.origin {
			return k, nil
		}
	}
	return nil, wrongf("%s 的检查点是用 %s 的密钥签的", k.origin, n.Sigs[0].Name)
}

// decimal is a number as these formats write it: digits, no zero before them.
func decimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("“%.40s”不是行数", s)
	}
	return n, nil
}

func hash(s string) (tlog.Hash, error) {
	h, err := tlog.ParseHash(s)
	if err != nil || h.String() != s {
		return h, fmt.Errorf("“%.60s”不是校验值", s)
	}
	return h, nil
}

// hashes are a proof's, one a line, up to an empty line; rest stands behind that.
func hashes(text []byte) (all []tlog.Hash, rest []byte, err error) {
	for {
		line, more, found := bytes.Cut(text, []byte("\n"))
		if !found {
			return nil, nil, errors.New("证明没有存全，缺了检查点")
		}
		text = more
		if len(line) == 0 {
			return all, text, nil
		}
		h, err := hash(string(line))
		if err != nil {
			return nil, nil, err
		}
		all = append(all, h)
	}
}

// inclusionProof is a text of c2sp.org/tlog-proof.
type inclusionProof struct {
	line       []byte // of the journal, without its break
	index      int64
	path       tlog.RecordProof
	checkpoint []byte // not looked at yet
}

func parseInclusion(text []byte) (p inclusionProof, err error) {
	text, ok := bytes.CutPrefix(text, []byte(inclusionHeader))
	if !ok {
		return p, errors.New("不是归档证明")
	}
	extra, text, _ := bytes.Cut(text, []byte("\n"))
	encoded, ok := strings.CutPrefix(string(extra), "extra ")
	if !ok {
		return p, errors.New("证明里没有流水的那一行（extra）")
	}
	if p.line, err = base64.StdEncoding.DecodeString(encoded); err != nil || base64.StdEncoding.EncodeToString(p.line) != encoded {
		return p, errors.New("证明里流水的那一行（extra）读不懂")
	}
	index, text, _ := bytes.Cut(text, []byte("\n"))
	at, ok := strings.CutPrefix(string(index), "index ")
	if !ok {
		return p, errors.New("证明里没有行号（index）")
	}
	if p.index, err = decimal(at); err != nil {
		return p, err
	}
	p.path, p.checkpoint, err = hashes(text)
	return p, err
}

// inclusion checks an inclusion proof, and the bag of its record.
func (c *checker) inclusion(text []byte) error {
	p, err := parseInclusion(text)
	if err != nil {
		return err
	}
	if c.record != nil {
		return errors.New("一次只能核对一份归档证明")
	}
	if c.record, err = c.checkpoint(p.checkpoint); err != nil {
		return err
	}
	if err := tlog.CheckRecord(p.path, c.record.size, c.record.root, p.index, tlog.RecordHash(p.line)); err != nil {
		return wrongf("这一行不在签过名的流水里")
	}
	var filed struct {
		Event, Number, Seal string
		Time                time.Time
	}
	if err := json.Unmarshal(p.line, &filed); err != nil || filed.Event != "filed" {
		return wrongf("第 %d 行不是归档的一行：%.200s", p.index+1, p.line)
	}
	if c.number != "" && filed.Number != c.number {
		return wrongf("第 %d 行归档的是 %s，不是 %s", p.index+1, filed.Number, c.number)
	}
	c.say("归档", "有效：第 %d 行，%s，%s", p.index+1, filed.Number, filed.Time.Format("2006-01-02 15:04:05 -07:00"))
	if c.bag == "" {
		c.say("封印", "%s。档案的文件夹里 sha256sum tagmanifest-sha256.txt 的结果应当是它", filed.Seal)
		return nil
	}
	return c.checkBag(filed.Seal, filed.Number)
}

// consistency checks a consistency proof from the old checkpoint: "old", its size, the
// hashes, and the newer checkpoint (as witnesses are asked, c2sp.org/tlog-witness).
func (c *checker) consistency(text []byte) error {
	if c.old == nil {
		return errors.New("后续证明要与 -old 以前的检查点一起给出")
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	size, err := decimal(strings.TrimPrefix(string(first), consistencyHeader))
	if err != nil {
		return err
	}
	path, newer, err := hashes(rest)
	if err != nil {
		return err
	}
	if c.since, err = c.checkpoint(newer); err != nil {
		return err
	}
	switch now := c.since; {
	case now.origin != c.old.origin:
		return wrongf("两个检查点不是同一本流水的：%s，%s", c.old.origin, now.origin)
	case size != c.old.size:
		return wrongf("证明是从前 %d 行起的，保存的检查点是前 %d 行的", size, c.old.size)
	case now.size < c.old.size:
		return wrongf("新的检查点只有 %d 行，保存的有 %d 行：流水被截短了", now.size, c.old.size)
	case size == 0: // everything extends nothing
	default:
		if err := tlog.CheckTree(path, now.size, now.root, size, c.old.root); err != nil {
			return wrongf("流水的前 %d 行与保存的检查点不符，被改动过", size)
		}
	}
	c.say("后续", "有效：流水现有 %d 行，前 %d 行与保存的检查点一致，没有改动", c.since.size, size)
	return nil
}
