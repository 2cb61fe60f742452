// Package duty asks what the regulation wants done on a rhythm, or by a day
// (时限), and whether it was: a meeting every month, sixty days at the grass
// roots a year, a letter handed back when it has lapsed.
//
// The duties are data of the rulebook; package rules reads them. Whether they
// were met, the archive says: only filed records that stand count. The terms:
//
//   - Item (事项): one thing that is asked, with its deadline and how it stands.
//   - Period: one round of a rhythm: a year, a month, or the days from one time to
//     the next.
//   - Basis (依据): the numbers of the records an item rests on.
//   - Calendar (日历): which days the office works. Without a calendar.yaml those
//     are Monday to Friday.
//
// Of a yearly or monthly duty the period that runs is always an item. The period
// before it is one too as long as it was missed, if the archive had begun by
// then; nobody can be asked to prove what was before it.
//
// A duty of each leader is asked of whoever holds the post on the last day of
// the period, or on the day asked about while it runs. The regulation does not say
// what is due of who came in during the year, so the whole is asked and the item
// notes the day of coming.
//
// A duty with a deadline on every record has an item for each record that is
// overdue or will be soon. What is done with is no item.
//
// A question is asked on a day (--on). What is dated later does not count, so an
// answer can be had again afterwards – as far as it was filed by its date.
package duty
