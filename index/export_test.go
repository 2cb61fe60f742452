package index

// What the tests scan texts with.
var (
	Folded = folded
	Read   = read
)
