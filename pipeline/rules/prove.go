package rules

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"gongwen/pipeline/form"
	"gongwen/templates"
)

// Proof is how far the cases of some rules bear them out.
type Proof struct {
	Kind  string `json:"kind"` // key; empty for the rules that are for every kind with the field
	Title string `json:"title"`
	Tally
	Gaps     []Gap    `json:"gaps"`     // what is neither shown nor declared, in the order of files and lines
	Mistakes Mistakes `json:"mistakes"` // cases that do not hold, and declarations of what is not so
}

// Proven reports whether the cases hold and leave nothing open.
func (p Proof) Proven() bool { return len(p.Gaps)+len(p.Mistakes) == 0 }

// Tally is a proof in figures.
type Tally struct {
	Rules  int `json:"rules"`
	Cases  int `json:"cases"`
	Duties int `json:"duties"`

	Branches int `json:"branches"`          // see package proof
	Covered  int `json:"covered"`           // of them, those seen both true and false
	Declared int `json:"declared_branches"` // of the others, those declared never to be

	Mutants    int `json:"mutants"`
	Killed     int `json:"killed"`     // of them, those that a case tells from the rule
	Equivalent int `json:"equivalent"` // of the others, those declared to make no difference
}

// Total is the tally of several proofs.
func Total(proofs []Proof) Tally {
	var t Tally
	for _, p := range proofs {
		t.Rules += p.Rules
		t.Cases += p.Cases
		t.Duties += p.Duties
		t.Branches += p.Branches
		t.Covered += p.Covered
		t.Declared += p.Declared
		t.Mutants += p.Mutants
		t.Killed += p.Killed
		t.Equivalent += p.Equivalent
	}
	return t
}

// Gap is what no case shows of a rule.
type Gap struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Rule   string `json:"rule"`
	Branch bool   `json:"branch"` // a branch not seen both ways; else a mutant that survived
	Text   string `json:"text"`   // as it can be declared under equivalent
}

// Prove tries the rules of the rulebook in force last on their cases, like Rehearse, and
// finds what the cases leave open: branches they do not show both ways, and slips they
// would not notice. It does so for the rules written for one kind, or with an empty key
// for those of every kind in use and, last, for those that are for several. progress, which may
// be nil, is told how many kinds are done.
func (r *Regulation) Prove(kind string, people People, progress func(done, total int)) []Proof {
	b := r.Latest()
	if b == nil {
		return nil
	}
	var proofs []Proof
	for _, k := range r.kinds.All() {
		if kind == "" && !k.Hidden || kind == k.Key {
			proofs = append(proofs, Proof{Kind: k.Key, Title: k.Title, Gaps: []Gap{}, Mistakes: Mistakes{}})
		}
	}
	if kind == "" {
		proofs = append(proofs, Proof{Title: "各种表单共用", Gaps: []Gap{}, Mistakes: Mistakes{}})
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var done int
	var mu sync.Mutex
	for i := len(proofs) - 1; i >= 0; i-- { // what is for several kinds takes longest
		group.Go(func() error {
			p := &prover{r: r, b: b, people: people, Proof: &proofs[i], compilers: map[string]*keeper{}}
			p.prove()
			mu.Lock()
			defer mu.Unlock()
			if done++; progress != nil {
				progress(done, len(proofs))
			}
			return nil
		})
	}
	_ = group.Wait() // nothing returns an error
	return proofs
}

// prover makes one Proof.
type prover struct {
	*Proof
	r         *Regulation
	b         *Rulebook
	people    People
	compilers map[string]*keeper // by kind
}

func (v *prover) prove() {
	for _, d := range v.b.allDuties() {
		if d.Kind.Key == v.Kind {
			v.Duties++
		}
	}
	for _, f := range v.b.files {
		if f.kind.string != v.Kind {
			continue
		}
		for _, r := range f.rules {
			v.Rules++
			v.Cases += len(r.examples())
			v.rule(f, r)
		}
	}
	slices.SortStableFunc(v.Gaps, func(a, b Gap) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	if err := v.Mistakes.err(); err != nil {
		v.Mistakes = err.(Mistakes)
	}
}

// kindsOf are the kinds a rule can be tried on.
func (v *prover) kindsOf(r *rule) []*templates.Kind {
	if v.Kind != "" {
		return []*templates.Kind{v.r.kinds.Named(v.Kind)}
	}
	var all []*templates.Kind
	for _, k := range v.r.kinds.InUse() {
		if k.Example != "" && k.Field(form.TopKey(r.field.string)) != nil {
			all = append(all, k)
		}
	}
	return all
}

// rule proves one rule. One that is for several kinds is taken for what its cases show
// on any of them.
func (v *prover) rule(f *file, r *rule) {
	items := claims{byText: map[string]*claim{}}
	for _, k := range v.kindsOf(r) {
		s, err := v.subject(r, k)
		if err != nil {
			v.Mistakes = append(v.Mistakes, r.id.mistake("%s", err))
			return
		}
		trials, mistakes := v.r.trials(v.b, r, k, v.people.of(v.b, f, k))
		s.list(&items)
		for _, t := range trials {
			mistakes = append(mistakes, t.check(s.watched)...)
		}
		v.Mistakes = append(v.Mistakes, mistakes...)
		s.kill(trials)
	}
	items.declare(r)
	for _, c := range items.all {
		v.count(r, c)
	}
	v.Mistakes = append(v.Mistakes, items.mistakes...)
}

func (v *prover) count(r *rule, c *claim) {
	switch {
	case c.branch:
		v.Branches++
		if c.shown() {
			v.Covered++
		} else if c.declared {
			v.Declared++
		}
	default:
		v.Mutants++
		if c.shown() {
			v.Killed++
		} else if c.declared {
			v.Equivalent++
		}
	}
	if !c.shown() && !c.declared {
		v.Gaps = append(v.Gaps, Gap{c.at.File, c.at.Line, r.id.string, c.branch, c.text()})
	}
}

// A claim is one thing the cases of a rule should show.
type claim struct {
	label    string // unlike that of any other of the rule
	at       Mistake
	branch   bool
	seen     [2]bool // of a branch: false, true
	killed   bool    // of a mutant
	declared bool

	forgotten *claim // of a branch: the mutant without it, but with a constant
	constant  bool
}

func (c *claim) shown() bool { return c.killed || c.seen[0] && c.seen[1] }

// The ways in which a branch is not shown.
const (
	alwaysTrue  = " 恒为真"
	alwaysFalse = " 恒为假"
	neverAsked  = " 从未算到"
)

// text is what is not shown.
func (c *claim) text() string {
	switch {
	case !c.branch:
		return c.label
	case c.seen[1]:
		return c.label + alwaysTrue
	case c.seen[0]:
		return c.label + alwaysFalse
	}
	return c.label + neverAsked
}

// claims are all of one rule, in the order of its expressions.
type claims struct {
	all      []*claim
	byText   map[string]*claim
	mistakes Mistakes
}

// get is the claim with a text that is the nth of its like in the rule.
func (l *claims) get(label string, branch bool, at Mistake) *claim {
	c := l.byText[label]
	if c == nil {
		c = &claim{label: label, branch: branch, at: at}
		l.byText[label] = c
		l.all = append(l.all, c)
	}
	return c
}

// declare marks what the rule declares, and reports declarations of what is not so.
func (l *claims) declare(r *rule) {
	open, settled := map[string]*claim{}, map[string]bool{}
	for _, c := range l.all {
		texts := []string{c.label}
		if c.branch {
			texts = []string{c.label + alwaysTrue, c.label + alwaysFalse, c.label + neverAsked}
		}
		for _, t := range texts {
			settled[plain(t)] = true
		}
		if !c.shown() {
			open[plain(c.text())] = c
		}
	}
	for _, e := range r.declared {
		c := open[plain(e.text.string)]
		switch {
		case c != nil:
			c.declared = true
			l.implied(c)
		case settled[plain(e.text.string)]:
			l.mistakes = append(l.mistakes, e.text.mistake("规则 %s 的例子看得出这一处的差别，不能说它不影响结果，请删去这一行", r.id.string))
		default:
			l.mistakes = append(l.mistakes, e.text.mistake("规则 %s 里没有这一处，请照 gongwen regulation --try 列出的原样抄写", r.id.string))
		}
	}
}

// implied declares that a term may be forgotten which is declared always to be what && or
// || make of nothing.
func (l *claims) implied(c *claim) {
	if m := c.forgotten; m != nil && !m.shown() && c.seen[1] == c.constant && c.seen[0] != c.constant {
		m.declared = true
	}
}
