package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/pipeline/workspace"
)

// keepEvery is how often a program that goes on for long signs what the logs have become.
const keepEvery = 10 * time.Minute

// keepWait is how long the last checkpoint may take when the program ends.
const keepWait = 30 * time.Second

// keepCheckpoints signs the logs of a data folder now and then until stop is called, and
// then once more; with atEnd, only then. What keeps it from that is told, each thing once,
// and keeps nothing else from working.
func keepCheckpoints(log *programLog, o *workspace.Workspace, atEnd bool) (stop func()) {
	note := eachOnce(func(text string) { log.Warn(text) })
	ctx, cancel := context.WithCancel(context.Background())
	ensureKey(ctx, note, o.Folder.Checkpoints(o.Config))
	keep := func(ctx context.Context) {
		signer, err := o.Checkpoints()
		if err == nil {
			err = signer.Keep(ctx)
		}
		if err != nil && ctx.Err() == nil {
			note(err.Error())
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for !atEnd {
			keep(ctx)
			select {
			case <-ctx.Done():
				return
			case <-time.After(keepEvery):
			}
		}
	}()
	return func() {
		cancel()
		<-ended
		atMost(keepWait, keep)
	}
}

// signLast signs what a command has written to the logs. What keeps it from that is told
// by those that go on for long, and by verify.
func signLast(o *workspace.Workspace) {
	atMost(keepWait, func(ctx context.Context) {
		if signer, err := o.Checkpoints(); err == nil {
			_ = signer.Keep(ctx)
		}
	})
}

// atMost does something that may take so long; a disk that hangs must not keep the program.
func atMost(wait time.Duration, do func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	done := make(chan struct{})
	go func() { defer close(done); do(ctx) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// notes tells the administrator things, each once.
func notes(w io.Writer) func(text string) {
	return eachOnce(func(text string) { fmt.Fprintf(w, "注意    %s\n", text) })
}

// eachOnce says each thing once, and nothing for nothing.
func eachOnce(say func(text string)) func(text string) {
	told := map[string]bool{}
	return func(text string) {
		if text != "" && !told[text] {
			told[text] = true
			say(text)
		}
	}
}

// ensureKey makes the keys of a data folder that has none yet, and says so.
func ensureKey(ctx context.Context, note func(string), p checkpoint.Place) {
	said, err := p.Ensure(ctx)
	if err != nil {
		said = err.Error()
	}
	note(said)
	if info, err := os.Stat(p.Key); err == nil && durable.OpenToOthers(info) {
		note(fmt.Sprintf("别的用户能读签名私钥 %s（%s），可以冒充本单位签检查点。请 chmod 600 %s", p.Key, info.Mode().Perm(), p.Key))
	}
}

// checkpointsOf opens the keys of a data folder by itself, whatever else is wrong with it.
func checkpointsOf(dir string) (checkpoint.Place, *checkpoint.Signer, error) {
	f, err := folder(dir)
	if err != nil {
		return checkpoint.Place{}, nil, err
	}
	if err := f.Exists(); err != nil {
		return checkpoint.Place{}, nil, err
	}
	config, err := workspace.ReadConfig(f)
	if err != nil {
		return checkpoint.Place{}, nil, err
	}
	p := f.Checkpoints(config)
	s, err := p.Open()
	return p, s, err
}

func checkpointCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "checkpoint -d 文件夹 [--trail] [--lines 行数]",
		Short: "印出流水现在的检查点：请存到别处，日后用 gongwen verify --checkpoint 核对流水有没有被改动",
		Long: `印出流水现在的检查点：一段签过名的文字，写明流水有多少行、全部内容的校验值。
把它存到改动流水的人够不着的地方：另一台机器、移动盘、邮件、打印存档。
日后 gongwen verify --checkpoint 文件，证明流水从那时起只添加过，没有改动。
备份、移交时自动附有；说明见 archive/PROOF.md。
--lines 算出流水前若干行的校验值，不签名，用来与印在台账页脚上的对照。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	trail := cmd.Flags().Bool("trail", false, "阅览室查阅登记的，不是流水的")
	lines := cmd.Flags().Int64("lines", -1, "只算出前若干行的校验值，与以前印出的对照")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		log := checkpoint.Journal
		if *trail {
			log = checkpoint.Trail
		}
		p, s, err := checkpointsOf(*dir)
		if *lines >= 0 && p.Folder != "" {
			head, err := p.HeadAt(cmd.Context(), log, *lines)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s 前 %d 行 %s\n", head.Origin, head.Size, head.Root)
			}
			return err
		}
		if err != nil {
			return err
		}
		c, err := s.Sign(cmd.Context(), log)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s前 %d 行的检查点，公钥 %s\n", log.Chinese(), c.Size, s.Identity.VKey(log))
		_, err = cmd.OutOrStdout().Write(c.Note)
		return err
	}
	return cmd
}

func proofCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proof -d 文件夹 编号 | --since 检查点文件",
		Short: "归档证明：不用本程序也能核对这一件是那时归档的、至今没有改动；--since 证明流水自那个检查点起只添加过",
		Long: `归档证明（c2sp.org/tlog-proof）：流水里归档的那一行，和它在签过名的流水里的证明。
--since 由以前保存的检查点到现在的后续证明。
都可以不用本程序核对，见 archive/PROOF.md；核对用的小程序是 proofcheck。`,
		Args: cobra.MaximumNArgs(1),
	}
	dir := dataFlag(cmd)
	since := cmd.Flags().String("since", "", "以前保存的检查点")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 1) == (*since != "") {
			return errors.New("请给出编号，或用 --since 给出以前保存的检查点")
		}
		_, s, err := checkpointsOf(*dir)
		if err != nil {
			return err
		}
		var text []byte
		if len(args) == 1 {
			p, err := s.Prove(cmd.Context(), args[0], time.Time{})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s 在流水第 %d 行，公钥 %s\n", args[0], p.Index+1, s.Identity.VKey(checkpoint.Journal))
			text = p.Text()
		} else {
			old, err := s.ReadOwn(*since)
			if err != nil {
				return err
			}
			p, err := s.Since(cmd.Context(), old)
			if err != nil {
				return err
			}
			text = p.Text()
		}
		_, err = cmd.OutOrStdout().Write(text)
		return err
	}
	return cmd
}

func keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "流水检查点的密钥：show 看公钥和私钥在哪里，new 换新的",
	}
	dir := cmd.PersistentFlags().StringP("data", "d", os.Getenv("GONGWEN_DATA"), "数据文件夹，默认取环境变量 GONGWEN_DATA")
	cmd.AddCommand(&cobra.Command{Use: "show", Short: "公钥、私钥文件、签过的检查点存在哪里", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		p, s, err := checkpointsOf(*dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "私钥    %s\n检查点  %s\n", p.Key, p.Kept())
		for _, log := range checkpoint.Names {
			fmt.Fprintf(cmd.OutOrStdout(), "公钥    %s  %s\n", s.Identity.VKey(log), log.Chinese())
		}
		return nil
	}}, keyNew(dir))
	return cmd
}

func keyNew(dir *string) *cobra.Command {
	cmd := &cobra.Command{Use: "new --reason 理由", Short: "换新的密钥，并记入流水：私钥遗失、可能泄露，或流水恢复成了更早的备份时用", Args: cobra.NoArgs}
	reason := cmd.Flags().String("reason", "", "为什么，记入流水，必填")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		why := strings.Join(strings.Fields(*reason), " ")
		if why == "" {
			return errors.New("请用 --reason 写明理由")
		}
		return change(cmd.ErrOrStderr(), *dir, func(o *workspace.Workspace) error {
			p := o.Folder.Checkpoints(o.Config)
			done, err := p.Renew(cmd.Context(), why, o.Journal, time.Now())
			if err != nil {
				return err
			}
			w := cmd.ErrOrStderr()
			note := notes(w)
			for _, broken := range done.Broken {
				note(broken + "。已一并记入流水")
			}
			if done.Aside != "" {
				fmt.Fprintf(w, "不符的检查点移到了 %s\n", done.Aside)
			}
			vouched := "；换钥的一行由原来的密钥签过名"
			if !done.Vouched {
				vouched = ""
			}
			fmt.Fprintf(w, "已换新的密钥，私钥在 %s，请另存一份到安全的地方%s。开着的阅览室（gongwen serve）请重新启动。新的公钥：\n", p.Key, vouched)
			for _, log := range checkpoint.Names {
				fmt.Fprintln(cmd.OutOrStdout(), done.Identity.VKey(log))
			}
			return nil
		})
	}
	return cmd
}
