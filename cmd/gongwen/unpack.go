package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/checkpoint"
	"gongwen/archive/durable"
	"gongwen/archive/moving"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/release"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

func unpackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unpack 搬家文件 --out 新的数据文件夹",
		Short: "搬家：在新机器上解开 gongwen pack 打的包，逐个文件核对，重建目录和索引，然后查验",
		Long: `搬家第二步，在新机器上：解开旧机器上 gongwen pack 打的包，逐个文件核对校验值，由档案重建目录和索引，全部查验一遍。
没有拷全、有一个字节不同的，都不恢复；从不覆盖已有的文件夹；中断了再运行一次即可。
--sum 给出旧机器上印出的校验值（前 16 位就够），证明拿到的就是那一个包。
- 表示从标准输入读，可以由 ssh 直接传过来，见 gongwen pack --help。
带来了签名私钥的，放在 gongwen.yaml 的 key 写的地方，不写就在数据文件夹旁边；那里已有的不动。
退出码：1 表示搬好了，而查验发现问题（旧机器上就有的也在内），列在输出里。`,
		Args: cobra.ExactArgs(1),
	}
	out := cmd.Flags().String("out", "", "解成哪个数据文件夹，不能已经存在，必填")
	sum := cmd.Flags().String("sum", "", "旧机器上印出的校验值，或它的前 16 位以上")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *out == "" {
			return errors.New("请用 --out 指明解成哪个数据文件夹")
		}
		if *sum != "" && !sumPattern.MatchString(*sum) {
			return fmt.Errorf("--sum %s 不是校验值，应是 16 到 64 位的 0–9、a–f", *sum)
		}
		in, done, err := packed(cmd, args[0])
		if err != nil {
			return err
		}
		defer done()
		var made audit.Rebuilt
		u, err := moving.Unpack(cmd.Context(), moving.Unpacking{
			Folder: *out, Fingerprint: *sum, Private: workspace.IsPrivate, Time: time.Now(),
			Accept: func(h moving.Head) error { return accept(h, args[0], *out) },
			Complete: func(part string) (err error) {
				made, err = rebuild(cmd, workspace.Folder(part))
				return err
			},
			Progress: progress(cmd.ErrOrStderr(), "解包"),
		}, in)
		if err != nil {
			return err
		}
		return settled(cmd, workspace.Folder(*out), u, made)
	}
	return cmd
}

var sumPattern = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

// packed opens what was packed.
func packed(cmd *cobra.Command, name string) (in io.Reader, done func() error, err error) {
	if name == "-" {
		return cmd.InOrStdin(), func() error { return nil }, nil
	}
	f, err := bounded.Open(name)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// accept refuses what this program cannot read, and what there is no room for.
func accept(h moving.Head, name, out string) error {
	if len(h.Formats) > 0 {
		if err := (release.Written{Program: h.Program, Formats: h.Formats}).Check(name); err != nil {
			return err
		}
	}
	above, err := filepath.Abs(filepath.Dir(filepath.Clean(out)))
	if err != nil {
		return err
	}
	return durable.Room(above, h.Bytes+h.Bytes/5) // and what is made anew
}

// settled puts down the keys, verifies, and says what is next.
func settled(cmd *cobra.Command, f workspace.Folder, u moving.Unpacked, made audit.Rebuilt) error {
	w := cmd.ErrOrStderr()
	if u.Key != nil {
		if err := settleKey(cmd, f, u); err != nil {
			return fmt.Errorf("数据文件夹已搬到 %s，而签名私钥没有放好，请另从旧机器拷来：%w", f, err)
		}
	}
	findings, err := audit.VerifyFolder(cmd.Context(), f, f.Reading(), catchUpLimit, progress(w, "查验"))
	if err != nil {
		return err
	}
	against, _, err := verifyCheckpoints(cmd, f, nil)
	if err != nil {
		return err
	}
	findings = append(findings, against...)
	if err := printAudit(cmd, findings); err != nil {
		return err
	}
	fmt.Fprintf(w, "已搬到 %s：%d 个文件，校验值 %s，归档 %d，退回 %d，重复 %d，在办 %d。接下来：\n  gongwen run -d %s\n",
		f, u.Files, u.Fingerprint, made.Sums.Filed, made.Sums.Returned, made.Sums.Duplicate, made.AtWork, f)
	if p, _, err := checkpointsOf(string(f)); errors.As(err, new(*checkpoint.Keyless)) {
		fmt.Fprintf(w, "签名私钥没有带来：请从旧机器拷来私钥文件（*.key，连同 *.checkpoints），放到 %s\n", p.Key)
	}
	if code := printLost(cmd, made.Lost); code != nil {
		return code
	}
	if len(findings) > 0 {
		return exitCode(1)
	}
	return nil
}

func settleKey(cmd *cobra.Command, f workspace.Folder, u moving.Unpacked) error {
	config, err := workspace.ReadConfig(f)
	if err != nil {
		return err
	}
	p := f.Checkpoints(config)
	if err := p.Settle(cmd.Context(), u.Key, u.Checkpoints); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "签名私钥放在 %s，请另存一份到安全的地方，并销毁搬家文件\n", p.Key)
	return nil
}
