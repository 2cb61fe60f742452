// Package signoff is how forms are signed at the desk (网上签批): by the people whom the
// approval steps of the rulebook name, each with an account of their own.
//
// The terms:
//
//   - Signing (签批): the way of one form through its signatures: the events, in order.
//     What holds now is worked out of them anew each time: there are no tasks that could
//     be lost, or be there twice.
//   - Event (签批事件): what somebody did: agreed, refused, sent back, took back, passed
//     on, asked for one more opinion, … An event stands in the journal before anything
//     else knows of it, in the bag of the record it led to (signoffs.json), and never
//     changes.
//   - Shown (所签内容): what a signature is given to: a hash over the form, its
//     attachments, the rulebook and the draft as it was shown. A signature over
//     something else does not count (已失效), and stays visible.
//   - Version (稿次): counts what was shown, from 1.
//   - Route: the approval steps that apply with what is done of them, see
//     rules.Progress. Rules decide it, not this package.
//   - Turn (轮到): that somebody is asked to sign, to give an opinion, or to read.
//
// What there is not: approval by silence, a step that passes because nobody holds the
// post, a jump to another step, an edit of what is being signed.
//
// This package decides; it reads and writes nothing. Package pipeline keeps the events.
package signoff
