package rules

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"gongwen/index/reading"
	"gongwen/pipeline/form"
	"gongwen/templates"
	"gongwen/templates/normal"
)

// codes gives every rule a short code that people can write in a row of the
// exceptions (例外): a letter, without those taken for a digit, and three digits. It
// comes from the rule's id, so that it stays the same when rules are added.
func codes(files []*file) map[string]string {
	var ids []string
	for _, f := range files {
		for _, r := range f.rules {
			ids = append(ids, r.id.string)
		}
	}
	slices.Sort(ids)
	codes := make(map[string]string, len(ids))
	taken := map[uint32]bool{}
	for _, id := range slices.Compact(ids) {
		n := codeNumber(id)
		for taken[n] {
			n = (n + 1) % codeSpace
		}
		taken[n] = true
		codes[id] = codeAt(n)
	}
	return codes
}

const (
	codeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	codeSpace   = uint32(len(codeLetters) * 1000)
)

func codeNumber(id string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32() % codeSpace
}

func codeAt(n uint32) string { return fmt.Sprintf("%c%03d", codeLetters[n/1000], n%1000) }

// exception is a row of the form's exceptions, or what it says in the single field.
type exception struct {
	target, reason, agreedBy string
}

// exceptions are what the form says for itself.
func exceptions(v templates.Values) []exception {
	var list []exception
	rows, _ := v[templates.Exceptions.Key].([]templates.Values)
	for _, row := range rows {
		text := func(key string) string { s, _ := row[key].(string); return strings.TrimSpace(s) }
		list = append(list, exception{text("target"), text("reason"), text("agreed_by")})
	}
	return list
}

// reasons are what the form says for itself, in the list and in the single field.
func reasons(v templates.Values) []string {
	all := []string{}
	for _, x := range exceptions(v) {
		if x.reason != "" {
			all = append(all, x.reason)
		}
	}
	if single := singleReason(v); single != "" {
		all = append(all, single)
	}
	return all
}

func singleReason(v templates.Values) string {
	s, _ := v[templates.Exception.Key].(string)
	return strings.TrimSpace(s)
}

// excuse holds the findings that leave room against what the form says for itself.
// Each row of the exceptions is for one finding, which it names by its code or, where
// the field has no other, by the field's label. What holds in principle it may also name
// by the label of another field that this finding alone speaks of. What the single field
// says is for the form's one such finding; where there are more, nobody can tell which
// it means. And it does not answer for itself: a finding about the reasons stays.
func (b *Rulebook) excuse(findings []form.Finding, v templates.Values) {
	var open []*form.Finding
	for i := range findings {
		f := &findings[i]
		if f.Severity != form.Must {
			if f.Code == "" { // of a reader, not of a rule
				f.Code = codeAt(codeNumber(f.Path + f.Message))
			}
			open = append(open, f)
		}
	}
	for _, x := range exceptions(v) {
		if f := aimedAt(open, x.target); f != nil {
			b.satisfy(f, x)
		}
	}
	single := singleReason(v)
	if open = slices.DeleteFunc(open, func(f *form.Finding) bool { return f.Excused }); single == "" || len(open) == 0 {
		return
	}
	if len(open) == 1 {
		if !strings.HasPrefix(open[0].Path, templates.Exceptions.Key) {
			b.satisfy(open[0], exception{reason: single})
		}
		return
	}
	for _, f := range open {
		f.Advice += fmt.Sprintf("“%s”没有说明针对哪一处；这里有%d处，请逐项写在“%s”里，这一处写%s。",
			templates.Exception.Label, len(open), templates.Exceptions.Label, f.Code)
	}
}

// aimedAt is the finding that a row of the exceptions names, or nil.
func aimedAt(open []*form.Finding, target string) *form.Finding {
	code := reading.FoldLetters(target)
	var labelled, about []*form.Finding
	for _, f := range open {
		if reading.FoldLetters(f.Code) == code {
			return f
		}
		if normal.Key(f.Field) == normal.Key(target) {
			labelled = append(labelled, f)
		}
		if slices.Contains(f.About, target) {
			about = append(about, f)
		}
	}
	if len(labelled) == 0 {
		labelled = about
	}
	if len(labelled) == 1 {
		return labelled[0]
	}
	return nil
}

// satisfy takes a reason for a finding, if it is one. What is only to be confirmed
// needs no more than a tick.
func (b *Rulebook) satisfy(f *form.Finding, x exception) {
	f.Reason, f.AgreedBy = x.reason, x.agreedBy
	ticked := f.Severity == form.Confirm && (strings.ContainsAny(x.reason, "✓√☑") || !b.empty(x.reason, noTick))
	if ticked || f.Severity == form.Principle && !b.empty(x.reason, noReason) {
		f.Excused = true
		return
	}
	f.Advice += fmt.Sprintf("“%s”不是理由，请写明缘由。", x.reason)
}

// The parameters with the texts that say nothing: as a tick, and as a reason.
const (
	noTick   = "no_tick"
	noReason = "no_reason"
)

// empty reports whether a text says nothing, or only texts under a parameter, one after
// another, whatever marks stand around them.
func (b *Rulebook) empty(text, parameter string) bool {
	letters := reading.FoldLetters(text)
	if letters == "" || blanks.MatchString(strings.TrimSpace(text)) {
		return true
	}
	p := b.parameters[parameter]
	if p == nil {
		return false
	}
	list, _ := p.value.([]string)
	return composed(letters, list)
}

// about are the labels of the fields that the rule looks at, or names in braces.
func (c *compiler) about(r *rule, reads []string) []string {
	var labels []string
	add := func(path string) { // a column also by its own label
		for _, p := range []string{form.TopKey(path), path} {
			if field := c.kind.At(p); field != nil {
				labels = append(labels, field.Label, c.kind.LabelOf(p))
			}
		}
	}
	for _, path := range append([]string{r.field.string}, reads...) {
		add(path)
	}
	for _, t := range []text{r.message, r.because} {
		for _, path := range placeholderPattern.FindAllStringSubmatch(t.string, -1) {
			add(path[1])
		}
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}
