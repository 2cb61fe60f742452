// Package delegation is how somebody is given another's authority to sign (委托、代理),
// set in advance and for a time, by that person or by an administrator.
//
// The terms:
//
//   - Principal (委托人): whose authority it is. Delegate (受托人): who may act.
//   - Grant (委托事项): who, for whom, which matters of which units, from which day until
//     which, and the document that it rests on (依据). Without a document there is none.
//   - Event (委托事件): that a grant was given, that it was ended, or that its principal
//     has read of it. Events stand in the journal, as those of signings do, but of no
//     arrival; the catalogue has a copy. What holds is worked out of them.
//
// A grant is a ground to sign for another beside those of the office's own roster file
// and the leaves on file: package roster has them all, and rules ask it. So what no rule
// lets anybody do for another (in person), a grant does not either; and it does not pass
// on, since who acts for another does not hold the post. A grant that was ended stays a
// ground for what was signed before.
//
// This package decides; it reads and writes nothing. Package pipeline keeps the events.
package delegation
