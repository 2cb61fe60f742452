package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongwen/archive/register"
	views "gongwen/archive/register/view"
	"gongwen/pipeline/workspace"
)

// viewMode writes registers over all kinds that belong together, in the place of those of
// kinds.
var viewMode = registersMode{
	flag:  "view",
	takes: []string{"year", "quarter", "month", "from", "to", "unit", "columns", "format", "paper", "out", "json"},
	long: `加 --view 名称，则生成综合台账：合同连同付款、预算连同支出……，几种表单合在一起，一行一个事项，如
--view 合同履行台账 或 --view contracts；--view all 生成全部。--year 按每行第一份档案的编号，--from、--to 选取这期间
有档案的行，余额截至 --to 这一天。`,
	add: func(flags *pflag.FlagSet) {
		flags.String("view", "", "只要这种综合台账，如 合同履行台账；全部写 all")
	},
	run: func(cmd *cobra.Command, o *workspace.Workspace, c *registersCommanded) error {
		listings, err := viewsNamed(o, cmd.Flag("view").Value.String())
		if err != nil {
			return err
		}
		return writeListings(cmd, o, c, listings)
	},
}

// viewsNamed are the views that are asked for by a key or a title.
func viewsNamed(o *workspace.Workspace, name string) ([]register.Listing, error) {
	var all []register.Listing
	var titles []string
	for _, v := range o.Kinds().Views() {
		all = append(all, views.Listing(v))
		titles = append(titles, v.Title+"（"+v.Key+"）")
	}
	if strings.TrimSpace(name) == "all" {
		return all, nil
	}
	if v := o.Kinds().View(name); v != nil {
		return []register.Listing{views.Listing(v)}, nil
	}
	return nil, fmt.Errorf("没有“%s”这种综合台账，可用：%s", name, strings.Join(titles, "、"))
}
