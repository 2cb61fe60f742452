//go:build unix

package bounded

import "syscall"

// Unwaiting are the flags for os.OpenFile to wait for nobody, and to become
// nobody's terminal.
const Unwaiting = syscall.O_NONBLOCK | syscall.O_NOCTTY
