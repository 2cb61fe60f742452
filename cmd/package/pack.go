package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// fonts are Debian's packages of the fonts documents are printed with, where an office
// has none of its own. They are recommended, not required: 方正's or Windows' do as well.
var fonts = []string{"fonts-arphic-gbsn00lp", "fonts-arphic-gkai00mp", "fonts-lxgw-wenkai", "fonts-droid-fallback"}

// pack makes one package of what was built for a machine, and returns its name in out.
func pack(root, built, arch, format, out string, r release) (string, error) {
	here := filepath.Join(root, "cmd", "package")
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "gongwen", Arch: arch, Platform: "linux", Version: r.Version, VersionSchema: "none", Release: "1",
		Section: "misc", Priority: "optional", MTime: r.Time, Maintainer: "gongwen <root@localhost>",
		Description: "公文：收表单、核规则、出公文、建台账、存档案\n" +
			"Turns request forms dropped into shared folders into official documents,\n" +
			"checks them against the office's regulation, and keeps an archive with\n" +
			"full-text search and a reading room for browsers.",
		License: "see /usr/share/doc/gongwen/copyright",
		Overridables: nfpm.Overridables{
			Contents: contents(root, built, r),
			Scripts: nfpm.Scripts{
				PostInstall: filepath.Join(here, "scripts", "postinst"),
				PreRemove:   filepath.Join(here, "scripts", "prerm"),
				PostRemove:  filepath.Join(here, "scripts", "postrm"),
			},
			// Old systems on which offices run know no zstd.
			Deb: nfpm.Deb{Compression: "gzip"},
			RPM: nfpm.RPM{Compression: "gzip", Summary: "公文：收表单、核规则、出公文、建台账、存档案", BuildHost: "localhost"},
		},
	})
	switch format {
	case "deb":
		info.Depends = []string{"passwd"} // runuser comes with what is essential
		info.Recommends = append([]string{"ca-certificates", "logrotate"}, fonts...)
		info.Suggests = []string{"samba", "nginx"}
	case "rpm":
		info.Depends = []string{"shadow-utils", "util-linux"}
		info.Recommends = []string{"ca-certificates", "logrotate"}
	}
	packager, err := nfpm.Get(format)
	if err != nil {
		return "", err
	}
	name := packager.ConventionalFileName(info)
	info.Target = filepath.Join(out, name)
	file, err := os.Create(info.Target)
	if err != nil {
		return "", err
	}
	if err := errors.Join(packager.Package(info, file), file.Close()); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return name, nil
}

// contents are the files of a package. Settings that somebody changed are kept at an
// upgrade. The data folder is none of them: what installs it never removes it.
func contents(root, built string, r release) files.Contents {
	here := func(name ...string) string {
		return filepath.Join(append([]string{root, "cmd", "package", "files"}, name...)...)
	}
	var all files.Contents
	add := func(source, destination, kind string, mode os.FileMode) {
		all = append(all, &files.Content{Source: source, Destination: destination, Type: kind,
			FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.Time}})
	}
	for _, program := range programs {
		add(filepath.Join(built, program), "/usr/bin/"+program, files.TypeFile, 0o755)
	}
	add(here("gongwen-setup"), "/usr/sbin/gongwen-setup", files.TypeFile, 0o755)
	for _, unit := range []string{"gongwen.service", "gongwen-backup.service", "gongwen-backup.timer", "gongwen-verify.service", "gongwen-verify.timer"} {
		add(here("systemd", unit), "/usr/lib/systemd/system/"+unit, files.TypeFile, 0o644)
	}
	add(here("sysusers.conf"), "/usr/lib/sysusers.d/gongwen.conf", files.TypeFile, 0o644)
	add("", "/etc/gongwen", files.TypeDir, 0o755)
	add(here("gongwen.env"), "/etc/gongwen/gongwen.env", files.TypeConfigNoReplace, 0o644)
	add(here("logrotate"), "/etc/logrotate.d/gongwen", files.TypeConfigNoReplace, 0o644)
	add(filepath.Join(built, "licences.txt"), "/usr/share/doc/gongwen/copyright", files.TypeFile, 0o644)
	for _, document := range []string{"README.md", "CHANGELOG.md"} {
		if _, err := os.Stat(filepath.Join(root, document)); err == nil {
			add(filepath.Join(root, document), "/usr/share/doc/gongwen/"+document, files.TypeFile, 0o644)
		}
	}
	return all
}
