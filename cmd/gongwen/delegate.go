package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongwen/pipeline/delegation"
	"gongwen/pipeline/returns"
	"gongwen/pipeline/signoff"
	"gongwen/pipeline/signqueue"
	"gongwen/pipeline/web/access"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
	"gongwen/templates/normal"
)

func delegateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "delegate -d 文件夹",
		Short: "代理：列出谁可以代谁签批；设定、终止委托",
		Long: `代理。

不写 --account：列出现在有效的和将要生效的，包括花名册上登记的、请假单写明代行职责人的；
--as 账号，只列委托人或者受托人是其本人的；--past 连已经结束的。
由 --account 的账号办一件事：
  --to 受托人 --until 日期 --document 依据    委托；--from 不写就从今天起，--matter、--unit 不写就是全部
  --end 代码                              终止，即时生效；此前签的仍然有效
  --told 代码                             本人知悉管理员设定或者终止的
委托由本人设定、终止；管理员凭文件可以替别人设定，用 --for 写明委托人，本人会看到；终止的要写
--words 理由。管理员不能把别人的职权委托给自己。密码从标准输入读，一行；登记了动态码的，第二行
是动态码。gongwen run 开着的，交给它办。

列出的，--json：[{"code","principal","delegate","ground","matters","units","from","until","document","state","by_administrator","ended","words"}]
ground：delegation 事先委托，roster 花名册，leave 请假单；state：in-force 有效，coming 未到期，over 已结束。
办了的，--json：{"act","code","result","reason","forbidden","beside"}；result：done 办了，refused 不能办，
unknown 交给了办理的程序而没有答复；beside 是同一委托人这段时间里的其他委托。
退出码：0 办了，1 没办。`,
		Args: cobra.NoArgs,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	as := cmd.Flags().String("as", "", "只列委托人或者受托人是这个账号本人的")
	past := cmd.Flags().Bool("past", false, "连已经结束的也列出")
	var d delegating
	var from, until, end, told string
	cmd.Flags().StringVar(&d.account, "account", "", "由哪个账号办")
	cmd.Flags().StringVar(&d.grant.Delegate, "to", "", "受托人：花名册上的姓名")
	cmd.Flags().StringVar(&d.grant.Principal, "for", "", "委托人，不写就是账号本人；替别人设定的要由管理员")
	cmd.Flags().StringVar(&from, "from", "", "自哪一天起，如 2026-05-11，不写就从今天起")
	cmd.Flags().StringVar(&until, "until", "", "至哪一天止（最后一天）")
	cmd.Flags().StringVar(&d.grant.Document, "document", "", "依据：文件的编号或者名称")
	cmd.Flags().StringSliceVar(&d.grant.Matters, "matter", nil, "只委托哪些表单种类，几种用逗号隔开")
	cmd.Flags().StringSliceVar(&d.grant.Units, "unit", nil, "只委托哪些单位的事，几个用逗号隔开")
	cmd.Flags().StringVar(&end, "end", "", "终止哪一项，写代码")
	cmd.Flags().StringVar(&told, "told", "", "知悉哪一项，写代码")
	cmd.Flags().StringVar(&d.event.Words, "words", "", "终止的理由")
	cmd.MarkFlagsMutuallyExclusive("to", "end", "told")
	cmd.MarkFlagsMutuallyExclusive("as", "account")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		d.cmd, d.json, d.what = cmd, *asJSON, "代理"
		changed := func(names ...string) (all []string) {
			for _, name := range names {
				if cmd.Flags().Changed(name) {
					all = append(all, "--"+name)
				}
			}
			return all
		}
		if d.account == "" {
			if does := changed("to", "for", "from", "until", "document", "matter", "unit", "end", "told", "words"); len(does) > 0 {
				return fmt.Errorf("%s 要用 --account 写明由哪个账号办", strings.Join(does, "、"))
			}
			return listDelegations(cmd, *dir, *as, *past, *asJSON)
		}
		switch {
		case *past:
			return errors.New("--past 只在列出时写")
		case end != "":
			d.event.Act, d.event.Of = delegation.Ended, end
		case told != "":
			d.event.Act, d.event.Of = delegation.Told, told
		default:
			d.event.Act = delegation.Delegated
			if len(changed("to")) == 0 {
				return errors.New("请写明办什么：--to 受托人、--end 代码、--told 代码之一")
			}
			if d.grant.From, err = dayOf("--from", from); err == nil {
				d.grant.Until, err = dayOf("--until", until)
			}
			if err != nil {
				return err
			}
		}
		if more := changed("for", "from", "until", "document", "matter", "unit"); d.event.Act != delegation.Delegated && len(more) > 0 {
			return fmt.Errorf("%s 只在委托（--to）时写", strings.Join(more, "、"))
		}
		if d.event.Act != delegation.Ended && d.event.Words != "" {
			return errors.New("--words 只在终止（--end）时写")
		}
		d.strict = func(a account.Account) bool { return d.event.Act != delegation.Told && a.Role != account.Administrator }
		return d.do(*dir, d.act)
	}
	return cmd
}

// dayOf reads a day of a flag; the zero day where there is none.
func dayOf(flag, text string) (day templates.Date, err error) {
	if text == "" {
		return day, nil
	}
	if day, err = templates.ParseDate(text); err != nil {
		err = fmt.Errorf("%s“%s”读不懂，请写成 2026-05-11 这样", flag, text)
	}
	return day, err
}

// delegating is what somebody does about delegations.
type delegating struct {
	byAccount
	event delegation.Event
	grant delegation.Grant
}

// delegateResult is what came of it, as --json prints it.
type delegateResult struct {
	Act       delegation.Act `json:"act"`
	Code      string         `json:"code,omitempty"` // of the delegation
	Result    string         `json:"result"`
	Reason    string         `json:"reason,omitempty"`
	Forbidden bool           `json:"forbidden,omitempty"`
	Beside    []string       `json:"beside,omitempty"` // codes
}

// act does it. The error is that of disk and archive.
func (d *delegating) act(ctx context.Context, o *workspace.Workspace, who signer, w worker) error {
	e, now := d.event, time.Now()
	e.Account, e.Name, e.Known, e.Administrator = who.account.Name, who.account.Person, who.known, who.account.Role == account.Administrator
	result := delegateResult{Act: e.Act, Code: strings.ToUpper(strings.TrimSpace(e.Of)), Result: resultDone}
	e.Of = result.Code
	if e.Act == delegation.Delegated {
		g := d.grant
		g.Principal, g.Delegate = cmp.Or(normal.Text(g.Principal), e.Name), normal.Text(g.Delegate)
		if g.From.IsZero() {
			g.From = templates.Today(now)
		}
		e.Grant = &g
	}
	done, err := delegation.Event{}, error(nil)
	if e.Grant != nil {
		err = access.Of(who.account, o.Current().Units).CheckGround(ctx, o.Catalogue, e.Grant.Document)
	}
	if err == nil {
		done, err = w.Delegate(ctx, e)
	}
	said := ""
	refusal := (*signoff.Refusal)(nil)
	switch {
	case err == nil:
		if e.Grant != nil {
			result.Code = done.Code()
			beside := delegation.Beside(o.Current().Delegations(), result.Code, now)
			for _, b := range beside {
				result.Beside = append(result.Beside, b.Code)
			}
			said = delegation.BesideInWords(beside)
		}
	case errors.As(err, &refusal):
		result.Result, result.Reason, result.Forbidden = resultRefused, refusal.Reason, refusal.Forbidden
	case errors.Is(err, signqueue.ErrPending):
		result.Result, result.Reason = resultUnknown, err.Error()
	case signqueue.InVain(err):
		result.Result, result.Reason = resultRefused, err.Error()
	default:
		return err
	}
	d.left = result.Result != resultDone
	if result.Forbidden {
		if err := d.tried("", e.Describe()+"："+result.Reason, nil); err != nil {
			return err
		}
	}
	if d.json {
		return printJSON(d.cmd, result)
	}
	text := map[string]string{resultDone: "已办  ", resultRefused: "未办  ", resultUnknown: "不明  "}[result.Result]
	if d.left {
		text += returns.Visible(result.Reason)
	} else {
		text += returns.Visible(e.Describe()) + "，代码 " + result.Code + "。" + returns.Visible(said)
	}
	_, err = fmt.Fprintln(d.cmd.OutOrStdout(), text)
	return err
}
