// Package pulls makes the pulls (定期台账) that an office asks for in its settings: of each
// month, quarter or year that has passed, the registers of what counts in it, in a folder
// of their own.
//
//	registers/定期/财务月报/2026-10/
//	    合同台账（2026年10月）.xlsx …     the registers and views
//	    不再使用的公文/…                  stamped copies that they link to
//	    说明.txt  清单.json             what is in the folder, for people and programs
//	    SHA256SUMS                    of all the others, as sha256sum -c reads them
//
// A folder appears whole or not at all, and stays as it is: it tells what the registers
// said on the day it was made. What was voided, corrected or filed late since is in the
// registers of the year.
//
// Nothing but the folders themselves says which pulls have been made. A period whose
// folder is not there is due, see Pull.Due; so a run that was killed, a clock that was
// wrong, and a folder that somebody took away all mend by looking again.
//
// A pull may also be filed as a record (月报), see Submission: it is handed in as any form
// is. To file it once and not twice is the catalogue's part as much as this package's.
package pulls

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gongwen/archive"
	"gongwen/archive/register"
	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/tablefile"
)

// Pull is one item of the setting pulls.
type Pull struct {
	Name    string   `yaml:"name"`
	Every   Every    `yaml:"every"`
	Kinds   []string `yaml:"kinds"`   // keys or titles; without these and views, all kinds that have records in the period
	Views   []string `yaml:"views"`   // keys or titles
	Unit    string   `yaml:"unit"`    // by any of its names; empty for all
	Columns []string `yaml:"columns"` // labels of those wanted, of which each register has those that it has; empty for all
	Formats []string `yaml:"formats"` // empty for xlsx
	To      string   `yaml:"to"`      // a folder: absolute, or below registers/定期; empty for one of the pull's name there
	File    bool     `yaml:"file"`    // file it as a record
	After   int      `yaml:"after"`   // days after the period's end, for what is handed in late
	Since   string   `yaml:"since"`   // the first period; empty for the last that has passed when the pull is first made
}

// Folder is where pulls lie among the registers.
const Folder = register.Pulls

const (
	mostAfter = 366
	mostPulls = 100
	// mostPeriods bounds since: fifty years of months.
	mostPeriods = 600
)

// Check finds what is wrong with the settings of pulls, as far as that can be told from
// them alone. Mistakes name the pull and the key.
func Check(all []Pull) error {
	if len(all) > mostPulls {
		return fmt.Errorf("pulls 最多写%d项", mostPulls)
	}
	names, folders := map[string]bool{}, map[string]string{}
	for i, p := range all {
		if strings.TrimSpace(p.Name) == "" {
			return fmt.Errorf("pulls 的第%d项没有写 name（名称）", i+1)
		}
		if names[normal.Key(p.Name)] {
			return fmt.Errorf("pulls 有两项都叫“%s”，请改一个名称", p.Name)
		}
		names[normal.Key(p.Name)] = true
		if err := p.check(); err != nil {
			return fmt.Errorf("pulls 的“%s”：%w", p.Name, err)
		}
		place := normal.Key(filepath.Clean(p.Place("")) + string(p.Every))
		if other, taken := folders[place]; taken {
			return fmt.Errorf("pulls 的“%s”与“%s”放在同一个文件夹，同一期会分不清，请改 to", p.Name, other)
		}
		folders[place] = p.Name
	}
	return nil
}

var errEvery = errors.New("every 只能是 month（每月）、quarter（每季度）或 year（每年）")

func (p Pull) check() error {
	if lengths[p.Every] == 0 {
		return errEvery
	}
	if p.After < 0 || p.After > mostAfter {
		return fmt.Errorf("after 是期满后的天数，从0到%d", mostAfter)
	}
	if p.Since != "" {
		if _, err := p.Every.Parse(p.Since); err != nil {
			return fmt.Errorf("since %w", err)
		}
	}
	for _, format := range p.Formats {
		if _, err := tablefile.Named(format); err != nil {
			return fmt.Errorf("formats %w", err)
		}
	}
	for key, list := range map[string][]string{"kinds": p.Kinds, "views": p.Views, "columns": p.Columns, "formats": p.Formats} {
		for i, item := range list {
			if strings.TrimSpace(item) == "" || slices.Contains(list[:i], item) {
				return fmt.Errorf("%s 里有空的，或写了两次的：“%s”", key, item)
			}
		}
	}
	if to := filepath.FromSlash(p.To); to != "" && !filepath.IsAbs(to) && (!filepath.IsLocal(to) || filepath.Clean(to) == "." || !safe(to)) {
		return fmt.Errorf("to “%s”不能用：写完整的路径，或写 registers/定期 下的文件夹名，不能有 .. 和文件名里不能用的字符", p.To)
	}
	return nil
}

// safe reports whether each step of a path is a name that every file system takes.
func safe(to string) bool {
	for step := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(to)), "/") {
		if archive.SafeName(step) != step {
			return false
		}
	}
	return true
}

// Place is the folder in which the folders of its periods lie, given that of the registers.
func (p Pull) Place(registers string) string {
	if to := filepath.FromSlash(p.To); filepath.IsAbs(to) {
		return filepath.Clean(to)
	}
	return filepath.Join(registers, Folder, p.below())
}

// below is the place of a pull without an absolute one, below Folder.
func (p Pull) below() string {
	return cmp.Or(filepath.FromSlash(p.To), archive.SafeName(p.Name))
}

// formats are the files that each register is written to.
func (p Pull) formats() (all []tablefile.Format, err error) {
	for _, name := range p.Formats {
		format, err := tablefile.Named(name)
		if err != nil {
			return nil, err
		}
		all = append(all, format)
	}
	if len(all) == 0 {
		all = tablefile.Formats[:1]
	}
	return all, nil
}

// Ended is the last period whose pull can be made on a day: it has ended, and the days for
// late filings are over.
func (p Pull) Ended(today templates.Date) Period {
	return p.Every.Of(today.AddDays(-p.After)).Previous()
}

// Due are the periods of which there is to be a folder on a day, the oldest first: the last
// that has ended, and those before it since Since.
func (p Pull) Due(today templates.Date) (due []Period) {
	last := p.Ended(today)
	from := last
	if since, err := p.Every.Parse(p.Since); p.Since != "" && err == nil && since.First.Before(from.First.Time) {
		from = since
	}
	for at := last; !at.First.Before(from.First.Time) && len(due) < mostPeriods; at = at.Previous() {
		due = append(due, at)
	}
	slices.Reverse(due)
	return due
}

// Made reports whether the folder of a period is in its place, given that of the registers.
// A folder of its name that is none is an error, ErrUnsealed.
func (p Pull) Made(registers string, period Period) (bool, error) {
	return sealed(filepath.Join(p.Place(registers), period.Name()))
}
