// Package account keeps who may enter the reading room (阅览室).
//
// The accounts lie in accounts.yaml. They are the one thing in a data folder that
// nothing else can tell again, so they are written whole or not at all, and are
// worth a copy elsewhere.
//
// The terms:
//
//   - Role (角色): what an account is for, and so which pages it may see.
//   - Units (单位): the names under which the account's unit stands in forms and
//     inboxes; the first is its inbox. The role office sees no other unit's.
//   - Clearance (知密范围): the degrees of secrecy (密级) in scope. Without
//     one only records without a degree are.
//   - Person (本人): the name on the roster of whom the account belongs to. What they
//     may sign follows from the roster by the day; the account only says who they are.
//   - Intervention (管理员所为): something an administrator did by which somebody else
//     could sign as the person. For a time every signature tells of it.
package account

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongwen/pipeline/columnset"
	"gongwen/templates/normal"
)

// Role says what an account is for.
type Role string

const (
	Office        Role = "office"        // 经办人员: hands in forms, sees what is its unit's
	Archivist     Role = "archivist"     // 档案人员: sees all units' records
	Finance       Role = "finance"       // 财务人员: sees all units' records and registers
	Signer        Role = "signer"        // 签批人员: signs; sees what an archivist does, of the units named if any are
	Administrator Role = "administrator" // 管理员: keeps the accounts, and sees what an archivist does
)

// Roles are all of them.
var Roles = []Role{Office, Archivist, Finance, Signer, Administrator}

// Chinese is the role as people call it.
func (r Role) Chinese() string {
	return map[Role]string{Office: "经办人员", Archivist: "档案人员", Finance: "财务人员", Signer: "签批人员", Administrator: "管理员"}[r]
}

// Degrees are the degrees of secrecy an account can be cleared for, after the
// 保守国家秘密法 and, for 内部, the regulation's article on party documents.
var Degrees = []string{"内部", "秘密", "机密", "绝密"}

// Account is one person's way into the reading room.
type Account struct {
	Name      string   `yaml:"name"`
	Role      Role     `yaml:"role"`
	Units     []string `yaml:"units,omitempty"`
	Clearance []string `yaml:"clearance,omitempty"`
	// Person is the name on the roster of whom it belongs to; empty for nobody who signs.
	// One enabled account at most has a person. An administrator's has none: who can give
	// out passwords must not be one of those who sign (separation of duties).
	Person string `yaml:"person,omitempty"`
	// Password is a bcrypt hash; empty when the account can only be used through
	// the office's own sign-on.
	Password string `yaml:"password,omitempty"`
	// OneTime is set while the password was given by somebody else: it is good for
	// nothing but choosing another.
	OneTime bool `yaml:"one_time,omitempty"`
	// Authenticator gives the codes that the account takes beside its password; nil for none.
	Authenticator *Authenticator `yaml:"authenticator,omitempty"`
	// Certificates are the client certificates that only its person has, as SHA-256 of each
	// in hex, see Fingerprints. No two accounts have the same.
	Certificates []string  `yaml:"certificates,omitempty"`
	Disabled     bool      `yaml:"disabled,omitempty"`
	Made         time.Time `yaml:"made"`
	// Generation counts how often the account was disabled, enabled or given
	// another password, authenticator, certificate, role, person, units or clearance, so that what it was does not
	// come back with what it had been given before. Files from before it was
	// counted have none.
	Generation int      `yaml:"generation,omitempty"`
	Searches   []Search `yaml:"searches,omitempty"`
	// Columns are those of registers and views that the person wants again.
	Columns []columnset.Set `yaml:"columns,omitempty"`
	// Interventions are what administrators did, the latest of each kind.
	Interventions []Intervention `yaml:"interventions,omitempty"`
}

// Search is a query somebody wants to ask again.
type Search struct {
	Name  string `yaml:"name"`
	Query string `yaml:"query"` // as in the address of the page: q=…&sort=…
}

// Unit is the unit whose inbox is the account's; empty when it has none.
func (a Account) Unit() string {
	if len(a.Units) == 0 {
		return ""
	}
	return a.Units[0]
}

// OwnUnitsOnly reports whether the account sees its own units' records and arrivals only.
func (a Account) OwnUnitsOnly() bool {
	return a.Role == Office || a.Role == Signer && len(a.Units) > 0
}

// AllArrivals reports whether the account may know of all units' arrivals.
func (a Account) AllArrivals() bool {
	return !a.OwnUnitsOnly() && a.Role != Finance
}

// Fingerprint is what a session rests on. It is never again what it was once the
// account has been disabled or given another password, authenticator, certificate, role, person, units
// or clearance.
func (a Account) Fingerprint() string {
	secret := ""
	if a.Authenticator != nil {
		secret = a.Authenticator.Secret
	}
	return fmt.Sprintf("%d %s %q %q %q %q %q %q %t %v", a.Generation, a.Role, a.Person, a.Units, a.Clearance, a.Password, secret, a.Certificates, a.Disabled, a.Made.Unix())
}

// maxPerson is the longest name of a person, in characters.
const maxPerson = 40

// Check says in Chinese what is wrong with an account by itself.
func (a Account) Check() error {
	bad := func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }
	switch {
	case a.Name == "" || utf8.RuneCountInString(a.Name) > 40 || strings.ContainsFunc(a.Name, bad):
		return fmt.Errorf("用户名“%s”应为1到40个字，不含空格", a.Name)
	case !slices.Contains(Roles, a.Role):
		return fmt.Errorf("角色“%s”不认识，可用：%v", a.Role, Roles)
	case a.Role == Office && len(a.Units) == 0:
		return errors.New("经办人员要写明所属单位，否则什么也看不到")
	case a.Role == Signer && a.Person == "":
		return errors.New("签批人员要写明是花名册上的谁")
	case a.Role == Administrator && a.Person != "":
		return fmt.Errorf("管理员能重置别人的密码，不能同时签批：“%s”要签批的，请另建一个账号", a.Person)
	case a.Person != normal.Text(a.Person) || utf8.RuneCountInString(a.Person) > maxPerson || strings.ContainsFunc(a.Person, unicode.IsControl):
		return fmt.Errorf("姓名“%s”应与花名册上的一样，最多%d个字", a.Person, maxPerson)
	}
	for _, unit := range a.Units {
		if unit != strings.TrimSpace(unit) || unit == "" || strings.HasPrefix(unit, ".") || strings.ContainsFunc(unit, func(r rune) bool {
			return unicode.IsControl(r) || strings.ContainsRune(`/\<>:"|?*`, r)
		}) {
			return fmt.Errorf("单位“%s”不能用作收件文件夹的名字", unit)
		}
	}
	for _, degree := range a.Clearance {
		if !slices.Contains(Degrees, degree) {
			return fmt.Errorf("密级“%s”不认识，可用：%s", degree, strings.Join(Degrees, "、"))
		}
	}
	if len(a.Certificates) > maxCertificates {
		return fmt.Errorf("一个账号最多登记%d张证书，请先删去不用的", maxCertificates)
	}
	for _, c := range a.Certificates {
		if !fingerprintPattern.MatchString(c) {
			return fmt.Errorf("证书指纹“%s”不对：应为证书的 SHA-256，64位十六进制数字", c)
		}
	}
	return nil
}
