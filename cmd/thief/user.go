//go:build linux

package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// user is one of those who take part. Nobody else on the machine is expected to
// have these numbers.
type user int

const (
	rootUser    user = 0
	serviceUser user = 61641
	thiefUser   user = 61642
	otherUser   user = 61643 // the honest people of the other unit
)

// users are whom gongwen can run as.
var users = map[string]user{"service": serviceUser, "root": rootUser}

// credential is what a process of the user runs with. In the groups of the shares
// the program's own user can work in all of them.
func (u user) credential(groups ...user) *syscall.Credential {
	c := &syscall.Credential{Uid: uint32(u), Gid: uint32(u)}
	for _, group := range groups {
		c.Groups = append(c.Groups, uint32(group))
	}
	return c
}

// own gives everything below dir to the user.
func (u user) own(dir string) error {
	return filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(name, int(u), int(u)))
	})
}

// copyExecutable makes a copy that every user can run.
func copyExecutable(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Chmod(0o755), out.Close())
}
