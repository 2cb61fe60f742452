package index

import "time"

// What the tests scan texts with.
var (
	Folded = folded
	Read   = read
)

// BatchRecords makes batches smaller until restore is called.
func BatchRecords(n int) (restore func()) {
	was := batchRecords
	batchRecords = n
	return func() { batchRecords = was }
}

// Patience shortens the waiting for another program until restore is called.
func Patience(d time.Duration) (restore func()) {
	was := patience
	patience = d
	return func() { patience = was }
}

// Grace shortens how long a writer is waited for once Bleve has failed, until
// restore is called.
func Grace(d time.Duration) (restore func()) {
	was := grace
	grace = d
	return func() { grace = was }
}
