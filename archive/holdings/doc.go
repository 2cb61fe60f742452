// Package holdings holds what was filed against what is there (清点).
//
// The terms:
//
//   - Filing: what the journal tells of a record that was filed. It is known from a
//     line that says filed, with the seal of the bag; a journal of version 1 has none
//     of these, but may tell of the record that it was made void or handed over.
//   - Loss (遗失): a record that was filed, as journal or catalogue say, and whose bag
//     is not in its place. It stays one until the bag is there again, or somebody
//     writes it off (核销), which is an event of the journal with a reason and a name.
//
// A bag is in its place only in folders of the archive itself. Behind a link it may be
// there today and on another disk tomorrow, and whoever copies the archive does not
// get it: so it counts as lost until the link is gone.
//
// Verify, ledger, rebuild, backup and write-off all ask here, so that one question has
// one answer. What none of journal, catalogue and bags tells any more cannot be missed:
// of a record that is gone from all three only a backup knows.
package holdings
