package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/enrolment"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/bounded"
	"gongwen/templates/tablefile"
)

// importing is what the command line says of accounts that are made at once.
type importing struct {
	cmd    *cobra.Command
	folder workspace.Folder
	book   *account.Store
	now    time.Time

	fromRoster, signOn, dryRun, disable, json bool
	list, out                                 string
	wish                                      enrolment.Wish
}

// accountImport makes the accounts of a whole office.
func accountImport(dir *string, book func() (*account.Store, error)) *cobra.Command {
	cmd := &cobra.Command{Use: "import [名单.xlsx]", Short: "批量建立账号：从花名册写出名单，改好后照名单建立", Args: cobra.MaximumNArgs(1),
		Long: `批量建立账号，分两步：

  gongwen account import -d 数据文件夹 --from-roster --list 名单.xlsx      写出名单，什么也不建立
  （用 Excel 或 WPS 核对：用户名、角色、单位，不要建的改成“否”）
  gongwen account import -d 数据文件夹 名单.xlsx --out 密码单.xlsx         照名单建立，一次性密码写在密码单里

名单里有错的，逐行说明，一个也不建立。已有账号的人不动，同一份名单可以再用。
密码单只有本人的用户读得到，有“裁开分发”一页，一人一条；发完请删去。
单位有统一认证（gongwen.yaml 的 sign_in）的，加 --sign-on，账号没有自己的密码，不要密码单。
花名册上已经不任职的人，账号逐个列出；加 --disable 一并停用。

--json 有 new、existing、left，没有密码。`}
	im := &importing{}
	flags := cmd.Flags()
	flags.BoolVar(&im.fromRoster, "from-roster", false, "从花名册上今天任职的人开始")
	flags.StringVar(&im.list, "list", "", "与 --from-roster 一起：名单写到这个文件（.xlsx），不建立账号")
	flags.StringVar(&im.out, "out", "", "密码单写到这个文件（.xlsx 或 .csv），不能是已有的")
	flags.StringSliceVar(&im.wish.Units, "unit", nil, "与 --from-roster 一起：只要这些单位的人")
	role := flags.String("role", "", "与 --from-roster 一起：只要这一角色的人：office 经办、signer 签批")
	flags.BoolVar(&im.wish.Numbered, "numbered", false, "与 --from-roster 一起：用户名用编号（u001），不用拼音")
	flags.BoolVar(&im.signOn, "sign-on", false, "不给密码：只经单位的统一认证（LDAP、OpenID Connect）登录")
	flags.BoolVar(&im.disable, "disable", false, "停用已经不任职的人的账号")
	flags.BoolVar(&im.dryRun, "dry-run", false, "只说会做什么，不做")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		im.cmd, im.json, im.now, im.wish.Role = cmd, *asJSON, time.Now(), account.Role(*role)
		if im.folder, err = folder(*dir); err != nil {
			return err
		}
		if im.book, err = book(); err != nil {
			return err
		}
		if err := im.mistake(args); err != nil {
			return err
		}
		return im.run(args)
	}
	return cmd
}

// mistake is what does not fit together on the command line.
func (im *importing) mistake(args []string) error {
	switch given := im.cmd.Flags().Changed; {
	case im.fromRoster && len(args) > 0:
		return errors.New("名单和 --from-roster 只能用一样：先用 --from-roster --list 写出名单，改好后再照名单建立")
	case !im.fromRoster && len(args) == 0 && !im.disable:
		return errors.New("请写名单文件，或加 --from-roster 从花名册开始")
	case !im.fromRoster && (im.list != "" || given("unit") || given("role") || given("numbered")):
		return errors.New("--list、--unit、--role、--numbered 要与 --from-roster 一起用")
	case im.list != "" && (im.out != "" || im.signOn || im.disable):
		return errors.New("--list 只写名单，不建立、不停用账号，不能与 --out、--sign-on、--disable 一起用")
	case im.list != "" && !strings.EqualFold(filepath.Ext(im.list), ".xlsx"):
		return fmt.Errorf("--list %s：文件名请以 .xlsx 结尾", im.list)
	case im.signOn && im.out != "":
		return errors.New("--sign-on 的账号没有密码，不用 --out")
	}
	return nil
}

func (im *importing) run(args []string) error {
	people, err := roster.Load(bounded.Dir(string(im.folder)))
	if err != nil {
		return err
	}
	accounts, err := im.book.All()
	if err != nil {
		return err
	}
	today := templates.Today(im.now)
	var entries []enrolment.Entry
	switch {
	case im.fromRoster:
		if im.wish.Ranks, err = workspace.Categories(im.folder); err != nil {
			return err
		}
		entries, err = enrolment.Propose(people, today, accounts, im.wish)
	case len(args) > 0:
		entries, err = im.read(args[0])
	}
	if err != nil {
		return err
	}
	if im.list != "" {
		return im.writeList(entries)
	}
	plan, err := enrolment.Check(entries, people, accounts, im.now)
	if err != nil {
		return fmt.Errorf("一个账号也没有建立，请先改正：\n%w", err)
	}
	left := enrolment.Left(people, today, accounts)
	if !im.dryRun {
		if err := im.carry(plan); err != nil {
			return err
		}
		if err := im.disableAll(left); err != nil {
			return err
		}
	}
	return im.tell(plan, left)
}

func (im *importing) read(path string) ([]enrolment.Entry, error) {
	content, err := bounded.ReadPath(path, enrolment.MaxList)
	if err != nil {
		return nil, err
	}
	entries, err := enrolment.ReadList(content)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", path, err)
	}
	return entries, nil
}

func (im *importing) writeList(entries []enrolment.Entry) error {
	if !im.dryRun {
		err := writeNew(im.list, 0o600, func(w io.Writer) error { return enrolment.WriteList(w, entries, im.now) })
		if err != nil {
			return err
		}
	}
	wanted, look := 0, 0
	for _, e := range entries {
		if e.Wanted {
			wanted++
			if e.Note != "" {
				look++
			}
		}
	}
	if im.json {
		return printJSON(im.cmd, map[string]any{"listed": len(entries), "wanted": wanted, "look": look})
	}
	fmt.Fprintf(im.cmd.ErrOrStderr(), "名单上 %d 人，拟建立 %d 个账号，其中 %d 个请核对（见“说明”栏）\n", len(entries), wanted, look)
	if !im.dryRun {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "核对 %s 后：gongwen account import -d %s %[1]s --out 密码单.xlsx\n", im.list, im.folder)
	}
	return nil
}

// carry makes the accounts. Passwords are on disk before the accounts are: one that nobody
// knows would have to be given anew.
func (im *importing) carry(plan enrolment.Plan) error {
	if len(plan.New) == 0 {
		return nil
	}
	config, err := workspace.ReadConfig(im.folder)
	if err != nil {
		return err
	}
	how := account.Made{SignOn: im.signOn, Progress: progress(im.cmd.ErrOrStderr(), "建立账号")}
	if im.signOn {
		if config.SignIn.LDAP == nil && config.SignIn.OIDC == nil {
			fmt.Fprintln(im.cmd.ErrOrStderr(), "注意：gongwen.yaml 里没有 sign_in，这些账号现在只能经代理的统一认证（--sign-on）登录")
		}
		return im.book.By("").AddAll(plan.New, how)
	}
	if im.out == "" {
		return errors.New("请用 --out 写明一次性密码写到哪个文件，如 --out 密码单.xlsx；都经统一认证登录的，写 --sign-on")
	}
	format, err := tablefile.Named(filepath.Ext(im.out))
	if err != nil {
		return fmt.Errorf("--out %s：%w", im.out, err)
	}
	written := false
	how.Keep = func(passwords []string) error {
		slips := enrolment.PasswordSlips{Accounts: plan.New, Posts: plan.Posts, Passwords: passwords, Site: config.Site, Office: config.Office, Made: im.now}
		err := writeNew(im.out, 0o600, func(w io.Writer) error { return slips.Write(w, format) })
		written = err == nil
		return err
	}
	err = im.book.By("").AddAll(plan.New, how)
	if err != nil && written { // passwords of accounts that there are not
		err = errors.Join(err, os.Remove(im.out))
	}
	return err
}

func (im *importing) disableAll(left []account.Account) error {
	if !im.disable {
		return nil
	}
	for _, a := range left {
		a.Disabled = true
		if err := im.book.Set(a.Name, a); err != nil {
			return fmt.Errorf("停用 %s：%w", a.Name, err)
		}
	}
	return nil
}

// importedAccount is an account as import tells of it.
type importedAccount struct {
	Name    string       `json:"name"`
	Role    account.Role `json:"role"`
	Person  string       `json:"person,omitempty"`
	Units   []string     `json:"units,omitempty"`
	Differs string       `json:"differs,omitempty"` // in what the list says otherwise
}

func (im *importing) tell(plan enrolment.Plan, left []account.Account) error {
	told := func(a account.Account, differs string) importedAccount {
		return importedAccount{a.Name, a.Role, a.Person, a.Units, differs}
	}
	made, existing, gone := []importedAccount{}, []importedAccount{}, []importedAccount{}
	for _, a := range plan.New {
		made = append(made, told(a, ""))
	}
	for _, e := range plan.Existing {
		existing = append(existing, told(e.Account, e.Differs))
	}
	for _, a := range left {
		gone = append(gone, told(a, ""))
	}
	if im.json {
		return printJSON(im.cmd, map[string]any{"new": made, "existing": existing, "left": gone, "unwanted": plan.Unwanted, "done": !im.dryRun, "disabled": im.disable && !im.dryRun})
	}
	will, w := "", im.cmd.OutOrStdout()
	if im.dryRun {
		will = "将"
	}
	for _, a := range made {
		fmt.Fprintf(w, "%s建立\t%s\t%s\t%s\t%s\n", will, a.Name, a.Person, a.Role.Chinese(), strings.Join(a.Units, "、"))
	}
	for _, a := range existing {
		if a.Differs != "" {
			fmt.Fprintf(w, "已有\t%s\t%s\t名单上的%s不同，没有改；要改的用 gongwen account set %[1]s\n", a.Name, a.Person, a.Differs)
		}
	}
	stopped := "已不任职，加 --disable 停用"
	if im.disable {
		stopped = will + "停用：已不任职"
	}
	for _, a := range gone {
		fmt.Fprintf(w, "离任\t%s\t%s\t%s\n", a.Name, a.Person, stopped)
	}
	fmt.Fprintf(im.cmd.ErrOrStderr(), "%s建立 %d 个账号，已有 %d 个，不建 %d 人，不再任职 %d 人\n", will, len(made), len(existing), plan.Unwanted, len(gone))
	if !im.dryRun && im.out != "" && len(made) > 0 {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "一次性密码在 %s 里，只有您的用户读得到；裁开当面分发，发完请删去\n", im.out)
	}
	return nil
}

// writeNew writes a file that must not be there yet, whole and on disk or not at all.
func writeNew(path string, mode os.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s 已经有了，里面可能有别的内容，请换一个文件名", path)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
