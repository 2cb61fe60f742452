package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/pipeline/doctor"
	"gongwen/pipeline/returns"
)

func doctorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor -d 文件夹 [--tls-cert 证书] [--client-ca 证书]",
		Short: "体检：数据文件夹和这台机器有没有毛病，每一处写明怎么办",
		Long: `逐项检查数据文件夹和它所在的机器：设置、规则、花名册、权限、磁盘、时钟、共享、目录和索引、
备份和查验、签名私钥、证书、单位和签批的人、待办、run 是否在运行、字体。每一处写明在哪里、是什么、下一步怎么办。
什么都不改动，run 开着也行；数据文件夹打不开的，说明为什么，其余的照样查。请用运行 gongwen 的用户体检。
平常只列出请注意的和有问题的，--all 连同正常的。
退出码：0 没有问题（可以有请注意的），1 有问题。--json 每一处有 level（ok、warning、problem）check what where value advice。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	all := cmd.Flags().Bool("all", false, "连同正常的都列出来")
	cert := cmd.Flags().String("tls-cert", "", "阅览室的 TLS 证书（PEM）：查它几时到期")
	clientCA := cmd.Flags().String("client-ca", "", "签发个人证书的机构的证书（PEM）：查它几时到期")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := folder(*dir)
		if err != nil {
			return err
		}
		findings, err := doctor.Examine(cmd.Context(), doctor.Options{Folder: f, Machine: doctor.ThisMachine(), Version: thisBuild().String(), TLSCert: *cert, ClientCA: *clientCA},
			progress(cmd.ErrOrStderr(), "体检"))
		if err != nil {
			return err
		}
		count := map[doctor.Level]int{}
		for _, each := range findings {
			count[each.Level]++
		}
		if *asJSON {
			err = printJSON(cmd, findings)
		} else {
			err = printExamined(cmd, findings, *all)
			fmt.Fprintf(cmd.ErrOrStderr(), "体检完毕：正常 %d 项，请注意 %d 处，有问题 %d 处\n", count[doctor.OK], count[doctor.Warning], count[doctor.Problem])
		}
		if err == nil && count[doctor.Problem] > 0 {
			err = exitCode(1)
		}
		return err
	}
	return cmd
}

// printExamined writes the worst first.
func printExamined(cmd *cobra.Command, findings []doctor.Finding, all bool) error {
	for _, level := range []doctor.Level{doctor.Problem, doctor.Warning, doctor.OK} {
		for _, f := range findings {
			if f.Level != level || level == doctor.OK && !all {
				continue
			}
			text := level.Chinese() + "  " + f.What
			for _, detail := range []struct{ label, text string }{{"在哪里：", f.Where}, {"现在是：", f.Value}, {"怎么办：", f.Advice}} {
				if detail.text != "" {
					text += "\n        " + detail.label + returns.Visible(detail.text)
				}
			}
			if _, err := fmt.Fprintln(cmd.OutOrStdout(), text); err != nil {
				return err
			}
		}
	}
	return nil
}
