package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/form"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/bounded"
)

// replayed is a record that a draft judges otherwise, as --json prints it.
type replayed struct {
	Number string         `json:"number"`
	Kind   string         `json:"kind"`
	Date   templates.Date `json:"date"`
	Before string         `json:"before"` // accepted or returned, by the rulebook of its day
	After  string         `json:"after"`  // by the draft
	Raised []form.Finding `json:"raised"` // only by the draft
	Lifted []form.Finding `json:"lifted"` // no longer by the draft
}

// replay tries a draft of a rulebook on all live records.
func replay(cmd *cobra.Command, o *workspace.Workspace, draft string) ([]replayed, error) {
	if info, err := os.Stat(draft); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("没有草案文件夹 %s", draft)
	}
	inForce := []fs.FS{rules.Builtin(), bounded.Dir(o.Folder.Rules())}
	d, err := rules.LoadDraft(o.Kinds(), bounded.Dir(draft), inForce...)
	if err != nil {
		return nil, err
	}
	people, err := roster.Load(bounded.Dir(string(o.Folder)))
	if err != nil {
		return nil, err
	}
	show := progress(cmd.ErrOrStderr(), "核对已归档文件")
	sums, err := o.Catalogue.Sums(cmd.Context())
	if err != nil {
		return nil, err
	}
	changed := []replayed{}
	done := 0
	for e, err := range o.Catalogue.Records(cmd.Context(), catalogue.Filter{}) {
		if err != nil {
			return nil, err
		}
		if done++; show != nil {
			show(done, sums.Filed)
		}
		kind := o.Kinds().Named(e.Kind)
		if e.Voided != nil || kind == nil || !d.Touches(kind.Key) {
			continue
		}
		values, _ := kind.Decode(e.Values) // what its kind no longer knows, no rule asks for
		difference, err := d.Compare(&form.Form{Kind: kind, Values: values}, people, o.Catalogue.Others(cmd.Context(), e.Packet))
		if err != nil {
			return nil, err
		}
		if difference.Changes() {
			changed = append(changed, replayed{e.Number, e.Kind, e.Date, verdictWord(difference.Before), verdictWord(difference.After),
				append([]form.Finding{}, difference.Raised...), append([]form.Finding{}, difference.Lifted...)})
		}
	}
	return changed, nil
}

func verdictWord(returned bool) string {
	if returned {
		return "returned"
	}
	return "accepted"
}

// replayDraft is check --rulebook.
func replayDraft(cmd *cobra.Command, dir, draft string, asJSON bool) error {
	if dir == "" {
		return errors.New("按草案核对已归档的文件，要用 -d 指明数据文件夹")
	}
	return view(dir, func(o *workspace.Workspace) error {
		changed, err := replay(cmd, o, draft)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(cmd, changed)
		}
		for _, r := range changed {
			fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s → %s\t%s\n", r.Number, verdictWords[r.Before], verdictWords[r.After],
				strings.TrimPrefix(cited("新增", r.Raised)+cited("免去", r.Lifted), "；"))
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件的结论或依据会改变\n", len(changed))
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
