package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"time"

	"gongwen/pipeline/columnset"
	"gongwen/pipeline/inbox"
	"gongwen/pipeline/pulls"
	"gongwen/pipeline/rules"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/font"
	"gongwen/templates/normal"
)

// ConfigName is the settings file at the top of a data folder.
const ConfigName = "gongwen.yaml"

// Config is gongwen.yaml. Every setting has a default, so the file may be
// missing or empty.
type Config struct {
	// What the office is called; what is left out is as the rulebook compiled in has it,
	// see Names.
	Government   string            `yaml:"government"` // in whose name documents are issued
	Office       string            `yaml:"office"`     // the office that issues them
	Superior     string            `yaml:"superior"`   // the government above, which reviews what this one does; may be empty
	Prefix       string            `yaml:"prefix"`     // 机关代字, with which its numbers begin
	OfficePrefix string            `yaml:"office_prefix"`
	Words        map[string]string `yaml:"words"` // in the place of those of the program's own kinds

	// Regulation is whose rulebooks hold.
	Regulation Regulation `yaml:"regulation"`
	// Hide are the program's own kinds that the office does not use.
	Hide Hide `yaml:"hide"`

	// Units are other names of units, by the name the roster has them under.
	Units map[string][]string `yaml:"units"`

	// Columns are sets of columns that the whole office has for its registers, by their names.
	Columns map[string][]string `yaml:"columns"`

	Phone string `yaml:"phone"` // the office's telephone, for questions about its documents and notices; may be empty

	Zone string `yaml:"zone"` // the time zone of the office's clock, as the IANA names it

	Site string `yaml:"site"` // address of the reading room as others reach it, for QR codes; empty where there is none

	Fonds   string `yaml:"fonds"`   // 全宗号, for handing over to an archive; empty until the archive has given one
	Section string `yaml:"section"` // code of the 机构(问题) in a 档号

	Settle         time.Duration `yaml:"settle"`          // how long a file must lie still before it is taken
	Rescan         time.Duration `yaml:"rescan"`          // how often to look without an event
	Watch          inbox.Mode    `yaml:"watch"`           // by events, by looking now and then, or by both
	AttachmentWait time.Duration `yaml:"attachment_wait"` // how long a form waits for its attachments, and a stray file for its form
	// Inboxes are the units whose inbox is watched in another way.
	Inboxes map[string]Inbox `yaml:"inboxes"`

	Fonts font.Config `yaml:"fonts"` // role to font file, before any other

	// Key is the file of the private keys that checkpoints are signed with, see
	// Folder.Checkpoints; empty for one beside the data folder.
	Key string `yaml:"key"`
	// RegisterCheckpoints prints the journal's checkpoint at the foot of registers.
	RegisterCheckpoints bool `yaml:"register_checkpoints"`
	// Approvals is how forms are signed, by kind.
	Approvals Approvals `yaml:"approvals"`
	// SignWith is what a person is known by who signs at the desk.
	SignWith SignWith `yaml:"sign_with"`
	// SignIn is what people are known by besides passwords of the reading room's own.
	SignIn SignIn `yaml:"sign_in"`
	// SignWithin is in how many working days somebody whose turn it is should sign at the
	// desk, where the rulebook gives no time; 0 for no such time.
	SignWithin int `yaml:"sign_within"`
	// Pulls are the registers that are made of each month, quarter or year.
	Pulls []pulls.Pull `yaml:"pulls"`
}

// Inbox is how one unit's inbox is watched; what it leaves out is as for all.
type Inbox struct {
	Settle *time.Duration `yaml:"settle"`
	Rescan *time.Duration `yaml:"rescan"`
	Watch  inbox.Mode     `yaml:"watch"`
}

// InboxOf is how the inbox of a unit is watched.
func (c Config) InboxOf(unit string) inbox.Options {
	o := inbox.Options{Watch: c.Watch, Settle: c.Settle, Rescan: c.Rescan}
	of, ok := c.Inboxes[unit]
	for name := range c.Inboxes {
		if !ok && normal.Key(name) == normal.Key(unit) { // as the file system spells it
			of = c.Inboxes[name]
		}
	}
	if of.Settle != nil {
		o.Settle = *of.Settle
	}
	if of.Rescan != nil {
		o.Rescan = *of.Rescan
	}
	o.Watch = cmp.Or(of.Watch, o.Watch)
	return o
}

// mistake is what is wrong with a length of time, or how the inboxes are watched; "" when
// nothing is.
func (c Config) mistake() string {
	for _, unit := range append([]string{""}, slices.Sorted(maps.Keys(c.Inboxes))...) {
		where := ""
		if unit != "" {
			where = "inboxes 的 " + unit + " 中，"
		}
		switch o := c.InboxOf(unit); {
		case o.Settle < 0 || o.Rescan < 100*time.Millisecond:
			return where + "settle 不能为负，rescan 不能小于 100ms"
		case o.Watch != inbox.Both && o.Watch != inbox.Events && o.Watch != inbox.Poll:
			return where + "watch 只能是 both（系统通知加巡查）、events（只靠系统通知）或 poll（只靠巡查）"
		}
	}
	if c.AttachmentWait < 0 {
		return "attachment_wait 不能为负"
	}
	if c.SignWithin < 0 || c.SignWithin > mostWorkingDays {
		return fmt.Sprintf("sign_within 是工作日的天数，写 0 到 %d，0 表示不定时限", mostWorkingDays)
	}
	return ""
}

// mostWorkingDays are about those of a year.
const mostWorkingDays = 250

// ColumnSets are the office's sets of columns, by name.
func (c Config) ColumnSets() []columnset.Owned {
	var sets []columnset.Owned
	for _, name := range slices.Sorted(maps.Keys(c.Columns)) {
		sets = append(sets, columnset.Owned{Set: columnset.Set{Name: name, Columns: c.Columns[name]}})
	}
	return sets
}

// Location is where the office's clock hangs: what day it is, and what time, when a
// form comes in or a document goes out.
func (c Config) Location() (*time.Location, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil || c.Zone == "" || c.Zone == "Local" { // for which the library has a meaning of its own
		return nil, fmt.Errorf("zone 不认识时区“%s”，请写成 Asia/Shanghai 的样子", c.Zone)
	}
	return zone, nil
}

// codePattern is what a part of a 档号 can be.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9]*$`)

// DefaultConfig is what a data folder without settings goes by.
func DefaultConfig() Config {
	c := Config{
		Regulation:     RegulationBuiltin,
		Zone:           "Asia/Shanghai",
		Section:        "BGS",
		Settle:         2 * time.Second,
		Rescan:         30 * time.Second,
		Watch:          inbox.Both,
		AttachmentWait: 10 * time.Minute,
		Approvals:      Approvals{Default: templates.Paper},
		SignWithin:     3,
		SignWith:       SignWithPassword,
	}
	c.nameAs(rules.BuiltinOffice())
	return c
}

// maxSettings is how many lines of settings there can be.
const maxSettings = 1000

// ReadConfig reads the settings of a data folder; with an empty folder, it gives
// the defaults.
func ReadConfig(folder Folder) (Config, error) {
	c := DefaultConfig()
	if folder == "" {
		return c, nil
	}
	file := folder.Config()
	source, err := bounded.ReadFile(bounded.Dir(string(folder)), ConfigName, bounded.Settings)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	c.nameAs(templates.Office{})
	if err := bounded.DecodeYAML(source, maxSettings, &c); err != nil {
		return c, fmt.Errorf("%s 有误：%w", file, err)
	}
	c.completeNames()
	if mistake := cmp.Or(c.Regulation.mistake(), c.Names().Mistake(), c.mistake()); mistake != "" {
		return c, fmt.Errorf("%s 有误：%s", file, mistake)
	}
	for _, set := range c.ColumnSets() {
		if err := set.Check(); err != nil {
			return c, fmt.Errorf("%s 有误：columns 的%w", file, err)
		}
	}
	if c.Phone != "" {
		if c.Phone, err = templates.ParsePhone(c.Phone); err != nil {
			return c, fmt.Errorf("%s 有误：phone 的%w", file, err)
		}
	}
	if _, err := c.Location(); err != nil {
		return c, fmt.Errorf("%s 有误：%w", file, err)
	}
	if !codePattern.MatchString(c.Fonds) || c.Section == "" || !codePattern.MatchString(c.Section) {
		return c, fmt.Errorf("%s 有误：fonds、section 只用字母和数字", file)
	}
	if within(folder.Checkpoints(c).Key, folder.real()) {
		return c, fmt.Errorf("%s 有误：key 不能放在数据文件夹里面，能改动流水的人会一并拿到它", file)
	}
	if err := c.checkPulls(folder); err != nil {
		return c, fmt.Errorf("%s 有误：%w", file, err)
	}
	if mistake := cmp.Or(c.SignWith.mistake(), c.SignIn.mistake(c.Site)); mistake != "" {
		return c, fmt.Errorf("%s 有误：%s", file, mistake)
	}
	return c, nil
}
