package reconcile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// names find the numbers of a kind's records in what people write for a bank, with other
// brackets than the number has, without 第 or 号, or without what every number of the
// office begins with: 财审字(2026)第12号, 青政财审字2026-12.
type names struct {
	kind    *templates.Kind
	pattern *regexp.Regexp // nil where the numbers of the kind have no year
}

// shortest is how many of the last characters before the year a number must be told with.
const shortest = 3

var (
	numberMarks = regexp.MustCompile(`[^\p{Han}\p{L}]`)
	// andAlso is a further number behind one: 12号、13号.
	andAlso = regexp.MustCompile(`^\s*(?:、|,|和|及)\s*第?\s*0*([1-9]\d{0,6})\s*号`)
)

func namesOf(kind *templates.Kind) names {
	before, _, dated := strings.Cut(kind.Number, "{year}")
	word := []rune(numberMarks.ReplaceAllString(normal.Narrow(before), ""))
	if !dated || len(word) < 2 {
		return names{kind: kind}
	}
	head, tail := "", string(word)
	if len(word) > shortest {
		head, tail = string(word[:len(word)-shortest]), string(word[len(word)-shortest:])
	}
	return names{kind, regexp.MustCompile(`(?:` + regexp.QuoteMeta(head) + `)?` + regexp.QuoteMeta(tail) +
		`\s*[〔\[(【〈《{〖]?\s*((?:19|20|21)\d\d)\s*(?:年?\s*[〕\])】〉》}〗]\s*第?|年\s*第?|[-—–/第])\s*0*([1-9]\d{0,6})(?:\D|$)`)}
}

// in are the numbers that a text names, in the form they have, each once.
func (n names) in(text string) (numbers []string) {
	if n.pattern == nil {
		return nil
	}
	text = normal.Narrow(text)
	for {
		m := n.pattern.FindStringSubmatchIndex(text)
		if m == nil {
			return numbers
		}
		year, _ := strconv.Atoi(text[m[2]:m[3]])
		add := func(digits string) {
			serial, _ := strconv.Atoi(digits)
			if number := n.kind.FormatNumber(year, serial); !slices.Contains(numbers, number) {
				numbers = append(numbers, number)
			}
		}
		add(text[m[4]:m[5]])
		text = strings.TrimPrefix(text[m[5]:], "号")
		for also := andAlso.FindStringSubmatch(text); also != nil; also = andAlso.FindStringSubmatch(text) {
			add(also[1])
			text = text[len(also[0]):]
		}
	}
}
