// Package moving takes a data folder to another machine (搬家): Pack writes all of it that
// cannot be made anew into one stream, Unpack makes a data folder of it.
//
// Unlike a backup, which leaves the office where it is, a move must leave exactly one data
// folder that gives out numbers. So Pack writes into the old one, before it writes the end
// of the stream, that it has moved:
//
//	moved.json      every move of this office, see Move
//
// A stream without its end cannot be unpacked, and a folder that has moved is opened by no
// program for writing; so whatever moment the power fails, there are never two that work,
// at worst none, and then Pack is run again, or the move is called off (CallOff).
//
// # The stream
//
// A POSIX tar (pax), so that it can be looked into, and checked with sha256sum -c, without
// this program. It is not compressed: bags hold PDFs, which are.
//
//	gongwen-move.json   Head
//	data/…              the data folder: folders, then files
//	beside/key          private keys of checkpoints, beside/checkpoints what was signed last;
//	                    only when asked for
//	SHA256SUMS          the sum of every file above but the head, and of the head; last
//
// The SHA-256 of SHA256SUMS is the fingerprint (校验值) of the move: who packs reads it to
// who unpacks. The sums alone tell of accidents, not of somebody who changed a file and
// the sums.
//
// Left out is what package backup leaves out: catalogue, index, texts and registers, which
// are made anew, and what is temporary. Inboxes that are links to shares come as folders,
// and what lies in the share stays there.
package moving

// Format is the version of the stream that is written; every version up to it is read.
//
//	1  2026-12  first
const Format = 1

// Names in the stream.
const (
	headName = "gongwen-move.json"
	sumsName = "SHA256SUMS"
	dataTop  = "data/"
	// KeyName and CheckpointsName are what goes along that lies beside the data folder.
	KeyName         = "beside/key"
	CheckpointsName = "beside/checkpoints"
)
