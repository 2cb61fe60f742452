package pipeline

import "golang.org/x/sys/windows"

var setThreadPriority = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority")

const (
	currentThread   = ^uintptr(1) // GetCurrentThread's answer, -2
	backgroundBegin = 0x10000     // THREAD_MODE_BACKGROUND_BEGIN
)

// makeNice lets the calling thread run when no other wants to. That it may not is
// no fault: it only works on as before.
func makeNice() { _, _, _ = setThreadPriority.Call(currentThread, backgroundBegin) }
