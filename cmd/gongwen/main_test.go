package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongwen": func() { os.Exit(run(stoppable(os.Stderr), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the command line as an office's own scripts would: what is done every
// day, and, but for -short, what is done now and then, in testdata/trials. The real tools
// the scripts call are installed by the project's set-up.
func TestScripts(t *testing.T) {
	for _, tool := range []string{"sha256sum", "qpdf", "pdffonts", "pdfinfo", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%v: run .ci/setup tools", err)
		}
	}
	// What checks proofs without this program is another.
	beside := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", beside, "gongwen/cmd/proofcheck").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err == nil && !testing.Short() {
		var more []string
		more, err = filepath.Glob("testdata/trials/*.txtar")
		scripts = append(scripts, more...)
	}
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               scripts,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", env.Getenv("PATH")+string(os.PathListSeparator)+beside)
			env.Setenv("PYTHON", "/usr/bin/python3") // Debian's, which has openpyxl
			// What reads PDFs is compiled once, and not for every script.
			if cache, err := os.UserCacheDir(); err == nil {
				env.Setenv("XDG_CACHE_HOME", cache)
			}
			samples, err := filepath.Abs("../../samples")
			env.Setenv("SAMPLES", samples)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "office": copiesOffice(t)},
	})
}

// exits CODE PROGRAM ARG… runs a program and wants just that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// copiesOffice gives a command for scripts: office DIR makes a data folder as gongwen init does,
// with the key beside it. It is a copy of one that gongwen init has made: the blank forms
// of every kind take it a second.
func copiesOffice(t *testing.T) func(*testscript.TestScript, bool, []string) {
	made := filepath.Join(t.TempDir(), "d")
	gongwen(t, "init", made)
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: office DIR")
		}
		for _, suffix := range []string{"", ".key", ".checkpoints.lock"} {
			ts.Check(ts.Exec("cp", "-a", made+suffix, args[0]+suffix))
		}
	}
}

// gongwen runs the program to its end and gives what it printed.
func gongwen(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("gongwen", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gongwen %v: %v\n%s%s", args, err, out, stderr.String())
	}
	return out
}
