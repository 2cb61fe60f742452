package view

import (
	"slices"
	"strings"

	"gongwen/templates"
)

// none is no node.
const none = -1

// belonging puts records together. Its nodes are the records, by their place in the order
// of filing, and behind them numbers and values that no record has but some name. Nodes
// that are joined have the first of them for their root.
type belonging struct {
	*overview
	parent  []int
	names   map[string]int // nodes that are no records
	numbers map[string]int // records, by number
	having  map[string]int // the first record that has something, by kind.path and value
	family  map[int][]int  // records of a kind that are joined, by their root
	claimed map[int]int    // line of a family of the kinds in View.Names
	visited []visit
	through map[int]int // the first of a family that belongs to a line; none where none does
}

// visit tells how far the search for a record's line has come.
type visit byte

const (
	unvisited visit = iota
	visiting
	visited
)

func (o *overview) newBelonging() *belonging {
	b := &belonging{overview: o, names: map[string]int{}, numbers: map[string]int{}, having: map[string]int{}, family: map[int][]int{},
		claimed: map[int]int{}, visited: make([]visit, len(o.records))}
	paths := map[string][]string{} // by kind, of what others look for in its records
	for _, k := range o.kinds {
		for _, to := range tiePaths(k) {
			kind, path, _ := strings.Cut(to, ".")
			paths[kind] = append(paths[kind], path)
		}
	}
	for i, r := range o.records {
		b.parent = append(b.parent, i)
		b.numbers[plainNumber(r.Number)] = i
		for _, path := range paths[r.Kind.Key] {
			if value := templates.TieValue(path, r.Values); value != "" {
				name := r.Kind.Key + "." + path + "\x00" + value
				if _, is := b.having[name]; !is {
					b.having[name] = i
				}
			}
		}
	}
	for i, r := range o.records {
		for _, tie := range r.ties {
			if tie.Kind != r.Kind.Key {
				continue
			}
			if to := b.node(tie); to != none && (to >= len(o.records) || o.records[to].Kind == r.Kind) {
				b.join(i, to)
			}
		}
	}
	for i := range o.records {
		root := b.root(i)
		b.family[root] = append(b.family[root], i)
	}
	return b
}

// plainNumber is a number as Tie.Value has it.
func plainNumber(number string) string {
	return templates.TieValue(templates.NumberPath, templates.Values{templates.NumberPath: number})
}

// node is what a tie leads to: a record, or what none has.
func (b *belonging) node(tie templates.Tie) int {
	if tie.Path == templates.NumberPath {
		if i, is := b.numbers[tie.Value]; is {
			return i
		}
		return b.named("\x00" + tie.Value)
	}
	name := tie.Kind + "." + tie.Path + "\x00" + tie.Value
	if i, is := b.having[name]; is {
		return i
	}
	return b.named(name)
}

func (b *belonging) named(name string) int {
	i, is := b.names[name]
	if !is {
		i = len(b.parent)
		b.parent, b.names[name] = append(b.parent, i), i
	}
	return i
}

func (b *belonging) root(i int) int {
	for b.parent[i] != i {
		b.parent[i] = b.parent[b.parent[i]]
		i = b.parent[i]
	}
	return i
}

func (b *belonging) join(i, j int) {
	i, j = b.root(i), b.root(j)
	b.parent[max(i, j)] = min(i, j)
}

// isRecord reports whether a node is a record, and not what none has.
func (b *belonging) isRecord(node int) bool { return node < len(b.records) }

// find finds the line of every record. What the kinds in View.Names have in a line depends
// on what else is in it, and what belongs to that on it, so it goes on until nothing more
// is found.
func (b *belonging) find() {
	for {
		clear(b.visited)
		b.through = map[int]int{}
		for i := range b.records {
			b.lineOf(i)
		}
		if !b.claim() {
			break
		}
	}
	for i, r := range b.records {
		if r.line == none {
			b.belongsToMissing(i)
		}
	}
}

// claim gives the records of the kinds in View.Names that the records of lines name to
// those lines; each to the first. It reports whether there were any.
func (b *belonging) claim() (more bool) {
	for _, r := range b.records {
		if r.line == none || slices.Contains(b.Names, r.Kind.Key) {
			continue
		}
		for _, tie := range r.ties {
			to := b.node(tie)
			if !b.isRecord(to) || !slices.Contains(b.Names, b.records[to].Kind.Key) {
				continue
			}
			if _, is := b.claimed[b.root(to)]; !is {
				b.claimed[b.root(to)] = r.line
				more = true
			}
		}
	}
	return more
}

// lineOf is the line of a record: of one that lines begin with that of its family; of
// one that is named, what names it; of another what it belongs to, or else what those of
// its own kind that it is joined with belong to.
func (b *belonging) lineOf(i int) int {
	r := b.records[i]
	if b.visited[i] != unvisited { // or what belongs to itself
		return r.line
	}
	b.visited[i], r.line, r.through = visiting, none, none
	switch {
	case r.Kind.Key == b.Of:
		r.line = b.root(i)
	case slices.Contains(b.Names, r.Kind.Key):
		if claimed, is := b.claimed[b.root(i)]; is {
			r.line, r.through = claimed, b.root(i)
		}
	default:
		if r.line = b.lineByTies(i); r.line == none {
			if j := b.throughFamily(b.root(i)); j != none {
				r.line, r.through = b.records[j].line, b.records[j].through
			}
		}
	}
	b.visited[i] = visited
	return r.line
}

// throughFamily is the first of the records of a kind that are joined which belongs to a
// line; none where none does.
func (b *belonging) throughFamily(root int) int {
	if j, is := b.through[root]; is {
		return j
	}
	b.through[root] = none
	for _, j := range b.family[root] {
		if line := b.lineByTies(j); line != none {
			b.records[j].line, b.through[root] = line, j
			break
		}
	}
	return b.through[root]
}

// lineByTies is the line of what a record belongs to; first of all of what lines begin with.
func (b *belonging) lineByTies(i int) int {
	r := b.records[i]
	for _, begins := range []bool{true, false} {
		for _, tie := range r.ties {
			to := b.node(tie)
			if !b.isRecord(to) || to == i || (b.records[to].Kind.Key == b.Of) != begins || b.records[to].Kind == r.Kind {
				continue
			}
			if tie.Kind != templates.AnyKind && tie.Kind != b.records[to].Kind.Key {
				continue // the number of something else
			}
			if line := b.lineOf(to); line != none {
				r.through = b.records[to].through
				return line
			}
		}
	}
	return none
}

// belongsToMissing gives a record that belongs to one that is not on file a line with all
// that do.
func (b *belonging) belongsToMissing(i int) {
	r := b.records[i]
	for _, tie := range r.ties {
		if tie.Kind != b.Of && (tie.Kind != templates.AnyKind || !b.isOfSeries(tie.Value)) || r.Kind.Key == tie.Kind {
			continue
		}
		to := b.node(tie)
		if b.isRecord(to) { // the number of something else, given for it
			to = b.named("\x00" + tie.Value)
		}
		r.line = b.root(to)
		return
	}
}

// isOfSeries reports whether a number is of those that the records have that lines begin
// with.
func (b *belonging) isOfSeries(number string) bool {
	k := b.kinds[0]
	before, behind, _ := strings.Cut(k.Number, "{year}")
	between, behind, _ := strings.Cut(behind, "{n}")
	rest, is := strings.CutPrefix(number, plainNumber(before))
	rest, ends := strings.CutSuffix(rest, plainNumber(behind))
	year, n, parted := strings.Cut(rest, plainNumber(between))
	return is && ends && parted && isFigures(year) && isFigures(n)
}

func isFigures(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// missing are the numbers and values, by line, that records name and none has.
func (b *belonging) missing() map[int][]templates.Tie {
	all := map[int][]templates.Tie{}
	for _, r := range b.records {
		if r.line == none {
			continue
		}
		for _, tie := range r.ties {
			if tie.Kind != b.Of && (tie.Kind != templates.AnyKind || !b.isOfSeries(tie.Value)) {
				continue
			}
			to := b.node(tie)
			if b.isRecord(to) && b.records[to].Kind.Key == b.Of || tie.Path != templates.NumberPath && b.isRecord(r.line) {
				continue
			}
			if !slices.Contains(all[r.line], tie) {
				all[r.line] = append(all[r.line], tie)
			}
		}
	}
	return all
}
