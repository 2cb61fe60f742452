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

// candidate is a font file known to suit a role.
type candidate struct {
	file string // lower case
	thin bool
}

// known are the files that suit a role, best first: Founder's and Windows' own,
// then what Debian has.
var known = map[Role][]candidate{
	Title: {{"fzxbsjw.ttf", false}, {"fzxbsk.ttf", false}, {"方正小标宋简体.ttf", false}, {"方正小标宋_gbk.ttf", false},
		{"simsun.ttc", true}, {"gbsn00lp.ttf", true}, {"lxgwwenkai-bold.ttf", false}},
	Body: {{"simfang.ttf", false}, {"仿宋_gb2312.ttf", false}, {"stfangso.ttf", false}, {"fzfsjw.ttf", false},
		{"lxgwwenkai-regular.ttf", false}},
	Hei: {{"simhei.ttf", false}, {"stxihei.ttf", false}, {"droidsansfallbackfull.ttf", false}, {"droidsansfallback.ttf", false},
		{"lxgwwenkai-bold.ttf", false}},
	Kai: {{"simkai.ttf", false}, {"楷体_gb2312.ttf", false}, {"stkaiti.ttf", false}, {"gkai00mp.ttf", false},
		{"lxgwwenkai-regular.ttf", false}},
	Song: {{"simsun.ttc", false}, {"stsong.ttf", false}, {"gbsn00lp.ttf", false}},
}

// lastResorts hold far more characters than others and end every chain.
// simsunb.ttf has what lies beyond U+FFFF.
var lastResorts = []string{"simsun.ttc", "simsunb.ttf", "lxgwwenkai-regular.ttf"}

// debian names the package to install for a role.
var debian = map[Role]string{
	Title: "fonts-arphic-gbsn00lp",
	Body:  "fonts-lxgw-wenkai",
	Hei:   "fonts-droid-fallback",
	Kai:   "fonts-arphic-gkai00mp",
	Song:  "fonts-arphic-gbsn00lp",
}

// Find looks up the fonts for every role. The error is a Chinese sentence that
// names what is missing and how to get it.
func Find(config Config) (*Fonts, error) {
	return find(config, installed(folders()))
}

// find picks from the files installed, by lower-case name.
func find(config Config, installed map[string]string) (*Fonts, error) {
	var errs []error
	for role := range config {
		if !slices.Contains(Roles, role) {
			errs = append(errs, fmt.Errorf("字体配置：没有“%s”这一种字体，可用：%v", role, Roles))
		}
	}
	f := &Fonts{chains: map[Role][]link{}}
	var missing []Role
	for _, role := range Roles {
		add := func(path string, thin bool) error {
			face, err := open(path)
			if err == nil && !slices.ContainsFunc(f.chains[role], func(l link) bool { return l.face == face }) {
				f.chains[role] = append(f.chains[role], link{face, thin})
			}
			return err
		}
		if path := config[role]; path != "" {
			if err := add(path, false); err != nil {
				errs = append(errs, fmt.Errorf("字体配置的%s不能用：%w。请在 gongwen.yaml 中改正路径，或换一个 TrueType 字体文件", role, err))
			}
		}
		for _, c := range known[role] {
			if path, ok := installed[c.file]; ok {
				_ = add(path, c.thin) // one that cannot be used is passed over: the next takes its place
			}
		}
		if len(f.chains[role]) == 0 {
			missing = append(missing, role)
		}
		for _, file := range lastResorts {
			if path, ok := installed[file]; ok {
				_ = add(path, false)
			}
		}
	}
	if len(missing) > 0 {
		errs = append(errs, missingError(missing))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	f.completeChains()
	return f, nil
}

// completeChains lets every role fall back on every face, so that a character
// can be printed in one role if it can be in another.
func (f *Fonts) completeChains() {
	var all []*Face
	for _, role := range Roles {
		for _, l := range f.chains[role] {
			if !slices.Contains(all, l.face) {
				all = append(all, l.face)
			}
		}
	}
	for _, role := range Roles {
		for _, face := range all {
			if !slices.ContainsFunc(f.chains[role], func(l link) bool { return l.face == face }) {
				f.chains[role] = append(f.chains[role], link{face: face})
			}
		}
	}
}

func missingError(missing []Role) error {
	var names, packages []string
	for _, role := range missing {
		names = append(names, string(role))
		packages = append(packages, debian[role])
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
