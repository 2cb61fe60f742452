package signoff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gongwen/pipeline/form"
	"gongwen/pipeline/rules"
	"gongwen/templates/normal"
)

// Choice is what somebody could sign: as whom, and what their agreement would count for.
type Choice struct {
	rules.Candidate
	Counts []form.SignedFor
}

// Whom is for whom it is, as it is chosen: a name, their own where it is for themselves, or
// the title of a vacant post.
func (c Choice) Whom() string { return cmp.Or(c.For, c.Name) }

// Offer are of somebody's Choices those among which they have to choose: one for each for
// whom it is. What they can sign for the same in several posts they sign one after the other.
func Offer(all []Choice) (offered []Choice) {
	for _, c := range all {
		if !slices.ContainsFunc(offered, func(o Choice) bool { return o.Whom() == c.Whom() }) {
			offered = append(offered, c)
		}
	}
	return offered
}

// Choose is which of their Choices somebody means who names for whom, or nobody where there
// is one to choose from. Where that is not clear, why tells what there is: with how, what is
// to be done, and with option, how each is named there. Of nothing to choose from it is none.
func Choose(all []Choice, whom, how, option string) (c Choice, why string) {
	offered := Offer(all)
	if len(offered) == 0 {
		return c, ""
	}
	whom = strings.TrimSpace(normal.Text(whom))
	name := offered[0].Name
	if whom == "" {
		if len(offered) == 1 {
			return offered[0], ""
		}
		why = "能签的不止一项，没有签，" + how
	} else if i := slices.IndexFunc(offered, func(c Choice) bool { return c.Whom() == whom }); i >= 0 {
		return offered[i], ""
	} else if why = fmt.Sprintf("现在%s不能代%s签，没有签；能签的", name, whom); whom == name {
		why = name + "现在没有自己的要签，没有签；能签的"
	}
	ways := make([]string, len(offered))
	for i, o := range offered {
		ways[i] = "以“" + o.Post + "”签自己的"
		if o.For != "" {
			ways[i] = "代" + o.For + "签"
		}
		if option != "" {
			ways[i] += "：" + option + " " + o.Whom()
		}
	}
	return c, why + "（" + strings.Join(ways, "；") + "）"
}
