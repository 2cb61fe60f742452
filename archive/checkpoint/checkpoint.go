package checkpoint

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Head is a tree head: whose tree, how many lines it has, and its root.
type Head struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// text is the head as it is signed (c2sp.org/tlog-checkpoint).
func (h Head) text() string { return fmt.Sprintf("%s\n%d\n%s\n", h.Origin, h.Size, h.Root) }

// Checkpoint is a signed tree head.
type Checkpoint struct {
	Head
	Note []byte // the text with its signatures
}

func (h Head) sign(signers ...note.Signer) (Checkpoint, error) {
	signed, err := note.Sign(&note.Note{Text: h.text()}, signers...)
	return Checkpoint{h, signed}, err
}

// Malformed is the error for what is no checkpoint.
type Malformed struct{ Reason string }

func (m *Malformed) Error() string { return "不是检查点，或者没有存全：" + m.Reason }

// ErrForeign is the error for a checkpoint of another log.
var ErrForeign = errors.New("不是这个数据文件夹的检查点")

// ErrUnsigned is the error for a checkpoint that none of the known keys has signed.
var ErrUnsigned = errors.New("不是用这个数据文件夹的密钥签的，或者内容被改动过")

// head reads what is signed, without looking at signatures. Lines behind the first three
// are passed over, as C2SP has it.
func head(text string) (Head, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" || slices.Contains(lines[:len(lines)-1], "") {
		return Head{}, &Malformed{"开头应有三行：名称、行数、校验值"}
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Head{}, &Malformed{fmt.Sprintf("第2行应是行数，写的是“%.40s”", lines[1])}
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Head{}, &Malformed{fmt.Sprintf("第3行应是校验值，写的是“%.60s”", lines[2])}
	}
	return Head{lines[0], size, root}, nil
}

// Parse reads a checkpoint and checks that one of the keys has signed it. The error is a
// *Malformed, or wraps ErrForeign or ErrUnsigned; with these the head is given as well.
func Parse(signed []byte, keys []note.Verifier) (Checkpoint, error) {
	text, _, both := bytes.Cut(signed, []byte("\n\n"))
	h, err := head(strings.TrimSuffix(string(text), "\n") + "\n")
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{h, signed}
	if !both {
		return c, &Malformed{"没有签名"}
	}
	var own []note.Verifier
	for _, key := range keys {
		if key.Name() == h.Origin {
			own = append(own, key)
		}
	}
	if len(own) == 0 {
		return c, fmt.Errorf("%w：它是 %.80s 的", ErrForeign, h.Origin)
	}
	_, err = note.Open(signed, note.VerifierList(own...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified), errors.As(err, &invalid):
		return c, ErrUnsigned
	case err != nil:
		return c, &Malformed{"签名的写法不对"}
	}
	return c, nil
}

// signature is how a line of a signature begins.
const signature = "— "

// Split parts a file into the checkpoints in it: one, or several one below the other,
// as the program keeps them. Lines that begin with # between them are for people. Of an
// inclusion proof it gives the checkpoint at its end. What editors and mail do to the
// ends of lines is put right.
func Split(file []byte) [][]byte {
	text := strings.ReplaceAll(strings.TrimPrefix(string(file), "\ufeff"), "\r\n", "\n")
	if strings.HasPrefix(text, proofHeader) {
		_, text, _ = strings.Cut(text, "\n\n")
	}
	var all [][]byte
	var one strings.Builder
	end := func() {
		if strings.TrimSpace(one.String()) != "" {
			all = append(all, []byte(strings.TrimRight(one.String(), "\n")+"\n"))
		}
		one.Reset()
	}
	signed := false // the last line was a signature
	for line := range strings.Lines(text) {
		isSignature := strings.HasPrefix(line, signature)
		if signed && !isSignature {
			end()
		}
		signed = isSignature
		if one.Len() == 0 && (strings.TrimSpace(line) == "" || line[0] == '#') {
			continue
		}
		one.WriteString(line)
	}
	end()
	return all
}

// proofHeader is how an inclusion proof begins.
const proofHeader = "c2sp.org/tlog-proof@v1\n"

// Proof is an inclusion proof of one line.
type Proof struct {
	Index      int64 // of the line, from 0
	Line       []byte
	Hashes     tlog.RecordProof
	Checkpoint Checkpoint
}

// Text is the proof as c2sp.org/tlog-proof has it, the line as its extra data.
func (p Proof) Text() []byte {
	b := bytes.NewBufferString(proofHeader)
	fmt.Fprintf(b, "extra %s\nindex %d\n", base64.StdEncoding.EncodeToString(p.Line), p.Index)
	for _, h := range p.Hashes {
		fmt.Fprintln(b, h)
	}
	b.WriteString("\n")
	b.Write(p.Checkpoint.Note)
	return b.Bytes()
}

// Consistency is a consistency proof from an older checkpoint to a newer one.
type Consistency struct {
	Old        int64 // lines of the older one
	Hashes     tlog.TreeProof
	Checkpoint Checkpoint // the newer one
}

// Text is the proof as a witness of c2sp.org/tlog-witness is asked: the old size, the
// hashes, and behind an empty line the newer checkpoint.
func (c Consistency) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "old %d\n", c.Old)
	for _, h := range c.Hashes {
		fmt.Fprintln(&b, h)
	}
	b.WriteString("\n")
	b.Write(c.Checkpoint.Note)
	return b.Bytes()
}
