package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"gongwen/index"
	"gongwen/pipeline/rules/duty"
	"gongwen/pipeline/search"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// catchUpLimit is how long a search lets the index catch up before it is asked.
const catchUpLimit = 2 * time.Second

// searcher searches the archive of an office.
func searcher(o *workspace.Workspace) *search.Searcher {
	return &search.Searcher{Kinds: o.Kinds(), Archive: o.Archive, Catalogue: o.Catalogue, Texts: o.Texts,
		Index: o.Index()}
}

// searchFlags are what the command line adds to the query.
type searchFlags struct {
	kind, from, to, sort, after string
	limit, page                 int
	facets                      bool
	export                      string
}

// countedValues is how many values of a field are counted where only counts are asked
// for: there are more units than an answer beside hits has room for.
const countedValues = 200

// withoutQuery is the same flags where no query is given: what there is, the newest
// first, and all there is to choose among.
func (f searchFlags) withoutQuery(cmd *cobra.Command) searchFlags {
	if !cmd.Flags().Changed("sort") {
		f.sort = string(index.ByNewest)
	}
	return f
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
		Use:   "search -d 文件夹 [查询]",
		Short: "检索档案：词、“整句”、-排除、OR、字段:值",
		Long: "检索档案的正文、题名、编号、表单各栏和附件。没有查到，又没有另外说明的，就是档案里没有。\n\n" + search.HelpText() + `
不写查询，就列出全部（可用 --kind --from --to 限定），新的在前；只加 --facets 就只数件数。
--export 把查到的全部（不只一页）另存为清单。

附件的文字在归档后片刻读取；扫描件等没有文字或没有读全的附件查不到内容，没有查到不等于没有，见 gongwen attachments。
退出码：1 表示没有查到，而索引或附件还不全，不能断定没有。`,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	var f searchFlags
	cmd.Flags().StringVar(&f.kind, "kind", "", "只查这种表单")
	cmd.Flags().StringVar(&f.from, "from", "", "起始日期，如 2026-01-01")
	cmd.Flags().StringVar(&f.to, "to", "", "截止日期")
	cmd.Flags().StringVar(&f.sort, "sort", string(index.ByRelevance), "排序：relevance 相关，newest 新的在前，oldest 旧的在前，number 编号")
	cmd.Flags().BoolVar(&f.facets, "facets", false, "列出按类别、年度、单位、人员的件数")
	cmd.Flags().StringVar(&f.export, "export", "", "查到的全部另存为清单：文件名以 .xlsx 或 .csv 结尾")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "每页几条")
	cmd.Flags().IntVar(&f.page, "page", 1, "第几页")
	cmd.Flags().StringVar(&f.after, "after", "", "从上一页 --json 的 next 接着列；新到的档案不会使各页错位")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return view(*dir, func(o *workspace.Workspace) error {
			text := strings.Join(args, " ")
			counting := false
			if strings.TrimSpace(text) == "" {
				f, counting = f.withoutQuery(cmd), f.facets && !cmd.Flags().Changed("limit")
			}
			known := vocabulary(cmd, o)
			r, c, err := f.request(o, known, text)
			if err != nil {
				return err
			}
			if counting {
				r.FacetValues = countedValues
			}
			if f.export != "" {
				return export(cmd, o, r, f.export)
			}
			answer, err := searcher(o).Search(cmd.Context(), r, catchUpLimit)
			if errors.Is(err, index.ErrCursor) {
				err = fmt.Errorf("--after：%w", err)
			}
			// Programs do not wait for the rulebooks to be read, unless nothing was found.
			if err == nil && (!*asJSON || answer.Total == 0) {
				answer.Meant, err = search.MeantBy(cmd.Context(), o.Index(), known, c, r.Access)
			}
			if err != nil {
				return err
			}
			switch {
			case *asJSON:
				err = printJSON(cmd, answer)
			case counting:
				err = printCounts(cmd, answer)
			default:
				err = printAnswer(cmd, answer, r)
			}
			if err == nil {
				err = found(answer)
			}
			return err
		})
	}
	return cmd
}

// found is exit code 1 where nothing was found and that does not prove that there is
// nothing.
func found(answer search.Answer) error {
	if answer.Total == 0 && !answer.Coverage.Complete() {
		return exitCode(1)
	}
	return nil
}

// vocabulary is what queries in the office are read with. On stderr it tells what of
// that cannot be read.
func vocabulary(cmd *cobra.Command, o *workspace.Workspace) index.Vocabulary {
	return search.Office{
		Kinds: o.Kinds(), Units: o.Units, Synonyms: o.Synonyms,
		Unreadable: func(err error) {
			fmt.Fprintf(cmd.ErrOrStderr(), "单位按所写的字查，别的写法查不到：%v\n", err)
		},
		NoSynonyms: func(err error) {
			fmt.Fprintf(cmd.ErrOrStderr(), "没有按同义词查：%v\n", err)
		},
		Watch: func() (*duty.Watch, error) {
			ruleset, err := o.Ruleset()
			if err != nil {
				return nil, err
			}
			return ruleset.Duties(o.Catalogue), nil
		},
		Today: func() templates.Date { return templates.Today(time.Now()) },
	}.Vocabulary(&search.States{Catalogue: o.Catalogue})
}

// request is what is asked: all of it, and the conditions in it.
func (f searchFlags) request(o *workspace.Workspace, known index.Vocabulary, text string) (r index.Request, c search.Conditions, err error) {
	r = index.Request{UnitName: known.OneUnit, Sort: index.Sort(f.sort), Limit: f.limit, Offset: (f.page - 1) * f.limit, After: f.after}
	switch {
	case f.limit < 1 || f.limit > 10000:
		return r, c, fmt.Errorf("--limit %d 应在 1 到 10000 之间", f.limit)
	case f.page < 1 || f.page > 10000:
		return r, c, fmt.Errorf("--page %d 应在 1 到 10000 之间", f.page)
	case !slices.Contains(index.Sorts, r.Sort):
		return r, c, fmt.Errorf("--sort %q 不认识，可用：%v", f.sort, index.Sorts)
	}
	if f.facets {
		r.Facets = index.Facets
	}
	if c, err = conditions(o.Kinds(), text, f.kind, f.from, f.to); err == nil {
		r.Query, err = c.Query(known)
	}
	return r, c, err
}

// conditions are a query and what --kind, --from and --to say; empty for nothing.
func conditions(kinds *templates.Set, text, kind, from, to string) (search.Conditions, error) {
	c := search.Conditions{Text: text}
	if kind != "" {
		k, err := kindNamed(kinds, kind)
		if err != nil {
			return c, err
		}
		c.Kind = k.Key
	}
	for _, day := range []struct {
		flag, text string
		date       *templates.Date
	}{{"--from", from, &c.From}, {"--to", to, &c.To}} {
		if day.text == "" {
			continue
		}
		var err error
		if *day.date, err = templates.ParseDate(day.text); err != nil {
			return c, fmt.Errorf("%s：%w", day.flag, err)
		}
	}
	return c, nil
}
