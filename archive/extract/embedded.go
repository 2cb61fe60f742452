package extract

import (
	"context"
	"errors"
	"path"
	"strings"
	"unicode"
)

// mostNested is how many files deep one may lie: a letter in a mail that was
// forwarded is two deep.
const mostNested = 5

// mostEmbedded is how many files may lie in one.
const mostEmbedded = 500

// embedded reads a file that lies in the one being read, such as what is attached to
// a mail, after its name.
func (x *Extractor) embedded(into *text, name string, data []byte) error {
	if err := into.breakLine(); err != nil {
		return err
	}
	if err := into.write(name + "\n"); err != nil {
		return err
	}
	return x.nested(into, "其中的"+titleOf(name), name, data)
}

// nested reads a file that lies in the one being read. What is wrong with it is a lack
// of the whole and no more; the error is only for what ends the reading of the whole.
func (x *Extractor) nested(into *text, title, name string, data []byte) error {
	into.room -= int64(len(data))
	switch {
	case into.depth == mostNested:
		into.miss(TooLarge, title+"套在太多层文件里，没有读")
		return nil
	case into.room < 0:
		into.miss(TooLarge, title+"没有读，里面的文件合起来过大")
		return nil
	}
	inner := *x
	inner.limits.Unpacked = into.room
	whole := &text{ctx: into.ctx, limit: into.limit - into.b.Len(), room: into.room, depth: into.depth + 1}
	err := guarded(func() error {
		read, err := sniff(name, data)
		if err != nil {
			return err
		}
		return read(&inner, whole, data)
	})
	into.room = whole.room
	if into.ctx.Err() != nil || errors.Is(err, errSandbox) {
		return errors.Join(into.add(whole.b.String()), err, context.Cause(into.ctx))
	}
	r := whole.result(err)
	if r.State != Read && len(data) > 0 {
		into.miss(r.State, title+r.State.Title()+"（"+r.Reason+"）")
	}
	if err := into.add(r.Text); err != nil {
		return err
	}
	if errors.Is(err, errFull) {
		return errFull
	}
	return into.breakLine()
}

// titleOf is how people are told of a file by its name, which may be anything.
func titleOf(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return "一个附件"
	}
	if all := []rune(name); len(all) > 60 {
		name = string(all[:30]) + "…" + string(all[len(all)-29:])
	}
	return "《" + name + "》"
}
