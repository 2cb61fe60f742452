package templates

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gongwen/templates/normal"
)

// checkViews reports the mistakes in the office's own views. Those that the program
// comes with are fitted instead: an office that has made a kind of its own of one they
// are about, or hides it, has no fault to mend in them.
func (s *Set) checkViews() []error {
	var errs []error
	titles := map[string]string{}
	for _, v := range s.Views() {
		if v.builtin {
			if s.fit(v); len(v.Columns) == 0 {
				delete(s.views, v.Key)
				continue
			}
		}
		fs := s.checkView(v)
		title := normal.Key(v.Title)
		if other, ok := titles[title]; ok && title != "" {
			fs.wrong("title", "title “%s”已由综合台账 %s 使用", v.Title, other)
		}
		titles[title] = v.Key
		for _, k := range s.All() {
			if !v.builtin && (title == normal.Key(k.Title) || title == normal.Key(k.Title+"台账")) {
				fs.wrong("title", "title “%s”与%s自己的台账同名，请换一个", v.Title, k.Title)
			}
		}
		errs = append(errs, fs.errors(v.file, v.source))
	}
	return errs
}

func (s *Set) checkView(v *View) *flaws {
	fs := &flaws{at: "$"}
	if !keyPattern.MatchString(strings.ReplaceAll(v.Key, "-", "_")) {
		fs.wrong("key", "key %q 只能用小写字母、数字和连字符", v.Key)
	}
	if v.Title == "" {
		fs.wrong("title", "没有 title（中文名称）")
	}
	s.checkLines(v, fs)
	if len(v.Columns) == 0 {
		fs.wrong("columns", "没有 columns（栏目）")
	}
	labels, keys := map[string]bool{SerialLabel: true}, map[string]bool{}
	for i := range v.Columns {
		c := &v.Columns[i]
		at := fs.below("columns", i)
		if c.Label == "" {
			at.wrong("", "这一栏没有 label（中文名称）")
		} else if labels[c.Label] {
			at.wrong("label", "栏目“%s”重复了，或由系统占用，请换一个名称", c.Label)
		}
		labels[c.Label] = true
		if c.Key != "" && !keyPattern.MatchString(c.Key) {
			at.wrong("key", "栏目“%s”的 key %q 只能用小写字母、数字和下划线，以字母开头", c.Label, c.Key)
		}
		if c.Key != "" && keys[c.Key] {
			at.wrong("key", "栏目“%s”的 key %s 与前面的栏目重复", c.Label, c.Key)
		}
		s.checkViewColumn(v, i, at)
		keys[c.Key] = true
		fs.add(at)
	}
	return fs
}

// checkLines checks what makes the lines of a view.
func (s *Set) checkLines(v *View, fs *flaws) {
	switch {
	case v.Of == "" && len(v.By) == 0:
		fs.wrong("", "没有写一行是什么：of（一种表单的每一份）或者 by（相同的几栏）")
		return
	case v.Of != "" && len(v.By)+len(v.Over) > 0:
		fs.wrong("of", "of 不能与 by、kinds 同时写")
		return
	case v.Of == "" && len(v.With)+len(v.Names) > 0:
		fs.wrong("by", "by 不能与 with、names 同时写，用 kinds 写明是哪几种表单")
		return
	case v.Of == "" && len(v.Over) == 0:
		fs.wrong("by", "没有 kinds（哪几种表单）")
		return
	}
	seen := map[string]bool{}
	known := func(key, at string) {
		switch {
		case s.kinds[key] == nil:
			fs.wrong(at, "没有 %s 这种表单", key)
		case seen[key]:
			fs.wrong(at, "%s 写了不止一次", key)
		}
		seen[key] = true
	}
	if v.Of != "" {
		known(v.Of, "of")
	}
	for i, key := range v.With {
		known(key, fmt.Sprintf("with[%d]", i))
	}
	for i, key := range v.Names {
		known(key, fmt.Sprintf("names[%d]", i))
	}
	for i, key := range v.Over {
		known(key, fmt.Sprintf("kinds[%d]", i))
	}
	for i, key := range v.With {
		if k := s.kinds[key]; k != nil && !k.belongsTo(slices.Concat([]string{v.Of}, v.With, v.Names)) {
			fs.wrong(fmt.Sprintf("with[%d]", i), "%s没有一个字段写着 belongs: %s，不知道哪一份属于哪一行", k.Title, v.Of)
		}
	}
	for i, key := range v.Names {
		if s.kinds[key] != nil && !slices.ContainsFunc(append([]string{v.Of}, v.With...), func(by string) bool {
			return s.kinds[by] != nil && s.kinds[by].belongsTo([]string{key})
		}) {
			fs.wrong(fmt.Sprintf("names[%d]", i), "of、with 的表单里没有一个字段写着 belongs: %s", key)
		}
	}
	for i, key := range v.By {
		for _, kind := range v.Over {
			if k := s.kinds[kind]; k != nil && !k.groups(key) {
				fs.wrong(fmt.Sprintf("by[%d]", i), "%s没有 %s 这个字段，不能按它分行；可以写 unit（单位）、year（年度）或者不是列表的字段", k.Title, key)
			}
		}
	}
}

// belongsTo reports whether a form can name a record of one of the kinds, other than its
// own kind.
func (k *Kind) belongsTo(kinds []string) bool {
	for _, f := range k.Fields {
		for _, to := range f.Belongs.All() {
			kind, _, _ := strings.Cut(to, ".")
			if kind == AnyKind || kind != k.Key && slices.Contains(kinds, kind) {
				return true
			}
		}
	}
	return false
}

// groups reports whether records can be put together by what is called so.
func (k *Kind) groups(key string) bool {
	f := k.Field(key)
	return key == ByUnit || key == ByYear || f != nil && !f.IsList()
}

// checkViewColumn checks the i-th column, and finds out its type.
func (s *Set) checkViewColumn(v *View, i int, at *flaws) {
	c := &v.Columns[i]
	if (len(c.From) == 0) == (len(c.Less) == 0) {
		at.wrong("", "栏目“%s”要么写 from（取自哪里），要么写 less（哪一栏减去哪一栏）", c.Label)
		return
	}
	if len(c.Less) > 0 {
		s.checkLess(v, i, at)
		return
	}
	if len(v.By) > 0 && len(c.From) == 1 && slices.Contains(v.By, c.From[0].Of) {
		c.Take, c.Type = First, s.groupType(v, c.From[0].Of)
		return
	}
	sound := true
	for j := range c.From {
		if !s.checkSource(v, c, j, at) {
			sound = false
		}
	}
	if !sound {
		return
	}
	c.Type = s.typeOf(c.From)
	amounts := c.Type == TypeMoney || c.Type == TypeInteger
	if c.Take == "" {
		c.Take = First
		if c.Type == TypeMoney {
			c.Take = Balance
		}
	}
	switch {
	case !slices.Contains(takes, c.Take):
		at.wrong("take", "take %q 不认识，可用：first（第一个）、last（最后一个）、all（全部）、count（几份）、balance（结余）", c.Take)
	case c.Take == Balance && !amounts:
		at.wrong("from", "栏目“%s”：take: balance 只能用于金额，或者都是整数", c.Label)
	case c.Take != Balance && slices.ContainsFunc(c.From, func(s Source) bool { return s.Negative || s.Counts != "" }):
		at.wrong("from", "栏目“%s”：减号和 counts 只用于 take: balance", c.Label)
	case c.Sum != nil && *c.Sum && c.Type != TypeMoney:
		at.wrong("sum", "栏目“%s”：sum: true 只能用于金额", c.Label)
	}
	switch c.Take {
	case Count:
		c.Type = TypeInteger
	case Each:
		c.Type = TypeParagraph
	}
}

// checkLess checks a column that is what others come to.
func (s *Set) checkLess(v *View, i int, at *flaws) {
	c := &v.Columns[i]
	if c.Take != "" && c.Take != Balance || len(c.Less) < 2 {
		at.wrong("less", "栏目“%s”：less 要写至少两栏的 key，前一栏减去后面的；不写 take", c.Label)
	}
	c.Take = Balance
	for j, key := range c.Less {
		of := (&View{Columns: v.Columns[:i]}).Column(key)
		switch {
		case of == nil:
			at.wrong(fmt.Sprintf("less[%d]", j), "栏目“%s”：前面的栏目里没有 key: %s", c.Label, key)
		case of.Type == "": // of which there is a mistake to tell already
		case of.Type != TypeMoney && of.Type != TypeInteger || c.Type != "" && of.Type != c.Type:
			at.wrong(fmt.Sprintf("less[%d]", j), "栏目“%s”：%s 不是金额，或者与前一栏不能相减", c.Label, key)
		default:
			c.Type = of.Type
		}
	}
}

// checkSource checks the j-th place that a column has something from.
func (s *Set) checkSource(v *View, c *ViewColumn, j int, at *flaws) bool {
	from, place := c.From[j], "from"
	if len(c.From) > 1 {
		place = fmt.Sprintf("from[%d]", j)
	}
	wrong := func(format string, args ...any) bool {
		at.wrong(place, "栏目“%s”："+format, append([]any{c.Label}, args...)...)
		return false
	}
	k := s.kinds[from.Kind()]
	switch {
	case k == nil || !slices.Contains(v.Kinds(), from.Kind()):
		return wrong("from: %q 要写成 表单.字段，表单是 %s 之一", from.Of, strings.Join(v.Kinds(), "、"))
	case k.viewType(from.Path()) == "":
		return wrong("%s没有 %q 这个字段", k.Title, from.Path())
	case from.Counts != "" && !slices.Contains(roles, from.Counts):
		return wrong("counts %q 不认识，可用：adds（计入）、subtracts（减去）、replaces（改为）、copy（不计入）", from.Counts)
	case from.Counts != "" && k.At(from.Path()) == nil:
		return wrong("counts 只用于金额和整数")
	case k.viewType(from.Path()) == TypeInteger && c.Take == Balance && from.Counts == "" && k.At(from.Path()).Counts.IsZero():
		return wrong("%s 是整数，表单里没有写 counts，请写成 {of: %s, counts: adds}", from.Of, from.Of)
	}
	for _, key := range slices.Sorted(maps.Keys(from.When)) {
		f := k.Field(key)
		if f == nil || f.Type != TypeChoice {
			return wrong("when 看的 %q 须是%s的一个 choice 字段", key, k.Title)
		}
		for _, choice := range from.When[key] {
			if !slices.Contains(f.Choices, choice) {
				return wrong("when 里的“%s”不是 %s 的选项", choice, key)
			}
		}
	}
	return true
}

// viewType is the type of what a view can have of a kind's records at a path; empty for
// nothing.
func (k *Kind) viewType(path string) Type {
	if f := k.At(path); f != nil {
		switch {
		case f.IsList():
			return ""
		case strings.Contains(path, ".") && f.Type != TypeMoney && f.Type != TypeInteger:
			return TypeParagraph // of several rows
		}
		return f.Type
	}
	return ofRecords[path]
}

// typeOf is the type of what has several sources.
func (s *Set) typeOf(from Sources) Type {
	typ := Type("")
	for _, f := range from {
		is := s.kinds[f.Kind()].viewType(f.Path())
		if typ != "" && typ != is {
			return TypeText
		}
		typ = is
	}
	return typ
}

// groupType is the type of what records have in common.
func (s *Set) groupType(v *View, key string) Type {
	switch key {
	case ByUnit:
		return TypeUnit
	case ByYear:
		return TypeInteger
	}
	for _, kind := range v.Over {
		if k := s.kinds[kind]; k != nil && k.Field(key) != nil {
			return k.Field(key).Type
		}
	}
	return TypeText
}
