package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/templates/normal"
)

// flagError says what is wrong with a flag that was typed.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var malformed *pflag.InvalidSyntaxError
	what := ""
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if shorts := unknown.GetSpecifiedShortnames(); shorts != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		what = fmt.Sprintf("没有 %s 这个选项%s", name, meant(nearFlags(cmd, unknown.GetSpecifiedName())))
	case errors.As(err, &empty):
		what = fmt.Sprintf("--%s 后面要写值：%s", empty.GetFlag().Name, empty.GetFlag().Usage)
	case errors.As(err, &invalid):
		what = fmt.Sprintf("--%s 不能写“%s”，%s", invalid.GetFlag().Name, invalid.GetValue(), valueAsked(invalid))
	case errors.As(err, &malformed):
		what = fmt.Sprintf("“%s”不是选项的写法，应写成 --名称 值", malformed.GetSpecifiedFlag())
	default:
		return err // ErrHelp
	}
	return errors.New(what + "。" + howToUse(cmd))
}

// valueAsked is what a flag of a type takes.
func valueAsked(invalid *pflag.InvalidValueError) string {
	switch f := invalid.GetFlag(); f.Value.Type() {
	case "int", "int64":
		return "要写整数"
	case "uint64":
		return "要写不小于0的整数"
	case "bool":
		return "只写选项，后面不写值"
	case "duration":
		return "要写时长，如 30s、10m"
	default:
		return fmt.Sprintf("%s（%v）", f.Usage, invalid.Unwrap())
	}
}

// nearFlags are the flags of a command whose names are much like what was typed.
func nearFlags(cmd *cobra.Command, typed string) (near []string) {
	for _, f := range flagsOf(cmd) {
		if len(typed) > 1 && (strings.HasPrefix(f.Name, typed) || strings.HasPrefix(typed, f.Name) || normal.Distance([]rune(f.Name), []rune(typed)) <= 2 && len(typed) > 3) {
			near = append(near, "--"+f.Name)
		}
	}
	return near
}

// meant asks whether one of some names was meant; empty for none.
func meant(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "，是不是 " + strings.Join(names, "、")
}

// howToUse says where a command is explained.
func howToUse(cmd *cobra.Command) string {
	return "用法：" + useLine(cmd) + "，详见 " + strings.TrimSpace("gongwen help "+strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " "))
}

// unknownCommand is the error for a command that there is not.
func unknownCommand(cmd *cobra.Command, typed string) error {
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	all := "全部命令：" + strings.TrimSpace("gongwen help "+strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " "))
	return fmt.Errorf("没有“%s”这个命令%s。%s", typed, meant(cmd.SuggestionsFor(typed)), all)
}

// said is one of the library's sentences, and ours for it.
type said struct {
	english *regexp.Regexp
	chinese func(cmd *cobra.Command, part []string) string
}

// sayings are the library's sentences about commands, arguments and flags that go together,
// for which it has no types.
var sayings = []said{
	{regexp.MustCompile(`^accepts (\d+) arg\(s\), received (\d+)$`), func(_ *cobra.Command, part []string) string {
		return fmt.Sprintf("这个命令后面要写%s项，写了%s项", part[1], part[2])
	}},
	{regexp.MustCompile(`^requires at least (\d+) arg\(s\), only received (\d+)$`), func(_ *cobra.Command, part []string) string {
		return fmt.Sprintf("这个命令后面至少要写%s项，写了%s项", part[1], part[2])
	}},
	{regexp.MustCompile(`^accepts at most (\d+) arg\(s\), received (\d+)$`), func(_ *cobra.Command, part []string) string {
		return fmt.Sprintf("这个命令后面最多写%s项，写了%s项", part[1], part[2])
	}},
	{regexp.MustCompile(`^accepts between (\d+) and (\d+) arg\(s\), received (\d+)$`), func(_ *cobra.Command, part []string) string {
		return fmt.Sprintf("这个命令后面要写%s到%s项，写了%s项", part[1], part[2], part[3])
	}},
	{regexp.MustCompile(`^invalid argument "(.*)" for "[^"]*"`), func(cmd *cobra.Command, part []string) string {
		return fmt.Sprintf("这个命令后面不能写“%s”", part[1])
	}},
	{regexp.MustCompile(`^required flag\(s\) (.*) not set$`), func(cmd *cobra.Command, part []string) string {
		return "还要写 " + dashed(strings.NewReplacer(`"`, "", ",", "").Replace(part[1]))
	}},
	{regexp.MustCompile(`^if any flags in the group \[(.*)\] are set none of the others can be; \[(.*)\] were all set$`), func(_ *cobra.Command, part []string) string {
		return dashed(part[2]) + " 不能一起用，请只写一个"
	}},
	{regexp.MustCompile(`^if any flags in the group \[(.*)\] are set they must all be set; missing \[(.*)\]$`), func(_ *cobra.Command, part []string) string {
		return dashed(part[1]) + " 要一起写，还缺 " + dashed(part[2])
	}},
	{regexp.MustCompile(`^at least one of the flags in the group \[(.*)\] is required$`), func(_ *cobra.Command, part []string) string {
		return "还要写 " + dashed(part[1]) + " 中的一个"
	}},
}

// dashed are names as flags are written.
func dashed(names string) string {
	return "--" + strings.Join(strings.Fields(names), "、--")
}

// unknownSaid is the library's sentence about a command there is not, or about words behind
// one that takes none.
var unknownSaid = regexp.MustCompile(`^unknown command "(.*?)" for "([^"]*)"`)

// inChinese is an error as people are told it: the library's own sentences in Chinese and
// with what to do next, all others as they are.
func inChinese(cmd *cobra.Command, err error) error {
	text := err.Error()
	if part := unknownSaid.FindStringSubmatch(text); part != nil {
		if cmd.HasAvailableSubCommands() {
			return unknownCommand(cmd, part[1])
		}
		return fmt.Errorf("这个命令后面不写别的，多了“%s”。%s", part[1], howToUse(cmd))
	}
	for _, s := range sayings {
		if part := s.english.FindStringSubmatch(text); part != nil {
			return errors.New(s.chinese(cmd, part) + "。" + howToUse(cmd))
		}
	}
	return err
}

// explain is the error of a command as people are told it; a result that is only an exit
// code stays one.
func explain(cmd *cobra.Command, err error) error {
	var code exitCode
	if err == nil || errors.As(err, &code) {
		return err
	}
	return inChinese(cmd, err)
}
