package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"

	"gongwen/pipeline/form"
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
	params  []string // the parameters it rests on
	length  bool     // whether it rests on the length of a text
	code    string   // what a row of the form's exceptions names it by
	signing *program // the step that the rule is at the desk; nil where it is none
	of      *program // of such a step: the rule
	about   []string // of what holds in principle: labels of the fields it looks at or quotes
}

type binding struct {
	name    string
	program cel.Program
}

// prepare works out which rules are for which kinds. The rules of a kind are compiled
// when they are first asked for, and so are the duties, see compiled and allDuties.
func (b *Rulebook) prepare(kinds *templates.Set) Mistakes {
	b.kinds = kinds
	own, mistakes := b.serve(kinds)
	for _, p := range b.parameters {
		if p.article.string != "" {
			mistakes = append(mistakes, b.cited(p.article)...)
		}
	}
	b.rules = map[string]func() compiled{}
	b.codes = codes(b.files)
	used := map[*rule]bool{}
	for _, k := range kinds.All() {
		var rules []*rule
		for _, f := range b.files {
			if f.kind.string != "" && f.kind.string != k.Key {
				continue
			}
			for _, r := range f.rules {
				if f.kind.string == "" && k.Field(form.TopKey(r.field.string)) == nil {
					continue // a rule for every kind that has the field
				}
				used[r] = true
				rules = append(rules, r)
			}
		}
		b.rules[k.Key] = sync.OnceValue(func() compiled { return b.compile(k, own[k.Key], rules) })
	}
	b.duties = sync.OnceValue(func() compiledDuties { return b.compileDuties(own) })
	mistakes = append(mistakes, b.unknownKinds(kinds)...)
	for _, f := range b.files {
		for _, r := range f.rules {
			if f.kind.string == "" && r.field.string != "" && !used[r] {
				mistakes = append(mistakes, r.field.mistake("没有一种表单有 %s 这个字段；只用于一种表单的规则，请在文件开头写 kind", r.field.string))
			}
		}
	}
	return mistakes
}

// compiled are the rules for a kind, made ready, and what is wrong with them.
type compiled struct {
	programs []*program
	unasked  *program // who signs at the desk where no step applies, see compiler.unasked
	absences absences
	mistakes Mistakes
}

func (b *Rulebook) compile(k *templates.Kind, own text, rules []*rule) compiled {
	c, err := newCompiler(b, b.kinds, k, own)
	if err != nil {
		return compiled{mistakes: Mistakes{{File: b.dir, Message: err.Error()}}}
	}
	programs := make([]*program, len(rules))
	for i, r := range rules {
		programs[i] = c.rule(r)
	}
	absences := c.absences()
	return compiled{programs, c.unasked(), absences, c.mistakes}
}

// compileAll compiles the duties and the rules of every kind.
func (b *Rulebook) compileAll() Mistakes {
	mistakes := b.duties().mistakes
	for _, k := range b.kinds.All() {
		mistakes = append(mistakes, b.rules[k.Key]().mistakes...)
	}
	return mistakes
}

// programs are the rules for a kind, in the order of the files. A mistake in them was
// told by Load.
func (b *Rulebook) programs(kind string) []*program { return b.compiled(kind).programs }

func (b *Rulebook) compiled(kind string) compiled {
	rules, ok := b.rules[kind]
	if !ok {
		return compiled{}
	}
	c := rules()
	mustBeRight(c.mistakes)
	return c
}

// mustBeRight panics on mistakes in what was compiled when it was asked for: there can be
// some only in a rulebook of the program's own, whose tests load it whole.
func mustBeRight(mistakes Mistakes) {
	if err := mistakes.err(); err != nil {
		panic(err)
	}
}

// serve reads what the files say of the kinds themselves: the article each
// rests on, which it returns, and what its fields and its register answer.
func (b *Rulebook) serve(kinds *templates.Set) (own map[string]text, mistakes Mistakes) {
	own = map[string]text{}
	b.registers = map[string][]int{}
	b.asks = map[string]map[string]string{}
	for _, f := range b.files {
		if f.kind.string == "" {
			continue
		}
		k := kinds.Named(f.kind.string)
		if k == nil || k.Key != f.kind.string {
			mistakes = append(mistakes, f.kind.mistake("没有 %s 这种表单", f.kind.string))
			continue
		}
		if f.article.string != "" && (own[k.Key].string == "" || path.Base(f.name) == k.Key+".yaml") {
			own[k.Key] = f.article
		}
		for _, t := range f.registers {
			mistakes = append(mistakes, b.cited(t)...)
			n, _, _ := form.Article(t.string)
			b.registers[k.Key] = append(b.registers[k.Key], n)
		}
		if b.asks[k.Key] == nil {
			b.asks[k.Key] = map[string]string{}
		}
		for _, a := range f.asks {
			if k.At(a.field.string) == nil {
				mistakes = append(mistakes, noField(a.field, k))
			}
			mistakes = append(mistakes, b.cited(a.article)...)
			b.asks[k.Key][a.field.string] = a.article.string
		}
	}
	return own, mistakes
}

// compiler turns the rules for one kind into programs.
type compiler struct {
	book     *Rulebook
	kinds    *templates.Set
	kind     *templates.Kind
	own      text // the article the kind rests on
	schema   *schema
	env      *cel.Env
	mistakes Mistakes
	keep     func(t text, env *cel.Env, checked *cel.Ast) // nil, or is given every expression
}

func newCompiler(b *Rulebook, kinds *templates.Set, k *templates.Kind, own text) (*compiler, error) {
	params := make([]*parameter, 0, len(b.parameters))
	for _, p := range b.parameters {
		params = append(params, p)
	}
	s, err := newSchema(kinds, k, params)
	if err != nil {
		return nil, err
	}
	options := []cel.EnvOption{
		cel.CustomTypeAdapter(s),
		cel.CustomTypeProvider(s),
		cel.Variable("form", formType(k)),
		cel.Variable("param", paramType),
		cel.Variable("received", dateType),
		cel.Variable("reasons", cel.ListType(cel.StringType)),
	}
	options = append(options, comparison()...)
	options = append(options, arithmetic()...)
	options = append(options, vocabulary()...)
	options = append(options, lookups(kinds)...)
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	return &compiler{book: b, kinds: kinds, kind: k, own: own, schema: s, env: env}, nil
}

func (c *compiler) wrong(t text, format string, args ...any) {
	c.mistakes = append(c.mistakes, t.mistake(format, args...))
}

// rule compiles one rule; what is wrong with it goes to the mistakes.
func (c *compiler) rule(r *rule) *program {
	p := &program{rule: r, kind: c.kind, article: c.cites(r), code: c.book.codes[r.id.string]}
	if p.article != "" {
		p.number, _, _ = form.Article(p.article)
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
	deps := &dependencies{schema: c.schema, form: formType(c.kind).TypeName(), tested: map[string]bool{}}
	if r.each.string != "" {
		list := c.kind.Field(r.each.string)
		if list == nil || !list.IsList() {
			c.wrong(r.each, "each：%s没有 %s 这个列表", c.kind.Title, r.each.string)
			return p
		}
		deps.add(list.Key)
		extend("row", rowType(c.kind, list))
		extend("index", cel.IntType)
	}
	// The guard comes before the values it guards.
	if r.when.string != "" {
		p.when, _ = c.expression(env, r.when, cel.BoolType, deps)
	}
	for _, l := range r.lets {
		if slices.Contains([]string{"form", "param", "received", "reasons", "row", "index"}, l.name.string) {
			c.wrong(l.name, "let 的名称 %s 已有别的意思，请换一个", l.name.string)
			return p
		}
		prg, t := c.expression(env, l.expr, nil, deps)
		if prg == nil {
			return p
		}
		p.lets = append(p.lets, binding{l.name.string, prg})
		extend(l.name.string, t)
	}
	p.require, _ = c.expression(env, r.require, cel.BoolType, deps)
	if r.step != nil {
		c.checkStep(r, deps)
	}
	signs := c.signsWhen(env, r, deps)
	deps.unguarded(c)
	p.reads, p.params, p.length = deps.fields, deps.params, deps.length
	c.placeholders(r)
	if r.severity == form.Principle {
		p.about = c.about(r, p.reads)
	}
	if p.signing = c.signing(p); p.signing != nil {
		p.signing.when = signs
	}
	return p
}

func noField(t text, k *templates.Kind) Mistake {
	return t.mistake("%s没有 %s 这个字段，字段见 %s/kind.yaml", k.Title, t.string, k.Dir)
}

// cites is the article a rule's findings name: its own, its file's or the kind's.
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

// cited reports a citation of an article, or of an item of one, that the
// rulebook does not have.
func (b *Rulebook) cited(t text) Mistakes {
	n, item, err := form.Article(t.string)
	if err != nil {
		return Mistakes{t.mistake("%s", err)}
	}
	a, ok := b.articles[n]
	switch {
	case !ok:
		return Mistakes{t.mistake("%s没有第%d条", b.Title, n)}
	case item > 0 && a.items == 0:
		return Mistakes{t.mistake("第%d条没有分项，请写成 %d", n, n)}
	case item > a.items:
		return Mistakes{t.mistake("第%d条只有%d项", n, a.items)}
	}
	return nil
}

// expression checks and plans one expression of the wanted type, nil for any.
func (c *compiler) expression(env *cel.Env, t text, want *cel.Type, deps *dependencies) (cel.Program, *cel.Type) {
	if t.string == "" {
		return nil, nil
	}
	checked, issues := env.Compile(t.string)
	if issues.Err() != nil {
		for i, e := range issues.Errors() {
			if i > 0 && strings.HasPrefix(e.Message, "Syntax error") {
				break // what follows the first is the parser's guesswork
			}
			c.mistakes = append(c.mistakes, t.at(e.Location.Line(), e.Location.Column(), inChinese(e.Message)))
		}
		return nil, nil
	}
	if want != nil && !checked.OutputType().IsExactType(want) {
		c.wrong(t, "这个表达式的结果应是 %s（是或否），现在是 %s", typeName(want.String()), typeName(checked.OutputType().String()))
		return nil, nil
	}
	prg, err := env.Program(checked, planning...)
	if err != nil {
		c.wrong(t, "表达式有误：%s", err)
		return nil, nil
	}
	deps.collect(checked.NativeRep(), t)
	c.lookedUp(checked.NativeRep(), t)
	if c.keep != nil {
		c.keep(t, env, checked)
	}
	return prg, checked.OutputType()
}

// placeholders checks what the message and the advice name in braces.
func (c *compiler) placeholders(r *rule) {
	for _, t := range []text{r.message, r.advice, r.because} {
		c.braces(r, t)
	}
}

func (c *compiler) braces(r *rule, t text) {
	for _, path := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
		if !c.known(r, path[1]) {
			c.wrong(t, "{%s} 既不是%s的字段，也不是参数或 let 里的名称", path[1], c.kind.Title)
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
