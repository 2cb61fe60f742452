package intake

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// BeingWritten tells whether a program has the file open for writing: a copy that
// came to a halt for longer than the settle time. The kernel gives a read lease
// only on a file that nobody writes to (fcntl(2)); where it cannot tell, as on
// most network shares and on files of other owners, the answer is no.
func BeingWritten(f *os.File) bool {
	connection, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var leased error
	err = connection.Control(func(fd uintptr) {
		if _, leased = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK); leased == nil {
			_, leased = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
		}
	})
	return err == nil && errors.Is(leased, unix.EAGAIN)
}
