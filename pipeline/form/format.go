package form

// format is how a form came: what is advised is said in the words of what the clerk has
// before him. A workbook has cells, YAML lines and indents, JSON quotes and brackets.
type format struct {
	addField  string // how a field that is missing gets into the file
	rename    string // what to do about a name that is none of the fields'; of the kind's title
	keepHeads string // what to do about a table without the heads of its columns
	row       string // how a row of a list is written
}

var (
	workbook = format{
		addField:  "请使用空白表单填写，不要删改栏目名称",
		rename:    "请按%s的空白表单改正名称，或删去它",
		keepHeads: "请使用空白表单填写，不要改动表头",
	}
	yamlText = format{
		addField: "请在表单中补上这一栏",
		rename:   "请按“%s”的栏目名称改正，或删去它",
		row:      "请每行以“- ”开头，写明",
	}
	jsonText = format{
		addField: "请在表单中补上这一栏",
		rename:   "请按“%s”的栏目名称改正，或删去它",
		row:      "请写成方括号里的一组组花括号，每个花括号写明",
	}
)
