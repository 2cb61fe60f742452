package pipeline

import "syscall"

// makeNice lets the calling thread run when no other wants to. That it may not is
// no fault: it only works on as before.
func makeNice() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19) }
