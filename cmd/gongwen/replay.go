package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/form"
	"gongwen/pipeline/replay"
	"gongwen/pipeline/workspace"
)

// replayDraft is check --rulebook.
func replayDraft(cmd *cobra.Command, dir, draft string, asJSON bool) error {
	if dir == "" {
		return errors.New("按草案核对已归档的文件，要用 -d 指明数据文件夹")
	}
	return view(dir, func(o *workspace.Workspace) error {
		changes, err := replay.Replay(cmd.Context(), o, draft, progress(cmd.ErrOrStderr(), "核对已归档文件"))
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(cmd, changes)
		}
		for _, c := range changes {
			fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s → %s\t%s\n", c.Number, verdictWords[string(c.Before)], verdictWords[string(c.After)],
				strings.TrimPrefix(cited("新增", c.Raised)+cited("免去", c.Lifted), "；"))
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件的结论或依据会改变\n", len(changes))
		return nil
	})
}

// cited lists the articles of findings after a word.
func cited(word string, findings []form.Finding) string {
	if len(findings) == 0 {
		return ""
	}
	var articles []string
	for _, f := range findings {
		articles = append(articles, cmp.Or(form.ArticleName(f.Article), "表单")+"（"+f.Message+"）")
	}
	return "；" + word + strings.Join(articles, "、")
}
