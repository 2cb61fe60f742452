package templates

import (
	"fmt"
	"slices"
	"strings"
)

// check reports every mistake in the definition, not only the first.
func (k *Kind) check() []flaw {
	fs := &flaws{at: "$"}
	if !keyPattern.MatchString(strings.ReplaceAll(k.Key, "-", "_")) {
		fs.wrong("key", "key %q 只能用小写字母、数字和连字符", k.Key)
	}
	if k.Key != k.Dir {
		fs.wrong("key", "key %q 与文件夹名 %q 不同", k.Key, k.Dir)
	}
	if k.Title == "" {
		fs.wrong("title", "没有 title（中文名称）")
	}
	if len(k.Fields) == 0 {
		fs.wrong("fields", "没有 fields（字段）")
	}
	checkAll(fs, "fields", k.Fields, false)
	k.checkComputed(fs)
	k.checkCounts(fs)
	for i, f := range k.Fields {
		if _, taken := RecordColumns[f.Key]; taken || f.Named(KindKey) || f.Named(KindLabel) {
			fs.wrong(fmt.Sprintf("fields[%d].key", i), "字段键 %s 由系统占用，请换一个", f.Key)
		}
	}
	if f := k.Field(k.Date); f == nil || f.Type != TypeDate || !f.Required {
		fs.wrong("date", "date: %q 必须是一个必填的 date 字段，编号的年度由它而定", k.Date)
	}
	if f := k.Field(k.Unit); f == nil || (f.Type != TypeUnit && f.Type != TypeText) {
		fs.wrong("unit", "unit: %q 必须是一个 unit 字段", k.Unit)
	}
	if f := k.Field(k.RegisterDate); k.RegisterDate != "" && (f == nil || f.Type != TypeDate || !f.Required) {
		fs.wrong("register_date", "register_date: %q 必须是一个必填的 date 字段，台账按它计月", k.RegisterDate)
	}
	if !slices.Contains([]string{"", UndatedSigned, UndatedReceived}, k.Undated) {
		fs.wrong("undated", "undated: %q 只能是 signed（签完之日）或 received（送交之日）", k.Undated)
	}
	if f := k.Field(k.Secrecy); k.Secrecy != "" && (f == nil || (f.Type != TypeChoice && f.Type != TypeText)) {
		fs.wrong("secrecy", "secrecy: %q 必须是一个 choice 或 text 字段，它说明密级", k.Secrecy)
	}
	if f := k.Field(k.ValidUntil); k.ValidUntil != "" && (f == nil || f.Type != TypeDate) {
		fs.wrong("valid_until", "valid_until: %q 必须是一个 date 字段", k.ValidUntil)
	}
	if !strings.Contains(k.Number, "{year}") || !strings.Contains(k.Number, "{n}") {
		fs.wrong("number", "number: %q 里要有 {year} 和 {n}", k.Number)
	}
	if k.Subject == "" {
		fs.wrong("subject", "没有 subject（题名）")
	}
	for _, path := range Placeholders(k.Subject) {
		if k.At(path) == nil {
			fs.wrong("subject", "subject 里的 {%s} 不是这种表单的字段", path)
		}
	}
	if !slices.Contains([]string{"Y", "D30", "D10"}, k.Retention.Code) || k.Retention.Name == "" {
		fs.wrong("retention", "retention: code 应为 Y、D30、D10 之一，并有 name（如 永久、30年、10年）")
	}
	k.checkRegister(fs)
	k.checkFurther(fs)
	return fs.found
}

// checkRegister checks the columns of the register.
func (k *Kind) checkRegister(fs *flaws) {
	if len(k.Register) == 0 {
		fs.wrong("register", "没有 register（台账的栏目）")
	}
	labels := map[string]bool{SerialLabel: true, VoidLabel: true, HashLabel: true, ExceptLabel: true, LostLabel: true}
	for i, c := range k.Register {
		if labels[c.Label] {
			fs.wrong(fmt.Sprintf("register[%d].label", i), "register 的栏目“%s”重复了，或由系统占用，请换一个名称", c.Label)
		}
		labels[c.Label] = true
		if _, own := RecordColumns[c.From]; c.Label == "" || (!own && k.At(c.From) == nil) {
			fs.wrong(fmt.Sprintf("register[%d].from", i), "register 的栏目“%s”：from: %q 不是这种表单的字段", c.Label, c.From)
		}
		if c.Print != "" && c.Print != OnA3 {
			fs.wrong(fmt.Sprintf("register[%d].print", i), "register 的栏目“%s”：print: %q 不认识，可用：a3（只印在A3纸上）", c.Label, c.Print)
		}
		if f := k.At(c.From); c.Sum != nil && *c.Sum && (f == nil || f.Type != TypeMoney) {
			fs.wrong(fmt.Sprintf("register[%d].sum", i), "register 的栏目“%s”：sum: true 只能用于 money 字段", c.Label)
		}
	}
}
