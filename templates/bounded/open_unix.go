//go:build unix

package bounded

import "syscall"

// unwaiting are the flags for os.OpenFile to wait for nobody, and to become
// nobody's terminal.
const unwaiting = syscall.O_NONBLOCK | syscall.O_NOCTTY
