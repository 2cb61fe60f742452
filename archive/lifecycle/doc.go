// Package lifecycle has what happens to a record after it was filed. Its bag is
// never changed by any of it: a record that is no longer valid is still the record
// of what was issued.
//
// So far there is one such event, voiding (作废): the record keeps its number,
// which no other gets, and the journal says when it lost its validity and why.
package lifecycle
