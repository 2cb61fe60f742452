// Package catalogue is the ledger of the archive, in SQL.
//
// It is derived: bags, journal and spool hold everything it says, and package
// audit makes it anew from them. What it adds is speed, and transactions where
// two things must be true at once.
//
// The terms:
//
//   - Arrival (收件): one form with its attachments. It is pending (待处理) until
//     it ends as filed (已归档), returned (已退回) or duplicate (重复).
//   - Number (编号): the n-th of a kind's series in a year, given for good to the
//     submission that asked first.
//   - Record (档案): what was filed. It can be voided (作废), which takes away
//     neither its number nor its bag.
//   - Loss (遗失): a record that was filed and whose bag was not there when the catalogue
//     was made, or that was written off (核销).
//   - Fact: one value that a record's form gives. Facts are looked up by rules
//     that hold a form against those filed before: see Others.
//   - Change: a record was filed or voided. Changes are numbered 1, 2, 3 …, and
//     followers (search index, registers) keep a checkpoint: the last change
//     they have worked in.
//
// The SQL is kept portable, so that PostgreSQL can take SQLite's place where
// several machines share the work; what is SQLite's own is in sqlite.go.
//
// Times are kept as UTC text to the millisecond, days as 2006-01-02.
package catalogue
