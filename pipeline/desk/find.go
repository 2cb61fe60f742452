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
	for _, a := range e.Meant {
		all = append(all, a.ID+"（"+a.Path+"）")
	}
	return fmt.Sprintf("叫“%s”的有%d份在等候签批，请写明收件号：%s", e.Name, len(e.Meant), strings.Join(all, "、"))
}

// mostMeant is how many forms are named of those that a name may mean.
const mostMeant = 10

// Find is the form that waits and that a name means: its arrival's key; its path below
// inbox/; or, where there is only one, its file's name, with or without its ending. The
// error is *Unknown or that of the archive.
func Find(ctx context.Context, c *catalogue.Catalogue, name string) (catalogue.Arrival, error) {
	if _, ok, err := c.Unsigned(ctx, name); err != nil || ok {
		a, _, lookErr := c.Arrival(ctx, name)
		if err == nil {
			err = lookErr
		}
		return a, err
	}
	var meant []catalogue.Arrival
	key := form.NameKey(name)
	for u, err := range c.AllUnsigned(ctx) {
		if err != nil {
			return catalogue.Arrival{}, err
		}
		a, _, err := c.Arrival(ctx, u.Arrival)
		if err != nil {
			return a, err
		}
		if a.Path == name {
			return a, nil
		}
		base := path.Base(a.Path)
		if form.NameKey(base) == key || form.NameKey(strings.TrimSuffix(base, path.Ext(base))) == key {
			meant = append(meant, a)
		}
	}
	if len(meant) == 1 {
		return meant[0], nil
	}
	return catalogue.Arrival{}, &Unknown{Name: name, Meant: meant[:min(len(meant), mostMeant)]}
}
