package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const top = "../.."

// TestPack makes every package, of small programs, twice, and has Debian's and rpm's own
// tools look into them.
func TestPack(t *testing.T) {
	for _, tool := range []string{"dpkg-deb", "rpm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%v: run .ci/setup package", err)
		}
	}
	built, out, again := t.TempDir(), t.TempDir(), t.TempDir()
	for _, name := range append([]string{"licences.txt"}, programs...) {
		if err := os.WriteFile(filepath.Join(built, name), []byte("small\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r := release{"1.2+20261130193801.b8ab98ed88ad", time.Date(2026, 11, 30, 19, 38, 1, 0, time.UTC)}
	for _, c := range []struct{ format, arch, file, called string }{
		{"deb", "amd64", "gongwen_1.2+20261130193801.b8ab98ed88ad-1_amd64.deb", "amd64"},
		{"deb", "arm64", "gongwen_1.2+20261130193801.b8ab98ed88ad-1_arm64.deb", "arm64"},
		{"deb", "loong64", "gongwen_1.2+20261130193801.b8ab98ed88ad-1_loong64.deb", "loong64"},
		{"rpm", "amd64", "gongwen-1.2+20261130193801.b8ab98ed88ad-1.x86_64.rpm", "x86_64"},
		{"rpm", "arm64", "gongwen-1.2+20261130193801.b8ab98ed88ad-1.aarch64.rpm", "aarch64"},
		{"rpm", "loong64", "gongwen-1.2+20261130193801.b8ab98ed88ad-1.loongarch64.rpm", "loongarch64"},
	} {
		t.Run(c.format+"/"+c.arch, func(t *testing.T) {
			file, err := pack(top, built, c.arch, c.format, out, r)
			if err != nil || file != c.file {
				t.Fatalf("%s, %v", file, err)
			}
			if _, err := pack(top, built, c.arch, c.format, again, r); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(read(t, filepath.Join(out, file)), read(t, filepath.Join(again, file))) {
				t.Error("made again, it is another")
			}
			of, list := []string{"dpkg-deb", "-f", filepath.Join(out, file), "Architecture"}, []string{"dpkg-deb", "-c", filepath.Join(out, file)}
			if c.format == "rpm" {
				of, list = []string{"rpm", "-qp", "--queryformat", "%{ARCH}", filepath.Join(out, file)}, []string{"rpm", "-qplv", filepath.Join(out, file)}
			}
			if got := strings.TrimSpace(ask(t, of...)); got != c.called {
				t.Errorf("it is for %s", got)
			}
			files := ask(t, list...)
			for _, want := range []string{
				`-rwxr-xr-x.*/usr/bin/gongwen\n`, `-rwxr-xr-x.*/usr/bin/proofcheck\n`, `-rwxr-xr-x.*/usr/sbin/gongwen-setup\n`,
				`-rw-r--r--.*/usr/lib/systemd/system/gongwen.service\n`, `-rw-r--r--.*/etc/gongwen/gongwen.env\n`, `/usr/share/doc/gongwen/copyright\n`,
			} {
				if !regexp.MustCompile(want).MatchString(files) {
					t.Errorf("no %s among\n%s", want, files)
				}
			}
			if strings.Contains(files, "/var/") {
				t.Errorf("the data is the package's, and would go with it:\n%s", files)
			}
		})
	}
}

// TestPackZip: what is unpacked on Windows is of the commit's time, too, and its script
// is one that Windows' own PowerShell reads as UTF-8.
func TestPackZip(t *testing.T) {
	built, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"licences.txt", "gongwen.exe", "proofcheck.exe"} {
		if err := os.WriteFile(filepath.Join(built, name), []byte("small\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r := release{"1.2", time.Date(2026, 11, 30, 19, 38, 2, 0, time.UTC)}
	name, err := packZip(top, built, "amd64", out, r)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(filepath.Join(out, name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var names []string
	for _, file := range z.File {
		names = append(names, file.Name)
		if !file.Modified.Equal(r.Time) {
			t.Errorf("%s is of %s", file.Name, file.Modified)
		}
	}
	want := []string{"install.ps1", "licences.txt", "README.md", "gongwen.exe", "proofcheck.exe"}
	for i := range want {
		want[i] = "gongwen-1.2-windows-amd64/" + want[i]
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	if script := read(t, filepath.Join(top, "cmd", "package", "windows", "install.ps1")); !bytes.HasPrefix(script, []byte("\xef\xbb\xbf")) {
		t.Error("install.ps1 does not begin with a BOM")
	}
}

// TestRelease: a commit after a release is later than it, as dpkg compares.
func TestRelease(t *testing.T) {
	dir := t.TempDir()
	changes := "# 更新记录\n\n## 1.2（2026-12-01）\n\n## 1.1\n"
	if err := os.WriteFile(filepath.Join(dir, "CHANGELOG.md"), []byte(changes), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_COMMITTER_DATE", "2026-11-30T19:38:01Z")
	t.Setenv("SOURCE_DATE_EPOCH", "")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one"}} {
		ask(t, append([]string{"git", "-C", dir}, args...)...)
	}
	at := func(want string) string {
		t.Helper()
		r, err := releaseOf(dir, "")
		if err != nil || !regexp.MustCompile(want).MatchString(r.Version) {
			t.Errorf("%+v, %v, want %s", r, err, want)
		}
		if !r.Time.Equal(time.Date(2026, 11, 30, 19, 38, 1, 0, time.UTC)) {
			t.Errorf("at %s", r.Time)
		}
		return r.Version
	}
	untagged := at(`^1\.2\+20261130193801\.[0-9a-f]{12}$`)
	ask(t, "git", "-C", dir, "tag", "v1.2")
	tagged := at(`^1\.2$`)
	ask(t, "dpkg", "--compare-versions", tagged, "lt", untagged)
	ask(t, "dpkg", "--compare-versions", untagged, "lt", "1.3")
	if err := os.WriteFile(filepath.Join(dir, "more"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	at(`\.changed$`)
}

func ask(t *testing.T, line ...string) string {
	t.Helper()
	out, err := exec.Command(line[0], line[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", line, err, out)
	}
	return string(out)
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
