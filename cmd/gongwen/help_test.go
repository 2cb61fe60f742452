package main

import (
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"gongwen/pipeline/manual"
)

// said is what a command line writes, and how it ends.
func saidBy(t *testing.T, args ...string) (out, told string, code int) {
	t.Helper()
	var stdout, stderr strings.Builder
	code = run(t.Context(), args, &stdout, &stderr)
	return stdout.String(), stderr.String(), code
}

// english is a run of words that is no flag, file, name or value.
var english = regexp.MustCompile(`(?:^|[\s（(])(?:[A-Z]?[a-z]{2,} ){2}[a-z]{2,}(?:$|[\s）).,;:])`)

func hasChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// TestCommandsAreExplainedInChinese, each with all its flags.
func TestCommandsAreExplainedInChinese(t *testing.T) {
	root := program(io.Discard, io.Discard)
	commands := tree(root)
	for _, cmd := range commands {
		if !hasChinese(cmd.Short) || english.MatchString(cmd.Short) || cmd.Long != "" && !hasChinese(cmd.Long) {
			t.Errorf("%s is not explained in Chinese: %q", cmd.CommandPath(), cmd.Short)
		}
		for _, f := range flagsOf(cmd) {
			if !hasChinese(f.Usage) || english.MatchString(f.Usage) {
				t.Errorf("%s --%s is not explained in Chinese: %q", cmd.CommandPath(), f.Name, f.Usage)
			}
			if _, known := valueNames[f.Value.Type()]; !known {
				t.Errorf("%s --%s: usage.go does not know what a flag of type %s takes", cmd.CommandPath(), f.Name, f.Value.Type())
			}
		}
		if text := helpText(cmd); strings.Contains(text, "Usage:") || strings.Contains(text, "Flags:") || !strings.Contains(text, "用法：") {
			t.Errorf("%s: help is not in Chinese:\n%s", cmd.CommandPath(), text)
		}
	}
	if len(commands) < 35 {
		t.Errorf("only %d commands were looked at", len(commands))
	}
}

// TestMistypedCommandsAreToldInChinese, with what to do next.
func TestMistypedCommandsAreToldInChinese(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	for line, want := range map[string]string{
		"bogus":                     "没有“bogus”这个命令。全部命令：gongwen help",
		"serach":                    "没有“serach”这个命令，是不是 search。",
		"account bogus":             "没有“bogus”这个命令。全部命令：gongwen help account",
		"account lst":               "没有“lst”这个命令，是不是 list、set。",
		"init":                      "这个命令后面要写1项，写了0项。用法：gongwen init 文件夹，详见 gongwen help init",
		"init a b":                  "要写1项，写了2项",
		"ledger foo":                "后面不写别的，多了“foo”。用法：gongwen ledger",
		"search --lmit 3":           "没有 --lmit 这个选项，是不是 --limit。",
		"search -z":                 "没有 -z 这个选项。",
		"search --limit x":          "--limit 不能写“x”，要写整数。",
		"search --limit":            "--limit 后面要写值：每页几条。",
		"search --facets=5x":        "--facets 不能写“5x”，只写选项，后面不写值。",
		"search ---x":               "不是选项的写法",
		"samples --seed -1":         "--seed 不能写“-1”，要写不小于0的整数。",
		"run --once --serve :0":     "--once、--serve 不能一起用",
		"sign --as a --account b x": "--account、--as 不能一起用",
		"help 没有的词儿":                "没有叫“没有的词儿”的命令或手册页",
		"search -d " + dir + " 词":   "没有数据文件夹",
		"restore a b":               "用法：gongwen restore",
		"completion tcsh":           "没有“tcsh”这个命令",
		"regulation load":           "用法：gongwen regulation load",
		"void -d x 龙〔2026〕1号 另一 --all": "没有 --all 这个选项",
	} {
		out, told, code := saidBy(t, strings.Fields(line)...)
		if code != failed || !strings.Contains(told, want) || out != "" {
			t.Errorf("gongwen %s: %d %s, want %s%s", line, code, told, want, out)
		}
		if english.MatchString(regexp.MustCompile(`gongwen [a-z -]+`).ReplaceAllString(told, "")) {
			t.Errorf("gongwen %s: English: %s", line, told)
		}
	}
}

// TestLibrarySentencesAreKnown: each that the library has for arguments and groups of
// flags comes out in Chinese.
func TestLibrarySentencesAreKnown(t *testing.T) {
	make := func(set func(*cobra.Command)) *cobra.Command {
		cmd := &cobra.Command{Use: "do", Short: "做", RunE: func(*cobra.Command, []string) error { return nil }, SilenceErrors: true, SilenceUsage: true}
		cmd.Flags().String("one", "", "一")
		cmd.Flags().String("two", "", "二")
		set(cmd)
		return cmd
	}
	for want, test := range map[string]struct {
		set  func(*cobra.Command)
		args string
	}{
		"还要写 --one、--two。": {func(c *cobra.Command) {
			if c.MarkFlagRequired("one") != nil || c.MarkFlagRequired("two") != nil {
				t.Error("no such flags")
			}
		}, ""},
		"--one、--two 要一起写，还缺 --two。": {func(c *cobra.Command) { c.MarkFlagsRequiredTogether("one", "two") }, "--one x"},
		"--one、--two 不能一起用":          {func(c *cobra.Command) { c.MarkFlagsMutuallyExclusive("one", "two") }, "--one x --two y"},
		"还要写 --one、--two 中的一个。":      {func(c *cobra.Command) { c.MarkFlagsOneRequired("one", "two") }, ""},
		"至少要写2项，写了1项":                {func(c *cobra.Command) { c.Args = cobra.MinimumNArgs(2) }, "x"},
		"最多写1项，写了2项":                 {func(c *cobra.Command) { c.Args = cobra.MaximumNArgs(1) }, "x y"},
		"要写1到2项，写了3项":                {func(c *cobra.Command) { c.Args = cobra.RangeArgs(1, 2) }, "x y z"},
		"不能写“z”":                     {func(c *cobra.Command) { c.Args, c.ValidArgs = cobra.OnlyValidArgs, []string{"x"} }, "z"},
	} {
		root := &cobra.Command{Use: "gongwen"}
		root.AddCommand(make(test.set))
		speakChinese(root)
		root.SetArgs(append([]string{"do"}, strings.Fields(test.args)...))
		cmd, err := root.ExecuteC()
		if err == nil || !strings.Contains(explain(cmd, err).Error(), want) {
			t.Errorf("%q: %v, want %s", test.args, err, want)
		}
	}
}

// TestHelp shows commands, pages, and where words stand.
func TestHelp(t *testing.T) {
	for line, wants := range map[string][]string{
		"":                 {"命令：", "手册（gongwen help 页名", "第一个小时"},
		"help":             {"命令：", "search.md", "settings"},
		"--help":           {"命令："},
		"help start":       {"第一个小时\n====="},
		"help 第一个小时":       {"第一个小时\n====="},
		"help start.md":    {"第一个小时\n====="},
		"help settings":    {"· sign_in.ldap.url", "默认：2s"},
		"help commands":    {"gongwen account add", "GONGWEN_DATA", "--limit 数"},
		"help search":      {"用法：\n  gongwen search", "gongwen help search.md"},
		"help search.md":   {"检索"},
		"help account add": {"用法：\n  gongwen account add"},
		"search --help":    {"用法：\n  gongwen search", "--limit 数"},
		"help ldaps":       {"settings"},
		"completion bash":  {"__start_gongwen"},
	} {
		out, told, code := saidBy(t, strings.Fields(line)...)
		if code != 0 || told != "" {
			t.Errorf("gongwen %s: %d %s", line, code, told)
		}
		for _, want := range wants {
			if !strings.Contains(out, want) {
				t.Errorf("gongwen %s does not say %q:\n%.600s", line, want, out)
			}
		}
	}
}

// TestPagesNameWhatThereIs: each command and each flag that a page names is one of the
// program's.
func TestPagesNameWhatThereIs(t *testing.T) {
	root := program(io.Discard, io.Discard)
	found := map[string]int{}
	for _, p := range theManual(root).Pages() {
		for _, mistake := range strangers(root, p, found) {
			t.Errorf("page %s: %s", p.Name, mistake)
		}
	}
	if found["command"] < 100 || found["flag"] < 100 {
		t.Errorf("only %v were looked at", found)
	}
	wrong := manual.New(manual.Written{Name: "wrong", Markdown: "# 错\n\n用 `gongwen bogus`，`gongwen run --bogus 3 | sort --key 1`，`--nothing`，--also-nothing。\n\n```\nsystemctl restart gongwen --now\ngongwen backup -d 甲 --till 乙\n```\n"})
	if got := strangers(root, wrong.Find("wrong"), found); len(got) != 5 {
		t.Errorf("of 5 mistakes: %q", got)
	}
}

var (
	ourCommand = regexp.MustCompile(`(?:^|[\s/（“])gongwen(?:\.exe)? ([a-z][a-z-]*)((?: [a-z][a-z-]*)?)([^|;&#\n；。]*)`)
	flagTyped  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_-])--([a-z][a-z-]*)`)
	// others are programs that gongwen, as the name of a service, user or package, may stand behind.
	others = regexp.MustCompile(`(systemctl|journalctl|apt|dpkg|dnf|yum|rpm|usermod|useradd|groupadd|chown|chgrp|runuser|sudo -u|su|id|docker|podman|net|sc|smbpasswd|smbclient|pdbedit|exportfs|install|logrotate|systemd-\w+|loginctl|getent|setfacl|kill|pkill)\b[^\n]*$`)
)

// strangers are the commands and flags that a page names and the program has not.
func strangers(root *cobra.Command, p *manual.Page, found map[string]int) (mistakes []string) {
	known := map[string]bool{}
	for _, cmd := range tree(root) {
		for _, f := range flagsOf(cmd) {
			known[f.Name] = true
		}
	}
	for _, line := range p.Lines() {
		for _, at := range ourCommand.FindAllStringSubmatchIndex(line.Text, -1) {
			part := func(i int) string { return line.Text[at[2*i]:at[2*i+1]] }
			if others.MatchString(line.Text[:at[0]]) {
				continue
			}
			found["command"]++
			cmd, rest, err := root.Find(strings.Fields(part(1) + part(2)))
			if err != nil || cmd == root || len(rest) > 0 && cmd.HasAvailableSubCommands() && !cmd.Runnable() {
				mistakes = append(mistakes, fmt.Sprintf("there is no command gongwen %s%s: %s", part(1), part(2), line.Text))
				continue
			}
			for _, typed := range flagTyped.FindAllStringSubmatch(part(3), -1) {
				found["flag"]++
				if line.Code && !slices.ContainsFunc(tree(cmd), func(c *cobra.Command) bool { return c.Flag(typed[1]) != nil }) {
					mistakes = append(mistakes, fmt.Sprintf("%s has no --%s: %s", cmd.CommandPath(), typed[1], line.Text))
				}
			}
		}
		if line.Code && !strings.HasPrefix(line.Text, "--") {
			continue // of another program
		}
		for _, typed := range flagTyped.FindAllStringSubmatch(line.Text, -1) {
			found["flag"]++
			if !known[typed[1]] {
				mistakes = append(mistakes, fmt.Sprintf("no command has --%s: %s", typed[1], line.Text))
			}
		}
	}
	return mistakes
}
