package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Categories are the words by which an office sorts posts and units: a rulebook lists
// those that its rules go by, 副区长 and 部门主要负责人 for one office, 副校长 and
// 处室主要负责人 for another.
type Categories struct {
	Ranks []string // 类别 of appointments; empty for any
	Types []string // 类型 of units; empty for any

	// Of the ranks, for whoever makes accounts of the roster:
	Whole   []string // the matters of those who have them are all units'
	Outside []string // those who have them hold no post in the office's own organization
	Clerks  []string // those who have them sign nothing by themselves
}

const (
	rankKey = "rank"
	typeKey = "type"
)

// of are the words for a column.
func (c Categories) of(key string) []string {
	switch key {
	case rankKey:
		return c.Ranks
	case typeKey:
		return c.Types
	}
	return nil
}

// Check refuses words that are not among an office's categories: a rule that goes by one
// would pass over who has it otherwise. The error has a line for every such word.
func (r *Roster) Check(c Categories) error {
	var errs []error
	wrong := func(whose, label, word string, known []string) {
		if word != "" && len(known) > 0 && !slices.Contains(known, word) && len(errs) < maxErrors {
			errs = append(errs, fmt.Errorf("花名册：%s的“%s”：“%s”不在可选项中，请从“%s”中选一项（写在规则册的 rulebook.yaml 里）",
				whose, label, word, strings.Join(known, "”“")))
		}
	}
	for _, a := range r.appointments {
		wrong(a.Name+"（"+a.Post+"）", "类别", a.Rank, c.Ranks)
	}
	for _, u := range r.units {
		name, _ := u["name"].(string)
		of, _ := u[typeKey].(string)
		wrong(name, "类型", of, c.Types)
	}
	return errors.Join(errs...)
}
