package inbox

import "io/fs"

// device does not tell file systems apart: a share that is gone cannot be opened here.
func device(fs.FileInfo) uint64 { return 0 }
