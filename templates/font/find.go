package font

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Config is the office's own choice of fonts: role to font file. A role not
// named is looked for on the machine.
type Config map[Role]string

// Find looks up the fonts for every role. The error is a Chinese sentence that
// names what is missing and how to get it.
func Find(config Config) (*Fonts, error) {
	return find(config, installed(folders()))
}

// find picks from the files installed, by lower-case name.
func find(config Config, installed map[string]string) (*Fonts, error) {
	f, missing, errs := look(config, installed)
	if len(missing) > 0 {
		errs = append(errs, missingError(missing))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return f, nil
}

// look finds what is there, which roles have nothing of their own, and what is
// wrong with the office's choice.
func look(config Config, installed map[string]string) (f *Fonts, missing []Role, errs []error) {
	for role := range config {
		if !slices.Contains(Roles, role) {
			errs = append(errs, fmt.Errorf("字体配置：没有“%s”这一种字体，可用：%v", role, Roles))
		}
	}
	f = &Fonts{chains: map[Role][]link{}}
	for _, role := range Roles {
		add := func(path string, c candidate) {
			if !f.has(role, path) {
				f.chains[role] = append(f.chains[role], link{path, opener(path), c.thin, c.standIn, c.manner})
			}
		}
		if path := config[role]; path != "" {
			if _, err := opener(path)(); err != nil {
				errs = append(errs, fmt.Errorf("字体配置的%s不能用：%w。请在 gongwen.yaml 中改正路径，或换一个字体文件", role, err))
			} else {
				add(path, candidate{})
			}
		}
		for _, c := range known[role] {
			path, ok := installed[c.file]
			if ok && len(f.chains[role]) == 0 { // the role has to have one that can be used
				_, err := opener(path)()
				ok = err == nil
			}
			if ok {
				add(path, c)
			}
		}
		if len(f.chains[role]) == 0 {
			missing = append(missing, role)
		}
		for _, c := range lastResorts {
			if path, ok := installed[c.file]; ok {
				add(path, c)
			}
		}
	}
	f.completeChains()
	return f, missing, errs
}

// completeChains lets every role fall back on every face, so that a character
// can be printed in one role if it can be in another.
func (f *Fonts) completeChains() {
	var all []link
	for _, role := range Roles {
		all = append(all, f.chains[role]...)
	}
	for _, role := range Roles {
		for _, l := range all {
			if !f.has(role, l.path) {
				f.chains[role] = append(f.chains[role], link{path: l.path, open: l.open, standIn: true})
			}
		}
	}
}

// has tells that a file is in the chain of a role.
func (f *Fonts) has(role Role, path string) bool {
	return slices.ContainsFunc(f.chains[role], func(l link) bool { return l.path == path })
}

func missingError(missing []Role) error {
	var names, packages []string
	for _, role := range missing {
		names = append(names, string(role))
		packages = append(packages, debianPackage(role))
	}
	slices.Sort(packages)
	return fmt.Errorf("没有找到字体：%s。请安装后重试：Debian 上运行 apt-get install %s；Windows 上安装相应的中文字体；也可在 gongwen.yaml 中写明字体文件",
		strings.Join(names, "、"), strings.Join(slices.Compact(packages), " "))
}

// folders are where systems keep fonts, the user's own before the machine's.
func folders() []string {
	home, _ := os.UserHomeDir()
	dirs := []string{
		filepath.Join(home, ".local/share/fonts"), filepath.Join(home, ".fonts"),
		"/usr/local/share/fonts", "/usr/share/fonts",
		"/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol", // which fontconfig is not told of
	}
	if local := os.Getenv("LOCALAPPDATA"); local != "" {
		dirs = append(dirs, filepath.Join(local, `Microsoft\Windows\Fonts`))
	}
	if windows := os.Getenv("WINDIR"); windows != "" {
		dirs = append(dirs, filepath.Join(windows, "Fonts"))
	}
	return dirs
}

// installed maps lower-case file names to paths; the first folder wins.
func installed(dirs []string) map[string]string {
	files := map[string]string{}
	for _, dir := range dirs {
		// A folder that is not there or may not be read has no fonts for us.
		_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				name := strings.ToLower(entry.Name())
				if _, ok := files[name]; !ok {
					files[name] = path
				}
			}
			return nil
		})
	}
	return files
}
