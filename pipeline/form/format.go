package form

// format is how a form came: what is advised is said in the words of what the clerk has
// before him. A workbook has cells, YAML lines and indents, JSON quotes and brackets.
type format struct {
	addField  string // how a field that is missing gets into the file
	rename    string // what to do about a name that is none of the fields'; of the kind's title
	keepHeads string // what to do about a table without the heads of its columns
	row       string // how a row of a list is written
	item      string // what a row of a list is called
	shape     string // how a form is written
	colon     string // what stands between name and value
	indented  bool   // whether it is YAML, where colons and indents are all there is
}

var (
	spreadsheet = format{
		addField:  "请使用空白表单填写，不要删改栏目名称",
		rename:    "请按%s的空白表单改正名称，或删去它",
		keepHeads: "请使用空白表单填写，不要改动表头",
	}
	yamlText = format{
		addField: "请在表单中补上这一栏",
		rename:   "请按“%s”的栏目名称改正，或删去它",
		row:      "请每行以“- ”开头，写明",
		item:     "这一行",
		shape:    "请每行写一栏，栏目与内容之间用半角冒号“:”加一个空格",
		colon:    "栏目名称后面请写半角冒号“:”再空一格",
		indented: true,
	}
	jsonText = format{
		addField: "请在表单中补上这一栏",
		rename:   "请按“%s”的栏目名称改正，或删去它",
		row:      "请写成方括号里的一组组花括号，每个花括号写明",
		item:     "这一项",
		shape:    "请把整份表单写在一对花括号里，每栏写成 \"栏目名称\": \"内容\"",
		colon:    "栏目名称与内容请各用一对半角双引号，中间写半角冒号",
	}
)
