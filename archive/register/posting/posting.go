// Package posting (记账) works out how much of each record's amounts counts in the totals
// of registers.
//
// Records that follow one another — a contract and its changes, a purchase asked for and
// made, a card of an asset that comes and goes — are one line. In the order in which they
// were filed each does to what the line comes to what its amount's role says (see
// templates.Role): it adds, takes away, or puts another sum in its place. The effect of a
// record is by how much the line comes to more after it than before. So the effects of any
// choice of records can be added up, by month, by unit, over years, and all of them
// together come to what the lines come to now.
//
// A record that does not stand, because it was made void or another has taken its place,
// has no effect, and those after it act as if it were not there.
package posting

import (
	"cmp"
	"slices"
	"time"

	"gongwen/templates"
)

// Entry is a record as it is posted.
type Entry struct {
	Number string
	Kind   *templates.Kind
	Filed  time.Time
	Stands bool
	Values templates.Values // typed, as Kind.Decode gives them; only those that amounts and ties need
}

// Books are the lines of the records of any kinds. The zero value has none. They are not
// safe for use by several goroutines.
type Books struct {
	nodes map[string]*node // by number, and by what records have in common
}

// node is a record, or what several have in common, in the tree of a line. A record that
// others name and that is not there is a node without an entry.
type node struct {
	entry   *Entry
	effects []templates.Fen
	parent  string
	below   map[string]bool
}

// Put enters a record, or what has become of it since, and returns the numbers of those
// whose effects are no longer what they were, by number; the record itself is among them
// when it is new.
func (b *Books) Put(e Entry) (changed []string) {
	of := b.node(e.Number)
	fresh := of.entry == nil
	of.entry = &e
	before := b.rootOf(e.Number)
	if parent := parentOf(e); parent != of.parent {
		if of.parent != "" {
			delete(b.node(of.parent).below, e.Number)
		}
		if of.parent = parent; parent != "" {
			b.node(parent).below[e.Number] = true
		}
	}
	after := b.rootOf(e.Number)
	changed = b.post(after)
	if left := b.rootOf(before); left != after { // the line it was in goes on without it
		changed = append(changed, b.post(left)...)
	}
	if fresh && !slices.Contains(changed, e.Number) {
		changed = append(changed, e.Number)
	}
	slices.Sort(changed)
	return slices.Compact(changed)
}

// Effects are what a record adds to the totals of its kind's register, for each of
// Kind.Summed; nil for a record that was not put.
func (b *Books) Effects(number string) []templates.Fen {
	if n := b.nodes[number]; n != nil {
		return n.effects
	}
	return nil
}

// Line is the number of the record that a record's line begins with; what the line has in
// common where that is how its records know each other.
func (b *Books) Line(number string) string { return b.rootOf(number) }

func (b *Books) node(name string) *node {
	n := b.nodes[name]
	if n == nil {
		n = &node{below: map[string]bool{}}
		if b.nodes == nil {
			b.nodes = map[string]*node{}
		}
		b.nodes[name] = n
	}
	return n
}

// parentOf is the node that a record hangs from among the records of its own kind.
func parentOf(e Entry) string {
	for _, tie := range e.Kind.Ties(e.Values) {
		switch {
		case tie.Kind != e.Kind.Key:
		case tie.Path == "number" && tie.Value != e.Number:
			return tie.Value
		case tie.Path != "number":
			return tie.Kind + "." + tie.Path + "\x00" + tie.Value
		}
	}
	return ""
}

// rootOf climbs to the top of a line. Records that name one another in a circle have the
// least of their names there.
func (b *Books) rootOf(name string) string {
	seen := map[string]bool{}
	for at := name; ; {
		n := b.nodes[at]
		if n == nil || n.parent == "" {
			return at
		}
		if seen[at] {
			return b.leastInCircle(at)
		}
		seen[at] = true
		at = n.parent
	}
}

func (b *Books) leastInCircle(name string) string {
	least := name
	for at := b.nodes[name].parent; at != name; at = b.nodes[at].parent {
		least = min(least, at)
	}
	return least
}

// post works out the effects in the line below a root and returns the numbers of those
// that are others than before.
func (b *Books) post(root string) (changed []string) {
	line := b.line(root)
	balances := map[string]templates.Fen{} // by path
	for _, n := range line {
		e, was := n.entry, n.effects
		n.effects = nil
		for _, column := range e.Kind.Summed() {
			effect := templates.Fen(0)
			if e.Stands {
				effect = Effect(e.Kind.RoleOf(column.From, e.Values), balances[column.From], e.Values.Sum(column.From))
			}
			balances[column.From] += effect
			n.effects = append(n.effects, effect)
		}
		if !slices.Equal(was, n.effects) {
			changed = append(changed, e.Number)
		}
	}
	return changed
}

// HasLines reports whether the effect of a kind's records depends on those before them.
// Of other kinds Alone tells it.
func HasLines(kind *templates.Kind) bool {
	return slices.ContainsFunc(kind.Summed(), func(c templates.Column) bool {
		f := kind.At(c.From)
		return f != nil && slices.Contains(f.Counts.All(), string(templates.Replaces))
	})
}

// Alone are the effects of a record of a kind without lines.
func Alone(e Entry) (effects []templates.Fen) {
	for _, column := range e.Kind.Summed() {
		effect := templates.Fen(0)
		if e.Stands {
			effect = Effect(e.Kind.RoleOf(column.From, e.Values), 0, e.Values.Sum(column.From))
		}
		effects = append(effects, effect)
	}
	return effects
}

// Effect is by how much an amount in its role changes what its line comes to so far.
func Effect(role templates.Role, balance, amount templates.Fen) templates.Fen {
	switch role {
	case templates.Adds:
		return amount
	case templates.Subtracts:
		return -amount
	case templates.Replaces:
		return amount - balance
	}
	return 0
}

// line are the records below a root, as they were filed.
func (b *Books) line(root string) []*node {
	var all []*node
	seen := map[string]bool{}
	for open := []string{root}; len(open) > 0; {
		name := open[len(open)-1]
		open = open[:len(open)-1]
		n := b.nodes[name]
		if n == nil || seen[name] {
			continue
		}
		seen[name] = true
		if n.entry != nil {
			all = append(all, n)
		}
		for below := range n.below {
			open = append(open, below)
		}
	}
	slices.SortFunc(all, func(x, y *node) int {
		return cmp.Or(x.entry.Filed.Compare(y.entry.Filed), cmp.Compare(x.entry.Number, y.entry.Number))
	})
	return all
}
