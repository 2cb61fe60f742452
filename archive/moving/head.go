package moving

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Head is what a stream says of itself at its beginning.
type Head struct {
	Format int       `json:"format"`
	ID     string    `json:"id"`
	Packed time.Time `json:"packed"`
	From   string    `json:"from"` // the path of the old data folder
	// Program and Formats are the version that packed, and the formats of the folder, as
	// its formats.json has them; for whoever unpacks to refuse early.
	Program string            `json:"program"`
	Formats map[string]string `json:"formats"`
	// Files and Bytes are about how many there are: more may have come into the inboxes.
	Files int    `json:"files"`
	Bytes uint64 `json:"bytes"`
	Key   bool   `json:"key"` // whether the private keys go along
	// Moves are those the old folder tells of.
	Moves []Move `json:"moves,omitempty"`
}

// maxHead is how large a head may be, in bytes.
const maxHead = 1 << 20

func parseHead(text []byte) (h Head, err error) {
	if err := json.Unmarshal(text, &h); err != nil {
		return h, fmt.Errorf("%s 读不懂：%w", headName, err)
	}
	switch {
	case h.Format > Format:
		return h, fmt.Errorf("搬家文件的版本是 %d，本程序只认到 %d。请在这台机器上装 gongwen %s 或更新的程序", h.Format, Format, h.Program)
	case h.Format < 1 || h.ID == "":
		return h, errors.New("不是 gongwen pack 打包的")
	}
	return h, nil
}
