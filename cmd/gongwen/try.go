package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gongwen/pipeline/rules"
	"gongwen/pipeline/workspace"
)

// everyKind is what --try alone stands for.
const everyKind = "全部"

// tryFlag adds --try, with or without a kind.
func tryFlag(cmd *cobra.Command) *string {
	try := cmd.Flags().String("try", "", "试规则，可只写一种`表单`：样表能否通过，例子是否成立，又能说明多少")
	cmd.Flags().Lookup("try").NoOptDefVal = everyKind
	return try
}

// tryRules tries the rules of a kind, or of every kind. Those of the program are tried
// on the people of its samples, whom their cases name.
func tryRules(cmd *cobra.Command, ruleset *workspace.Ruleset, name string, asJSON bool) error {
	key := ""
	if name != everyKind {
		kind, err := kindNamed(ruleset.Kinds, name)
		if err != nil {
			return err
		}
		key = kind.Key
	}
	if ruleset.Regulation.Latest() == nil {
		return noRulebook("数据文件夹")
	}
	people, err := sampleRoster()
	if err != nil {
		return err
	}
	proofs := ruleset.Regulation.Prove(key, rules.People{Own: ruleset.Roster, Builtin: people}, progress(cmd.ErrOrStderr(), "试规则"))
	if asJSON {
		err = printJSON(cmd, struct {
			Total rules.Tally   `json:"total"`
			Kinds []rules.Proof `json:"kinds"`
		}{rules.Total(proofs), proofs})
	} else {
		printProofs(cmd.OutOrStdout(), proofs, ruleset.Regulation.Latest())
	}
	for _, p := range proofs {
		if err == nil && !p.Proven() {
			err = exitCode(1)
		}
	}
	return err
}

func printProofs(w io.Writer, proofs []rules.Proof, book *rules.Rulebook) {
	for _, p := range proofs {
		switch {
		case p.Rules > 0:
			fmt.Fprintf(w, "%s：%s\n", p.Title, inFigures(p.Tally, len(p.Mistakes)))
		case p.Kind != "":
			// A file that lies in the wrong folder would else be taken for one without mistakes.
			fmt.Fprintf(w, "%s没有专门的规则；有的话，请放在 rules/%s/%s.yaml\n", p.Title, book.Folder(), p.Kind)
		}
		for _, m := range p.Mistakes {
			fmt.Fprintln(w, m.Error())
		}
		for _, g := range p.Gaps {
			what := "看不出"
			if g.Branch {
				what = "没试到"
			}
			fmt.Fprintf(w, "%s:%d %s %s：%s\n", g.File, g.Line, g.Rule, what, g.Text)
		}
	}
	if len(proofs) > 1 {
		wrong := 0
		for _, p := range proofs {
			wrong += len(p.Mistakes)
		}
		fmt.Fprintf(w, "合计：%s\n", inFigures(rules.Total(proofs), wrong))
	}
}

// inFigures is what was tried, found right and left open.
func inFigures(t rules.Tally, wrong int) string {
	hold := "都成立"
	if wrong > 0 {
		hold = fmt.Sprintf("，%d处有误", wrong)
	}
	return fmt.Sprintf("%d条规则、%d个例子%s，时限%d项；分支%d个，两面都试到%d个%s；改动%d处，例子看得出%d处%s",
		t.Rules, t.Cases, hold, t.Duties,
		t.Branches, t.Covered, rest(t.Branches-t.Covered, t.Declared, "个"),
		t.Mutants, t.Killed, rest(t.Mutants-t.Killed, t.Equivalent, "处"))
}

// rest says of what the cases do not show how much is declared and how much is open.
func rest(n, declared int, counted string) string {
	s := ""
	if declared > 0 {
		s = fmt.Sprintf("，声明不影响%d%s", declared, counted)
	}
	if open := n - declared; open > 0 {
		s += fmt.Sprintf("，余%d%s", open, counted)
	}
	return s
}
