// Package fault is the seam at which tests make the real program fail: at every
// named step of the way of a form, and at every write, it can be killed, or told
// that the disk is full. In the program as it is shipped the package does
// nothing, and the compiler removes its calls; only a build with the tag faults
// has it:
//
//	go build -tags faults ./cmd/gongwen
//
// Such a build reads what to do from the environment variable GONGWEN_FAULTS,
// rules parted by commas:
//
//	numbered=kill          SIGKILL on coming to the step the first time
//	staged#3=kill          the third time
//	sync%5=EIO             an error every fifth time
//	rename=ENOSPC          an error every time (kill has no every time)
//	write~0.01=EIO         in one of a hundred cases, by chance
//	@/tmp/faults           the rules in that file instead, read again at every step;
//	                       without the file there are no faults
//
// The errors are ENOSPC (disk full), EIO and EACCES. A step named * is any. With
// GONGWEN_CLOCK=-48h the program's clock is that far off.
package fault

// Step is a place at which the program can be made to fail.
type Step string

// The steps of the way. Each is come to when what it says has just been done;
// an error there stands for one in doing it.
const (
	Begun     Step = "begun"      // arrival.json is in the spool
	Received  Step = "received"   // the ledger has the arrival
	Fetched   Step = "fetched"    // the files are in the spool
	Judged    Step = "judged"     // read, and found in order or not
	Opened    Step = "opened"     // the journal says that it waits for signatures
	Unsigned  Step = "unsigned"   // the catalogue says so, too
	SignedOff Step = "signed-off" // the journal has a sign-off
	Noted     Step = "noted"      // the catalogue has it, too
	Numbered  Step = "numbered"   // the number is taken
	Printed   Step = "printed"    // the document is made
	Staged    Step = "staged"     // the bag is complete beside its place
	Placed    Step = "placed"     // the bag is in its place
	Recorded  Step = "recorded"   // the journal knows the record
	Entered   Step = "entered"    // the catalogue has the record
	Issued    Step = "issued"     // the office has its copy
	Packed    Step = "packed"     // a return is complete in the spool
	Decided   Step = "decided"    // the journal says that it goes back
	GivenBack Step = "given-back" // the return lies in returned/
	Closed    Step = "closed"     // the ledger says so
	Cleared   Step = "cleared"    // the spool is rid of the arrival

	Delegated Step = "delegated" // not of a form's way: the journal says who may sign for whom
)

// The operations of the file system through which all that must last is written.
// Each is come to before it is done.
const (
	Open   Step = "open"
	Write  Step = "write"
	Sync   Step = "sync"
	Rename Step = "rename"
	Mkdir  Step = "mkdir"
)
