//go:build samba && linux

package shares

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"gongwen/cmd/internal/program"
)

// inside is set for the test when it runs in namespaces of its own, to a folder for it.
const inside = "GONGWEN_SHARES_INSIDE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(inside); dir != "" {
		if err := isolate(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	}
	code, err := again()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// again runs this test once more, apart from the machine.
func again() (code int, err error) {
	if os.Geteuid() != 0 {
		return 1, errors.New("the shared folders of users can only be tested as root")
	}
	dir, err := os.MkdirTemp("/var/tmp", "gongwen-shares-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := errors.Join(os.Chmod(dir, 0o711), program.Build(filepath.Join(dir, "gongwen"), "")); err != nil {
		return 1, err
	}
	self, err := os.Executable()
	if err != nil {
		return 1, err
	}
	cmd := exec.Command(self, os.Args[1:]...)
	cmd.Env = append(os.Environ(), inside+"="+dir, "LC_ALL=C.UTF-8")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}

// isolate gives the test an /etc of its own, with a Samba that has nothing yet, a /srv on
// a real disk, for those in memory lack what shares need, and the network of itself alone.
func isolate(dir string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	etc, srv := filepath.Join(dir, "etc"), filepath.Join(dir, "srv")
	if out, err := exec.Command("cp", "-a", "/etc", etc).CombinedOutput(); err != nil {
		return fmt.Errorf("cp: %w\n%s", err, out)
	}
	if err := os.MkdirAll(srv, 0o755); err != nil {
		return err
	}
	errs := []error{
		unix.Mount("proc", "/proc", "proc", 0, ""),
		unix.Mount(etc, "/etc", "", unix.MS_BIND, ""),
		unix.Mount(srv, "/srv", "", unix.MS_BIND, ""),
	}
	for _, own := range []string{"/run", "/var/lib/samba", "/var/cache/samba", "/var/log/samba"} {
		errs = append(errs, unix.Mount("tmpfs", own, "tmpfs", 0, "mode=0755"))
	}
	errs = append(errs, os.MkdirAll("/var/lib/samba/private", 0o700), os.MkdirAll("/run/samba", 0o755), loopback())
	return errors.Join(errs...)
}

// loopback sets the network up, whatever tools there are.
func loopback() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}
