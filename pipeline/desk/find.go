package desk

import (
	"context"
	"fmt"
	"path"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
)

// Unknown is the error of Find for a name by which no form that waits, or more than one,
// is meant.
type Unknown struct {
	Name  string
	Meant []catalogue.Arrival // more than one
}

func (e *Unknown) Error() string {
	if len(e.Meant) == 0 {
		return fmt.Sprintf("没有叫“%s”的表单在等候签批，请用 gongwen sign --list 查看", e.Name)
	}
	var all []string
	for _, a := range e.Meant[:min(len(e.Meant), mostNamed)] {
		all = append(all, a.ID+"（"+a.Path+"）")
	}
	return fmt.Sprintf("叫“%s”的有%d份在等候签批，请写明收件号：%s", e.Name, len(e.Meant), strings.Join(all, "、"))
}

// mostNamed is how many of those that a name may mean its text tells of.
const mostNamed = 10

// Find is the form that waits and that a name means: its arrival's key; or, where there is
// only one, its path below inbox/, or its file's name, with or without its ending. The
// error is *Unknown or that of the archive.
func Find(ctx context.Context, c *catalogue.Catalogue, name string) (catalogue.Arrival, error) {
	if _, ok, err := c.Unsigned(ctx, name); err != nil || ok {
		a, _, lookErr := c.Arrival(ctx, name)
		if err == nil {
			err = lookErr
		}
		return a, err
	}
	var there, called []catalogue.Arrival
	key := form.NameKey(name)
	for u, err := range c.AllUnsigned(ctx) {
		if err != nil {
			return catalogue.Arrival{}, err
		}
		a, _, err := c.Arrival(ctx, u.Arrival)
		if err != nil {
			return a, err
		}
		base := path.Base(a.Path)
		switch {
		case a.Path == name: // of several, each was dropped where the former had lain
			there = append(there, a)
		case form.NameKey(base) == key, form.NameKey(strings.TrimSuffix(base, path.Ext(base))) == key:
			called = append(called, a)
		}
	}
	meant := called
	if len(there) > 0 {
		meant = there
	}
	if len(meant) == 1 {
		return meant[0], nil
	}
	return catalogue.Arrival{}, &Unknown{Name: name, Meant: meant}
}
