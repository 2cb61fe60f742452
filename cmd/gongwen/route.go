package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
)

// worse is the exit code of two that tells of what there is more to do about: a form that
// cannot be read, one that goes back, one that waits for signatures.
func worse(a, b exitCode) exitCode {
	order := []exitCode{0, 4, 1, 2}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// printRoute tells who signs a form, and in which order.
func printRoute(w io.Writer, route []rules.Progress) {
	for i, p := range route {
		fmt.Fprintf(w, "        %d. %s", i+1, signoff.RequestOf(p))
		if p.Article != "" {
			fmt.Fprintf(w, "（%s）", form.ArticleName(p.Article))
		}
		var after []string
		for _, id := range p.After {
			after = append(after, strconv.Itoa(1+slices.IndexFunc(route, func(q rules.Progress) bool { return q.Step == id })))
		}
		if len(after) > 0 {
			fmt.Fprintf(w, "，在第%s步以后", strings.Join(after, "、"))
		}
		fmt.Fprintln(w)
	}
}
