// Command package makes what offices install: packages for Debian and its kin (deb) and
// for openEuler, Kylin and others (rpm), each for the machines the program is built for,
// and what is unpacked on Windows (zip, for amd64 alone).
//
// It is a module of its own, so that the program does not depend on what packs it. Run
// by make package in this folder. The version is the newest entry of CHANGELOG.md, and,
// where the commit is not the one tagged with it, when and which commit it is besides.
//
// What it makes depends on the commit alone: built again, anywhere, by the same Go, it is
// the same byte for byte, as all times in it are the commit's (SOURCE_DATE_EPOCH).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "package:", err)
		os.Exit(1)
	}
}

func run() error {
	root := flag.String("root", "../..", "the folder of the program's own module")
	out := flag.String("out", "../../bin/package", "where the packages are put")
	arches := flag.String("arch", "amd64,arm64,loong64", "for which machines, as Go names them")
	formats := flag.String("format", "deb,rpm,zip", "which packages")
	version := flag.String("version", "", "the version, instead of the one of CHANGELOG.md and the commit")
	flag.Parse()

	r, err := releaseOf(*root, *version)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	for arch := range strings.SplitSeq(*arches, ",") {
		wanted := map[string][]string{} // formats, by operating system
		for format := range strings.SplitSeq(*formats, ",") {
			switch {
			case format != "zip":
				wanted["linux"] = append(wanted["linux"], format)
			case arch == "amd64":
				wanted["windows"] = append(wanted["windows"], format)
			}
		}
		for _, system := range []string{"linux", "windows"} {
			if len(wanted[system]) == 0 {
				continue
			}
			if err := packAll(*root, *out, machine{system, arch}, wanted[system], r); err != nil {
				return err
			}
		}
	}
	return nil
}

// packAll builds the programs for a machine and packs them in each format.
func packAll(root, out string, m machine, formats []string, r release) (err error) {
	dir, err := os.MkdirTemp("", "gongwen-package-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := build(root, dir, m, r); err != nil {
		return err
	}
	for _, format := range formats {
		var file string
		if format == "zip" {
			file, err = packZip(root, dir, m.arch, out, r)
		} else {
			file, err = pack(root, dir, m.arch, format, out, r)
		}
		if err != nil {
			return err
		}
		fmt.Println(filepath.Join(out, file))
	}
	return nil
}
