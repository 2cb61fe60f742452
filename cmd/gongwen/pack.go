package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gongwen/archive/durable"
	"gongwen/archive/moving"
	"gongwen/pipeline/release"
	"gongwen/pipeline/workspace"
)

func packCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pack -d 文件夹 --out 搬家文件",
		Short: "搬家：在旧机器上打包整个数据文件夹，从此旧的不再办理；在新机器上用 gongwen unpack",
		Long: `搬家第一步，在旧机器上：先停下 gongwen run 和 gongwen serve，再打包。档案、流水、账号、设置、在办的、
收件、退回、办好的全在里面；目录、索引、台账在新机器上由档案重建。
打完包，旧的数据文件夹就记为“已搬走”，不再收件、编号、作废，只能检索、查验：编号是台账，不能由两台机器给。
最后印出的校验值抄下来，在新机器上核对。

  gongwen pack -d 数据文件夹 --out /media/usb/move.tar      # 拷到移动盘
  gongwen pack -d 数据文件夹 --out - | ssh 新机器 gongwen unpack - --out 数据文件夹
  gongwen pack -d 数据文件夹 --out - | split -b 3900M - move.tar.   # 移动盘是 FAT32 的，分成几个文件

签名私钥默认不带：另外拷过去最稳妥；--with-key 一并打进去，这时搬家文件要像私钥一样保管，用完销毁。
搬家文件没有加密，里面有全部文件和账号的密码散列，只有本用户能读。
中断了再运行一次。没有搬成、新机器上也没有启用的，--undo 撤销，旧的接着办。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	out := cmd.Flags().String("out", "", "打包成哪个文件；- 为标准输出")
	withKey := cmd.Flags().Bool("with-key", false, "连同检查点的签名私钥")
	undo := cmd.Flags().Bool("undo", false, "撤销搬家：这个数据文件夹接着办理；新机器上绝不能已经启用")
	reason := cmd.Flags().String("reason", "", "为什么撤销，与 --undo 一起给出")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		if *undo == (*out != "") || *undo != (*reason != "") {
			return errors.New("打包用 --out 搬家文件；撤销用 --undo --reason 理由")
		}
		if *asJSON && *out == "-" {
			return errors.New("--out - 时标准输出是搬家文件，不能用 --json")
		}
		unlock, err := lockWhole(cmd.Context(), f)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, unlock()) }()
		if *undo {
			move, err := moving.CallOff(string(f), *reason, time.Now())
			if err == nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "已撤销 %s 的搬家，%s 可以接着办理。请销毁 %s：新机器上不能再用它\n", move.Time.Local().Format("2006-01-02 15:04"), f, move.To)
			}
			return err
		}
		packing, err := packingOf(f, *out, *withKey)
		if err != nil {
			return err
		}
		packing.Progress = progress(cmd.ErrOrStderr(), "打包")
		var done moving.Packed
		if *out == "-" {
			done, err = moving.Pack(cmd.Context(), packing, cmd.OutOrStdout())
		} else {
			done, err = packToFile(cmd, packing, *out)
		}
		if err != nil {
			if away := moving.Check(string(f)); away != nil {
				err = fmt.Errorf("%w\n没有打成包。请再运行一次；不搬了的，gongwen pack -d %s --undo --reason 理由", err, f)
			}
			return err
		}
		if *asJSON {
			return printJSON(cmd, done)
		}
		printPacked(cmd, f, done, *withKey)
		return nil
	}
	return cmd
}

// lockWhole keeps all other programs from a data folder: those that file, and the reading
// room.
func lockWhole(ctx context.Context, f workspace.Folder) (unlock func() error, err error) {
	filing, err := f.LockMoved()
	if err != nil {
		return nil, err
	}
	if err := durable.MkdirAll(f.Reading()); err != nil {
		return nil, errors.Join(err, filing())
	}
	room, err := durable.Lock(ctx, filepath.Join(f.Reading(), ".lock"), 0)
	if errors.Is(err, durable.ErrLocked) {
		err = fmt.Errorf("%s 的阅览室还开着，请先停下 gongwen serve", f)
	}
	if err != nil {
		return nil, errors.Join(err, filing())
	}
	return func() error { return errors.Join(room(), filing()) }, nil
}

func packingOf(f workspace.Folder, out string, withKey bool) (moving.Packing, error) {
	if _, err := release.Prepare(string(f), time.Now()); err != nil {
		return moving.Packing{}, err
	}
	written, err := release.Read(string(f))
	if err != nil {
		return moving.Packing{}, err
	}
	p := moving.Packing{Folder: string(f), Program: version, Formats: written.Formats, To: out, Time: time.Now()}
	if out == "-" {
		p.To = "标准输出"
	}
	if !withKey {
		return p, nil
	}
	config, err := workspace.ReadConfig(f)
	if err != nil {
		return p, err
	}
	p.Key, p.Checkpoints, err = f.Checkpoints(config).Carry()
	return p, err
}

// packToFile packs into a file outside of the data folder, where there is room for it.
func packToFile(cmd *cobra.Command, p moving.Packing, out string) (moving.Packed, error) {
	absolute, err := filepath.Abs(out)
	if err != nil {
		return moving.Packed{}, err
	}
	data, err := filepath.Abs(p.Folder)
	if err != nil {
		return moving.Packed{}, err
	}
	if rel, err := filepath.Rel(data, absolute); err == nil && filepath.IsLocal(rel) {
		return moving.Packed{}, fmt.Errorf("--out %s 在数据文件夹里面，请打包到别处", out)
	}
	if _, err := os.Stat(filepath.Dir(absolute)); err != nil {
		return moving.Packed{}, fmt.Errorf("--out %s 要放进去的文件夹打不开，请先新建它：%w", out, err)
	}
	need, err := moving.Survey(p.Folder)
	if err != nil {
		return moving.Packed{}, err
	}
	if err := durable.Room(filepath.Dir(absolute), need); err != nil {
		return moving.Packed{}, err
	}
	return moving.PackFile(cmd.Context(), p, out)
}

func printPacked(cmd *cobra.Command, f workspace.Folder, done moving.Packed, withKey bool) {
	w := cmd.ErrOrStderr()
	fmt.Fprintf(w, "已打包：%d 个文件，%.1fMB，到 %s\n校验值 %s\n%s 从此不再办理，只能检索、查验。接下来在新机器上：\n  gongwen unpack 搬家文件 --sum %s --out 数据文件夹\n",
		done.Files, float64(done.Bytes)/(1<<20), done.To, done.Fingerprint, f, done.Fingerprint[:16])
	for _, link := range done.Links {
		fmt.Fprintf(w, "%s 是链接，只带了一个空文件夹，共享里的没有动；在新机器上请重新链接\n", link)
	}
	if withKey {
		fmt.Fprintln(w, "签名私钥在里面，没有加密：搬家文件不要经过别人的手，用完销毁")
	} else if config, err := workspace.ReadConfig(f); err == nil {
		fmt.Fprintf(w, "签名私钥没有打包：请另把 %s（连同 *.checkpoints）拷到新机器\n", f.Checkpoints(config).Key)
	}
	fmt.Fprintln(w, "此后放进旧的 inbox/ 的不会办理，请通知各单位，或断开旧的共享")
}
