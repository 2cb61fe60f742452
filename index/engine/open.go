package engine

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"
)

// ErrDamaged is the error for an index whose files are not what was written.
var ErrDamaged = errors.New("检索索引已损坏")

// open opens a folder in Bleve's format.
//
// A truncated root file looks to Bleve like one that another program has locked,
// and is waited for. Nobody has: a folder is either not written to any more, or its
// writer's alone. So the wait is short, and its end is damage.
func open(dir string, readOnly bool) (bleve.Index, error) {
	opened, err := bleve.OpenUsing(dir, map[string]any{"read_only": readOnly, "bolt_timeout": "1s", "asyncErrorCallbackName": callback,
		"scorchMergePlanOptions": map[string]any{"FloorSegmentSize": smallest}})
	if err != nil {
		return nil, fmt.Errorf("%s：%w（%w）", dir, ErrDamaged, err)
	}
	return opened, nil
}

// guard calls fn. Damage, which in a mapped file shows as a memory fault, becomes
// ErrDamaged.
func guard(dir string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s：%w（%v）", dir, ErrDamaged, r)
		}
	}()
	return fn()
}

// careful is fn in a goroutine of its own, to which a memory fault in a damaged file is
// its own, too: it becomes ErrDamaged.
func careful(fn func() error) func() error {
	return func() (err error) {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("%w（%v）", ErrDamaged, r)
			}
		}()
		return fn()
	}
}
