// Package checkpoint makes it visible elsewhere when a journal is rewritten.
//
// The lines of a journal carry each other's hashes (package journal). Whoever can
// write one line can compute all later hashes again, so that chain only tells of
// mistakes and of clumsy hands. This package tells of the rest: it signs what a
// journal said at one time, in a few lines that can be kept where the journal's
// writer has no access, and proves later that today's journal still begins with it.
//
// The terms, which are those of Certificate Transparency (RFC 6962) and of C2SP:
//
//   - Log: a journal whose lines are never changed, only added to. A data folder has
//     two: the journal (流水) and the trail (查阅登记) of the reading room.
//
//   - Tree: a binary tree of SHA-256 hashes over the lines in the order of their files.
//     A leaf is hashed from a line without its line break. What stands behind the last
//     line break of a file was never finished and is no line.
//
//   - Tree head: how many lines there are, and the hash at the root, in which every
//     byte of every line has its part.
//
//   - Checkpoint (检查点): a signed tree head, as text (c2sp.org/tlog-checkpoint, a note
//     of golang.org/x/mod/sumdb/note, Ed25519):
//
//     gongwen/k4v7m2qx3w/journal                         the origin: whose tree it is
//     20852                                              lines
//     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=       the root
//
//     — gongwen/k4v7m2qx3w/journal Az3grlgtzPICa5OS8n…   the signature
//
//   - Inclusion proof (归档证明): the dozen hashes that lead from one line to a
//     checkpoint's root (c2sp.org/tlog-proof). It shows that the line is in the log, to
//     somebody who has nothing else of the log.
//
//   - Consistency proof: the hashes that lead from an older checkpoint to a newer one. It
//     shows that nothing before was changed, and nothing taken out.
//
//   - Verifier key (公钥, vkey): what signatures are checked with. It is no secret.
//
// # Who can do what
//
// Whoever can write to the data folder can rewrite its journal, its catalogue, its
// verifier keys, and remake each hash and proof in it. What he cannot do without the
// key is sign a tree head; and what he cannot do at all is find other lines with the
// root of a checkpoint that somebody has kept. So three things decide:
//
//   - The key lies outside the data folder, as does what was signed last (Kept, beside
//     the key). Verifying on the same machine holds the journal against these.
//   - Checkpoints are kept where even the keeper of the key does not write: on backup
//     disks, with the archive that records were handed over to, on paper in a register.
//     One of them is enough to notice what was done to any line before it. This is the
//     only defence against somebody who has the whole machine.
//   - The verifier key is known there, too. It stands beside each checkpoint.
//
// A journal that was cut short and is shorter than a kept checkpoint is noticed as well.
// Lines that were never in a signed tree are not protected; while the program runs these
// are those of the last minutes.
//
// # Who checks what, and when
//
// A Tree is made by reading every line once. Then it has in memory only the hashes from
// the eighth level up, a few hundred bytes for a thousand lines; those below are made
// of the lines again when they are asked for, and must agree. So a journal of a million
// lines is read once when the program begins, and a page costs 256 lines; what
// was rewritten after the reading is either out of sight of the tree, which still
// has the roots of the lines as they were, or noticed at once (ErrChanged). There is no
// file of hashes that would have to be trusted.
//
// A Signer signs nothing that does not extend what it signed last: it computes the root
// at the size of that checkpoint and compares. It makes the lines durable before it signs
// them, and keeps what it signed before it gives it out; so a power cut cannot make an
// honest journal shorter than a checkpoint.
//
// The settings say where the key is, and they lie in the data folder: so Verify also looks
// at what lies beside it, whatever they say (Given.Beside).
//
// Verify reads all lines anew and believes nothing but them, the checkpoints it is given
// and the keys.
//
// # Keys
//
// A data folder's identity is a random word in the origins of its two logs. Its verifier
// keys, those it had before included, stand in vkeys.txt in the data folder; the last pair
// counts. The private keys stand in one file outside. One who has lost it makes another
// (Renew), with a new identity: the journal says so in an event of its own, signed with
// the old key if there is one. Old checkpoints can be checked for ever.
package checkpoint
