package release

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Version is the version of this program: that of the newest entry of CHANGELOG.md.
const Version = "1.0"

// Build is what is known of how the program was built.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"` // of the repository; empty when it was built elsewhere
	Changed bool   `json:"changed,omitempty"`
	Date    string `json:"date,omitempty"` // of the commit, RFC 3339
	Go      string `json:"go"`
	System  string `json:"system"` // operating system and processor, as Go names them
}

// ThisBuild is the program that runs. version is what the linker was given, or Version.
func ThisBuild(version string) Build {
	b := Build{Version: version, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.time":
			b.Date = setting.Value
		case "vcs.modified":
			b.Changed = setting.Value == "true"
		}
	}
	return b
}

// String is the version with the commit, in one short line.
func (b Build) String() string {
	if b.Commit == "" {
		return b.Version
	}
	changed := ""
	if b.Changed {
		changed = "，有改动"
	}
	return fmt.Sprintf("%s（提交 %s%s）", b.Version, b.Commit[:min(len(b.Commit), 12)], changed)
}
