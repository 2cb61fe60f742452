package workspace

import (
	"fmt"
	"path/filepath"
	"strings"

	"gongwen/pipeline/columnset"
	"gongwen/pipeline/pulls"
	"gongwen/templates"
)

// Pulls is where pulls are made before they are put into their places. Unlike Staging it
// is kept when the program starts again: one that was handed in to be filed is the one
// that goes into its place.
func (f Folder) Pulls() string { return f.at("temp", "pulls") }

// checkPulls finds what is wrong with the settings of pulls, which must not be laid where
// the program or the office has something else, and puts the office's sets of columns where
// they are named (@月报).
func (c *Config) checkPulls(folder Folder) error {
	if err := pulls.Check(c.Pulls); err != nil {
		return err
	}
	for i, p := range c.Pulls {
		var columns []string
		for _, label := range p.Columns {
			if !strings.HasPrefix(label, "@") {
				columns = append(columns, label)
				continue
			}
			set, err := columnset.Find(c.ColumnSets(), label, "")
			if err != nil {
				return fmt.Errorf("pulls 的“%s”：columns %w", p.Name, err)
			}
			columns = append(columns, set.Columns...)
		}
		c.Pulls[i].Columns = columns
	}
	for _, p := range c.Pulls {
		place := p.Place(folder.Registers())
		if !filepath.IsAbs(filepath.FromSlash(p.To)) {
			continue // below registers
		}
		if real, registers := Real(place), Real(folder.Registers()); within(real, folder.real()) && !within(real, registers) || real == registers {
			return fmt.Errorf("pulls 的“%s”：to “%s”在数据文件夹里面，请写 registers/%s 下的文件夹名，或数据文件夹以外的路径", p.Name, p.To, pulls.Folder)
		}
	}
	return nil
}

// checkPullNames finds kinds and the like that the settings of pulls name and the office
// has not.
func (c Config) checkPullNames(folder Folder, kinds *templates.Set) error {
	if err := pulls.CheckNames(c.Pulls, kinds); err != nil {
		return fmt.Errorf("%s 有误：%w", folder.Config(), err)
	}
	return nil
}
