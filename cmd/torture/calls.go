//go:build linux

package main

import (
	"fmt"
	"strconv"
)

// calls are the system calls by which gongwen changes anything on disk, SQLite's
// among them, and how often one of its threads comes to each within a few forms.
var calls = []struct {
	name  string
	often int
}{{"fsync", 15}, {"fdatasync", 3}, {"pwrite64", 60}, {"write", 15}, {"openat", 60}, {"renameat", 10},
	{"mkdirat", 10}, {"unlinkat", 12}, {"unlink", 2}, {"ftruncate", 2}, {"fcntl", 120}}

// killAtCall is the command line under which a program dies on coming to a
// system call the n-th time in one of its threads, before the call is done.
func killAtCall(call string, n int) []string {
	return []string{"strace", "-f", "-qq", "-o", "/dev/null",
		"-e", "trace=" + call, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%s", call, strconv.Itoa(n))}
}
