package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongwen/pipeline/signoff"
	"gongwen/pipeline/web/account"
	"gongwen/pipeline/workspace"
	"gongwen/templates"
)

// signFlags are what can be done about forms that wait, each by a flag; one at a time.
var signFlags = []struct {
	name, usage string
	act         signoff.Act
	decision    string // of a signature
}{
	{"agree", "同意", signoff.Signed, templates.Agreed},
	{"refuse", "不同意，要写 --words", signoff.Signed, templates.Refused},
	{"send-back", "退回修改，要写 --words", signoff.Signed, templates.SentBack},
	{"take-back", "撤回自己的签批，在下一位签以前", signoff.TakenBack, ""},
	{"pass-on", "转办，给 --to 写的人", signoff.PassedOn, ""},
	{"ask", "加签：请 --to 写的人提意见，要写 --words", signoff.Asked, ""},
	{"unask", "撤销加签", signoff.Unasked, ""},
	{"advise", "答复征求的意见，写在 --words", signoff.Advised, ""},
	{"circulate", "传阅，给 --to 写的人", signoff.Circulated, ""},
	{"read", "已阅", signoff.Read, ""},
	{"urge", "催办", signoff.Urged, ""},
	{"recall", "撤回表单，由送交的单位", signoff.Recalled, ""},
}

func signCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sign -d 文件夹 [收件…]",
		Short: "签批：列出等候签批的表单；签批、转办、催办、撤回等",
		Long: `签批。收件写收件号，或者不会弄错的表单文件名。

不写收件，或者加 --list：列出等候签批的；--as 账号，只列轮到这个账号的。
写了收件：由 --account 的账号办一件事（--agree、--refuse、--send-back、……）。密码从标准输入读，
一行；登记了动态码的，第二行是动态码。在终端上会问，输入的不显示。先在标准错误上写明签的是什么：
表单、事由、第几稿、草稿在哪里、所签内容的校验值；--shown 写看过的那个校验值，不是这一稿就不签。
既能签自己的、又能代别人签，或者能代几个人签的，用 --for 写明签哪一项，一次签一项；签完再签下一项。
签批看着不对的（如签批人当天请假，批语像是不同意），先不签，写明请核实什么；确实无误的，加
--confirmed 核实码再签，只对这一份、这一处算数，记在签批经过里。JSON 里核实码在 confirm。
gongwen run 开着的，交给它办；没有开着的，自己办，签完最后一个就办到归档。

结果在标准输出上，每份收件一行；--json 每行一个 JSON：
  {"arrival","file","kind","subject","version","shown","draft","as","for","act","decision","result","code","number","reason","forbidden","confirm"}
result：done 办了，refused 不能办，unknown 交给了办理的程序而没有答复。
退出码：0 都办了，1 有没办的。`,
	}
	dir := dataFlag(cmd)
	asJSON := jsonFlag(cmd)
	list := cmd.Flags().Bool("list", false, "列出等候签批的")
	as := cmd.Flags().String("as", "", "只列轮到这个账号的")
	var s signing
	cmd.Flags().StringVar(&s.account, "account", "", "由哪个账号办")
	cmd.Flags().StringVar(&s.event.Words, "words", "", "意见、理由或者要说的话")
	cmd.Flags().StringSliceVar(&s.event.To, "to", nil, "转办、加签、传阅给谁：花名册上的姓名，几位用逗号隔开")
	cmd.Flags().StringVar(&s.event.Step, "step", "", "转办、加签的是哪一步，不写就是轮到的第一步")
	cmd.Flags().StringVar(&s.stands, "for", "", "代谁签：姓名，空缺的写职务；签自己的写自己的姓名。只能签一项的不必写")
	cmd.Flags().StringVar(&s.shown, "shown", "", "看过的所签内容的校验值（可以只写前面至少12位）")
	cmd.Flags().StringVar(&s.confirmed, "confirmed", "", "已核实：没有签上、要先核实的，确实无误，写提示里给的核实码再签")
	chosen := map[string]*bool{}
	for _, f := range signFlags {
		chosen[f.name] = cmd.Flags().Bool(f.name, false, f.usage)
	}
	var names []string
	for _, f := range signFlags {
		names = append(names, f.name)
	}
	cmd.MarkFlagsMutuallyExclusive(append(names, "list")...)
	cmd.MarkFlagsMutuallyExclusive("as", "account")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		for _, f := range signFlags {
			if *chosen[f.name] {
				s.event.Act, s.event.Decision = f.act, f.decision
			}
		}
		if *list || len(args) == 0 && s.event.Act == "" {
			if len(args) > 0 {
				return errors.New("--list 列出全部，不写收件")
			}
			return listUnsigned(cmd, *dir, *as, *asJSON)
		}
		if err := s.check(args, names); err != nil {
			return err
		}
		s.cmd, s.json, s.what = cmd, *asJSON, "签批"
		s.strict = func(account.Account) bool { return s.event.Act == signoff.Signed }
		return s.do(*dir, func(ctx context.Context, o *workspace.Workspace, who signer, w worker) error {
			return s.each(ctx, o, who, args, w)
		})
	}
	return cmd
}

// signing is what somebody does about forms that wait.
type signing struct {
	byAccount
	shown string
	// stands is for whom they sign; empty where they did not say.
	stands string
	// confirmed is the code of the suspicion that who signs says is none.
	confirmed string
	event     signoff.Event
}

// shortestShown is how much of a hash tells it from others.
const shortestShown = 12

// check tells what is wrong with the flags before anybody is asked for a password.
func (s *signing) check(args, acts []string) error {
	switch {
	case len(args) == 0:
		return errors.New("请写明哪一份收件；gongwen sign --list 列出等候签批的")
	case s.event.Act == "":
		return fmt.Errorf("请写明办什么：--%s 之一", strings.Join(acts, "、--"))
	case s.account == "":
		return errors.New("请写明由哪个账号办：--account 账号")
	case s.confirmed != "" && s.event.Decision != templates.Agreed:
		return errors.New("--confirmed 只与 --agree 合用")
	case s.stands != "" && s.event.Act != signoff.Signed:
		return errors.New("--for 只在签批（--agree、--refuse、--send-back）时写")
	case len(s.event.To) > 0 && !slices.Contains([]signoff.Act{signoff.PassedOn, signoff.Asked, signoff.Circulated}, s.event.Act):
		return errors.New("--to 只在转办（--pass-on）、加签（--ask）、传阅（--circulate）时写")
	case s.event.Step != "" && s.event.Act != signoff.PassedOn && s.event.Act != signoff.Asked:
		return errors.New("--step 只在转办（--pass-on）、加签（--ask）时写")
	case s.shown != "" && len(args) > 1:
		return errors.New("--shown 只管一份，请逐份签")
	case s.shown != "" && len(s.shown) < shortestShown:
		return fmt.Errorf("--shown 至少写前%d位", shortestShown)
	}
	return nil
}

// each does it to every arrival, in order, and goes on after one that is refused.
func (s *signing) each(ctx context.Context, o *workspace.Workspace, who signer, args []string, w worker) error {
	var done []string
	for _, name := range args {
		if slices.Contains(done, name) {
			continue
		}
		done = append(done, name)
		result, err := s.one(ctx, o, who, name, w)
		if err != nil {
			return err
		}
		if result.Result != resultDone {
			s.left = true
		}
		if result.Forbidden {
			if err := s.tried(result.Arrival, result.Act.Chinese()+"："+result.Reason, nil); err != nil {
				return err
			}
		}
		if err := s.tell(result); err != nil {
			return err
		}
	}
	return nil
}
