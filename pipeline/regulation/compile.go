package regulation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"gongwen/templates"
)

// program is a rule made ready for one kind of form.
type program struct {
	*rule
	article string // as findings cite it
	number  int    // of the article; 0 when the rule cites none
	kind    *templates.Kind
	lets    []binding
	when    cel.Program // nil when the rule always applies
	require cel.Program
	reads   []string // keys of the fields the rule looks at
}

type binding struct {
	name    string
	program cel.Program
}

// compile makes the rules ready for every kind they are for.
func (b *Rulebook) compile(kinds *templates.Set) Mistakes {
	b.rules = map[string][]*program{}
	b.registers = map[string][]int{}
	b.asks = map[string]map[string]string{}
	var mistakes Mistakes
	own := map[string]text{} // the article each kind rests on
	for _, f := range b.files {
		k := f.kind.string
		if k == "" {
			continue
		}
		if kinds.Named(k) == nil || kinds.Named(k).Key != k {
			mistakes = append(mistakes, f.kind.mistake("没有 %s 这种表单", k))
			continue
		}
		if f.article.string != "" {
			own[k] = f.article
		}
		for _, n := range f.registers {
			if _, ok := b.articles[n]; !ok {
				mistakes = append(mistakes, Mistake{File: f.name, Message: fmt.Sprintf("register：%s没有第%d条", b.Title, n)})
			}
		}
		if f.registers != nil {
			b.registers[k] = f.registers
		}
		for _, a := range f.asks {
			if kinds.Named(k).At(a.field.string) == nil {
				mistakes = append(mistakes, noField(a.field, kinds.Named(k)))
			}
			mistakes = append(mistakes, b.cited(a.article)...)
			if b.asks[k] == nil {
				b.asks[k] = map[string]string{}
			}
			b.asks[k][a.field.string] = a.article.string
		}
	}
	for _, k := range kinds.All() {
		c, err := newCompiler(b, k, own[k.Key])
		if err != nil {
			return append(mistakes, Mistake{File: b.dir, Message: err.Error()})
		}
		for _, f := range b.files {
			if f.kind.string != "" && f.kind.string != k.Key {
				continue
			}
			for _, r := range f.rules {
				key, _, _ := strings.Cut(r.field.string, ".")
				if f.kind.string == "" && k.Field(key) == nil {
					continue // a rule for every kind that has the field
				}
				b.rules[k.Key] = append(b.rules[k.Key], c.rule(r))
			}
		}
		mistakes = append(mistakes, c.mistakes...)
	}
	return mistakes
}

// compiler turns the rules for one kind into programs.
type compiler struct {
	book     *Rulebook
	kind     *templates.Kind
	own      text // the article the kind rests on
	schema   *schema
	env      *cel.Env
	mistakes Mistakes
}

func newCompiler(b *Rulebook, k *templates.Kind, own text) (*compiler, error) {
	params := make([]*Parameter, 0, len(b.parameters))
	for _, p := range b.parameters {
		params = append(params, p)
	}
	s, err := newSchema(k, params)
	if err != nil {
		return nil, err
	}
	options := []cel.EnvOption{
		cel.CustomTypeAdapter(s),
		cel.CustomTypeProvider(s),
		cel.Variable("form", formType(k)),
		cel.Variable("param", paramType),
	}
	options = append(options, comparison()...)
	options = append(options, vocabulary()...)
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	return &compiler{book: b, kind: k, own: own, schema: s, env: env}, nil
}

func (c *compiler) wrong(t text, format string, args ...any) {
	c.mistakes = append(c.mistakes, t.mistake(format, args...))
}

// rule compiles one rule; what is wrong with it goes to the mistakes.
func (c *compiler) rule(r *rule) *program {
	p := &program{rule: r, kind: c.kind, article: c.cites(r)}
	if p.article != "" {
		p.number, _ = articleNumber(p.article)
	}
	if r.field.string != "" && c.kind.At(r.field.string) == nil {
		c.mistakes = append(c.mistakes, noField(r.field, c.kind))
	}
	env := c.env
	extend := func(name string, t *cel.Type) {
		extended, err := env.Extend(cel.Variable(name, t))
		if err != nil {
			c.wrong(r.id, "规则 %s：%s", r.id.string, err)
			return
		}
		env = extended
	}
	seen := &sight{schema: c.schema, form: formType(c.kind).TypeName(), tested: map[string]bool{}}
	if r.each.string != "" {
		list := c.kind.Field(r.each.string)
		if list == nil || !list.IsList() {
			c.wrong(r.each, "each：%s没有 %s 这个列表", c.kind.Title, r.each.string)
			return p
		}
		seen.add(list.Key)
		extend("row", rowType(c.kind, list))
		extend("index", cel.IntType)
	}
	// The guard comes before the values it guards.
	if r.when.string != "" {
		p.when, _ = c.expression(env, r.when, cel.BoolType, seen)
	}
	for _, l := range r.lets {
		if slices.Contains([]string{"form", "param", "row", "index"}, l.name.string) {
			c.wrong(l.name, "let 的名称 %s 已有别的意思，请换一个", l.name.string)
		}
		prg, t := c.expression(env, l.expr, nil, seen)
		if prg == nil {
			return p
		}
		p.lets = append(p.lets, binding{l.name.string, prg})
		extend(l.name.string, t)
	}
	p.require, _ = c.expression(env, r.require, cel.BoolType, seen)
	seen.unguarded(c)
	p.reads = seen.fields
	c.placeholders(r)
	return p
}

func noField(t text, k *templates.Kind) Mistake {
	return t.mistake("%s没有 %s 这个字段，字段见 %s/kind.yaml", k.Title, t.string, k.Dir)
}

// cites is the article a rule's findings name: its own or the kind's.
func (c *compiler) cites(r *rule) string {
	cited := r.article
	if cited.string == "" {
		cited = c.own
	}
	if cited.string == "" {
		return ""
	}
	c.mistakes = append(c.mistakes, c.book.cited(cited)...)
	return cited.string
}

// cited reports a citation of an article the rulebook does not have.
func (b *Rulebook) cited(t text) Mistakes {
	n, err := articleNumber(t.string)
	if err != nil {
		return Mistakes{t.mistake("%s", err)}
	}
	if _, ok := b.articles[n]; !ok {
		return Mistakes{t.mistake("%s没有第%d条", b.Title, n)}
	}
	return nil
}

// expression checks and plans one expression of the wanted type, nil for any.
func (c *compiler) expression(env *cel.Env, t text, want *cel.Type, seen *sight) (cel.Program, *cel.Type) {
	if t.string == "" {
		return nil, nil
	}
	checked, issues := env.Compile(t.string)
	if issues.Err() != nil {
		for i, e := range issues.Errors() {
			if i > 0 && strings.HasPrefix(e.Message, "Syntax error") {
				break // what follows the first is the parser's guesswork
			}
			c.mistakes = append(c.mistakes, t.at(e.Location.Line(), e.Location.Column(), c.inChinese(e.Message)))
		}
		return nil, nil
	}
	if want != nil && !checked.OutputType().IsExactType(want) {
		c.wrong(t, "这个表达式的结果应是 %s（是或否），现在是 %s", typeName(want.String()), typeName(checked.OutputType().String()))
		return nil, nil
	}
	prg, err := env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		c.wrong(t, "表达式有误：%s", err)
		return nil, nil
	}
	seen.look(checked.NativeRep(), t)
	return prg, checked.OutputType()
}

// sight collects which fields a rule looks at, so that it is known without
// running it what the rule depends on.
type sight struct {
	schema *schema
	form   string // type name of the form
	fields []string
	tested map[string]bool // type.field asked for with has()
	read   []reading
}

type reading struct {
	path  string // type.field
	field *templates.Field
	at    Mistake
}

func (s *sight) add(key string) {
	if !slices.Contains(s.fields, key) {
		s.fields = append(s.fields, key)
	}
}

func (s *sight) look(tree *ast.AST, t text) {
	ast.PreOrderVisit(tree.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.SelectKind {
			return
		}
		sel := e.AsSelect()
		typ := tree.GetType(sel.Operand().ID())
		if typ == nil || typ.Kind() != types.StructKind {
			return
		}
		f := s.schema.field(typ.TypeName(), sel.FieldName())
		if f == nil {
			return
		}
		if typ.TypeName() == s.form {
			s.add(f.Key)
		}
		path := typ.TypeName() + "." + f.Key
		if sel.IsTestOnly() {
			s.tested[path] = true
			return
		}
		if !f.Required && !f.IsList() {
			start := tree.SourceInfo().GetStartLocation(e.ID())
			s.read = append(s.read, reading{path, f, t.at(start.Line(), start.Column(),
				fmt.Sprintf("%s（%s）可以不填，请先用 has(…) 问它填了没有", f.Key, f.Label))})
		}
	}))
}

// unguarded reports optional fields that a rule reads without ever asking
// whether they are filled in: it would fail on the first form without them.
func (s *sight) unguarded(c *compiler) {
	for _, r := range s.read {
		if !s.tested[r.path] {
			c.mistakes = append(c.mistakes, r.at)
		}
	}
}

// placeholders checks what the message and the advice name in braces.
func (c *compiler) placeholders(r *rule) {
	for _, t := range []text{r.message, r.advice} {
		for _, path := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			if !c.known(r, path[1]) {
				c.wrong(t, "{%s} 既不是%s的字段，也不是参数或 let 里的名称", path[1], c.kind.Title)
			}
		}
	}
}

var placeholderPattern = regexp.MustCompile(`\{([^{}]*)\}`)

func (c *compiler) known(r *rule, path string) bool {
	if name, ok := strings.CutPrefix(path, "param."); ok {
		return c.book.parameters[name] != nil
	}
	return c.kind.At(path) != nil || slices.ContainsFunc(r.lets, func(l let) bool { return l.name.string == path })
}

// celMessages are the messages of CEL that whoever writes rules meets, in the
// language they read.
var celMessages = []struct {
	pattern *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^undefined field '(.+)'$`), "没有 $1 这个字段，字段见 {kind}/kind.yaml"},
	{regexp.MustCompile(`^undeclared reference to '([^']+)'.*$`), "不认识 $1"},
	{regexp.MustCompile(`^found no matching overload for '([^']+)' applied to '(.+)'$`), "$1 不能这样用，给它的是 $2"},
	{regexp.MustCompile(`^expression of type '(.+)' cannot be range of a comprehension.*$`), "$1 不是列表，不能逐项查看"},
	{regexp.MustCompile(`^Syntax error: token recognition error at: '(.+?)\s*'$`), "表达式里不能出现 $1（文字要加引号）"},
	{regexp.MustCompile(`^Syntax error: extraneous input '(.+)' expecting .*$`), "多出了 $1"},
	{regexp.MustCompile(`^Syntax error: mismatched input '<EOF>' expecting .*$`), "表达式没有写完"},
	{regexp.MustCompile(`^Syntax error: mismatched input '(.+)' expecting .*$`), "这里不该是 $1"},
	{regexp.MustCompile(`^Syntax error: missing '(.+)' at '(.+)'$`), "$2 前面少了 $1"},
	{regexp.MustCompile(`^Syntax error: (.+)$`), "写法有误：$1"},
}

// operators are CEL's own names of them.
var operators = regexp.MustCompile(`\b_(\S+?)_\b|@(in)\b|(!)_|(\[)_`)

// inChinese words a message of CEL for the people who write rules.
func (c *compiler) inChinese(message string) string {
	message = typeName(message)
	for _, m := range celMessages {
		if m.pattern.MatchString(message) {
			chinese := operators.ReplaceAllString(m.pattern.ReplaceAllString(message, m.chinese), "$1$2$3")
			return strings.ReplaceAll(chinese, "{kind}", c.kind.Dir)
		}
	}
	return "表达式有误：" + message
}

// typeName drops the prefixes that keep our type names apart.
func typeName(s string) string {
	return strings.NewReplacer("gongwen.", "", "form.", "").Replace(s)
}
