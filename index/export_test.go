package index

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
