package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/gofrs/flock"

	"gongwen/archive/durable"
	"gongwen/templates"
)

// Errors of a search. Follow mends the first two.
var (
	ErrMissing = errors.New("还没有检索索引")
	ErrDamaged = errors.New("检索索引已损坏")
	ErrBusy    = errors.New("检索索引正由另一个程序更新，请稍后再试")
)

// patience is how long to wait for another program that writes. It is a variable
// so that tests need not.
var patience = 10 * time.Second

// Index is a search index in a folder. Its methods may be called from many
// goroutines, and from several programs, at once.
type Index struct {
	dir    string
	kinds  Kinds
	reader reader
}

// Kinds tell Follow which of a form's values are persons and money. Nil is a kind
// that is not known.
type Kinds interface {
	Named(key string) *templates.Kind
}

// At is the index in dir, which need not exist. Kinds may be nil where nothing is
// followed.
func At(dir string, kinds Kinds) *Index { return &Index{dir: dir, kinds: kinds} }

// use opens the edition to search in, calls fn and lets it go. While a new one is
// being made and there is no old one that can be used, that is the new one as
// far as it has come: what it finds is right, and Standing tells what it lacks.
func (x *Index) use(ctx context.Context, fn func(*held) error) error {
	var first error
	for _, name := range []string{current, next} {
		err := x.useNamed(ctx, name, fn)
		if err == nil || !errors.Is(err, ErrMissing) && !errors.Is(err, ErrDamaged) {
			return err
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// useNamed is use of the edition a name stands for.
func (x *Index) useNamed(ctx context.Context, name string, fn func(*held) error) error {
	for {
		e, err := x.load(name)
		if err != nil {
			return err
		}
		if err = x.check(ctx, e, false); err == nil {
			err = x.read(e, fn)
		}
		if err == nil || !errors.Is(err, ErrDamaged) {
			return err
		}
		// It may have been replaced since its name was read.
		if now, loadErr := x.load(name); loadErr != nil || now.Folder == e.Folder {
			return err
		}
	}
}

// read calls fn with an edition, which stays open for the next one.
func (x *Index) read(e edition, fn func(*held) error) (err error) {
	opened, release, err := x.reader.hold(e, func() (opened bleve.Index, err error) {
		err = x.guard(e.Folder, func() error {
			opened, err = x.openWhole(e)
			return err
		})
		return opened, err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release(errors.Is(err, ErrDamaged))) }()
	return x.guard(e.Folder, func() error { return fn(opened) })
}

// openWhole opens an edition to search in. Where a segment is not there – the
// edition may have been replaced and removed since its name was read – Bleve opens
// what is left, which can be nothing, without an error.
func (x *Index) openWhole(e edition) (bleve.Index, error) {
	opened, err := x.open(e.Folder, true)
	if err != nil {
		return nil, err
	}
	records, err := opened.DocCount()
	if err == nil && records != uint64(e.Records) {
		err = fmt.Errorf("%s：%w（有%d件，应有%d件）", x.path(e.Folder), ErrDamaged, records, e.Records)
	}
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// write opens a folder in Bleve's format, calls fn and closes it, see attend.
func (x *Index) write(folder string, fn func(bleve.Index) error) error {
	return x.attend(folder, func(w *writing) error {
		opened, err := x.open(folder, false)
		if err != nil {
			return err
		}
		w.opens(opened)
		return fn(opened)
	})
}

// open opens a folder in Bleve's format.
//
// A truncated root file looks to Bleve like one that another program has locked,
// and is waited for. Nobody has: editions are not written to, and a folder being
// written is its writer's alone. So the wait is short, and its end is damage.
func (x *Index) open(folder string, readOnly bool) (bleve.Index, error) {
	dir := x.path(folder)
	opened, err := bleve.OpenUsing(dir, map[string]any{"read_only": readOnly, "bolt_timeout": "1s", "asyncErrorCallbackName": callback,
		"scorchMergePlanOptions": map[string]any{"FloorSegmentSize": smallest}})
	if err != nil {
		return nil, fmt.Errorf("%s：%w（%w）", dir, ErrDamaged, err)
	}
	return opened, nil
}

// guard calls fn. Damage, which in a mapped file shows as a memory fault, becomes
// ErrDamaged.
func (x *Index) guard(folder string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s：%w（%v）", x.path(folder), ErrDamaged, r)
		}
	}()
	return fn()
}

// writers let one write in a program, by folder. The pipeline and the reading room
// each follow the archive; that one waits for the other, as long as it takes, is
// nothing to complain of.
var writers sync.Map // of chan struct{} with one place

// lock keeps others from writing until done is called: those in this program
// wait, and another program is waited for a while.
func (x *Index) lock(ctx context.Context) (done func() error, err error) {
	place, _ := writers.LoadOrStore(x.dir, make(chan struct{}, 1))
	one := place.(chan struct{})
	select {
	case one <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	unlock, err := x.locked(ctx)
	if err != nil {
		<-one
		return nil, err
	}
	return func() error {
		defer func() { <-one }()
		return unlock()
	}, nil
}

// locked keeps other programs from writing until unlock is called.
func (x *Index) locked(ctx context.Context) (unlock func() error, err error) {
	if err := os.MkdirAll(x.dir, durable.PrivateFolder); err != nil {
		return nil, err
	}
	held := flock.New(x.path(lock))
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if _, err := held.TryLockContext(waiting, 20*time.Millisecond); err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("%s：%w", x.dir, ErrBusy)
		}
		return nil, err
	}
	return held.Unlock, nil
}

// Standing tells what a search's answer is worth.
type Standing struct {
	Missing  int  // records filed that the index does not have yet
	Renewing bool // it is being made anew; the old one answers, or where that cannot be used the new one as far as it has come
}

// Complete tells that what was not found is not there.
func (s Standing) Complete() bool { return s.Missing == 0 && !s.Renewing }

// Ledger is the catalogue as Standing needs it.
type Ledger interface {
	ID() string
	LastChange(ctx context.Context) (int64, error)
	Filed(ctx context.Context) (int, error)
}

// Standing is to be asked before a search: what is filed in between is then
// counted as missing, not as found.
func (x *Index) Standing(ctx context.Context, ledger Ledger) (Standing, error) {
	e, err := x.load(current)
	if err == nil {
		err = x.check(ctx, e, false)
	}
	renewing := err != nil || e.Catalogue != ledger.ID()
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) {
		e, err = x.load(next)
		if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) {
			e, err = edition{}, nil
		}
	}
	if err != nil {
		return Standing{}, err
	}
	last, err := ledger.LastChange(ctx)
	if err != nil || !renewing && e.Seq == last {
		return Standing{}, err
	}
	filed, err := ledger.Filed(ctx)
	return Standing{Missing: max(0, filed-e.Records), Renewing: renewing}, err
}

// Renew lets the next Follow make the index anew. Searches go on in the old one
// meanwhile.
func (x *Index) Renew(ctx context.Context) (err error) {
	done, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := x.forget(next); err != nil {
		return err
	}
	e, err := x.load(current)
	if err != nil {
		return x.forget(current)
	}
	e.Catalogue = "" // follows none, so it is made anew
	return x.announce(current, e)
}

// Verify reads everything the index consists of and tells how far it has come,
// or that it is damaged or missing.
func (x *Index) Verify(ctx context.Context) (State, error) {
	e, err := x.load(current)
	if err != nil {
		return State{}, err
	}
	return e.State, x.check(ctx, e, true)
}

// Lacking are those of the numbers that the index does not have.
func (x *Index) Lacking(ctx context.Context, numbers []string) (lacking []string, err error) {
	err = x.use(ctx, func(opened *held) error {
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
