package enrolment

import (
	"fmt"
	"io"
	"strings"
	"time"

	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
)

// PasswordSlips are the one-time passwords of new accounts, as they are handed out.
type PasswordSlips struct {
	Accounts  []account.Account
	Posts     [][]string
	Passwords []string // of each account
	Site      string   // address of the reading room; may be empty
	Office    string   // whom to ask
	Made      time.Time
}

// Write writes a list of all for the administrator and, in a workbook, a sheet with a slip for
// each person below it. A slip is one row: printing never cuts it in two.
func (s PasswordSlips) Write(w io.Writer, format tablefile.Format) error {
	b := table.Book{Name: "密码单", Title: "阅览室账号一次性密码", Made: s.Made}
	column := func(label string, width float64) table.Column {
		return table.Column{Label: label, Type: templates.TypeText, Width: width}
	}
	list := table.Sheet{Name: "密码单", Title: "阅览室账号一次性密码（发完请删去本文件）",
		Columns: []table.Column{column("姓名", 12), column("单位", 20), column("职务", 28), column("用户名", 20), column("一次性密码", 22)}}
	list.Rows = s.rows(func(i int, a account.Account) []any {
		return []any{a.Person, strings.Join(a.Units, "、"), strings.Join(s.Posts[i], "、"), a.Name, s.Passwords[i]}
	})
	slips := table.Sheet{Name: "裁开分发", Title: "沿线裁开，一人一条，当面交给本人", Bare: true, Columns: []table.Column{column("姓名", 14), column("登录用", 34), column("怎样登录", 46)}}
	slips.Rows = s.rows(func(i int, a account.Account) []any {
		whom := a.Person + "\n" + strings.Join(s.Posts[i], "、")
		if a.Person == "" {
			whom = strings.Join(a.Units, "、")
		}
		return []any{strings.TrimSpace(whom), "用户名　" + a.Name + "\n一次性密码　" + s.Passwords[i], s.how(a)}
	})
	b.Sheets = []table.Sheet{list, slips}
	return format.Write(w, b)
}

// how is what a person does with a slip.
func (s PasswordSlips) how(a account.Account) string {
	at := "打开公文阅览室"
	if s.Site != "" {
		at = "用浏览器打开 " + s.Site
	}
	ask := ""
	if s.Office != "" {
		ask = "有问题请问" + s.Office + "。"
	}
	return fmt.Sprintf("%s，填用户名和一次性密码，当场改成自己的密码（至少%d个字符，不用姓名、生日、单位名称）。改好后本条作废，请撕毁；不要告诉别人。%s", at, a.Role.Shortest(), ask)
}

// rows are those of all accounts.
func (s PasswordSlips) rows(cells func(i int, a account.Account) []any) table.Rows {
	return func(yield func(*table.Row, error) bool) {
		for i, a := range s.Accounts {
			if !yield(&table.Row{Cells: cells(i, a)}, nil) {
				return
			}
		}
	}
}
