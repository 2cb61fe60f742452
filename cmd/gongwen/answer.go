package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/index"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/search"
)

// oneLine is what somebody wrote as it may stand on a terminal: no line of its own,
// nothing that moves the cursor or turns the text round.
func oneLine(text string) string { return returns.Visible(strings.Join(strings.Fields(text), " ")) }

func printAnswer(cmd *cobra.Command, answer search.Answer, r index.Request) error {
	w := cmd.OutOrStdout()
	for _, hit := range answer.Hits {
		voided := ""
		if hit.Voided {
			voided = "（已作废）"
		}
		if _, err := fmt.Fprintf(w, "%s  %s  %s%s\n    %s\n    %s\n", hit.Number, hit.Date, oneLine(hit.Title), voided, oneLine(hit.Snippet), hit.Path); err != nil {
			return err
		}
		for _, a := range hit.Attachments {
			fmt.Fprintf(w, "    附件 %s：%s\n", oneLine(a.Name), a.Explanation())
		}
	}
	if err := printFacets(w, answer.Facets); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件", answer.Total)
	if len(answer.Hits) < answer.Total {
		fmt.Fprintf(cmd.ErrOrStderr(), "，列出 %d 件", len(answer.Hits))
	}
	if answer.Next != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "，用 --limit 多列，或用 --page %d 看下一页", r.Offset/r.Limit+2)
	}
	fmt.Fprintln(cmd.ErrOrStderr())
	for _, also := range answer.Also {
		fmt.Fprintf(cmd.ErrOrStderr(), "“%s”也按“%s”查；只查原来的词，请加引号\n", oneLine(also.Word), oneLine(strings.Join(also.Words, "”“")))
	}
	for _, m := range answer.Meant {
		fmt.Fprintf(cmd.ErrOrStderr(), "“%s”按文字查；要查%s的档案，请写 %s（%d 件）\n", m.Word, m.Word, m.Query, m.Hits)
	}
	printAdvice(cmd.ErrOrStderr(), answer.Advice)
	printCoverage(cmd.ErrOrStderr(), answer)
	return nil
}

// printCounts prints how many records there are, and none of them.
func printCounts(cmd *cobra.Command, answer search.Answer) error {
	if err := printFacets(cmd.OutOrStdout(), answer.Facets); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件\n", answer.Total)
	printCoverage(cmd.ErrOrStderr(), answer)
	return nil
}

func printAdvice(w io.Writer, a *search.Advice) {
	if a == nil {
		return
	}
	if len(a.Words) > 1 {
		for _, word := range a.Words {
			fmt.Fprintf(w, "    单查“%s”：%d 件\n", word.Value, word.Hits)
		}
	}
	if len(a.Instead) > 0 {
		fmt.Fprintf(w, "您是不是要找：%s\n", strings.Join(a.Instead, "　"))
	}
}

func printFacets(w io.Writer, facets []search.Facet) error {
	for _, f := range facets {
		if len(f.Values) == 0 {
			continue
		}
		var values []string
		for _, v := range f.Values {
			name := oneLine(v.Value)
			if v.Title != "" {
				name = v.Title
			}
			values = append(values, fmt.Sprintf("%s %d", name, v.Hits))
		}
		if f.Other > 0 {
			values = append(values, fmt.Sprintf("另有 %d 个", f.Other))
		}
		if _, err := fmt.Fprintf(w, "%s：%s\n", f.Field.Title(), strings.Join(values, "，")); err != nil {
			return err
		}
	}
	return nil
}

// printCoverage tells, below an answer, what it lacks. That there are scans is worth
// telling only to those who found nothing.
func printCoverage(w io.Writer, answer search.Answer) {
	c := answer.Coverage
	var lacks []string
	if c.Renewing {
		lacks = append(lacks, "检索索引正在重建")
	}
	if c.Missing > 0 {
		lacks = append(lacks, fmt.Sprintf("还有 %d 件没有编入索引", c.Missing))
	}
	if c.Fault != "" {
		lacks = append(lacks, "索引未能更新（"+c.Fault+"）")
	}
	if c.Reading {
		lacks = append(lacks, "还有附件没有读完")
	}
	switch {
	case len(lacks) > 0 && answer.Total == 0:
		fmt.Fprintf(w, "注意：%s，现在还不能断定没有，请稍后再查\n", strings.Join(lacks, "，"))
	case len(lacks) > 0:
		fmt.Fprintf(w, "注意：%s，可能还有没查到的\n", strings.Join(lacks, "，"))
	}
	if c.Textless > 0 && answer.Total == 0 {
		fmt.Fprintf(w, "另有 %d 个附件没有文字或没有读全（如扫描件、有密码的），其中的内容查不到，所以没有查到不等于没有；运行 gongwen attachments 列出\n", c.Textless)
	}
}
