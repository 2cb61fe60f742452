package checkpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongwen/archive/durable"
	"gongwen/archive/journal"
)

// Signer signs checkpoints of a data folder's logs, and proves lines of them. It may be
// used from many goroutines at once, one of which is served at a time.
type Signer struct {
	Place
	Identity Identity

	pairs map[Name]pair
	slot  chan struct{}
	trees map[Name]*Tree // of those that were asked for
}

// Open reads the private keys of a data folder. The error is a *Keyless where there are
// none that would do.
func (p Place) Open() (*Signer, error) {
	i, err := p.Identity()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Keyless{fmt.Sprintf("%s 还没有流水检查点的密钥，运行 gongwen run、serve 或 backup 时会建", p.Folder), err}
	}
	if err != nil {
		return nil, &Keyless{err.Error(), err}
	}
	pairs, err := p.pairs()
	own := i.current(pairs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, p.lost("没有签名私钥 "+p.Key, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, &Keyless{fmt.Sprintf("签名私钥 %s 不让本程序读，请用拥有它的用户运行，或改它的权限（chown）", p.Key), err}
	case err != nil:
		return nil, p.lost(err.Error(), err)
	case own == nil:
		return nil, p.lost(p.Key+" 里没有这个数据文件夹（"+i.ID+"）的签名私钥", nil)
	}
	return &Signer{Place: p, Identity: i, pairs: own, slot: make(chan struct{}, 1), trees: map[Name]*Tree{}}, nil
}

// Inconsistent is the error for a log that does not extend what was signed of it.
type Inconsistent struct {
	Log          Name
	Signed, Size int64 // lines then, and now
}

func (i *Inconsistent) Error() string {
	what := fmt.Sprintf("%s前 %d 行与签过名的检查点不符", i.Log.Chinese(), i.Signed)
	if i.Size < i.Signed {
		what = fmt.Sprintf("%s只有 %d 行，而签过名的检查点有 %d 行", i.Log.Chinese(), i.Size, i.Signed)
	}
	return what + "：可能被人改动、截去过，或者恢复成了更早的备份。不再签新的检查点，请运行 gongwen verify 查明"
}

// mustExtend is an *Inconsistent unless a log begins with what a head stands for.
func mustExtend(log Name, t *Tree, signed Head) error {
	holds, err := t.extends(signed)
	if err == nil && !holds {
		err = &Inconsistent{log, signed.Size, t.Size()}
	}
	return err
}

// take waits until nobody else uses the trees.
func (s *Signer) take(ctx context.Context) (release func(), err error) {
	select {
	case s.slot <- struct{}{}:
		return func() { <-s.slot }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Sign is the checkpoint of a log as it is now. The first one after the beginning reads
// the whole log; later ones what was added.
func (s *Signer) Sign(ctx context.Context, log Name) (Checkpoint, error) {
	release, err := s.take(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	defer release()
	_, c, err := s.sign(ctx, log)
	return c, err
}

func (s *Signer) sign(ctx context.Context, log Name) (*Tree, Checkpoint, error) {
	t, c, err := s.signTree(ctx, log)
	if errors.Is(err, ErrChanged) { // which the lines, read anew, will show
		delete(s.trees, log)
		t, c, err = s.signTree(ctx, log)
	}
	return t, c, err
}

// tree is that of a log as it is now.
func (s *Signer) tree(ctx context.Context, log Name) (*Tree, error) {
	t := s.trees[log]
	if t == nil {
		t = Of(s.dir(log))
		s.trees[log] = t
	}
	return t, t.Extend(ctx)
}

func (s *Signer) signTree(ctx context.Context, log Name) (*Tree, Checkpoint, error) {
	t, err := s.tree(ctx, log)
	if err != nil {
		return nil, Checkpoint{}, err
	}
	if err := makeLast(t); err != nil {
		return nil, Checkpoint{}, err
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, Checkpoint{}, err
	}
	c, err := s.signLocked(t, log)
	return t, c, errors.Join(err, unlock())
}

// makeLast makes the lines of a tree outlast a power cut: the newest ones may have been
// written by another program just now.
func makeLast(t *Tree) error {
	files := t.Files()
	for _, file := range files[max(0, len(files)-2):] {
		if err := durable.SyncFile(file); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		return nil
	}
	info, err := os.Stat(files[len(files)-1])
	if err == nil && info.Size() < t.end.at { // the writer has taken them back
		err = ErrChanged
	}
	return err
}

func (s *Signer) signLocked(t *Tree, log Name) (Checkpoint, error) {
	all, err := s.kept()
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%s：%w", s.Kept(), err)
	}
	one := s.pairs[log]
	newest := Checkpoint{}
	for _, text := range all {
		if !isOf(text, one.signer.Name()) {
			continue
		}
		c, err := Parse(text, s.Identity.keys)
		if err != nil {
			return c, fmt.Errorf("%s：%w", s.Kept(), err)
		}
		if newest.Note == nil || c.Size >= newest.Size {
			newest = c
		}
	}
	size := t.Size()
	if newest.Note != nil {
		if err := mustExtend(log, t, newest.Head); err != nil {
			return Checkpoint{}, err
		}
		if newest.Size == size {
			return newest, nil
		}
	}
	root, err := t.Root(size)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := Head{one.signer.Name(), size, root}.sign(one.signer)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := s.keep(all, c); err != nil {
		return Checkpoint{}, s.unkept(err)
	}
	return c, nil
}

// signed reports whether anything of a log is kept.
func (s *Signer) signed(log Name) bool {
	all, _ := s.kept() // which signing tells
	name := s.pairs[log].signer.Name()
	return slices.ContainsFunc(all, func(c []byte) bool { return isOf(c, name) })
}

// SignCopy is the checkpoint of a copy of a log, such as a backup has, as long as the log
// extends it. It is not the newest and is not kept beside the key.
func (s *Signer) SignCopy(ctx context.Context, log Name, of *Tree) (Checkpoint, error) {
	if err := of.Extend(ctx); err != nil {
		return Checkpoint{}, err
	}
	root, err := of.Root(of.Size())
	if err != nil {
		return Checkpoint{}, err
	}
	release, err := s.take(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	defer release()
	t, now, err := s.sign(ctx, log)
	if err != nil {
		return Checkpoint{}, err
	}
	copied := Head{now.Origin, of.Size(), root}
	if err := mustExtend(log, t, copied); err != nil {
		return Checkpoint{}, err
	}
	return copied.sign(s.pairs[log].signer)
}

// behind reports whether a log was written to since something was kept beside the key.
func (s *Signer) behind() (bool, error) {
	kept, err := os.Stat(s.Kept())
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	for _, log := range Names {
		files, err := journal.Files(s.dir(log))
		if err != nil {
			return false, err
		}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil || !info.ModTime().Before(kept.ModTime()) {
				return true, err
			}
		}
	}
	return false, nil
}

// Keep signs what was written since the last time, of both logs.
func (s *Signer) Keep(ctx context.Context) error {
	behind, err := s.behind()
	if err != nil || !behind {
		return err
	}
	for _, log := range Names {
		if files, listErr := journal.Files(s.dir(log)); len(files) == 0 && listErr == nil && !s.signed(log) {
			continue // there is no such log yet
		}
		if _, signErr := s.Sign(ctx, log); signErr != nil {
			err = errors.Join(err, signErr)
		}
	}
	return err
}

// NoLine is the error of Prove for a record that the journal has no line of.
type NoLine struct{ Number string }

func (n *NoLine) Error() string {
	return "流水里没有 " + n.Number + " 归档的一行：编号不对，或者是很早的版本归档的（那时流水还不记归档），不能给出归档证明"
}

// Prove proves that the journal, as it is now, says that a record was filed. about is when
// it was, as far as is known; the zero time is looked for from the beginning.
func (s *Signer) Prove(ctx context.Context, number string, about time.Time) (Proof, error) {
	c, err := s.Sign(ctx, Journal)
	if err != nil {
		return Proof{}, err
	}
	return s.ProveIn(ctx, c, number, about)
}

// ProveIn is Prove by a checkpoint of the journal that Sign gave: one will do for many
// records.
func (s *Signer) ProveIn(ctx context.Context, c Checkpoint, number string, about time.Time) (Proof, error) {
	release, err := s.take(ctx)
	if err != nil {
		return Proof{}, err
	}
	defer release()
	t, err := s.tree(ctx, Journal)
	if err != nil {
		return Proof{}, err
	}
	if err := mustExtend(Journal, t, c.Head); err != nil {
		return Proof{}, err
	}
	index, line, err := t.Find(ctx, about, filed(number))
	if err != nil {
		return Proof{}, err
	}
	if index < 0 || index >= c.Size {
		return Proof{}, &NoLine{number}
	}
	hashes, err := tlog.ProveRecord(c.Size, index, t)
	if err != nil {
		return Proof{}, err
	}
	if err := tlog.CheckRecord(hashes, c.Size, c.Root, index, tlog.RecordHash(line)); err != nil {
		delete(s.trees, Journal)
		return Proof{}, fmt.Errorf("流水中 %s 归档的一行：%w。请运行 gongwen verify 查明", number, ErrChanged)
	}
	return Proof{index, line, hashes, c}, nil
}

// filed finds the line that a record was filed with.
func filed(number string) func(line []byte) bool {
	quoted, _ := json.Marshal(number)          // a string has no error
	plain := !bytes.ContainsRune(quoted, '\\') // else it may be written in several ways
	return func(line []byte) bool {
		var e journal.Event
		return (!plain || bytes.Contains(line, quoted)) && json.Unmarshal(line, &e) == nil && e.Type == journal.Filed && e.Number == number
	}
}

// ReadOwn reads a file with one checkpoint of this data folder.
func (s *Signer) ReadOwn(file string) (Checkpoint, error) {
	all, err := ReadFile(file)
	if err != nil {
		return Checkpoint{}, err
	}
	if len(all) != 1 {
		return Checkpoint{}, fmt.Errorf("%s：%w", file, &Malformed{fmt.Sprintf("应有一个检查点，有 %d 个", len(all))})
	}
	c, err := Parse(all[0], s.Identity.keys)
	if err != nil {
		err = fmt.Errorf("%s：%w", file, err)
	}
	return c, err
}

// Since proves that a log, as it is now, extends an older checkpoint of it.
func (s *Signer) Since(ctx context.Context, old Checkpoint) (Consistency, error) {
	log := named(old.Origin)
	if log == "" || old.Origin != s.pairs[log].signer.Name() {
		return Consistency{}, fmt.Errorf("%w：它是 %.80s 的", ErrForeign, old.Origin)
	}
	release, err := s.take(ctx)
	if err != nil {
		return Consistency{}, err
	}
	defer release()
	t, c, err := s.sign(ctx, log)
	if err != nil {
		return Consistency{}, err
	}
	if err := mustExtend(log, t, old.Head); err != nil {
		return Consistency{}, err
	}
	if old.Size == 0 {
		return Consistency{Checkpoint: c}, nil
	}
	hashes, err := tlog.ProveTree(c.Size, old.Size, t)
	return Consistency{old.Size, hashes, c}, err
}
