package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive"
	"gongwen/archive/durable"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// newOffice is what must be known of an office before it can have a data folder.
type newOffice struct {
	government, office, superior, prefix, officePrefix string
	units, kinds                                       []string
}

// flags are those by which it is said; what is left out is asked for on a terminal.
func (o *newOffice) flags(to *pflag.FlagSet) {
	to.StringVar(&o.government, "government", "", "以谁的名义行文，如 青山区人民政府、红松镇人民政府、第二中学")
	to.StringVar(&o.office, "office", "", "由哪个办公室制发，不写就是前一项加“办公室”")
	to.StringVar(&o.superior, "superior", "", "上一级机关，可以没有")
	to.StringVar(&o.prefix, "prefix", "", "机关代字，编号的开头，如 青政")
	to.StringVar(&o.officePrefix, "office-prefix", "", "办公室的机关代字，不写就是前一项加“办”")
	to.StringSliceVar(&o.units, "unit", nil, "本机关的单位，一个单位一次，或用逗号分开；每个单位有一个收件文件夹")
	to.StringSliceVar(&o.kinds, "kinds", nil, "用自带的哪几种表单，如 letter,leave；不写就是全部，写 none 就一种也不用")
}

// ask asks for what the flags did not say. Without a terminal there is nobody to ask.
func (o *newOffice) ask(cmd *cobra.Command) error {
	answers, asked := bufio.NewScanner(cmd.InOrStdin()), isTerminal(cmd.InOrStdin())
	var missing []string
	for _, q := range []struct {
		flag, question, usual string
		to                    *string
		must                  bool
	}{
		{"government", "以谁的名义行文（全称，如 青山区人民政府）", "", &o.government, true},
		{"office", "由哪个办公室制发（全称）", "", &o.office, true},
		{"superior", "上一级机关（全称，没有就直接回车）", "", &o.superior, false},
		{"prefix", "机关代字，编号的开头（如 青政）", "", &o.prefix, true},
		{"office-prefix", "办公室的机关代字", "", &o.officePrefix, true},
	} {
		switch { // what follows from what is known by now
		case q.flag == "office" && o.government != "":
			q.usual = o.government + "办公室"
		case q.flag == "office-prefix" && o.prefix != "":
			q.usual = o.prefix + "办"
		}
		if *q.to != "" {
			continue
		}
		if !asked {
			if *q.to = q.usual; q.must && q.usual == "" && !strings.HasPrefix(q.flag, "office") {
				missing = append(missing, "--"+q.flag)
			}
			continue
		}
		line, err := askFor(cmd, answers, q.question, q.usual, q.must)
		if err != nil {
			return err
		}
		*q.to = line
	}
	if len(o.units) == 0 && asked {
		line, err := askFor(cmd, answers, "本机关有哪些单位（用顿号分开）", o.office, true)
		if err != nil {
			return err
		}
		o.units = strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("、,，;； ", r) })
	}
	if len(o.units) == 0 {
		missing = append(missing, "--unit")
	}
	if len(missing) > 0 {
		return fmt.Errorf("还要知道：%s。例如：gongwen init --empty 文件夹 --government 青山区人民政府 --prefix 青政 --unit 办公室,财政局",
			strings.Join(missing, "、"))
	}
	return nil
}

func askFor(cmd *cobra.Command, answers *bufio.Scanner, text, usual string, must bool) (string, error) {
	for {
		if usual != "" {
			text = strings.TrimSuffix(text, "（"+usual+"）") + "（" + usual + "）"
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s：", text)
		if !answers.Scan() {
			return "", cmp.Or(answers.Err(), errors.New("没有答完，什么也没有建"))
		}
		if line := cmp.Or(strings.TrimSpace(answers.Text()), usual); line != "" || !must {
			return line, nil
		}
	}
}

// config are the settings it begins with: a regulation of its own.
func (o *newOffice) config() (workspace.Config, error) {
	c := workspace.DefaultConfig()
	c.Government, c.Office, c.Superior = o.government, o.office, o.superior
	c.Prefix, c.OfficePrefix = o.prefix, o.officePrefix
	c.Regulation = workspace.RegulationOwn
	if mistake := c.Names().Mistake(); mistake != "" {
		return c, errors.New(mistake)
	}
	if o.kinds == nil {
		return c, nil
	}
	kinds, err := templates.Load(templates.Builtin(c.Names()))
	if err != nil {
		return c, err
	}
	var used []string
	for _, name := range o.kinds {
		if name == "none" {
			continue
		}
		k, err := kindNamed(kinds, name)
		if err != nil {
			return c, err
		}
		used = append(used, k.Key)
	}
	c.Hide.All = len(used) == 0
	for _, k := range kinds.All() {
		if !c.Hide.All && !slices.Contains(used, k.Key) {
			c.Hide.Kinds = append(c.Hide.Kinds, k.Key)
		}
	}
	return c, nil
}

// exampleName is the person in the one row of an empty roster, to be replaced.
const exampleName = "示例"

// roster is one row that shows what a row is, and the units.
func (o *newOffice) roster(day templates.Date) *roster.Roster {
	var units []templates.Values
	for _, name := range o.units {
		units = append(units, templates.Values{"name": name})
	}
	return roster.New([]roster.Appointment{{Name: exampleName, Unit: o.units[0], Post: o.units[0] + "主任", Rank: "部门主要负责人", From: day}}, units...)
}

// makeEmptyFolder makes a data folder that is ready for an office to write its people and
// its regulation into.
func (o *newOffice) makeEmptyFolder(cmd *cobra.Command, f workspace.Folder, key string) error {
	if err := o.ask(cmd); err != nil {
		return err
	}
	for _, unit := range o.units {
		if unit != archive.SafeName(unit) {
			return fmt.Errorf("单位“%s”要做收件文件夹的名称，不能有 / \\ : * ? \" < > | 之类的字符", unit)
		}
	}
	config, err := o.config()
	if err != nil {
		return err
	}
	config.Key = key
	today := templates.Today(time.Now())
	if err := makeDataFolder(cmd, f, contents{
		config: workspace.NewConfig(config), roster: o.roster(today), rulebook: rules.Starter(o.government + "工作规则"),
	}); err != nil {
		return err
	}
	for _, unit := range o.units {
		if err := durable.MkdirShared(filepath.Join(f.Inbox(), unit)); err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), `数据文件夹已建好，%s用它自己的规则。接下来：
  1. 在 %s 里填上本机关的人，删去“%s”一行
  2. gongwen regulation load -d %s 规则全文.txt，读入本机关的工作规则，各条要求列成清单；规则怎样写：gongwen help rules.md
  3. 各种表单：gongwen help kinds；要改自带的：gongwen templates export -d %s 种类
  4. gongwen forms -d %s --out %s，空白表单里就能选到花名册上的单位和人员
  5. gongwen run -d %s，然后把填好的表单放进 %s 里各单位的文件夹
`, o.government, f.Roster(), exampleName, f, f, f, f.Forms(), f, f.Inbox())
	return nil
}
