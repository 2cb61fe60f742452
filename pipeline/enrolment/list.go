package enrolment

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/account"
	"gongwen/templates"
	"gongwen/templates/normal"
	"gongwen/templates/table"
	"gongwen/templates/tablefile"
	"gongwen/templates/workbook"
)

// The columns of the list.
const (
	wantedColumn    = "建立"
	nameColumn      = "用户名"
	personColumn    = "姓名"
	postsColumn     = "职务"
	roleColumn      = "角色"
	unitsColumn     = "单位"
	clearanceColumn = "可看的密级"
	noteColumn      = "说明"
)

var columns = []string{wantedColumn, nameColumn, personColumn, postsColumn, roleColumn, unitsColumn, clearanceColumn, noteColumn}

// needed are the columns that a list cannot be without; who leaves out 建立 wants all.
var needed = []string{nameColumn, roleColumn}

// listNotes stand below the rows.
var listNotes = []string{
	"建立：写“是”的建立账号，写“否”的不建；整行可以删去。",
	"用户名：拼音只是建议，请逐个核对；统一认证（LDAP、OpenID Connect）里的用户名要写得一字不差。",
	"角色：经办人员（送交本单位的表单）、签批人员（在网上签批）、档案人员、财务人员、管理员。",
	"单位：只看这些单位的，用顿号分开，与收件文件夹同名；经办人员必填，签批人员留空的看各单位的。",
	"可看的密级：内部、秘密、机密、绝密，用顿号分开；留空的只能看不涉密的。",
}

// WriteList writes entries as a workbook to be edited.
func WriteList(w io.Writer, entries []Entry, made time.Time) error {
	b := table.Book{Name: "账号名单", Title: "账号名单", Made: made}
	sheet := table.Sheet{Name: "账号名单", Title: "账号名单", Notes: func() []string { return listNotes }}
	for i, label := range columns {
		sheet.Columns = append(sheet.Columns, table.Column{Label: label, Type: templates.TypeText, Width: []float64{6, 20, 12, 28, 10, 20, 12, 36}[i]})
	}
	sheet.Rows = func(yield func(*table.Row, error) bool) {
		for _, e := range entries {
			wanted := "否"
			if e.Wanted {
				wanted = "是"
			}
			cells := []any{wanted, e.Name, e.Person, strings.Join(e.Posts, "、"), e.Role.Chinese(), strings.Join(e.Units, "、"), strings.Join(e.Clearance, "、"), e.Note}
			if !yield(&table.Row{Cells: cells}, nil) {
				return
			}
		}
	}
	b.Sheets = []table.Sheet{sheet}
	return tablefile.XLSX.Write(w, b)
}

// bounds of a list: an office has some thousand people at most.
var bounds = workbook.Bounds{Sheets: 20, Rows: 10_000, Columns: 50, Cells: 100_000, All: 200_000}

// MaxList is how many bytes a list has at most.
const MaxList = 16 << 20

// ReadList reads a list that was edited. The error tells all that cannot be read, by cell.
func ReadList(content []byte) ([]Entry, error) {
	sheets, err := workbook.Sheets(content, bounds)
	if err != nil {
		return nil, fmt.Errorf("打不开这个工作簿，请用 Excel 或 WPS 另存为 .xlsx 再试（%w）", err)
	}
	for _, sheet := range sheets {
		if sheet.Excess != "" {
			return nil, fmt.Errorf("工作表“%s”%s，请删去表外的内容", sheet.Name, sheet.Excess)
		}
		for header := range sheet.Rows {
			if at, is := headings(sheet.Rows[header]); is {
				return readRows(sheet, header, at)
			}
		}
	}
	return nil, fmt.Errorf("没有找到表头。要有一行栏目名：%s；名单由 gongwen account import --from-roster --list 写出", strings.Join(columns, "、"))
}

// headings are the places of the columns in a row, if it is that of their names.
func headings(cells []string) (at map[string]int, is bool) {
	at = map[string]int{}
	for col, text := range cells {
		for _, label := range columns {
			if _, has := at[label]; !has && normal.Key(text) == normal.Key(label) {
				at[label] = col
			}
		}
	}
	for _, label := range needed {
		if _, has := at[label]; !has {
			return nil, false
		}
	}
	return at, true
}

func readRows(sheet *workbook.Sheet, header int, at map[string]int) (entries []Entry, err error) {
	var errs []error
	for row := header + 1; row < len(sheet.Rows); row++ {
		text := func(label string) string {
			col, has := at[label]
			if !has {
				return ""
			}
			return normal.Text(sheet.Text(row, col))
		}
		e := Entry{Name: text(nameColumn), Person: text(personColumn), Posts: roster.Parted(text(postsColumn)), Units: roster.Parted(text(unitsColumn)),
			Clearance: roster.Parted(text(clearanceColumn)), Note: text(noteColumn), Place: fmt.Sprintf("第%d行", row+1)}
		role := text(roleColumn)
		if role == "" && e.Person == "" { // empty, or what stands below the rows
			continue
		}
		bad := func(label, what string) {
			errs = append(errs, fmt.Errorf("%s“%s”%s", sheet.Place(row, at[label]), label, what))
		}
		_, asked := at[wantedColumn]
		switch wanted := text(wantedColumn); {
		case wanted == "是" || wanted == "√" || wanted == "要" || !asked:
			e.Wanted = true
		case wanted == "否" || wanted == "" || wanted == "不":
		default:
			bad(wantedColumn, fmt.Sprintf("写的是“%s”，请写“是”或“否”", wanted))
		}
		i := slices.IndexFunc(account.Roles, func(r account.Role) bool { return role == string(r) || role == r.Chinese() })
		switch {
		case i >= 0:
			e.Role = account.Roles[i]
		case e.Wanted:
			bad(roleColumn, fmt.Sprintf("写的是“%s”，请写经办人员、签批人员、档案人员、财务人员或管理员", role))
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 && len(errs) == 0 {
		errs = append(errs, errors.New("表头下面一行也没有"))
	}
	return entries, errors.Join(errs...)
}
