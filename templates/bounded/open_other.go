//go:build !unix

package bounded

// Unwaiting are the flags for os.OpenFile to wait for nobody: here there are no
// pipes among the files.
const Unwaiting = 0
