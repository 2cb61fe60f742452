package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gongwen/index"
	"gongwen/pipeline/office"
	"gongwen/templates"
)

// found is what --json prints.
type found struct {
	Total int        `json:"total"`
	Hits  []foundHit `json:"hits"`
}

type foundHit struct {
	Number  string         `json:"number"`
	Kind    string         `json:"kind"`
	Title   string         `json:"title"`
	Date    templates.Date `json:"date"`
	Path    string         `json:"path"` // of the document
	Snippet string         `json:"snippet"`
	Voided  bool           `json:"voided,omitempty"`
}

func searchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search -d 文件夹 查询",
		Short: "检索档案：词之间空格为“并且”，引号内为整句",
		Long: `检索档案。查询的每个词都要一字不差地出现在正文、题名或编号里；词之间用空格隔开为“并且”，
带空格的整句用引号括起来。全角半角、大小写不分。没有查到，就是档案里没有。`,
		Args: cobra.MinimumNArgs(1),
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	kind := cmd.Flags().String("kind", "", "只查这种表单")
	from := cmd.Flags().String("from", "", "起始日期，如 2026-01-01")
	to := cmd.Flags().String("to", "", "截止日期")
	limit := cmd.Flags().Int("limit", 20, "最多列出几条")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return view(*dir, func(o *office.Office) error {
			q, err := searchQuery(o, args, *kind, *from, *to, *limit)
			if err != nil {
				return err
			}
			result, err := search(cmd, o, q)
			if err != nil {
				return err
			}
			if *asJSON {
				return printJSON(cmd, result)
			}
			return printFound(cmd, result)
		})
	}
	return cmd
}

func searchQuery(o *office.Office, words []string, kind, from, to string, limit int) (index.Query, error) {
	q := index.Query{Limit: limit}
	for i, word := range words {
		if i > 0 {
			q.Text += " "
		}
		q.Text += word
	}
	if limit < 1 || limit > 10000 {
		return q, fmt.Errorf("--limit %d 应在 1 到 10000 之间", limit)
	}
	if kind != "" {
		k, err := kindNamed(o.Kinds, kind)
		if err != nil {
			return q, err
		}
		q.Kind = k.Key
	}
	for _, day := range []struct {
		flag, text string
		into       *string
	}{{"--from", from, &q.From}, {"--to", to, &q.To}} {
		if day.text == "" {
			continue
		}
		date, err := templates.ParseDate(day.text)
		if err != nil {
			return q, fmt.Errorf("%s：%w", day.flag, err)
		}
		*day.into = date.ISO()
	}
	return q, nil
}

// search first lets the index catch up: an answer that leaves out what was filed
// a moment ago could not be trusted.
func search(cmd *cobra.Command, o *office.Office, q index.Query) (found, error) {
	searchable := index.At(o.Folder.Index())
	if err := searchable.Follow(cmd.Context(), o.Catalogue, nil); err != nil {
		return found{}, err
	}
	result, err := searchable.Search(cmd.Context(), q)
	if err != nil {
		return found{}, err
	}
	answer := found{Total: result.Total, Hits: []foundHit{}}
	for _, hit := range result.Hits {
		entry, err := o.Catalogue.Record(cmd.Context(), hit.Number)
		if err != nil {
			return found{}, err
		}
		answer.Hits = append(answer.Hits, foundHit{
			Number: entry.Number, Kind: entry.Kind, Title: entry.Subject, Date: entry.Date,
			Path:    o.Archive.Path(entry.Folder(), entry.Document.Path),
			Snippet: index.Marked(index.Snippet(entry.Record, nil, q.Text), "【", "】"),
			Voided:  entry.Voided != nil,
		})
	}
	return answer, nil
}

func printFound(cmd *cobra.Command, result found) error {
	w := cmd.OutOrStdout()
	for _, hit := range result.Hits {
		voided := ""
		if hit.Voided {
			voided = "（已作废）"
		}
		if _, err := fmt.Fprintf(w, "%s  %s%s\n    %s\n    %s\n", hit.Number, hit.Title, voided, hit.Snippet, hit.Path); err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "共 %d 件", result.Total)
	if result.Total > len(result.Hits) {
		fmt.Fprintf(cmd.ErrOrStderr(), "，列出 %d 件，用 --limit 多列", len(result.Hits))
	}
	fmt.Fprintln(cmd.ErrOrStderr())
	return nil
}
