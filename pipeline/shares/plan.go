package shares

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"

	"gongwen/archive"
	"gongwen/archive/shared"
)

// Groups of the operating system that belong to no unit.
const (
	Everybody = "gw-users"     // all members: they get into the shares
	Registers = "gw-registers" // who reads the registers, as the office of finance
)

// RegistersMember is what stands in members.csv and nfs.csv in the place of a unit for
// those who read the registers.
const RegistersMember = "台账"

// Encryption says which clients Samba lets in.
type Encryption string

const (
	Required Encryption = "required" // those that encrypt: Windows 8 and later, all of today's
	Desired  Encryption = "desired"  // also those that cannot, such as Windows 7
)

// Unit is a unit with folders of its own.
type Unit struct {
	Name  string `json:"unit"`  // as the roster has it, and its folders
	Group string `json:"group"` // the operating system's group of its people
}

// Plan is how one data folder is given out.
type Plan struct {
	Data       string     `json:"data"` // absolute path
	Keys       string     `json:"keys"` // absolute path of the folder that signed checkpoints are kept in, beside their key
	User       string     `json:"user"` // the user of the operating system that the program runs as
	Encryption Encryption `json:"encryption"`
	Units      []Unit     `json:"units"`
	Shares     []Share    `json:"shares"`
}

// Share is a folder of the data folder under the name that people see.
type Share struct {
	Name   string `json:"name"`
	Folder string `json:"folder"` // below the data folder
	Group  string `json:"group"`  // who gets in
	Own    bool   `json:"own"`    // every unit has a folder of its own in it, and may write there

	about string // a line for people
}

var allShares = []Share{
	{"公文收件", "inbox", Everybody, true, "把填好的表单和附件放进本单位的文件夹"},
	{"公文办结", "issued", Everybody, true, "办好的正式文件，在本单位的文件夹里取"},
	{"公文退件", "returned", Everybody, true, "退回的表单和退件通知，在本单位的文件夹里取"},
	{"公文待签", "waiting", Everybody, true, "等候签批的，在本单位的文件夹里看轮到谁"},
	{"公文空白表单", "forms", Everybody, false, "空白表单"},
	{"公文台账", "registers", Registers, false, "台账，给财务等有权看的人"},
}

// New plans for the units of a roster. The error names the unit or path that cannot be
// the name of a folder, or that Samba or a shell would read otherwise than it is written.
func New(data, user string, encryption Encryption, units []string) (Plan, error) {
	p := Plan{User: user, Encryption: encryption, Shares: allShares}
	var err error
	if p.Data, err = filepath.Abs(data); err != nil {
		return p, err
	}
	p.Keys = filepath.Dir(p.Data)
	if strings.ContainsFunc(p.Data, unicode.IsControl) || strings.ContainsAny(p.Data, `"\%`) || strings.TrimSpace(p.Data) != p.Data {
		return p, fmt.Errorf("数据文件夹的路径“%s”里有引号、反斜杠、百分号、换行之类，Samba 认错，不能共享，请换一个位置", p.Data)
	}
	if encryption != Required && encryption != Desired {
		return p, fmt.Errorf("--encryption 写的是“%s”，只能是 %s（一律加密）或 %s（对方不能加密的也放行）", encryption, Required, Desired)
	}
	if !userName(user) {
		return p, fmt.Errorf("--user 写的“%s”不像系统的用户名，请用小写字母、数字、- 和 _", user)
	}
	taken := map[string]string{}
	for _, name := range units {
		if archive.SafeName(name) != name || shared.IsIgnored(name) || name == RegistersMember || strings.ContainsAny(name, "\",，") {
			return p, fmt.Errorf("花名册上的单位“%s”不能用作文件夹名，请在花名册里改名，或从花名册的单位中去掉", name)
		}
		unit := Unit{name, groupOf(name)}
		if other, is := taken[unit.Group]; is {
			return p, fmt.Errorf("“%s”和“%s”的组同名（%s），请把其中一个的名称写得不同些", other, name, unit.Group)
		}
		taken[unit.Group] = name
		p.Units = append(p.Units, unit)
	}
	if len(p.Units) == 0 {
		return p, fmt.Errorf("花名册里没有单位，没有什么可共享的。请先填写 %s 的“单位”表", filepath.Join(p.Data, "roster.xlsx"))
	}
	return p, nil
}

// groupOf is the name of a unit's group. Groups have at most 32 letters, of a few kinds.
func groupOf(unit string) string {
	sum := sha256.Sum256([]byte(unit))
	return "gw-" + hex.EncodeToString(sum[:4])
}

// userName reports whether a name may stand in a shell's command line as it is.
func userName(name string) bool {
	return name != "" && len(name) <= 32 && name[0] != '-' && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
