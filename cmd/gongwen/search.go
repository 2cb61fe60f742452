package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gongwen/index"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// found is what --json prints.
type found struct {
	Total  int        `json:"total"`
	Hits   []foundHit `json:"hits"`
	Facets []facet    `json:"facets,omitempty"` // with --facets
	Next   string     `json:"next,omitempty"`   // for --after; absent on the last page
	Index  trust      `json:"index"`
	Advice *advice    `json:"advice,omitempty"` // when nothing was found
}

type foundHit struct {
	Number  string         `json:"number"`
	Kind    string         `json:"kind"`
	Title   string         `json:"title"`
	Date    templates.Date `json:"date"`
	Path    string         `json:"path"` // of the document
	Snippet string         `json:"snippet"`
	Voided  bool           `json:"voided,omitempty"`
	// Attachments are those whose text is not searched, or not all of it.
	Attachments []attachment `json:"attachments,omitempty"`
}

type facet struct {
	Field  index.Field  `json:"field"` // kind, year, unit or person
	Values []facetValue `json:"values"`
	Other  int          `json:"other,omitempty"` // how many more values there are
}

type facetValue struct {
	Value string `json:"value"`
	Title string `json:"title,omitempty"` // of a kind, in Chinese
	Hits  int    `json:"hits"`
}

// advice helps on when there is nothing.
type advice struct {
	Words   []facetValue `json:"words"`   // of the query, with how many records have each
	Instead []string     `json:"instead"` // queries close to it that find something
}

// searchFlags are what the command line adds to the query.
type searchFlags struct {
	kind, from, to, sort, after string
	limit, page                 int
	facets                      bool
}

// notFlags keeps -作废, which a query leaves out, from being taken for a flag: none
// of ours is Chinese. The wide hyphen means the same in a query.
func notFlags(args []string) []string {
	kept := slices.Clone(args)
	for i, arg := range kept {
		if rest, ok := strings.CutPrefix(arg, "-"); ok && rest != "" && rest[0] >= utf8.RuneSelf {
			kept[i] = "－" + rest
		}
	}
	return kept
}

func searchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search -d 文件夹 查询",
		Short: "检索档案：词、“整句”、-排除、OR、字段:值",
		Long: `检索档案的正文、题名、编号、表单各栏和附件。没有查到，就是档案里没有。

  防汛 老旧小区            两个词都要有
  “第3次常务会议”          引号内为整句
  防汛 -作废               不要含“作废”的
  信访 OR 接访             有一个就行，也可写 信访|接访；可加括号
  类别:请假  编号:〔2026〕   字段:值，还有 人员: 单位: 年度: 密级: 条款:
  日期:2026-01..2026-06    日期、金额、年度、条款可以是一段
  金额:>50000              也可写 金额:5万..10万

全角半角、大小写、繁体简体、括号的样子不分；第十二次就是第12次，伍万元就是50,000元。

附件的文字在归档后片刻读取；扫描件等没有文字的附件查不到内容，见 gongwen attachments。
退出码：1 表示没有查到，而索引或附件还不全，不能断定没有。`,
		Args: cobra.MinimumNArgs(1),
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	var f searchFlags
	cmd.Flags().StringVar(&f.kind, "kind", "", "只查这种表单")
	cmd.Flags().StringVar(&f.from, "from", "", "起始日期，如 2026-01-01")
	cmd.Flags().StringVar(&f.to, "to", "", "截止日期")
	cmd.Flags().StringVar(&f.sort, "sort", string(index.ByRelevance), "排序：relevance 相关，newest 新的在前，oldest 旧的在前，number 编号")
	cmd.Flags().BoolVar(&f.facets, "facets", false, "列出按类别、年度、单位、人员的件数")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "每页几条")
	cmd.Flags().IntVar(&f.page, "page", 1, "第几页")
	cmd.Flags().StringVar(&f.after, "after", "", "从上一页 --json 的 next 接着列；新到的档案不会使各页错位")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return view(*dir, func(o *workspace.Workspace) error {
			r, err := f.request(o, spellings(cmd, o), strings.Join(args, " "))
			if err != nil {
				return err
			}
			result, err := search(cmd, o, r)
			if err != nil {
				return err
			}
			if *asJSON {
				err = printJSON(cmd, result)
			} else {
				err = printFound(cmd, result, r)
			}
			if err == nil && result.Total == 0 && !result.Index.complete() {
				err = exitCode(1)
			}
			return err
		})
	}
	return cmd
}

// spellings tells spellings of one unit from those of two. The roster is read for
// queries that ask for a unit only; one that cannot be read is told of, and the unit is
// found as it is written.
func spellings(cmd *cobra.Command, o *workspace.Workspace) index.SameUnit {
	units := sync.OnceValue(func() *roster.Units {
		units, err := o.Units()
		if err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "单位按所写的字查，别的写法查不到：%v\n", err)
			return nil
		}
		return units
	})
	return func(one, other string) bool {
		known := units()
		return known != nil && known.Same(one, other)
	}
}

func (f searchFlags) request(o *workspace.Workspace, same index.SameUnit, text string) (index.Request, error) {
	r := index.Request{Sort: index.Sort(f.sort), Limit: f.limit, Offset: (f.page - 1) * f.limit, After: f.after}
	switch {
	case f.limit < 1 || f.limit > 10000:
		return r, fmt.Errorf("--limit %d 应在 1 到 10000 之间", f.limit)
	case f.page < 1 || f.page > 10000:
		return r, fmt.Errorf("--page %d 应在 1 到 10000 之间", f.page)
	case !slices.Contains(index.Sorts, r.Sort):
		return r, fmt.Errorf("--sort %q 不认识，可用：%v", f.sort, index.Sorts)
	}
	if f.facets {
		r.Facets = index.Facets
	}
	parts := []string{text}
	if f.kind != "" {
		k, err := kindNamed(o.Kinds(), f.kind)
		if err != nil {
			return r, err
		}
		parts = append(parts, index.FacetKind.Title()+":"+k.Key)
	}
	for _, day := range []struct{ flag, text, sign string }{{"--from", f.from, ">="}, {"--to", f.to, "<="}} {
		if day.text == "" {
			continue
		}
		date, err := templates.ParseDate(day.text)
		if err != nil {
			return r, fmt.Errorf("%s：%w", day.flag, err)
		}
		parts = append(parts, "日期:"+day.sign+date.ISO())
	}
	for _, part := range parts {
		q, err := index.ParseKnowing(same, part)
		if err != nil {
			return r, err
		}
		r.Query = r.Query.And(q)
	}
	return r, nil
}

// search first lets the index catch up: an answer that leaves out what was filed
// a moment ago could not be trusted. Where that takes longer, the answer tells.
func search(cmd *cobra.Command, o *workspace.Workspace, r index.Request) (found, error) {
	searchable := o.Index()
	worth, err := catchUp(cmd.Context(), o, searchable)
	if err != nil {
		return found{}, err
	}
	result, err := searchable.Search(cmd.Context(), r)
	if errors.Is(err, index.ErrCursor) {
		return found{}, fmt.Errorf("--after：%w", err)
	}
	if err != nil {
		return found{}, fmt.Errorf("%w。现在不能检索，请运行 gongwen rebuild --index 后再查", err)
	}
	answer := found{Total: result.Total, Hits: []foundHit{}, Next: result.Next, Index: worth}
	for _, hit := range result.Hits {
		entry, err := o.Catalogue.Record(cmd.Context(), hit.Number)
		if err != nil {
			return found{}, err
		}
		attached, err := o.Texts.Of(cmd.Context(), entry.Record)
		if err != nil {
			return found{}, err
		}
		answer.Hits = append(answer.Hits, foundHit{
			Number: entry.Number, Kind: entry.Kind, Title: entry.Subject, Date: entry.Date,
			Path:    o.Archive.Path(entry.Folder(), entry.Document.Path),
			Snippet: index.Marked(index.Snippet(entry.Record, attached, r.Query), "【", "】"),
			Voided:  entry.Voided != nil, Attachments: silent(attached),
		})
	}
	for _, counted := range result.Facets {
		told := facet{Field: counted.Field, Values: []facetValue{}, Other: counted.Other}
		for _, v := range counted.Values {
			value := facetValue{Value: v.Value, Hits: v.Hits}
			if k := o.Kinds().Named(v.Value); k != nil && counted.Field == index.FacetKind {
				value.Title = k.Title
			}
			told.Values = append(told.Values, value)
		}
		answer.Facets = append(answer.Facets, told)
	}
	if result.Total > 0 {
		return answer, nil
	}
	advised, err := searchable.Advise(cmd.Context(), r.Query, r.Access)
	if err != nil {
		return found{}, err
	}
	answer.Advice = &advice{Words: []facetValue{}, Instead: append([]string{}, advised.Instead...)}
	for _, w := range advised.Words {
		answer.Advice.Words = append(answer.Advice.Words, facetValue{Value: w.Value, Hits: w.Hits})
	}
	return answer, nil
}

// oneLine is what somebody wrote as it may stand on a terminal: no line of its own,
// nothing that moves the cursor or turns the text round.
func oneLine(text string) string { return returns.Visible(strings.Join(strings.Fields(text), " ")) }

func printFound(cmd *cobra.Command, result found, r index.Request) error {
	w := cmd.OutOrStdout()
	for _, hit := range result.Hits {
		voided := ""
		if hit.Voided {
			voided = "（已作废）"
		}
		if _, err := fmt.Fprintf(w, "%s  %s%s\n    %s\n    %s\n", hit.Number, oneLine(hit.Title), voided, oneLine(hit.Snippet), hit.Path); err != nil {
			return err
		}
		for _, a := range hit.Attachments {
			fmt.Fprintf(w, "    附件 %s：%s\n", oneLine(a.Name), a.why())
		}
	}
	if err := printFacets(w, result.Facets); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件", result.Total)
	if len(result.Hits) < result.Total {
		fmt.Fprintf(cmd.ErrOrStderr(), "，列出 %d 件", len(result.Hits))
	}
	if result.Next != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "，用 --limit 多列，或用 --page %d 看下一页", r.Offset/r.Limit+2)
	}
	fmt.Fprintln(cmd.ErrOrStderr())
	printAdvice(cmd.ErrOrStderr(), result.Advice)
	printTrust(cmd.ErrOrStderr(), result)
	return nil
}

func printAdvice(w io.Writer, a *advice) {
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

func printFacets(w io.Writer, facets []facet) error {
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
