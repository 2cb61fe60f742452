package checkpoint

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// Name is which of the logs of a data folder.
type Name string

const (
	Journal Name = "journal" // 流水
	Trail   Name = "trail"   // 查阅登记, of the reading room
)

// Names are both.
var Names = []Name{Journal, Trail}

// Chinese is what the log is called.
func (n Name) Chinese() string {
	if n == Trail {
		return "查阅登记"
	}
	return "流水"
}

// originPattern is the origin of a log: the identity of the data folder in the middle.
var originPattern = regexp.MustCompile(`^gongwen/([a-z0-9]{6,40})/(journal|trail)$`)

func origin(id string, log Name) string { return "gongwen/" + id + "/" + string(log) }

// named is the log that an origin names.
func named(origin string) Name {
	if m := originPattern.FindStringSubmatch(origin); m != nil {
		return Name(m[2])
	}
	return ""
}

// Identity is what everybody may know of a data folder's logs: who they are, and with
// which keys their checkpoints are checked.
type Identity struct {
	ID    string   // the current one
	VKeys []string // all verifier keys there were, the latest last
	keys  []note.Verifier
}

// VKey is the current verifier key of a log.
func (i Identity) VKey(log Name) string {
	for _, vkey := range slices.Backward(i.VKeys) {
		if strings.HasPrefix(vkey, origin(i.ID, log)+"+") {
			return vkey
		}
	}
	return ""
}

func (i *Identity) add(vkey string) error {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return fmt.Errorf("“%.120s”不是公钥", vkey)
	}
	m := originPattern.FindStringSubmatch(v.Name())
	if m == nil {
		return fmt.Errorf("“%.120s”不是公文数据文件夹的公钥", vkey)
	}
	i.ID = m[1]
	if slices.Contains(i.VKeys, vkey) {
		return nil
	}
	i.VKeys, i.keys = append(i.VKeys, vkey), append(i.keys, v)
	return nil
}

// maxKeys is the most bytes of a file of keys.
const maxKeys = 1 << 20

// entries are the lines of a file that are not for people.
func entries(file string) (lines []string, err error) {
	text, err := bounded.ReadPath(file, maxKeys)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines, err
}

// Identity reads the verifier keys of a data folder. The error is fs.ErrNotExist where it
// has none.
func (p Place) Identity() (Identity, error) {
	var i Identity
	lines, err := entries(p.VKeys)
	if err != nil {
		return i, err
	}
	for _, line := range lines {
		if err := i.add(line); err != nil {
			return i, fmt.Errorf("%s 读不懂：%w。请从备份恢复这个文件", p.VKeys, err)
		}
	}
	if i.VKey(Journal) == "" || i.VKey(Trail) == "" {
		return i, fmt.Errorf("%s 不完整，缺少公钥。请从备份恢复这个文件", p.VKeys)
	}
	return i, nil
}

// pair are the private key of a log and what goes with it.
type pair struct {
	id     string
	log    Name
	signer note.Signer
	vkey   string
}

// parsePair reads a private key as package note writes it:
// PRIVATE+KEY+<name>+<hash>+<base64 of 1 and the seed>.
func parsePair(skey string) (pair, error) {
	signer, err := note.NewSigner(skey)
	if err != nil {
		return pair{}, errors.New("有一行不是签名私钥") // which must not be shown
	}
	m := originPattern.FindStringSubmatch(signer.Name())
	if m == nil {
		return pair{}, fmt.Errorf("有 %.80s 的签名私钥，不是公文数据文件夹的", signer.Name())
	}
	parts := strings.SplitN(skey, "+", 5) // base64 has a + too
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return pair{}, errors.New("有一行不是 Ed25519 的签名私钥")
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(signer.Name(), public)
	return pair{m[1], Name(m[2]), signer, vkey}, err
}

// current are the pairs of the current verifier keys, nil unless both logs have one.
func (i Identity) current(pairs []pair) map[Name]pair {
	of := map[Name]pair{}
	for _, one := range pairs {
		if one.vkey == i.VKey(one.log) {
			of[one.log] = one
		}
	}
	if len(of) < len(Names) {
		return nil
	}
	return of
}

// pairs reads the file of private keys, which may have those of several data folders.
func (p Place) pairs() (all []pair, err error) {
	lines, err := entries(p.Key)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		one, err := parsePair(line)
		if err != nil {
			return nil, fmt.Errorf("%s 读不懂：%w", p.Key, err)
		}
		all = append(all, one)
	}
	return all, nil
}

const keyHeading = `# 公文 的签名私钥：流水和查阅登记的检查点用它签名。
# 请另存一份到安全的地方；不要放进数据文件夹，不要与数据文件夹的备份放在一起，不要给别人看。
`

const vkeysHeading = `# 公钥：流水和查阅登记的检查点用它核对，不是秘密。最后两行是现用的，以上是以前用过的。
`

// generate makes a new identity and both its keys. The private keys are on the disk, at
// the end of the file of them, before anybody learns of the public ones.
func (p Place) generate() (vkeys []string, err error) {
	id := strings.ToLower(rand.Text()[:10])
	before, err := bounded.ReadPath(p.Key, maxKeys)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	private := bytes.NewBuffer(before)
	if len(before) == 0 {
		private.WriteString(keyHeading)
	}
	for _, log := range Names {
		skey, vkey, err := note.GenerateKey(rand.Reader, origin(id, log))
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(private, skey)
		vkeys = append(vkeys, vkey)
	}
	file := p.Key
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real // a link to where the key is kept stays one
	}
	return vkeys, durable.WriteFile(file, private.Bytes())
}

// publish writes the verifier keys of a data folder. They are no secret: those who may
// read the folder itself may read them.
func (p Place) publish(vkeys []string) error {
	text := vkeysHeading + strings.Join(vkeys, "\n") + "\n"
	return errors.Join(durable.WriteFile(p.VKeys, []byte(text)), os.Chmod(p.VKeys, durable.Shared))
}
