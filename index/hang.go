package index

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Bleve writes and merges in the background, and when that fails, for a damaged
// file or a full disk, it says so only to a callback: whoever waits for it waits
// for ever. Closing the index lets them go.

const callback = "gongwen"

// atWork are the indexes being written, by their folder.
var atWork sync.Map // string → *closer

func init() {
	scorch.RegistryAsyncErrorCallbacks[callback] = func(err error, store string) {
		if c, ok := atWork.Load(filepath.Dir(store)); ok {
			go c.(*closer).fail(err)
		}
	}
}

// closer closes an index once: when all is done, or when the background fails.
type closer struct {
	opened bleve.Index
	once   sync.Once

	mu     sync.Mutex
	failed error // in the background
}

func (c *closer) close() (err error) {
	c.once.Do(func() { err = c.opened.Close() })
	return err
}

func (c *closer) fail(err error) {
	c.mu.Lock()
	if c.failed == nil {
		c.failed = err
	}
	c.mu.Unlock()
	_ = c.close() // what failed is told; the folder is given up
}

// background is what went wrong there, or nil. What could not be written may be
// written another time; anything else is damage.
func (c *closer) background(dir string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.failed == nil:
		return nil
	case errors.Is(c.failed, scorch.ErrPersist):
		return fmt.Errorf("%s：索引写不进去（%w）", dir, c.failed)
	}
	return fmt.Errorf("%s：%w（%w）", dir, ErrDamaged, c.failed)
}
