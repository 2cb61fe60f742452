package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"gongwen/pipeline"
	"gongwen/pipeline/manual"
	"gongwen/pipeline/web"
	"gongwen/pipeline/workspace"
)

// readingRoom is what the command line says of the reading room.
type readingRoom struct {
	cert, key, signOn string
	clientCA, header  string // of client certificates
	proxies           []string
	accessLog         string
	metrics           string
	metricsAllow      []string
}

// flags adds them to a command.
func (r *readingRoom) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.cert, "tls-cert", "", "TLS 证书（PEM），与 --tls-key 一起给出时用 HTTPS")
	cmd.Flags().StringVar(&r.key, "tls-key", "", "TLS 私钥（PEM）")
	cmd.Flags().StringSliceVar(&r.proxies, "proxy", nil, "可信的反向代理，地址或网段，如 127.0.0.1、10.0.0.0/24；只信它们的 X-Forwarded-For、X-Forwarded-Proto 和 X-Forwarded-Host")
	cmd.Flags().StringVar(&r.signOn, "sign-on", "", "统一认证：可信的反向代理在哪个请求头里写明用户名，如 X-Remote-User")
	cmd.Flags().StringVar(&r.clientCA, "client-ca", "", "签发个人证书的机构的证书（PEM）；给出后浏览器可以出示证书，登录和签批时认，别的证书不认")
	cmd.Flags().StringVar(&r.header, "client-cert-header", "", "可信的反向代理在哪个请求头里转来个人证书，如 X-Client-Cert；nginx 写 proxy_set_header X-Client-Cert $ssl_client_escaped_cert")
	cmd.Flags().StringVar(&r.accessLog, "access-log", "", "访问日志写到哪个文件，默认与日志在一起；- 为不写，日志里只有出错的")
	cmd.Flags().StringVar(&r.metrics, "metrics", "", "供 Prometheus 的 /metrics 在哪个地址上，如 127.0.0.1:9100；不写就没有")
	cmd.Flags().StringSliceVar(&r.metricsAllow, "metrics-allow", nil, "只有这些地址或网段可以取 /metrics，如 10.0.0.7；不写为连得到的都可以")
}

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve -d 文件夹 [--addr 127.0.0.1:8080]",
		Short: "阅览室：用浏览器检索档案、送交表单、看台账和时限",
		Long: `阅览室：用浏览器检索档案、送交表单、看台账和时限，查验公文真伪。

第一次启动时建管理员账号 admin，一次性密码只在终端上显示一次；不在终端上运行的（系统服务），写在
reading/first-password 里，只有运行程序的用户读得到，登录改掉后自动删去。忘了密码用 gongwen account reset。
默认只有本机能访问。要让别的机器访问，用 --addr 写明地址，并用 --tls-cert、--tls-key，
或在前面放一个做 HTTPS 的反向代理（写进 --proxy）。
收件和办理由 gongwen run 做；两样一起做用 gongwen run --serve 地址，管理员还能在档案页上作废公文。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	addr := cmd.Flags().String("addr", "127.0.0.1:8080", "在哪个地址上服务")
	var room readingRoom
	room.flags(cmd)
	var logs logFlags
	logs.add(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		log, err := logs.open(cmd)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, log.close()) }()
		defer func() { log.end(slog.LevelInfo, "serve", err) }()
		return view(*dir, func(o *workspace.Workspace) error {
			log.begin(slog.LevelInfo, "serve", *dir)
			tighten(log, o.Folder)
			warn(log, o.Folder)
			defer keepCheckpoints(log, o, false)()
			open, err := room.open(cmd, log, o, *addr, nil)
			if err != nil {
				return err
			}
			if err := ownTemporary(o.Folder, "serve"); err != nil {
				return errors.Join(err, open.close())
			}
			defer log.reopenOnHangup()()
			return errors.Join(open.alone(cmd, log, o), open.server.Close())
		})
	}
	return cmd
}

// opened is a reading room and where it serves; metrics is nil for nowhere.
type opened struct {
	server      *web.Server
	at, metrics net.Listener
}

// close lets go of a room that has not served.
func (o opened) close() error {
	err := errors.Join(o.at.Close(), o.server.Close())
	if o.metrics != nil {
		err = errors.Join(err, o.metrics.Close())
	}
	return err
}

// serve serves until ctx ends or one of the two fails.
func (o opened) serve(ctx context.Context) error {
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error { return o.server.Serve(ctx, o.at) })
	if o.metrics != nil {
		both.Go(func() error { return o.server.ServeMetrics(ctx, o.metrics) })
	}
	return both.Wait()
}

// alone serves until ctx ends or something fails, and takes over what is edited, as the
// pipeline does where there is one.
func (o opened) alone(cmd *cobra.Command, log *programLog, w *workspace.Workspace) error {
	ctx, stop := context.WithCancel(cmd.Context())
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		w.Watch(ctx, func(c workspace.Change) {
			if c.Text != "" {
				log.Info(c.Text)
			}
		})
	}()
	err := o.serve(ctx)
	stop()
	<-watching
	return err
}

// open opens the reading room of an office and says where. p is the pipeline that
// works in the same program, or nil.
func (r *readingRoom) open(cmd *cobra.Command, log *programLog, o *workspace.Workspace, addr string, p *pipeline.Pipeline) (room opened, err error) {
	options, err := r.options(log)
	if err != nil {
		return room, err
	}
	options.Manual = func() *manual.Manual { return theManual(cmd.Root()) }
	if p != nil {
		options.SignOff = p.SignOff
		options.Delegate = p.Delegate
		options.Void, options.Hanging, options.Intake, options.Indexed = p.Void, p.Hanging, p.Intake, true
	}
	room.server, err = web.New(o, options, firstPassword(cmd, log, o.Folder))
	if err != nil {
		return room, err
	}
	log.reload = append(log.reload, room.server.Reload)
	if room.at, err = listen("--addr", addr); err != nil {
		return room, errors.Join(err, room.server.Close())
	}
	if r.metrics != "" {
		if room.metrics, err = listen("--metrics", r.metrics); err != nil {
			return room, errors.Join(err, room.at.Close(), room.server.Close())
		}
	}
	if !loopback(room.at) && r.cert == "" && len(options.Proxies) == 0 {
		log.Warn("别的机器也能访问，而内容没有加密，密码会被看到。请用 --tls-cert、--tls-key，或在前面放做 HTTPS 的反向代理")
	}
	scheme := "http"
	if r.cert != "" {
		scheme = "https"
	}
	log.Info(fmt.Sprintf("阅览室已开：%s://%s/", scheme, room.at.Addr()))
	if room.metrics != nil {
		if !loopback(room.metrics) && len(options.MetricsAllow) == 0 {
			log.Warn(fmt.Sprintf("--metrics %s 别的机器也能访问，办件数量等不登录就看得到。只给本机用的，写 127.0.0.1；只给某些机器用的，加 --metrics-allow", r.metrics))
		}
		log.Info(fmt.Sprintf("指标在：http://%s/metrics", room.metrics.Addr()))
	}
	return room, nil
}

func listen(flag, addr string) (net.Listener, error) {
	at, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s 上不能服务，可能已被别的程序占用，请换一个 %s：%w", addr, flag, err)
	}
	return at, nil
}

// loopback reports whether only this machine reaches a listener.
func loopback(at net.Listener) bool {
	host, ok := at.Addr().(*net.TCPAddr)
	return ok && host.IP.IsLoopback()
}

func (r *readingRoom) options(log *programLog) (web.Options, error) {
	options := web.Options{CertFile: r.cert, KeyFile: r.key, SignOn: r.signOn, ClientCA: r.clientCA, ClientCertHeader: r.header, Log: log.Logger, Requests: log.Logger}
	if (r.cert == "") != (r.key == "") {
		return options, errors.New("--tls-cert 和 --tls-key 要一起给出")
	}
	if r.signOn != "" && len(r.proxies) == 0 {
		return options, errors.New("用 --sign-on 时要用 --proxy 写明哪些机器可以代为认证，否则谁都可以冒充")
	}
	switch {
	case r.header != "" && (len(r.proxies) == 0 || r.clientCA == ""):
		return options, errors.New("用 --client-cert-header 时要用 --proxy 写明哪些机器可以转来证书，并用 --client-ca 写明认哪个机构签发的，否则谁都可以冒充")
	case r.clientCA != "" && r.cert == "" && r.header == "":
		return options, errors.New("用 --client-ca 时要用 --tls-cert、--tls-key，或由反向代理用 --client-cert-header 转来证书")
	}
	if len(r.metricsAllow) > 0 && r.metrics == "" {
		return options, errors.New("--metrics-allow 要与 --metrics 一起给出")
	}
	var err error
	if options.Proxies, err = prefixes("--proxy", r.proxies); err != nil {
		return options, err
	}
	if options.MetricsAllow, err = prefixes("--metrics-allow", r.metricsAllow); err != nil {
		return options, err
	}
	switch r.accessLog {
	case "":
	case "-":
		options.Requests = nil
	default:
		file, err := log.openFile(r.accessLog)
		if err != nil {
			return options, fmt.Errorf("--access-log：%w", err)
		}
		// It has what goes wrong beside the requests in which it did.
		handler := log.handler(file, slog.LevelInfo)
		options.Requests = slog.New(handler)
		options.Log = slog.New(slog.NewMultiHandler(handler, log.Handler()))
	}
	return options, nil
}

// prefixes reads addresses and networks.
func prefixes(flag string, texts []string) (all []netip.Prefix, err error) {
	for _, text := range texts {
		text = strings.TrimSpace(text)
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return nil, fmt.Errorf("%s %q 不是地址或网段", flag, text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		all = append(all, prefix)
	}
	return all, nil
}

// beside serves the reading room at addr while the pipeline runs, and ends both
// when either fails or ctx ends.
func (r *readingRoom) beside(cmd *cobra.Command, log *programLog, o *workspace.Workspace, addr string, p *pipeline.Pipeline) error {
	open, err := r.open(cmd, log, o, addr, p)
	if err != nil {
		return err
	}
	defer log.reopenOnHangup()()
	both, ctx := errgroup.WithContext(cmd.Context())
	ctx, stop := context.WithCancel(ctx)
	both.Go(func() error { defer stop(); return p.Run(ctx) })
	both.Go(func() error { defer stop(); return open.serve(ctx) })
	return errors.Join(both.Wait(), open.server.Close())
}
