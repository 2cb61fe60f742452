// Package cleaning takes old copies out of the folders in which units find what has become
// of their forms (清理): issued/, the copies of documents, and returned/, the forms that
// went back. Without it these grow for ever, and nobody finds anything in them. The office
// chooses after how many days, see workspace.Cleaning; what it does not choose stays.
//
// The archive is never touched, nor is waiting/, whose slips come and go by themselves.
//
// # What may go
//
// Only what the program itself put there, as it was put there:
//
//   - a copy in issued/ that is byte by byte the document in the archive, which is read, too:
//     a copy of what is lost or damaged there stays. A copy that is stamped void stays as
//     well: whoever looks for the number is to find that stamp and not nothing.
//   - a return whose notice nobody has written into, and names an arrival that went back,
//     with the files that were handed in: that they are those the journal tells, by the
//     submission's hash, which is over all of them. Where people have taken their own files
//     and only ours are left, these go. One file changed, added or taken makes it
//     somebody's work: the folder stays whole and is named.
//
// # Every byte that was dropped is somewhere afterwards
//
// A return holds the only copy of what was handed in. So returns are cleared only because
// the office has written into its settings after how long, a month at least; they lay all
// that time where their unit finds them; and the journal says for good what went: the
// arrival, the folder, the name and SHA-256 of each file. Who has a copy elsewhere can
// prove that it is what came in, and what was amiss the journal has told already when the
// form went back. Ledger and sums do not change: a form that went back has gone back.
//
// # Order
//
// Others may write to these folders meanwhile, and the program may be killed:
//
//  1. what is to go is moved aside, into spool/.cleaning/<run>/, below the same path
//  2. there, where nobody else can change it, it is looked at again; what is not as it was
//     seen is moved back
//  3. the journal says what goes
//  4. the folder of the run is renamed to gone-<run>, and removed
//
// The next run moves back what it finds of the first three steps, and removes what is left
// of the fourth. So the journal may tell of one return twice, never of none that is gone.
//
// A clock that is ahead would let everything look old. So nothing is cleared where nothing
// has come in for three months: that is a wrong date, or an office with no need of it.
package cleaning
