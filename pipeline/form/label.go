package form

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongwen/templates"
	"gongwen/templates/normal"
)

// People put things round a label that change nothing of what it asks: a number before
// it, a mark, a bracket that says whether it must be filled in. What else stands in a
// bracket may be a unit (亩, 万元) and is part of the label.
var (
	ordinal = regexp.MustCompile(`^(?:[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[).)）、．:：]|[①-⑳])`)
	aside   = regexp.MustCompile(`[(（\[【](?:如有|若有|有则填写?|如有请填写?|选填|可选|可选填|可不填|可空|必填|必须填写|非必填|(?:没有|无)(?:的|则)?(?:可)?(?:留空|不填|不写)?)[)）\]】]$`)
)

const labelMarks = "*＊※★☆●○■□◆◇·•-—_:：。、,，\"'“”‘’"

// looseLabel is a label without what people put round it.
func looseLabel(s string) string {
	s = strings.Join(strings.Fields(normal.Narrow(s)), "") // in which ① is still a number before it
	for {
		before := s
		s = strings.Trim(s, labelMarks)
		s = ordinal.ReplaceAllString(s, "")
		s = aside.ReplaceAllString(s, "")
		if s == before {
			return bareLabel(s)
		}
	}
}

// looseLabels are the fields by their loose labels, without those that more than one
// field has.
func looseLabels(fields []templates.Field) map[string]*templates.Field {
	loose := map[string]*templates.Field{}
	for i := range fields {
		label := looseLabel(fields[i].Label)
		if _, taken := loose[label]; taken {
			loose[label] = nil
			continue
		}
		loose[label] = &fields[i]
	}
	return loose
}

// shown reports whether a cell with that text shows anything.
func shown(text string) bool { return strings.ContainsFunc(text, shows) }

func shows(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// spot is a cell of a sheet; both count from 0.
type spot struct{ row, col int }

// compare puts spots in reading order.
func (s spot) compare(other spot) int {
	return cmp.Or(cmp.Compare(s.row, other.row), cmp.Compare(s.col, other.col))
}

// findLabels notes where on the sheet stands what may be a label, and which fields have
// none. A label with something round it counts only for a field that has no other.
func (l *layout) findLabels() {
	for row, cells := range l.sheet.Rows {
		for col, text := range cells {
			if !shown(text) || l.uses[spot{row, col}] != unread {
				continue
			}
			if f := l.named[l.sheet.label(row, col)]; f != nil {
				l.marked[spot{row, col}] = f
				l.spots[f.Key] = append(l.spots[f.Key], spot{row, col})
			}
		}
	}
	for i := range l.kind.Fields {
		if f := &l.kind.Fields[i]; len(l.spots[f.Key]) == 0 {
			l.absent = append(l.absent, f)
		}
	}
	if len(l.absent) == 0 {
		return
	}
	for row, cells := range l.sheet.Rows {
		for col, text := range cells {
			if len(text) > maxLabel || !shown(text) || l.uses[spot{row, col}] != unread || l.marked[spot{row, col}] != nil {
				continue
			}
			if f := l.looseFields()[looseLabel(text)]; f != nil && l.isAbsent(f) {
				l.marked[spot{row, col}] = f
				l.spots[f.Key] = append(l.spots[f.Key], spot{row, col})
			}
		}
	}
	missing := l.absent[:0]
	for _, f := range l.absent {
		if len(l.spots[f.Key]) == 0 {
			missing = append(missing, f)
		}
	}
	l.absent = missing
}

// looseFields are the fields by loose label. Most forms never need them.
func (l *layout) looseFields() map[string]*templates.Field {
	if l.loose == nil {
		l.loose = looseLabels(l.kind.Fields)
	}
	return l.loose
}

// maxLabel is how many bytes long a text can be and still be meant for a label.
const maxLabel = 120

func (l *layout) isAbsent(f *templates.Field) bool {
	return slices.Contains(l.absent, f)
}

// meant is the label of a field without one on the sheet that a text most likely is
// meant for, or "". It must be near: a name of a person or a sentence is no label.
func (l *layout) meant(text string) string {
	if len(text) > maxLabel {
		return ""
	}
	meant := looseLabel(text)
	var labels []string
	for label, f := range l.looseFields() {
		if f != nil && l.isAbsent(f) && near(meant, label) {
			labels = append(labels, f.Label)
		}
	}
	slices.Sort(labels)
	return nearest(meant, labels)
}

// near reports whether a text is a label that was changed a little: a word more or
// less at one end, or a third of the characters.
func near(text, label string) bool {
	a, b := []rune(text), []rune(label)
	if len(a) < 2 || len(b) < 2 {
		return false
	}
	if len(a) <= len(b)+6 && len(b) <= len(a)+6 && len(b) <= 3*len(a) &&
		(strings.HasPrefix(text, label) || strings.HasPrefix(label, text) || strings.HasSuffix(text, label) || strings.HasSuffix(label, text)) {
		return true
	}
	return normal.Distance(a, b) <= max(len(a), len(b))/3
}
