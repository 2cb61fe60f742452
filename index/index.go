package index

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
	bolt "go.etcd.io/bbolt/errors"

	"gongwen/templates"
)

// Errors of a search. Follow mends the first two.
var (
	ErrMissing = errors.New("还没有检索索引")
	ErrDamaged = errors.New("检索索引已损坏")
	ErrBusy    = errors.New("检索索引正在更新，请稍后再试")
)

// patience is how long to wait for another program to let the index go.
const patience = "10s"

// Index is a search index in a folder. Its methods may be called from many
// goroutines, and from several programs, at once.
type Index struct {
	dir   string
	kinds *templates.Set

	mu      sync.Mutex
	state   State           // as last seen
	checked map[string]bool // segment files found whole; they never change
}

// At is the index in dir, which need not exist. The kinds tell Follow which
// values are persons and money; nil will do where nothing is followed.
func At(dir string, kinds *templates.Set) *Index {
	return &Index{dir: dir, kinds: kinds, checked: map[string]bool{}}
}

// State tells how far an index has come.
type State struct {
	Format    string `json:"format"`    // formatVersion
	Catalogue string `json:"catalogue"` // ID of the catalogue it follows
	Seq       int64  `json:"seq"`       // its last change worked in
}

// stateKey is where the state is kept, inside the index: a batch of documents and
// the state after it are written together.
var stateKey = []byte("gongwen")

// use opens the index, calls fn and lets it go. Damage, which in a mapped file
// shows as a memory fault, becomes ErrDamaged.
func (x *Index) use(write bool, fn func(bleve.Index, State) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s：%w（%v）", x.dir, ErrDamaged, r)
		}
	}()
	opened, err := bleve.OpenUsing(x.dir, map[string]any{"read_only": !write, "bolt_timeout": patience})
	switch {
	case errors.Is(err, bleve.ErrorIndexPathDoesNotExist):
		return fmt.Errorf("%s：%w", x.dir, ErrMissing)
	case errors.Is(err, bolt.ErrTimeout):
		return fmt.Errorf("%s：%w", x.dir, ErrBusy)
	case err != nil:
		return fmt.Errorf("%s：%w（%w）", x.dir, ErrDamaged, err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	text, err := opened.GetInternal(stateKey)
	if err != nil {
		return err
	}
	var state State
	if err := json.Unmarshal(text, &state); err != nil || state.Format != formatVersion {
		return fmt.Errorf("%s：%w（格式不符）", x.dir, ErrDamaged)
	}
	return fn(opened, state)
}

// create makes an empty index, in place of whatever is there.
func (x *Index) create(state State) error {
	if err := os.RemoveAll(x.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(x.dir), 0o750); err != nil {
		return err
	}
	made, err := bleve.NewUsing(x.dir, bleve.NewIndexMapping(), bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, nil)
	if err != nil {
		return err
	}
	return errors.Join(putState(made, state), made.Close())
}

func putState(in interface{ SetInternal(k, v []byte) error }, state State) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return in.SetInternal(stateKey, text)
}

// checkSegments compares the segment files with the checksum each ends in,
// except those found whole before. Bleve itself does not, and writing on top of
// a damaged segment would stop in the background without an answer.
func (x *Index) checkSegments() error {
	files, err := filepath.Glob(filepath.Join(x.dir, "store", "*.zap"))
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, file := range files {
		if x.checked[file] {
			continue
		}
		ok, err := whole(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another program has just merged it into a larger one
		}
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s：%w", file, ErrDamaged)
		}
		x.checked[file] = true
	}
	return nil
}

// whole compares a segment with its last four bytes, the CRC-32 of the rest.
func whole(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() < 4 {
		return false, err
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return false, err
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return false, err
	}
	return sum.Sum32() == binary.BigEndian.Uint32(want[:]), nil
}

// State reads how far the index has come, and how many records it has.
func (x *Index) State() (state State, records int, err error) {
	err = x.use(false, func(opened bleve.Index, s State) error {
		n, err := opened.DocCount()
		state, records = s, int(n)
		return err
	})
	return state, records, err
}

// Lacking are those of the numbers that the index does not have.
func (x *Index) Lacking(ctx context.Context, numbers []string) (lacking []string, err error) {
	err = x.use(false, func(opened bleve.Index, _ State) error {
		answer, err := opened.SearchInContext(ctx, bleve.NewSearchRequestOptions(query.NewDocIDQuery(numbers), len(numbers), 0, false))
		if err != nil {
			return err
		}
		has := map[string]bool{}
		for _, hit := range answer.Hits {
			has[hit.ID] = true
		}
		for _, number := range numbers {
			if !has[number] {
				lacking = append(lacking, number)
			}
		}
		return nil
	})
	return lacking, err
}
