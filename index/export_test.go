package index

// Folded lets the tests scan what the index searches.
var Folded = folded
