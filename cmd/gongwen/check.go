package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/issue"
	"gongwen/pipeline/review"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
	"gongwen/templates/font"
	"gongwen/templates/pdf"
)

// checked is the verdict on one file, as --json prints it.
type checked struct {
	File     string          `json:"file"`
	Kind     string          `json:"kind"`
	Verdict  string          `json:"verdict"` // accepted, returned, unreadable or unsigned
	Findings []form.Finding  `json:"findings"`
	Missing  []rules.SignOff `json:"missing,omitempty"` // sign-offs for want of which it is returned, or waits
	// InVain are the findings for which a form that waits will go back when all have signed,
	// on whatever day: a day on it has passed. They do not count for the verdict.
	InVain []form.Finding `json:"in_vain,omitempty"`
	// Route are the approval steps of a form that is signed at the desk, in order.
	Route []rules.Progress `json:"route,omitempty"`
	// Unasked are the articles with rules that look across documents, which were
	// not judged for want of an archive.
	Unasked []string `json:"unasked,omitempty"`
	Draft   string   `json:"draft,omitempty"` // where --draft printed it
	// Duplicate is the number under which the same was filed before. Nothing is wrong
	// with such a form, but it is not filed again.
	Duplicate string `json:"duplicate,omitempty"`
}

var verdictWords = map[string]string{"accepted": "通过", "returned": "退回", "unreadable": "读不了", "unsigned": "待签"}

// exit is the code that tells the verdict to scripts.
func (c checked) exit() exitCode {
	return map[string]exitCode{"accepted": 0, "returned": 1, "unreadable": 2, "unsigned": 4}[c.Verdict]
}

func checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [-d 文件夹] 表单…",
		Short: "只核对、不办理：表单能否通过，不能通过的原因",
		Long: `只核对、不办理。附件在表单所在的文件夹里找。
指明数据文件夹的，还与其中已归档的文件对照；正在办理、尚未归档的表单不在其中。
不指明数据文件夹时按内置的规则核对，没有花名册，涉及人员职务的规则会报告无法判断；
也没有档案，要与已归档文件对照的规则不核对，只报告是哪些条款。
在网上签批的表单，别的都合格、只等签批的，是“待签”，并列出请谁签、先后和依据的条款。
表单上有日期已经过了、签了也不能办的，仍是“待签”，写明是哪个日期、怎么改（--json 里是 in_vain）。
退出码：0 全部通过，1 有退回的，2 有读不了的，4 没有退回和读不了的，而有待签的。

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
			worst = worse(worst, result.exit())
			unasked = append(unasked, result.Unasked...)
		}
		if *asJSON {
			err = printJSON(cmd, results)
		} else {
			for _, r := range results {
				if r.Duplicate != "" {
					fmt.Fprintf(cmd.OutOrStdout(), "重复  %s：此前已办理，编号%s\n", r.File, r.Duplicate)
				} else {
					fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n", verdictWords[r.Verdict], r.File)
				}
				printFindings(cmd.OutOrStdout(), r.Findings)
				if r.Verdict == "unsigned" {
					printFindings(cmd.OutOrStdout(), r.InVain)
					printRoute(cmd.OutOrStdout(), r.Route)
				}
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
	folder  workspace.Folder // empty for none
	config  workspace.Config
	ruleset *workspace.Ruleset
	records *catalogue.Catalogue // nil without an archive
	fonts   *font.Fonts          // nil where there are none and nothing is to be printed
	drafts  string               // the folder drafts are printed into; empty prints none
}

func newChecker(folder workspace.Folder, drafts string) (*checker, error) {
	c := &checker{folder: folder, drafts: drafts}
	var err error
	if c.config, err = workspace.ReadConfig(folder); err != nil {
		return nil, err
	}
	if c.ruleset, err = workspace.ReadRuleset(folder); err != nil {
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
	dir := filepath.Dir(file)
	folder := review.Folder{Files: bounded.Dir(dir), Whole: !c.inUnitInbox(file), Read: c.read}
	if folder.Whole {
		folder.Above = bounded.Dir(filepath.Join(dir, ".."))
	}
	submission, err := folder.Submission(ctx, filepath.Base(file), review.Operator)
	if err != nil {
		return checked{}, err
	}
	reviewer := review.Reviewer{Ruleset: c.ruleset, Fonts: c.fonts, Filed: c.records}
	o, err := reviewer.Review(ctx, submission)
	if err != nil {
		return checked{}, err
	}
	result := checked{File: file, Verdict: verdictOf(o), Findings: append([]form.Finding{}, o.Verdict.Findings...), Unasked: o.Verdict.Unasked, Missing: o.Verdict.Missing, Route: o.Verdict.Route, Duplicate: o.Duplicate}
	if result.Verdict == "unsigned" {
		result.InVain = o.InVain
	}
	f, _, err := submission.Read(ctx)
	if err != nil {
		return result, nil // unreadable
	}
	if o.Form != nil { // with what was made of it: the day of one that is still to be signed
		f = o.Form
	}
	result.Kind = f.Kind.Key
	if c.drafts != "" {
		result.Draft, err = c.draft(f, file, o)
	}
	return result, err
}

// verdictOf is an outcome in the words that scripts rely on.
func verdictOf(o review.Outcome) string {
	switch {
	case o.Unreadable != nil:
		return "unreadable"
	case o.Verdict.Returned():
		return "returned"
	case o.Unsigned():
		return "unsigned"
	}
	return "accepted"
}

func (c *checker) read(_ context.Context, name string, data []byte) (*form.Form, []form.Finding, error) {
	return form.Read(name, data, c.ruleset.Kinds)
}

// inUnitInbox reports whether a file lies in a unit's inbox itself, among what others
// drop there, and not in a folder of its own.
func (c *checker) inUnitInbox(file string) bool {
	at, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return false
	}
	inbox, err := filepath.Abs(c.folder.Inbox())
	return err == nil && c.folder != "" && (at == inbox || filepath.Dir(at) == inbox)
}

// draft prints a form, and tells where its main document lies, further ones beside it;
// where it cannot be, it says why in place of the path.
func (c *checker) draft(f *form.Form, file string, o review.Outcome) (string, error) {
	drafts, err := issue.Drafts(pdf.New(c.fonts), c.config.Government, c.config.Office, c.config.Superior, f,
		issue.Verdict{Excused: o.Excused(c.ruleset.Office), Acting: o.Verdict.Acting, Done: o.Verdict.Done, Manner: review.Manner(c.ruleset, f)}, issue.Awaited(o.Verdict.Route))
	if err != nil {
		return "印不出：" + err.Error(), nil
	}
	main := ""
	for i, d := range drafts {
		path := filepath.Join(c.drafts, strings.TrimSpace(filepath.Base(file)+" "+d.Name)+".草稿.pdf")
		if i == 0 {
			main = path
		}
		if err := os.WriteFile(path, d.PDF, 0o644); err != nil {
			return "", err
		}
	}
	return main, nil
}
