package main

import (
	"strings"
	"testing"
)

// TestRegistersFlags: what contradicts itself is refused before the data folder is looked
// at, with what to do instead.
func TestRegistersFlags(t *testing.T) {
	for line, want := range map[string]string{
		"--diff a.xlsx --kind letter": "--diff 与 --kind 不能同时用，请删去其中一个",
		"--diff a.xlsx --out b":       "--diff 与 --out 不能同时用，请删去其中一个",
		"--diff a.xlsx --json":        "没有数据文件夹 nowhere",
		"--diff a.xlsx --month 3":     "--diff 与 --month 不能同时用，请删去其中一个",
		"--year 2026 --kind letter":   "没有数据文件夹 nowhere",
	} {
		var stderr strings.Builder
		code := run(t.Context(), append([]string{"registers", "-d", "nowhere"}, strings.Fields(line)...), &strings.Builder{}, &stderr)
		if code != failed || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, %s; want %s", line, code, stderr.String(), want)
		}
	}
}
