package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
)

// importRoster is a small office: somebody has left, somebody is read in two ways.
const importRoster = `任职:
  - {姓名: 江临川, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2023-02-15}
  - {姓名: 单玉林, 单位: 区财政局, 职务: 区财政局局长, 类别: 部门主要负责人, 任职自: 2023-02-15}
  - {姓名: 李晶, 单位: 区财政局, 职务: 会计, 类别: 工作人员, 任职自: 2023-02-15}
  - {姓名: 宋归鸿, 单位: 区政府, 职务: 副区长, 类别: 副区长, 任职自: 2019-01-08, 任职至: 2023-02-14}
`

// TestAccountImport goes the way of an administrator: the list, a name put right in it, the
// accounts with their slips, and the same list once more.
func TestAccountImport(t *testing.T) {
	dir, desk := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "roster.yaml"), []byte(importRoster), 0o644); err != nil {
		t.Fatal(err)
	}
	list, slips := filepath.Join(desk, "名单.xlsx"), filepath.Join(desk, "密码单.xlsx")
	says := func(code int, what string, args ...string) (stdout string) {
		t.Helper()
		got, stdout, stderr := typed(t, "", append([]string{"account", "import", "-d", dir}, args...)...)
		if got != code || !strings.Contains(stdout+stderr, what) {
			t.Fatalf("%v: %d, want %d and %s\n%s\n%s", args, got, code, what, stdout, stderr)
		}
		return stdout
	}
	if code, _, stderr := typed(t, "", "account", "add", "-d", dir, "song", "--role", "signer", "--person", "宋归鸿"); code != 0 {
		t.Fatal(stderr)
	}

	says(failed, "请写名单文件")
	says(failed, "只能用一样", "--from-roster", list)
	says(failed, "要与 --from-roster 一起用", "--unit", "区财政局", list)
	says(failed, "没有密码，不用 --out", list, "--sign-on", "--out", slips)
	says(failed, "不能与 --out、", "--from-roster", "--list", list, "--out", slips)
	says(failed, "没有单位“区水务局”", "--from-roster", "--unit", "区水务局", "--list", list)

	says(0, "名单上 3 人，拟建立 3 个账号，其中 1 个请核对", "--from-roster", "--list", list)
	says(failed, "已经有了", "--from-roster", "--list", list)
	if _, err := os.Stat(filepath.Join(dir, "reading", "accounts.yaml")); err != nil {
		t.Fatal(err)
	}
	edit(t, list, map[string]string{"B3": "dan yulin"})
	says(failed, "一个账号也没有建立，请先改正：\n第3行 dan yulin：用户名“dan yulin”应为1到40个字，不含空格", list, "--out", slips)
	edit(t, list, map[string]string{"B3": "shanyl", "A4": "否"})
	says(failed, "请用 --out 写明", list)
	says(failed, "格式“.doc”不认识", list, "--out", "密码单.doc")
	if told := says(0, "将建立 2 个账号，已有 0 个，不建 1 人，不再任职 1 人", list, "--dry-run"); !strings.Contains(told, "将建立\tshanyl\t单玉林\t签批人员\t区财政局\n") || !strings.Contains(told, "离任\tsong\t宋归鸿\t已不任职，加 --disable 停用") {
		t.Errorf("told %s", told)
	}
	if accounts := accountsOf(t, dir); len(accounts) != 1 {
		t.Errorf("a dry run has made %v", accounts)
	}

	told := says(0, "建立 2 个账号", list, "--out", slips)
	if oneTime.MatchString(told) {
		t.Errorf("told passwords: %s", told)
	}
	info, err := os.Stat(slips)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	book, err := excelize.OpenFile(slips)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	password, err := book.GetCellValue("密码单", "E3")
	if err != nil || !oneTime.MatchString(password) {
		t.Fatalf("%q, %v", password, err)
	}
	accounts, err := web.Accounts(workspace.Folder(dir))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := accounts.Authenticate("shanyl", password); err != nil || !a.OneTime || a.Person != "单玉林" {
		t.Errorf("entering by the slip: %+v, %v", a, err)
	}

	// Once more: nobody gets another account, or another password.
	says(0, "建立 0 个账号，已有 2 个", list, "--out", slips)
	edit(t, list, map[string]string{"E3": "档案人员"})
	says(0, "已有\tshanyl\t单玉林\t名单上的角色不同，没有改", list)
	if _, err := accounts.Authenticate("shanyl", password); err != nil {
		t.Errorf("after the second time: %v", err)
	}
	edit(t, list, map[string]string{"A4": "是", "E3": "签批人员"})
	says(0, "建立 1 个账号", list, "--sign-on")
	if a := accountsOf(t, dir)["lijing"]; a.Person != "李晶" || a.State != "统一认证" {
		t.Errorf("without a password: %+v", a)
	}

	var answer struct {
		Left     []importedAccount
		Disabled bool
	}
	if err := json.Unmarshal([]byte(says(0, "", "--disable", "--json")), &answer); err != nil || len(answer.Left) != 1 || answer.Left[0].Name != "song" || !answer.Disabled {
		t.Errorf("%+v, %v", answer, err)
	}
	if a := accountsOf(t, dir)["song"]; a.State != "停用" {
		t.Errorf("who has left: %+v", a)
	}
	says(0, "不再任职 0 人", "--from-roster")
}

// oneTime is what a one-time password looks like.
var oneTime = regexp.MustCompile(`[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}`)

// accountsOf are the accounts that list tells of, by name.
func accountsOf(t *testing.T, dir string) map[string]listedAccount {
	t.Helper()
	code, stdout, stderr := typed(t, "", "account", "list", "-d", dir, "--json")
	var all []listedAccount
	if err := json.Unmarshal([]byte(stdout), &all); code != 0 || err != nil {
		t.Fatal(stderr, err)
	}
	byName := map[string]listedAccount{}
	for _, a := range all {
		byName[a.Name] = a
	}
	return byName
}

// edit puts texts into cells of a workbook's first sheet.
func edit(t *testing.T, path string, texts map[string]string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, text := range texts {
		if err := f.SetCellValue(f.GetSheetName(0), cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}
