package moving

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// FileName is the file in a data folder that tells of its moves.
const FileName = "moved.json"

// Move is one move of an office, as both data folders tell of it.
type Move struct {
	ID   string    `json:"id"` // the same in both
	Time time.Time `json:"time"`
	// To is, in the old folder, the file it was packed into; From is, in the new one, the
	// path of the old one.
	To   string `json:"to,omitempty"`
	From string `json:"from,omitempty"`
	// Fingerprint is the SHA-256 of the sums of the stream.
	Fingerprint string `json:"fingerprint"`

	CalledOff *CalledOff `json:"called_off,omitempty"`
}

// CalledOff is why a move did not take place.
type CalledOff struct {
	Time   time.Time `json:"time"`
	Reason string    `json:"reason"`
}

// away reports whether the office has left the folder by this move.
func (m Move) away() bool { return m.From == "" && m.CalledOff == nil }

type movesFile struct {
	Moves []Move `json:"moves"`
}

// mostMoves is how many moves are remembered.
const mostMoves = 100

// History are the moves a data folder tells of, the oldest first.
func History(folder string) ([]Move, error) {
	text, err := bounded.ReadFile(bounded.Dir(folder), FileName, bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var f movesFile
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s 读不懂，不知道这个数据文件夹是否已经搬走：%w。请先查明，不要删去它", filepath.Join(folder, FileName), err)
	}
	return f.Moves, nil
}

func write(folder string, moves []Move) error {
	text, err := json.MarshalIndent(movesFile{moves[max(0, len(moves)-mostMoves):]}, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(folder, FileName), append(text, '\n'))
}

// Away is the error for a data folder that the office has left.
type Away struct {
	Folder string
	Move   Move
}

func (a *Away) Error() string {
	return fmt.Sprintf("%s 已于 %s 打包搬走（%s，校验值 %s），不再办理，免得两台机器给出相同的编号。请到新机器上办理；确实没有搬成、新机器上也没有启用的，运行 gongwen pack -d %s --undo --reason 理由",
		a.Folder, a.Move.Time.Local().Format("2006-01-02 15:04"), a.Move.To, a.Move.Fingerprint[:min(16, len(a.Move.Fingerprint))], a.Folder)
}

// Check is an *Away for a folder that the office has left.
func Check(folder string) error {
	moves, err := History(folder)
	if err != nil {
		return err
	}
	if n := len(moves); n > 0 && moves[n-1].away() {
		return &Away{folder, moves[n-1]}
	}
	return nil
}

// CallOff makes a folder that the office has left one that works again, and tells which
// move did not take place. The caller has the folder's lock, and has made sure that
// nothing was begun with what was packed.
func CallOff(folder, reason string, now time.Time) (Move, error) {
	moves, err := History(folder)
	if err != nil {
		return Move{}, err
	}
	if n := len(moves); n == 0 || !moves[n-1].away() {
		return Move{}, fmt.Errorf("%s 没有搬走，不必撤销", folder)
	}
	// Packed again and again, it was left by all of these moves.
	for i := range slices.Backward(moves) {
		if !moves[i].away() {
			break
		}
		moves[i].CalledOff = &CalledOff{now.UTC().Truncate(time.Second), reason}
	}
	return moves[len(moves)-1], write(folder, moves)
}
