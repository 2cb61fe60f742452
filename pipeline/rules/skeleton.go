package rules

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"gongwen/pipeline/rules/wording"
)

// OwnBook is the folder, below rules/, of the rulebook that an office with a regulation of
// its own begins with.
const OwnBook = "own"

// Files of that rulebook.
const (
	HeaderName      = "rulebook.yaml"
	ArticlesName    = "articles.yaml"
	ObligationsName = "obligations.yaml"
)

// Starter is the rulebook.yaml of a regulation of which nothing is written yet: every form
// is accepted that its fields and the head of its unit accept.
func Starter(title string) []byte {
	return fmt.Appendf(nil, `# 规则册：名称、施行日期，和规则里用的数字、名称。怎样写：gongwen help rules.md
title: %s
from: 2000-01-01 # 施行日期，请改成实际的；这一天以前的表单没有规则可依
# until: 2030-12-31 # 废止的最后一天；现行有效的不写

# 花名册的“类别”、单位的“类型”可以写哪些。不写就不限；审批步骤里的“某单位主要负责人”找的是以“主要负责人”结尾的类别
# ranks: [主要领导, 部门主要负责人, 副职, 工作人员]
# unit_types: [内设机构, 下属单位]
# 批量建账号时：哪些类别的看全部单位的；哪些不在本机关任职，先不建；哪些自己不签批，是经办人员
# whole_ranks: [主要领导]
# outside_ranks: []
# clerk_ranks: [工作人员]

# 规则里用 param.名称 引用，修订时只改这里
# parameters:
#   - {name: leave_days, value: 3, article: "12", meaning: 请假不超过这些天的，由分管领导批准}
`, title)
}

// skeletonArticle and skeletonObligation are written in the shape in which files of rules
// are read.
type skeletonArticle struct {
	Title string `yaml:"title"`
	Items int    `yaml:"items,omitempty"`
}

type skeletonObligation struct {
	ID      string `yaml:"id"`
	Asks    string `yaml:"asks"`
	Missing string `yaml:"missing"`
}

// unexamined is what an obligation says that nobody has looked at.
const unexamined = "尚未核对"

// Skeleton is what a rulebook can be begun with that has nothing but a regulation's own
// words: the list of its articles, and each of their sentences as an obligation that is
// open. The rest is for people who know how their office works.
func Skeleton(text *wording.Text) (articles, obligations []byte, err error) {
	listed := yaml.MapSlice{}
	var asked []skeletonObligation
	for _, c := range text.Chapters {
		for _, a := range c.Articles {
			of := skeletonArticle{Title: gist(a)}
			number := map[int]int{} // of the obligations, by item; 0 for the article itself
			for _, p := range a.Paragraphs {
				of.Items = max(of.Items, p.Item)
				for _, sentence := range sentences(p.Text) {
					number[p.Item]++
					at := strconv.Itoa(a.Number)
					if p.Item > 0 {
						at = fmt.Sprintf("%d(%d)", a.Number, p.Item)
					}
					asked = append(asked, skeletonObligation{fmt.Sprintf("%s.%d", at, number[p.Item]), sentence, unexamined})
				}
			}
			listed = append(listed, yaml.MapItem{Key: strconv.Itoa(a.Number), Value: of})
		}
	}
	write := func(head, key string, value any) []byte {
		body, encodeErr := yaml.MarshalWithOptions(map[string]any{key: value}, yaml.IndentSequence(true))
		if err == nil {
			err = encodeErr
		}
		return append([]byte(head), append(bytes.TrimRight(body, "\n"), '\n')...)
	}
	articles = write("# 各条的大意，请改写得短而明白；分项的写 items。\n", "articles", listed)
	obligations = write("# 条文的每一句要求了什么，逐项核对：\n"+
		"#   有规则、审批步骤、时限的，把 missing 换成 met: [它们的 id]；由谁做的，写 of\n"+
		"#   有台账、必填栏可查的，写 register: 种类，field: 种类.字段；只记不查的，写 recorded 和 reason\n"+
		"#   不是办事的要求，把 missing 换成 policy: 为什么\n"+
		"# 一句有几项要求的拆开，没有要求的合并或删去。\n", "obligations", asked)
	return articles, obligations, err
}

// mostGist is how long the gist of an article is at most, in characters.
const mostGist = 24

// gist is the first clause of an article, cut to the length of a title.
func gist(a wording.Article) string {
	for _, p := range a.Paragraphs {
		clause, _, _ := strings.Cut(itemLead.ReplaceAllString(p.Text, ""), "。")
		if at := strings.IndexAny(clause, "，；：:"); at > 0 {
			clause = clause[:at]
		}
		if utf8.RuneCountInString(clause) > mostGist {
			clause = string([]rune(clause)[:mostGist]) + "…"
		}
		if clause = strings.TrimSpace(clause); clause != "" {
			return clause
		}
	}
	return fmt.Sprintf("第%d条", a.Number)
}

// itemLead is the mark that the text of an item begins with.
var itemLead = regexp.MustCompile(`^[（(][^）)]{1,6}[）)]\s*`)

// sentences are those of a paragraph, without the mark of an item before them.
func sentences(text string) []string {
	var all []string
	for _, s := range strings.FieldsFunc(itemLead.ReplaceAllString(text, ""), func(r rune) bool { return r == '。' || r == '；' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}
