// Command package makes what offices install: packages for Debian and its kin (deb) and
// for openEuler, Kylin and others (rpm), each for the machines the program is built for.
//
// It is a module of its own, so that the program does not depend on what packs it. Run
// by make package in this folder. The version is the newest entry of CHANGELOG.md, and,
// where the commit is not the one tagged with it, when and which commit it is besides.
//
// What it makes depends on the commit alone: built again, anywhere, by the same Go, it is
// the same byte for byte, as all times in it are the commit's (SOURCE_DATE_EPOCH).
package main

import (
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
	formats := flag.String("format", "deb,rpm", "which packages")
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
		dir, err := os.MkdirTemp("", "gongwen-package-")
		if err != nil {
			return err
		}
		err = build(*root, dir, arch, r)
		for format := range strings.SplitSeq(*formats, ",") {
			if err != nil {
				break
			}
			var file string
			if file, err = pack(*root, dir, arch, format, *out, r); err == nil {
				fmt.Println(filepath.Join(*out, file))
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if err != nil {
			return err
		}
	}
	return nil
}
