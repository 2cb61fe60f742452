package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/office"
	"gongwen/pipeline/regulation"
	"gongwen/pipeline/spool"
)

// checked is the verdict on one file, as --json prints it.
type checked struct {
	File     string         `json:"file"`
	Kind     string         `json:"kind"`
	Verdict  string         `json:"verdict"` // accepted, returned or unreadable
	Findings []form.Finding `json:"findings"`
	// Unasked are the articles with rules that look across documents, which were
	// not judged for want of an archive.
	Unasked []string `json:"unasked,omitempty"`
}

var verdictWords = map[string]string{"accepted": "通过", "returned": "退回", "unreadable": "读不了"}

// exit is the code that tells the verdict to scripts.
func (c checked) exit() exitCode {
	return map[string]exitCode{"accepted": 0, "returned": 1, "unreadable": 2}[c.Verdict]
}

func checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [-d 文件夹] 表单…",
		Short: "只核对、不办理：表单能否通过，不能通过的原因",
		Long: `只核对、不办理。附件在表单所在的文件夹里找。
指明数据文件夹的，还与其中已归档的文件对照；正在办理、尚未归档的表单不在其中。
不指明数据文件夹时按内置的规则核对，没有花名册，涉及人员职务的规则会报告无法判断；
也没有档案，要与已归档文件对照的规则不核对，只报告是哪些条款。
退出码：0 全部通过，1 有退回的，2 有读不了的。

加 --rulebook 草案文件夹 -d 数据文件夹，则不核对表单，而是把改过的规则册用于全部已归档的文件，
列出哪些文件的结论会改变、由哪一条引起。草案像 rules 文件夹那样，里面是一个规则册的文件夹。
草案不论施行日期，用于它涉及的表单种类的全部文件；作废的不计。`,
		Args: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("rulebook") {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	draft := cmd.Flags().String("rulebook", "", "规则册草案的文件夹：按它重新核对已归档的文件")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if cmd.Flags().Changed("rulebook") {
			return replayDraft(cmd, *dir, *draft, *asJSON)
		}
		law, err := office.ReadLaw(office.Folder(*dir))
		if err != nil {
			return err
		}
		var records *catalogue.Catalogue // nil without an archive
		if *dir != "" {
			records, err = catalogue.Open(office.Folder(*dir).Catalogue())
			switch {
			case errors.Is(err, fs.ErrNotExist): // nothing has been filed yet
			case err != nil:
				return err
			default:
				defer records.Close()
			}
		}
		var results []checked
		var unasked []string
		var worst exitCode
		for _, file := range files {
			result, err := check(cmd.Context(), law, records, file)
			if err != nil {
				return err
			}
			results = append(results, result)
			worst = max(worst, result.exit())
			unasked = append(unasked, result.Unasked...)
		}
		if *asJSON {
			err = printJSON(cmd, results)
		} else {
			for _, r := range results {
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n", verdictWords[r.Verdict], r.File)
				printFindings(cmd.OutOrStdout(), r.Findings)
			}
		}
		if len(unasked) > 0 {
			slices.Sort(unasked)
			fmt.Fprintf(cmd.ErrOrStderr(), "没有档案可查，第%s条中要与已归档文件对照的规则没有核对。要核对的，请加 -d 数据文件夹。\n",
				strings.Join(slices.Compact(unasked), "、"))
		}
		if err == nil && worst != 0 {
			err = worst
		}
		return err
	}
	return cmd
}

func check(ctx context.Context, law *office.Law, records *catalogue.Catalogue, file string) (checked, error) {
	folder := filepath.Dir(file)
	f, found, err := form.ReadFile(os.DirFS(folder), filepath.Base(file), law.Kinds)
	var unreadable *form.Unreadable
	if errors.As(err, &unreadable) {
		return checked{File: file, Verdict: "unreadable", Findings: []form.Finding{unreadable.Finding()}}, nil
	}
	if err != nil {
		return checked{}, err
	}
	var others regulation.Archive
	if records != nil {
		packet, err := packetOf(file, f)
		if err != nil {
			return checked{}, err
		}
		others = records.Others(ctx, packet)
	}
	verdict, err := pipeline.Judge(law, nil, others, f, found, func(name string) bool {
		info, err := os.Lstat(filepath.Join(folder, name))
		return err == nil && info.Mode().IsRegular()
	})
	if err != nil {
		return checked{}, err
	}
	result := checked{File: file, Kind: f.Kind.Key, Verdict: "accepted", Findings: verdict.Findings, Unasked: verdict.Unasked}
	if verdict.Returned() {
		result.Verdict = "returned"
	}
	if result.Findings == nil {
		result.Findings = []form.Finding{}
	}
	return result, nil
}

// packetOf is the hash by which the archive knows the form with its attachments,
// so that a form filed already is not held against its own record.
func packetOf(file string, f *form.Form) (string, error) {
	sum := func(path string) (string, error) {
		data, err := os.ReadFile(path)
		hash := sha256.Sum256(data)
		return hex.EncodeToString(hash[:]), err
	}
	var attachments []string
	for _, name := range f.Kind.Attachments(f.Values) {
		if hash, err := sum(filepath.Join(filepath.Dir(file), name)); err == nil { // judging tells of a missing one
			attachments = append(attachments, hash)
		}
	}
	hash, err := sum(file)
	return spool.PacketHash(hash, attachments), err
}
