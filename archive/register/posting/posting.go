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
	nodes map[string]*node // by number, and by what records have in common, see name
}

// node is a record, or what several have in common, in the tree of a line. A record that
// others name and that is not there is a node without a kind.
type node struct {
	name    string
	number  string
	kind    *templates.Kind
	filed   time.Time
	stands  bool
	amounts []amount        // for each of Kind.Summed
	effects []templates.Fen // likewise
	parent  *node
	below   []*node
	line    []*node // of a root: the records below it, as they were filed
}

// amount is what a record says, and what that does to its line.
type amount struct {
	role templates.Role
	fen  templates.Fen
}

// Put enters a record, or what has become of it since, and returns the numbers of those
// whose effects are no longer what they were, by number; the record itself is among them
// when it is new.
func (b *Books) Put(e Entry) (changed []string) {
	of := b.node(name(e.Number))
	fresh := of.kind == nil
	before := rootOf(of)
	of.number, of.kind, of.filed, of.stands, of.amounts = e.Number, e.Kind, e.Filed, e.Stands, amountsIn(e)
	if parent := b.parentOf(e); parent != of.parent {
		if of.parent != nil {
			of.parent.below = slices.DeleteFunc(of.parent.below, func(n *node) bool { return n == of })
		}
		if of.parent = parent; parent != nil {
			parent.below = append(parent.below, of)
		}
	}
	after := rootOf(of)
	if fresh && len(of.below) == 0 && before != after { // it joins a line, and nothing with it
		at, _ := slices.BinarySearchFunc(after.line, of, asFiled)
		after.line = slices.Insert(after.line, at, of)
		changed = post(after.line, at, true)
	} else {
		after.line = gather(after)
		changed = post(after.line, 0, false)
	}
	if before != after {
		before.line = nil
		if left := rootOf(before); left != after { // the line it was in goes on without it
			left.line = gather(left)
			changed = append(changed, post(left.line, 0, false)...)
		}
	}
	if fresh && !slices.Contains(changed, e.Number) {
		changed = append(changed, e.Number)
	}
	slices.Sort(changed)
	return slices.Compact(changed)
}

// Stand enters whether a record that was put stands, and returns what Put does.
func (b *Books) Stand(number string, stands bool) (changed []string) {
	n := b.nodes[name(number)]
	if n == nil || n.kind == nil || n.stands == stands {
		return nil
	}
	n.stands = stands
	line := rootOf(n).line
	changed = post(line, slices.Index(line, n), false)
	slices.Sort(changed)
	return changed
}

// Effects are what a record adds to the totals of its kind's register, for each of
// Kind.Summed; nil for a record that was not put.
func (b *Books) Effects(number string) []templates.Fen {
	if n := b.nodes[name(number)]; n != nil {
		return n.effects
	}
	return nil
}

// Line are the numbers of the records in the line of a record, in the order in which they
// were filed; nil for a record that was not put.
func (b *Books) Line(number string) (numbers []string) {
	n := b.nodes[name(number)]
	if n == nil {
		return nil
	}
	for _, of := range rootOf(n).line {
		numbers = append(numbers, of.number)
	}
	return numbers
}

// Without are the effects that records would have if some had never been filed, as those
// see them who may not know of these: of the others in whose lines there are such.
func (b *Books) Without(hidden func(number string) bool) map[string][]templates.Fen {
	effects := map[string][]templates.Fen{}
	for _, root := range b.nodes {
		if len(root.line) < 2 { // no root, or alone
			continue
		}
		unknown := map[*node]bool{}
		for _, n := range root.line {
			if hidden(n.number) {
				unknown[n] = true
			}
		}
		if len(unknown) == 0 || len(unknown) == len(root.line) {
			continue
		}
		parts := map[*node]map[*templates.Kind][]templates.Fen{} // what each comes to
		for _, n := range root.line {
			if unknown[n] {
				continue
			}
			top := topKnown(n, unknown)
			if parts[top] == nil {
				parts[top] = map[*templates.Kind][]templates.Fen{}
			}
			if parts[top][n.kind] == nil {
				parts[top][n.kind] = make([]templates.Fen, len(n.amounts))
			}
			effects[n.number] = n.effect(nil, parts[top][n.kind])
			for c, effect := range effects[n.number] {
				parts[top][n.kind][c] += effect
			}
		}
	}
	return effects
}

// topKnown climbs until a record that nothing is known of but that others name it.
func topKnown(n *node, unknown map[*node]bool) *node {
	for steps := 0; n.parent != nil && !unknown[n]; n, steps = n.parent, steps+1 {
		if steps > circle {
			return leastAround(n)
		}
	}
	return n
}

// name is that of the node of a record: its number, however others write it.
func name(number string) string {
	return templates.TieValue(templates.NumberPath, templates.Values{templates.NumberPath: number})
}

func (b *Books) node(name string) *node {
	n := b.nodes[name]
	if n == nil {
		n = &node{name: name}
		if b.nodes == nil {
			b.nodes = map[string]*node{}
		}
		b.nodes[name] = n
	}
	return n
}

// parentOf is the node that a record hangs from among the records of its own kind; nil for
// none.
func (b *Books) parentOf(e Entry) *node {
	for _, tie := range e.Kind.Ties(e.Values) {
		switch {
		case tie.Kind != e.Kind.Key:
		case tie.Path == templates.NumberPath && tie.Value != name(e.Number):
			return b.node(tie.Value)
		case tie.Path != templates.NumberPath:
			return b.node(tie.Kind + "." + tie.Path + "\x00" + tie.Value)
		}
	}
	return nil
}

// rootOf climbs to the top of a line. Records that name one another in a circle have the
// one with the least name there.
func rootOf(n *node) *node {
	for at, steps := n, 0; ; at, steps = at.parent, steps+1 {
		if at.parent == nil {
			return at
		}
		if steps > 0 && at == n || steps > circle {
			return leastAround(at)
		}
	}
}

// circle is after how many steps upwards one looks whether they go round.
const circle = 1000

// leastAround is the node with the least name of the circle that one gets to upwards from
// a node; the top where there is none.
func leastAround(n *node) *node {
	seen := map[*node]bool{}
	for ; !seen[n]; n = n.parent {
		if n.parent == nil {
			return n
		}
		seen[n] = true
	}
	least := n
	for at := n.parent; at != n; at = at.parent {
		if at.name < least.name {
			least = at
		}
	}
	return least
}

// gather are the records below a root, as they were filed.
func gather(root *node) []*node {
	var all []*node
	seen := map[*node]bool{}
	for open := []*node{root}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		if n.kind != nil {
			all = append(all, n)
		}
		open = append(open, n.below...)
	}
	slices.SortFunc(all, asFiled)
	return all
}

func asFiled(x, y *node) int {
	return cmp.Or(x.filed.Compare(y.filed), cmp.Compare(x.number, y.number))
}

// post works out the effects in a line from a place on and returns the numbers of the
// records of which they are others than before. Alone tells that nothing is new but the
// record in that place: as soon as another one makes up for it, the rest stays as it was.
func post(line []*node, from int, alone bool) (changed []string) {
	balances := map[*templates.Kind]*balance{}
	var effects []templates.Fen // of one record; those that are kept are copies, since readers may hold the old ones
	for i, n := range line {
		of := balances[n.kind]
		if of == nil {
			of = &balance{make([]templates.Fen, len(n.amounts)), make([]templates.Fen, len(n.amounts))}
			balances[n.kind] = of
		}
		if i >= from {
			was := n.effects
			effects = n.effect(effects[:0], of.now)
			if !slices.Equal(effects, was) {
				n.effects = slices.Clone(effects)
				changed = append(changed, n.number)
			}
			for c := range of.more {
				of.more[c] += n.effects[c]
				if c < len(was) {
					of.more[c] -= was[c]
				}
			}
		}
		for c, effect := range n.effects {
			of.now[c] += effect
		}
		if alone && i > from && n.kind == line[from].kind && !slices.ContainsFunc(of.more, func(f templates.Fen) bool { return f != 0 }) {
			break
		}
	}
	return changed
}

// balance is what the records of a kind in a line come to at some point, for each of
// Kind.Summed, and by how much that is more than it was.
type balance struct{ now, more []templates.Fen }

// effect appends the effects of a record after others of its kind have come to a balance.
func (n *node) effect(effects, balance []templates.Fen) []templates.Fen {
	for c, a := range n.amounts {
		effect := templates.Fen(0)
		if n.stands {
			effect = Effect(a.role, balance[c], a.fen)
		}
		effects = append(effects, effect)
	}
	return effects
}

func amountsIn(e Entry) []amount {
	summed := e.Kind.Summed()
	if len(summed) == 0 {
		return nil
	}
	amounts := make([]amount, len(summed))
	for i, column := range summed {
		amounts[i] = amount{e.Kind.RoleOf(column.From, e.Values), e.Values.Sum(column.From)}
	}
	return amounts
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
func Alone(e Entry) []templates.Fen {
	n := &node{stands: e.Stands, amounts: amountsIn(e)}
	return n.effect(nil, make([]templates.Fen, len(n.amounts)))
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
