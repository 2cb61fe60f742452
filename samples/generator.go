package samples

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"gongwen/templates"
)

// generator is a recipe compiled for its kind.
type generator struct {
	*draw
	kind        *templates.Kind
	cases       []branch
	shares      int // the sum of the cases' shares
	attachments []attachment
}

// attachment is the text of the files named at a path of the form.
type attachment struct {
	path string
	text text
}

// branch is a case with all that is common to them; a recipe without cases has
// one.
type branch struct {
	share int
	let   []naming
	form  []field
}

// naming gives a value a name.
type naming struct {
	name  string
	value pipeline
}

// field fills a field of the form, by a text or by blocks of rows.
type field struct {
	*templates.Field
	where string // file and line, for errors
	text  text
	rows  []rows
}

// rows is a compiled block; when and each are nil where the recipe has none.
type rows struct {
	when, each pipeline
	cells      []field
}

// newGenerator compiles a recipe. The error lists everything wrong with it,
// each with file and line.
func newGenerator(kind *templates.Kind, r *recipe) (*generator, error) {
	d, err := newDraw()
	if err != nil {
		return nil, err
	}
	c := compiler{draw: d}
	g := &generator{draw: d, kind: kind}
	c.file = wordsFile
	c.lists(r.Words)
	c.file = r.File
	c.lists(r.Lists)
	common := branch{1, c.namings(r.Let), c.fields(kind.Fields, r.Form)}
	for _, alt := range r.Cases {
		if alt.Share <= 0 {
			c.wrong(alt.Name.Line, "“%s”没有 share（份额）", alt.Name.Text)
		}
		g.shares += alt.Share
		g.cases = append(g.cases, branch{
			share: alt.Share,
			let:   slices.Concat(common.let, c.namings(alt.Let)),
			form:  override(common.form, c.fields(kind.Fields, alt.Form)),
		})
	}
	if len(r.Cases) == 0 {
		g.shares, g.cases = common.share, []branch{common}
	}
	for _, a := range r.Attachments {
		if f := kind.At(a.Name); f == nil || f.Type != templates.TypeFile {
			c.wrong(a.Line, "attachments 里的“%s”不是“%s”的附件字段", a.Name, kind.Title)
		}
		g.attachments = append(g.attachments, attachment{a.Name, c.text(a.Value)})
	}
	return g, errors.Join(c.errs...)
}

// compiler compiles the parts of a recipe and gathers what is wrong with them.
type compiler struct {
	*draw
	file string
	errs []error
}

func (c *compiler) where(line int) string { return fmt.Sprintf("%s:%d", c.file, line) }

func (c *compiler) wrong(line int, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s：%s", c.where(line), fmt.Sprintf(format, args...)))
}

func (c *compiler) text(s source) text {
	t, err := c.draw.text(c.where(s.Line), s.Text)
	if err != nil {
		c.errs = append(c.errs, err)
	}
	return t
}

func (c *compiler) pipeline(s source) pipeline {
	if s.Text == "" {
		return nil
	}
	p, err := c.draw.pipeline(c.where(s.Line), s.Text)
	if err != nil {
		c.errs = append(c.errs, err)
	}
	return p
}

func (c *compiler) lists(lists map[string][]item) {
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		items := lists[name]
		if _, twice := c.draw.lists[name]; twice && len(items) > 0 {
			c.wrong(items[0].line(), "列表“%s”与 %s 里的重名", name, wordsFile)
		}
		for _, it := range items {
			c.draw.lists[name] = append(c.draw.lists[name], c.choice(it))
		}
	}
}

func (c *compiler) choice(it item) choice {
	if it.Parts == nil {
		t := c.text(it.Text)
		return func() (any, error) { return t() }
	}
	texts := make([]text, len(it.Parts))
	for i, part := range it.Parts {
		texts[i] = c.text(part.Value)
	}
	return func() (any, error) {
		parts := make(map[string]any, len(texts))
		for i, t := range texts {
			s, err := t()
			if err != nil {
				return nil, err
			}
			parts[it.Parts[i].Name] = s
		}
		return parts, nil
	}
}

func (c *compiler) namings(let ordered[source]) []naming {
	var ns []naming
	for _, l := range let {
		ns = append(ns, naming{l.Name, c.pipeline(l.Value)})
	}
	return ns
}

func (c *compiler) fields(of []templates.Field, form ordered[filling]) []field {
	var fs []field
	for _, entry := range form {
		f := c.field(of, entry.Name, entry.Line)
		if f.Field == nil {
			continue
		}
		if f.IsList() != (entry.Value.Blocks != nil) {
			c.wrong(entry.Line, "“%s”应当%s", entry.Name, choose(f.IsList(), "是一组行（- row: …）", "是一段文字"))
		}
		f.text = c.text(entry.Value.Text)
		for _, b := range entry.Value.Blocks {
			f.rows = append(f.rows, c.rows(f.Field, b))
		}
		fs = append(fs, f)
	}
	return fs
}

func (c *compiler) rows(list *templates.Field, b block) rows {
	r := rows{when: c.pipeline(b.When), each: c.pipeline(b.Each)}
	for _, cell := range b.Row {
		if f := c.field(list.Columns, cell.Name, cell.Line); f.Field != nil {
			f.text = c.text(cell.Value)
			r.cells = append(r.cells, f)
		}
	}
	return r
}

func (c *compiler) field(of []templates.Field, name string, line int) field {
	i := slices.IndexFunc(of, func(f templates.Field) bool { return f.Named(name) })
	if i < 0 {
		c.wrong(line, "没有“%s”这个字段或栏目", name)
		return field{}
	}
	return field{Field: &of[i], where: c.where(line)}
}

// override puts a case's fields in the place of the common ones.
func override(common, own []field) []field {
	kept := slices.DeleteFunc(slices.Clone(common), func(f field) bool {
		return slices.ContainsFunc(own, func(o field) bool { return o.Key == f.Key })
	})
	return append(kept, own...)
}
