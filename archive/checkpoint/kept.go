package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// maxCheckpoints is the most bytes of a file of checkpoints.
const maxCheckpoints = 4 << 20

// ReadFile reads the checkpoints in a file, see Split.
func ReadFile(file string) ([][]byte, error) {
	text, err := bounded.ReadPath(file, maxCheckpoints)
	return Split(text), err
}

const keptHeading = `# 用旁边的签名私钥签过的检查点，最近的在最后，由程序写入。gongwen verify 用它核对流水有没有被改动。
# 请不要与数据文件夹的备份放在一起。
`

// maxKept is how many checkpoints of one log are kept at most. The more lines later, the
// fewer of the old ones: they only tell from where on a log was rewritten.
const maxKept = 64

// kept are the checkpoints beside the key, of all logs that are signed with it.
func (p Place) kept() ([][]byte, error) {
	all, err := ReadFile(p.Kept())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

// isOf reports whether a checkpoint, as it is written, says that it is of a log.
func isOf(note []byte, origin string) bool { return bytes.HasPrefix(note, []byte(origin+"\n")) }

// keep adds a checkpoint to what is kept.
func (p Place) keep(all [][]byte, c Checkpoint) error {
	var own []int // of this log, by where they stand
	for n, one := range all {
		if isOf(one, c.Origin) {
			own = append(own, n)
		}
	}
	if len(own) >= maxKept {
		for n := 0; n < maxKept/2; n += 2 {
			all[own[n]] = nil
		}
	}
	return p.writeKept(append(all, c.Note))
}

func (p Place) writeKept(all [][]byte) error { return writeNotes(p.Kept(), keptHeading, all) }

// writeNotes writes a file of checkpoints, without those that are nil.
func writeNotes(file, heading string, all [][]byte) error {
	b := bytes.NewBufferString(heading)
	for _, one := range all {
		if one != nil {
			fmt.Fprintf(b, "\n%s", one)
		}
	}
	return durable.WriteFile(file, b.Bytes())
}
