package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/web"
	"gongwen/pipeline/web/account"
	"gongwen/templates/bounded"
	"gongwen/templates/normal"
)

func accountCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "阅览室的账号：list、add、import、set、reset；阅览室开着时也能用",
	}
	dir := cmd.PersistentFlags().StringP("data", "d", os.Getenv("GONGWEN_DATA"), "数据文件夹，默认取环境变量 GONGWEN_DATA")
	book := func() (*account.Store, error) {
		f, err := folder(*dir)
		if err != nil {
			return nil, err
		}
		if err := f.Exists(); err != nil {
			return nil, err
		}
		return web.Accounts(f)
	}
	onRoster := func(person string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		people, err := roster.Load(bounded.Dir(string(f)))
		if err == nil && !people.Lists(person) {
			err = fmt.Errorf("花名册上没有“%s”，请照花名册写姓名；还没有列入的，先改花名册", person)
		}
		return err
	}
	cmd.AddCommand(accountList(book), accountAdd(book, onRoster), accountSet(book, onRoster), accountReset(book), accountPassword(book), accountImport(dir, book))
	return cmd
}

func accountList(book func() (*account.Store, error)) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "列出账号", Args: cobra.NoArgs,
		Long: `列出账号，一行一个：用户名、角色、单位、可看的密级、状态，是花名册上某人的再加姓名；用制表符分开。

--json 每个账号有 name role units clearance person state。`}
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		all, err := b.All()
		if err != nil {
			return err
		}
		listed := []listedAccount{}
		for _, a := range all {
			state := "正常"
			switch {
			case a.Disabled:
				state = "停用"
			case a.Password == "":
				state = "统一认证"
			case a.OneTime:
				state = "一次性密码"
			}
			listed = append(listed, listedAccount{a.Name, a.Role, a.Units, a.Clearance, a.Person, state})
		}
		if *asJSON {
			return printJSON(cmd, listed)
		}
		for _, a := range listed {
			line := []string{a.Name, string(a.Role), strings.Join(a.Units, "、"), strings.Join(a.Clearance, "、"), a.State}
			if a.Person != "" { // lines of earlier versions stay as they were
				line = append(line, a.Person)
			}
			fmt.Fprintln(cmd.OutOrStdout(), strings.Join(line, "\t"))
		}
		return nil
	}
	return cmd
}

// listedAccount is an account as list tells of it.
type listedAccount struct {
	Name      string       `json:"name"`
	Role      account.Role `json:"role"`
	Units     []string     `json:"units,omitempty"`
	Clearance []string     `json:"clearance,omitempty"`
	Person    string       `json:"person,omitempty"` // name on the roster
	State     string       `json:"state"`
}

// accountFlags are what an account is given besides its name.
func accountFlags(cmd *cobra.Command) func(name string) account.Account {
	role := cmd.Flags().String("role", string(account.Office), "角色：office 经办，archivist 档案，finance 财务，signer 签批，administrator 管理员")
	units := cmd.Flags().StringSlice("unit", nil, "所属单位，与收件文件夹同名；表单上还有别的写法的，接着写")
	clearance := cmd.Flags().StringSlice("clearance", nil, "可看的密级："+strings.Join(account.Degrees, "、"))
	person := cmd.Flags().String("person", "", "本人在花名册上的姓名，签批的人要写；一人只有一个启用的账号")
	return func(name string) account.Account {
		return account.Account{Name: name, Role: account.Role(*role), Person: normal.Text(*person), Units: *units, Clearance: *clearance, Made: time.Now()}
	}
}

func accountAdd(book func() (*account.Store, error), onRoster func(person string) error) *cobra.Command {
	cmd := &cobra.Command{Use: "add 用户名", Short: "添加账号，给出一次性密码", Args: cobra.ExactArgs(1)}
	described := accountFlags(cmd)
	signOn := cmd.Flags().Bool("sign-on", false, "不给密码：只经单位的统一认证（LDAP、OpenID Connect）登录")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		a := described(args[0])
		if a.Person != "" {
			if err := onRoster(a.Person); err != nil {
				return err
			}
		}
		if *signOn {
			return b.By("").AddSignOn(a)
		}
		return given(cmd, args[0], func() (string, error) { return b.Add(a) })
	}
	return cmd
}

// keep leaves what was not given as it is. A role that is given is described anew, with
// its units and degrees; but nobody stops being somebody by it.
func keep(cmd *cobra.Command, a *account.Account, before account.Account) {
	given := cmd.Flags().Changed
	if !given("person") {
		a.Person = before.Person
	}
	if given("role") {
		return
	}
	a.Role = before.Role
	if !given("unit") {
		a.Units = before.Units
	}
	if !given("clearance") {
		a.Clearance = before.Clearance
	}
	if !given("disabled") {
		a.Disabled = before.Disabled
	}
}

func accountSet(book func() (*account.Store, error), onRoster func(person string) error) *cobra.Command {
	cmd := &cobra.Command{Use: "set 用户名", Short: "修改角色、本人、单位、密级，停用或重新启用；没有写的不改，写了 --role 的单位、密级要一并写", Args: cobra.ExactArgs(1)}
	described := accountFlags(cmd)
	disabled := cmd.Flags().Bool("disabled", false, "停用；--disabled=false 重新启用")
	certificates := cmd.Flags().StringArray("certificate", nil, "本人的证书：PEM 文件，或 SHA-256 指纹；可以写几次，原来登记的都由这几张代替，写成 --certificate= 为全部撤去")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		before, err := b.Named(args[0])
		if err != nil {
			return err
		}
		a := described(args[0])
		a.Disabled = *disabled
		keep(cmd, &a, before)
		if a.Person != "" && a.Person != before.Person {
			if err := onRoster(a.Person); err != nil {
				return err
			}
		}
		if err := b.Set(args[0], a); err != nil || !cmd.Flags().Changed("certificate") {
			return err
		}
		fingerprints, err := readCertificates(*certificates)
		if err != nil {
			return err
		}
		return b.By("").SetCertificates(args[0], fingerprints)
	}
	return cmd
}

// readCertificates are the fingerprints of certificates that are files, or written.
func readCertificates(named []string) (fingerprints []string, err error) {
	for _, name := range named {
		text, err := os.ReadFile(name)
		if name == "" || errors.Is(err, fs.ErrNotExist) {
			fingerprints = append(fingerprints, account.Fingerprints(name)...)
			continue
		}
		if err != nil {
			return nil, err
		}
		block, _ := pem.Decode(text)
		if block == nil || block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s 不是 PEM 格式的证书", name)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s：%w", name, err)
		}
		fingerprints = append(fingerprints, account.CertificateFingerprint(c))
	}
	return fingerprints, nil
}

func accountReset(book func() (*account.Store, error)) *cobra.Command {
	cmd := &cobra.Command{Use: "reset 用户名", Short: "给出新的一次性密码；加 --codes 改为撤去登记的动态码", Args: cobra.ExactArgs(1)}
	codes := cmd.Flags().Bool("codes", false, "不动密码，撤去登记的动态码：手机和恢复码都丢了时用")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		b, err := book()
		if err != nil {
			return err
		}
		if *codes {
			return b.By("").ResetCodes(args[0])
		}
		return given(cmd, args[0], func() (string, error) { return b.ResetPassword(args[0]) })
	}
	return cmd
}

// given prints a one-time password: alone on standard output, for scripts.
func given(cmd *cobra.Command, name string, give func() (string, error)) error {
	password, err := give()
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s 的一次性密码，登录后须修改：\n", name)
	fmt.Fprintln(cmd.OutOrStdout(), password)
	return nil
}
