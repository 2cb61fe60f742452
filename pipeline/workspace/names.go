package workspace

import (
	"cmp"
	"fmt"
	"maps"

	"gongwen/pipeline/rules"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// Regulation is whose rulebooks hold in a data folder.
type Regulation string

const (
	// RegulationBuiltin is those of the program, with what stands in rules/ over them.
	RegulationBuiltin Regulation = "builtin"
	// RegulationOwn is those in rules/ alone: an office with a regulation of its own.
	RegulationOwn Regulation = "own"
)

func (r Regulation) mistake() string {
	if r == RegulationBuiltin || r == RegulationOwn {
		return ""
	}
	return fmt.Sprintf("regulation“%s”只能是 builtin（程序自带的工作规则，rules 文件夹里的加在上面）或 own（只用 rules 文件夹里本单位自己的）", r)
}

// Names is what the office is called.
func (c Config) Names() templates.Office {
	return templates.Office{Government: c.Government, Name: c.Office, Superior: c.Superior,
		Prefix: c.Prefix, OfficePrefix: c.OfficePrefix, Words: c.Words}
}

func (c *Config) nameAs(o templates.Office) {
	c.Government, c.Office, c.Superior = o.Government, o.Name, o.Superior
	c.Prefix, c.OfficePrefix, c.Words = o.Prefix, o.OfficePrefix, o.Words
}

// completeNames takes what the settings leave out from the rulebook compiled in: a data
// folder may be from before there were such settings. An office with a regulation of its
// own says all of it.
func (c *Config) completeNames() {
	for _, name := range []*string{&c.Government, &c.Office, &c.Superior, &c.Prefix, &c.OfficePrefix} {
		*name = normal.Text(*name)
	}
	if c.Regulation == RegulationOwn {
		return
	}
	usual := rules.BuiltinOffice()
	c.Government = cmp.Or(c.Government, usual.Government)
	switch c.Government {
	case usual.Government:
		c.Office = cmp.Or(c.Office, usual.Name)
		c.Superior = cmp.Or(c.Superior, usual.Superior)
	default: // another government has another office, and another above it
		c.Office = cmp.Or(c.Office, c.Government+"办公室")
	}
	if c.Prefix == "" {
		c.Prefix = usual.Prefix
		c.OfficePrefix = cmp.Or(c.OfficePrefix, usual.OfficePrefix)
	}
	words := maps.Clone(usual.Words) // the rules compiled in are written in them
	if words == nil {
		words = map[string]string{}
	}
	maps.Copy(words, c.Words)
	c.Words = words
}

// BorrowedPrefix reports whether the numbers of another government begin as those of the
// one whose rulebook is compiled in, since the settings do not say how: so they did
// before there was such a setting.
func (c Config) BorrowedPrefix() bool {
	usual := rules.BuiltinOffice()
	return c.Government != usual.Government && c.Prefix == usual.Prefix
}
