package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// askPatience is how long a program that is well may take to say so. It looks into its
// catalogue first.
const askPatience = 10 * time.Second

// healthCommand asks a running program whether it is well, for what watches it and has
// no HTTP client of its own: a container's health check, a script that waits until the
// program has come up.
func healthCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "health [--addr 127.0.0.1:8080] [--wait 1m]",
		Short: "问正在运行的程序是否正常，供监护和脚本用",
		Long: `问正在运行的 gongwen run --serve 或 gongwen serve 是否正常：目录应答，没有停住不动的，收件文件夹有人查看。
--addr 写它服务的地址；写 0.0.0.0 的，问本机。用 HTTPS 的也认得，本机上不核对证书上的名称。
退出码：0 正常；1 不正常，或者没有应答，原因写在标准输出上。`,
		Args: cobra.NoArgs,
	}
	at := os.Getenv("GONGWEN_SERVE")
	if at == "" {
		at = "127.0.0.1:8080"
	}
	addr := cmd.Flags().String("addr", at, "程序在哪个地址上服务，默认取环境变量 GONGWEN_SERVE")
	wait := cmd.Flags().Duration("wait", 0, "还不正常的，最多等多久，如 30s、1m")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		target, err := healthURL(*addr)
		if err != nil {
			return err
		}
		ill := askHealth(cmd.Context(), target)
		for end := time.Now().Add(*wait); ill != "" && time.Now().Before(end) && cmd.Context().Err() == nil; ill = askHealth(cmd.Context(), target) {
			select {
			case <-cmd.Context().Done():
			case <-time.After(min(200*time.Millisecond, time.Until(end))):
			}
		}
		if ill == "" {
			fmt.Fprintln(cmd.OutOrStdout(), "正常")
			return nil
		}
		fmt.Fprintln(cmd.OutOrStdout(), ill)
		return exitCode(1)
	}
	return cmd
}

// healthURL is where a program that serves at an address, as --serve takes it, answers
// whether it is well. One that listens on all addresses is asked on this machine.
func healthURL(addr string) (*url.URL, error) {
	scheme, rest, given := strings.Cut(addr, "://")
	if !given {
		scheme, rest = "http", addr
	}
	host, port, err := net.SplitHostPort(strings.TrimSuffix(rest, "/"))
	if err != nil || port == "" || scheme != "http" && scheme != "https" {
		return nil, fmt.Errorf("--addr %q 不是地址。请写程序服务的地址和端口，如 127.0.0.1:8080", addr)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip.Is6() {
			host = "::1"
		}
	}
	return &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port), Path: "/healthz"}, nil
}

// askHealth is why a program is not well, or empty.
func askHealth(ctx context.Context, target *url.URL) string {
	ctx, stop := context.WithTimeout(ctx, askPatience)
	defer stop()
	status, body, err := getHealth(ctx, target)
	if err == nil && status == http.StatusBadRequest && target.Scheme == "http" {
		secure := *target // what Go's server answers to HTTP where it speaks HTTPS
		secure.Scheme = "https"
		status, body, err = getHealth(ctx, &secure)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s 在 %v 内没有应答。请看它的日志", target.Host, askPatience)
	case err != nil:
		return fmt.Sprintf("%s 连不上：%v。请看 gongwen run --serve 是否在运行、是不是在这个地址上", target.Host, err)
	case status == http.StatusOK:
		return ""
	case status == http.StatusServiceUnavailable:
		return illness(body)
	}
	return fmt.Sprintf("%s 答的是 %d，不像是 gongwen。请核对地址", target.Host, status)
}

// getHealth asks once. A certificate is for the name by which people come, seldom for an
// address of this machine, to which alone what is asked here is sent without looking.
func getHealth(ctx context.Context, target *url.URL) (status int, body string, err error) {
	ip, err := netip.ParseAddr(target.Hostname())
	local := target.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	client := http.Client{
		Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: local},
			DisableKeepAlives: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return 0, "", err
	}
	answer, err := client.Do(request)
	if err != nil {
		if inner := (*url.Error)(nil); errors.As(err, &inner) {
			err = inner.Err // without the address, which is said anyway
		}
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return answer.StatusCode, string(text), err
}

// illnesses are what the reading room says at /healthz, for people.
var illnesses = []struct {
	says *regexp.Regexp
	told string
}{
	{regexp.MustCompile(`^catalogue does not answer$`), "目录数据库不应答。请看磁盘是否已满、日志里的原因"},
	{regexp.MustCompile(`^(\d+) steps hang$`), "办理中有 $1 步停住不动。请看日志里是哪一步，多半是磁盘或网络共享没有应答"},
	{regexp.MustCompile(`^intake: (\d+) of (\d+) inboxes cannot be read$`), "$2 个收件文件夹里有 $1 个读不了。请看日志里是哪个，核对它的权限和共享是否挂载"},
	{regexp.MustCompile(`^intake: (\d+) of (\d+) inboxes not looked at$`), "$2 个收件文件夹里有 $1 个没有人查看。请看 gongwen run 是否在运行"},
	{regexp.MustCompile(`^intake: .*$`), "gongwen run 的情况读不出来。请看日志里的原因"},
	{regexp.MustCompile(`^gongwen run was stopped at (.*)$`), "gongwen run 在 $1 停下了。请再启动"},
	{regexp.MustCompile(`^since (.*)$`), "    自 $1 起"},
}

func illness(body string) string {
	var lines []string
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		for _, each := range illnesses {
			if each.says.MatchString(line) {
				line = each.says.ReplaceAllString(line, each.told)
				break
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
