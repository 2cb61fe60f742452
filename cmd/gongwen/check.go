package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/spool"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
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
	Draft   string   `json:"draft,omitempty"` // where --draft printed it
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

加 --draft 文件夹，则把每份表单将会印成的公文印到那里，不编号，盖“草稿”；不通过的也印。

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
	drafts := cmd.Flags().String("draft", "", "把表单印成草稿，放进这个文件夹")
	draft := cmd.Flags().String("rulebook", "", "规则册草案的文件夹：按它重新核对已归档的文件")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if cmd.Flags().Changed("rulebook") {
			return replayDraft(cmd, *dir, *draft, *asJSON)
		}
		c, err := newChecker(workspace.Folder(*dir), *drafts)
		if err != nil {
			return err
		}
		defer c.close()
		var results []checked
		var unasked []string
		var worst exitCode
		for _, file := range files {
			result, err := c.check(cmd.Context(), file)
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
				if r.Draft != "" {
					fmt.Fprintf(cmd.OutOrStdout(), "      草稿 %s\n", r.Draft)
				}
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

// checker judges files without filing them.
type checker struct {
	config  workspace.Config
	law     *workspace.Law
	records *catalogue.Catalogue // nil without an archive
	fonts   *font.Fonts          // nil where there are none and nothing is to be printed
	drafts  string               // the folder drafts are printed into; empty prints none
}

func newChecker(folder workspace.Folder, drafts string) (*checker, error) {
	c := &checker{drafts: drafts}
	var err error
	if c.config, err = workspace.ReadConfig(folder); err != nil {
		return nil, err
	}
	if c.law, err = workspace.ReadLaw(folder); err != nil {
		return nil, err
	}
	if c.fonts, err = font.Find(c.config.Fonts); err != nil && drafts != "" {
		return nil, err
	}
	if drafts != "" {
		if err := os.MkdirAll(drafts, 0o755); err != nil {
			return nil, err
		}
	}
	if folder == "" {
		return c, nil
	}
	c.records, err = catalogue.View(folder.Catalogue(), 1)
	if errors.Is(err, fs.ErrNotExist) { // nothing has been filed yet
		err = nil
	}
	return c, err
}

func (c *checker) close() {
	if c.records != nil {
		c.records.Close()
	}
}

func (c *checker) check(ctx context.Context, file string) (checked, error) {
	folder := filepath.Dir(file)
	f, found, err := form.ReadFile(bounded.Dir(folder), filepath.Base(file), c.law.Kinds)
	var unreadable *form.Unreadable
	if errors.As(err, &unreadable) {
		return checked{File: file, Verdict: "unreadable", Findings: []form.Finding{unreadable.Finding()}}, nil
	}
	if err != nil {
		return checked{}, err
	}
	var others rules.Archive
	if c.records != nil {
		packet, err := packetOf(file, f)
		if err != nil {
			return checked{}, err
		}
		others = c.records.Others(ctx, packet)
	}
	verdict, err := pipeline.Judge(c.law, c.fonts, others, f, found, pipeline.Operator, func(name string) bool {
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
	if c.drafts != "" {
		result.Draft, err = c.draft(f, file, verdict)
	}
	return result, err
}

// draft prints a form; where it cannot be, it says why in place of the path.
func (c *checker) draft(f *form.Form, file string, v rules.Verdict) (string, error) {
	var excused []string
	for _, finding := range v.Findings {
		if !finding.Returns() {
			excused = append(excused, finding.Message)
		}
	}
	var document bytes.Buffer
	if err := issue.Draft(&document, pdf.New(c.fonts), c.config.Government, c.config.Office, f, excused); err != nil {
		return "印不出：" + err.Error(), nil
	}
	path := filepath.Join(c.drafts, filepath.Base(file)+".草稿.pdf")
	return path, os.WriteFile(path, document.Bytes(), 0o644)
}

// packetOf is the hash by which the archive knows the form with its attachments,
// so that a form filed already is not held against its own record.
func packetOf(file string, f *form.Form) (string, error) {
	sum := func(path string) (string, error) {
		f, err := bounded.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return bag.Sum(f)
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
