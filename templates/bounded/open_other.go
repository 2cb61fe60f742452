//go:build !unix

package bounded

// unwaiting are the flags for os.OpenFile to wait for nobody: here there are no
// pipes among the files.
const unwaiting = 0
