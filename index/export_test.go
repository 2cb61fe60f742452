package index

import "time"

// SetBatchRecords makes batches smaller.
func (x *Index) SetBatchRecords(n int) { x.batchRecords = n }

// SetLockWait shortens the waiting for another program.
func (x *Index) SetLockWait(d time.Duration) { x.lockWait = d }
