package checkpoint

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Fault is a way in which logs, checkpoints and keys do not belong together.
type Fault int

const (
	Rewritten  Fault = iota + 1 // a log does not begin with what was signed
	Cut                         // a log has fewer lines than were signed
	Foreign                     // a checkpoint that was given is none of this data folder's
	KeyDiffers                  // the keys in the data folder are not those beside it
)

// Finding is one disagreement.
type Finding struct {
	Fault   Fault
	Log     Name   // empty where it is not known
	Message string // in Chinese
}

// Given is a file of checkpoints that somebody has kept.
type Given struct {
	Name string // of the file, for messages
	All  [][]byte
	// Beside tells that the file lies beside the data folder, where the settings, which
	// whoever writes to the folder can write to, say that the key is elsewhere. Some of it
	// may be from another data folder of that name, but not all.
	Beside bool
}

// Report is what came of holding logs against checkpoints.
type Report struct {
	Findings []Finding
	Held     []string // what they agree with, each a line in Chinese
}

// Verify holds both logs, read anew, against the checkpoints beside the key and those
// that are given. The private key is not needed; where it is there, the verifier keys in
// the data folder are held against it.
func (p Place) Verify(ctx context.Context, given []Given) (Report, error) {
	i, err := p.Identity()
	pairs, keyErr := p.pairs()
	switch {
	case err == nil && keyErr == nil:
		if i.current(pairs) == nil {
			return p.differs(ctx, i, given, "的公钥与签名私钥 "+p.Key+" 的不符")
		}
	case errors.Is(err, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist):
		i = Identity{} // from before there were checkpoints: those that are given are foreign
		if kept, err := p.kept(); err == nil && len(kept) > 0 {
			return p.differs(ctx, i, given, "和签名私钥都不见了，而 "+p.Kept()+" 还在")
		}
	case err != nil && keyErr == nil:
		for _, one := range pairs { // the journal may still be checked by them
			err = errors.Join(err, i.add(one.vkey))
		}
		return p.differs(ctx, i, given, "不见了或读不懂")
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("%s 不见了，而签名私钥读不了：%w", p.VKeys, keyErr)
		fallthrough
	case err != nil:
		return Report{Findings: []Finding{{Fault: KeyDiffers, Message: err.Error()}}}, nil
	}
	return p.hold(ctx, i, given)
}

func (p Place) differs(ctx context.Context, i Identity, given []Given, how string) (Report, error) {
	r, err := p.hold(ctx, i, given)
	r.Findings = append(r.Findings, Finding{Fault: KeyDiffers, Message: p.VKeys + " " + how})
	return r, err
}

// HeadAt is the tree head that a log, as it is now, had when it had so many lines. Nobody
// has signed it.
func (p Place) HeadAt(ctx context.Context, log Name, lines int64) (Head, error) {
	i, err := p.Identity()
	if err != nil {
		return Head{}, err
	}
	t := Of(p.dir(log))
	if err := t.Extend(ctx); err != nil {
		return Head{}, err
	}
	if lines > t.Size() {
		return Head{}, fmt.Errorf("%s只有 %d 行，没有 %d 行", log.Chinese(), t.Size(), lines)
	}
	root, err := t.Root(lines)
	return Head{origin(i.ID, log), lines, root}, err
}

// hold holds the logs against what was signed by an identity's keys.
func (p Place) hold(ctx context.Context, i Identity, given []Given) (Report, error) {
	var r Report
	own, err := p.kept()
	switch {
	case errors.Is(err, fs.ErrPermission): // it is another user who checks
		r.Held = append(r.Held, fmt.Sprintf("%s 不让现在的用户读，没有用它核对；请用运行本程序的用户查验", p.Kept()))
	case err != nil:
		r.add(Foreign, "", "%s：读不了（%v）", p.Kept(), err)
	case len(own) == 0 && len(given) == 0 && i.ID != "":
		r.Held = append(r.Held, fmt.Sprintf("没有 %s，流水没有检查点可以核对；请用 --checkpoint 给出保存在别处的", p.Kept()))
	}
	trees := map[Name]*Tree{}
	for _, log := range Names {
		trees[log] = Of(p.dir(log))
		if err := trees[log].Extend(ctx); err != nil {
			return r, err
		}
	}
	for n, from := range append([]Given{{Name: p.Kept(), All: own}}, given...) {
		shared := n == 0 || from.Beside // several data folders may have their keys in one file
		if !shared && len(from.All) == 0 {
			r.add(Foreign, "", "%s：%v", from.Name, &Malformed{"文件是空的"})
		}
		of := map[Name][]Checkpoint{}
		for _, text := range from.All {
			c, err := Parse(text, i.keys)
			log := named(c.Origin)
			switch {
			case err == nil:
				of[log] = append(of[log], c)
			case shared && errors.Is(err, ErrForeign):
			default:
				r.add(Foreign, log, "%s：%v", from.Name, err)
			}
		}
		if from.Beside && len(from.All) > 0 && len(of) == 0 {
			r.add(KeyDiffers, "", "数据文件夹旁边的 %s 里，没有一个检查点是用现在的密钥签的", from.Name)
		}
		for _, log := range Names {
			if len(of[log]) > 0 {
				if err := r.compare(trees[log], log, from.Name, of[log]); err != nil {
					return r, err
				}
			}
		}
	}
	return r, nil
}

func (r *Report) add(f Fault, log Name, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{f, log, fmt.Sprintf(format, args...)})
}

// compare holds a log against its checkpoints of one file.
func (r *Report) compare(t *Tree, log Name, file string, all []Checkpoint) error {
	good, bad, beyond := int64(0), int64(-1), int64(-1) // the most and the fewest lines that do, that do not; more than there are
	for _, c := range all {
		if c.Size > t.Size() {
			beyond = max(beyond, c.Size)
			continue
		}
		holds, err := t.extends(c.Head)
		switch {
		case err != nil:
			return err
		case holds:
			good = max(good, c.Size)
		case bad < 0 || c.Size < bad:
			bad = c.Size
		}
	}
	if bad >= 0 {
		if good > bad {
			good = 0 // which no honest log has: nothing is sure
		}
		r.add(Rewritten, log, "%s前 %d 行与签过名的检查点（%s）不符：第 %d 行到第 %d 行%s之间有的被改动、删除或插入过，以后各行的校验值也被重算了",
			log.Chinese(), bad, file, good+1, bad, written(t, good, bad-1))
	}
	if beyond >= 0 {
		r.add(Cut, log, "%s只有 %d 行，而签过名的检查点（%s）有 %d 行：末尾被截去了，或者恢复成了更早的备份", log.Chinese(), t.Size(), file, beyond)
	}
	if bad < 0 && beyond < 0 {
		r.Held = append(r.Held, fmt.Sprintf("%s %d 行，与检查点一致（%s，其中最近的是前 %d 行的）", log.Chinese(), t.Size(), file, good))
	}
	return nil
}

// written says when lines were written.
func written(t *Tree, first, last int64) string {
	from, err := t.Time(first)
	until, lastErr := t.Time(last)
	if err != nil || lastErr != nil || from.IsZero() || until.IsZero() {
		return ""
	}
	const minute = "2006-01-02 15:04"
	return fmt.Sprintf("（%s 至 %s）", from.Local().Format(minute), until.Local().Format(minute))
}
