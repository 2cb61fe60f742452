// Package lifecycle has what happens to a record after it was filed. Its bag is
// never changed by any of it: a record that is no longer valid is still the record
// of what was issued.
//
// There are two such events so far. Voiding (作废): the record keeps its number, which no
// other gets, and the journal says when it lost its validity and why. Writing off (核销):
// its bag is lost, somebody has looked for it in vain, and the journal says who says so and
// why; what is found later is taken back into the archive by withdrawing that.
package lifecycle
