package index

import (
	"errors"
	"path/filepath"
	"time"

	"gongwen/index/engine"
	"gongwen/templates"
)

// Errors of a search. Follow mends the first two.
var (
	ErrMissing = errors.New("还没有检索索引")
	ErrDamaged = engine.ErrDamaged
	ErrBusy    = errors.New("检索索引正由另一个程序更新，请稍后再试")
)

// Index is a search index in a folder. Its methods may be called from many
// goroutines, and from several programs, at once.
type Index struct {
	dir    string
	kinds  Kinds
	reader reader

	batchRecords int           // how many records are written at once
	lockWait     time.Duration // how long to wait for another program that writes
}

// Kinds tell Follow what fields a form has, and which of them are persons and money. Nil
// is a kind that is not known.
type Kinds interface {
	Named(key string) *templates.Kind
}

// At is the index in dir, which need not exist. Kinds may be nil where nothing is
// followed.
func At(dir string, kinds Kinds) *Index {
	return &Index{dir: dir, kinds: kinds, batchRecords: batchRecords, lockWait: lockWait}
}

const (
	// The more records are written at once, the less is written twice; the memory
	// is half a GB for all that is under way when an index is made anew.
	batchRecords = 2000
	lockWait     = 10 * time.Second
)

func (x *Index) path(name string) string { return filepath.Join(x.dir, name) }
