package durable

import "golang.org/x/sys/windows"

// Space is how many bytes of the disk that a folder lies on are free for this user,
// and how many it has.
func Space(folder string) (free, size uint64, err error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err == nil {
		err = windows.GetDiskFreeSpaceEx(name, &free, &size, nil)
	}
	return free, size, err
}
