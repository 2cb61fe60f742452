package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// programs are what is built and installed.
var programs = []string{"gongwen", "proofcheck"}

// machine is what programs are built for, as Go names it.
type machine struct{ system, arch string }

// build builds the programs for a machine into dir, and beside them licences.txt.
func build(root, dir string, m machine, r release) error {
	args := []string{"build", "-trimpath", "-ldflags=-s -w -X main.version=" + r.Version, "-o", dir + string(filepath.Separator)}
	for _, program := range programs {
		args = append(args, "./cmd/"+program)
	}
	if _, err := goTool(root, m, args...); err != nil {
		return err
	}
	text, err := licences(root, m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "licences.txt"), text, 0o644)
}

// licenceFile is the name of a file in which a module says who may do what with it.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.\-].*)?$`)

// licences are those of all modules that are in the programs, which ask to be passed on
// with them, in the order of their names. A module without one must not be passed on.
func licences(root string, m machine) ([]byte, error) {
	args := []string{"list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}"}
	for _, program := range programs {
		args = append(args, "./cmd/"+program)
	}
	list, err := goTool(root, m, args...)
	if err != nil {
		return nil, err
	}
	modules := strings.Split(strings.TrimSpace(string(list)), "\n")
	slices.Sort(modules)
	var all bytes.Buffer
	all.WriteString("本程序用到的开源模块和它们的许可。The modules this program is built from, and their licences.\n")
	goroot, err := goTool(root, m, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	for _, module := range append(slices.Compact(modules), "Go\t\t"+strings.TrimSpace(string(goroot))) {
		if module == "" {
			continue
		}
		parts := strings.Split(module, "\t")
		path, version, dir := parts[0], parts[1], parts[2]
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		found := false
		for _, entry := range entries {
			if !licenceFile.MatchString(entry.Name()) || entry.IsDir() {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			if err != nil {
				return nil, err
			}
			found = true
			fmt.Fprintf(&all, "\n%s\n%s %s, %s\n\n%s\n", strings.Repeat("=", 78), path, version, entry.Name(), bytes.TrimSpace(text))
		}
		if !found {
			return nil, fmt.Errorf("%s %s has no licence among its files: it cannot be passed on", path, version)
		}
	}
	return all.Bytes(), nil
}

// goTool runs go for a machine, without C.
func goTool(root string, m machine, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stderr = root, os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+m.system, "GOARCH="+m.arch, "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s for %s/%s: %w", args[0], m.system, m.arch, err)
	}
	return out, nil
}
