package account

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongwen/archive/durable"
	"gongwen/templates/bounded"
)

// FirstPassword is the file beside the accounts that has the first administrator's one-time
// password where nobody watches a terminal. Only the program's own user may read it, and it
// goes as soon as the password has been replaced.
const FirstPassword = "first-password"

// firstPasswordText is what the file says; its first line names the account.
const firstPasswordText = `用户名 %s
一次性密码 %s

登录阅览室后须改成自己的密码，改好后这个文件自动删去。
`

// maxFirstPassword is how many bytes of such a file are read.
const maxFirstPassword = 4 << 10

func (s *Store) firstPasswordPath() string {
	return filepath.Join(filepath.Dir(s.path), FirstPassword)
}

// KeepFirstPassword writes the one-time password of an account to the file, and tells its path.
func (s *Store) KeepFirstPassword(name, password string) (path string, err error) {
	path = s.firstPasswordPath()
	if err := durable.WriteFile(path, fmt.Appendf(nil, firstPasswordText, name, password)); err != nil {
		return path, fmt.Errorf("%s 的一次性密码没能写到 %s，请用 gongwen account reset %s 另给一个：%w", name, path, name, err)
	}
	return path, nil
}

// dropFirstPassword removes the file once the password of the account it is about has been
// replaced.
func (s *Store) dropFirstPassword(name string) error {
	path := s.firstPasswordPath()
	source, err := bounded.ReadPath(path, maxFirstPassword)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !strings.HasPrefix(string(source), fmt.Sprintf("用户名 %s\n", name)) {
		return nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("密码已改，而 %s 没能删去，请手工删去：%w", path, err)
	}
	return nil
}

// SweepFirstPassword removes the file where it is of no use any more: the program ended
// between the change and the removal, or an earlier accounts.yaml came back.
func (s *Store) SweepFirstPassword() error {
	if _, err := os.Lstat(s.firstPasswordPath()); errors.Is(err, fs.ErrNotExist) {
		return nil // as nearly always
	}
	all, err := s.All()
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.OneTime {
			err = errors.Join(err, s.dropFirstPassword(a.Name))
		}
	}
	return err
}
