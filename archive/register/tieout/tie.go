package tieout

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/templates"
)

// both are the records of a kind in the catalogue and in the bags.
type both struct{ catalogue, bags []*register.Entry }

// withoutSecret are those without a degree of secrecy, with their effects among themselves.
func withoutSecret(entries []*register.Entry) []*register.Entry {
	if !slices.ContainsFunc(entries, isSecret) {
		return entries
	}
	left := slices.DeleteFunc(copies(entries), isSecret)
	post(left)
	return left
}

func isSecret(e *register.Entry) bool { return e.Secrecy != "" }

// tie is a kind and year in the three.
type tie struct {
	kind            *templates.Kind
	year            int
	register        *workbook // nil for one that cannot be read, which is named as a whole
	catalogue, bags map[string]*register.Entry
	losses          map[string]catalogue.Loss
	leftOut         map[string]*register.Entry // by number: they must not be in the register
	scope
}

// check ties the register to what it should have, and what it leaves out.
func (t *tie) check(r *Result, all, notSecret both) {
	whole := tie{kind: t.kind, year: t.year, losses: t.losses, catalogue: ofYear(all.catalogue, t.year), bags: ofYear(all.bags, t.year)}
	if t.register == nil || !t.register.notSecret {
		t.catalogue, t.bags = whole.catalogue, whole.bags
		t.checkRecords(r)
		return
	}
	before := len(r.Differences)
	t.catalogue, t.bags, t.leftOut = ofYear(notSecret.catalogue, t.year), ofYear(notSecret.bags, t.year), whole.bags
	t.checkRecords(r)
	if len(whole.catalogue) == len(t.catalogue) && len(whole.bags) == len(t.bags) {
		return
	}
	whole.scope = beyond(r.Differences[before:])
	whole.checkRecords(r)
}

func (t *tie) checkRecords(r *Result) {
	before := len(r.Differences)
	numbers := map[string]bool{}
	for number := range t.catalogue {
		numbers[number] = true
	}
	for number := range t.bags {
		numbers[number] = true
	}
	if t.register != nil {
		for number := range t.register.rows {
			numbers[number] = true
		}
	}
	sorted := slices.SortedFunc(maps.Keys(numbers), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) // of one series: by serial
	})
	for _, number := range sorted {
		if !t.named[number] {
			t.checkRecord(r, number)
		}
	}
	if t.register != nil {
		for _, number := range t.register.twice {
			r.differ(Difference{Kind: t.kind.Title, Year: t.year, Number: number, Reason: "台账里有两行。" + writeAnew})
		}
	}
	summed := t.kind.Summed()
	if t.register != nil {
		for _, c := range summed {
			t.register.checkControl(r, Difference{Kind: t.kind.Title, Year: t.year}, c.Label)
		}
	}
	if len(summed) == 0 {
		r.Totals = append(r.Totals, t.total(-1, "", r.same(before, "")))
	}
	for i, c := range summed {
		r.Totals = append(r.Totals, t.total(i, c.Label, r.same(before, c.Label)))
	}
}

const writeAnew = "请用 gongwen registers 重新生成台账"

// total adds one column up in the three.
func (t *tie) total(column int, label string, same bool) Total {
	l := Total{Kind: t.titled(t.kind.Title), Year: t.year, Column: label, Secret: t.secret}
	of := func(entries map[string]*register.Entry) (f Figure) {
		for _, e := range entries {
			f.Records++
			if !e.Stands() {
				continue
			}
			f.Counted++
			if column >= 0 {
				f.Amount += effect(e, column)
			}
		}
		return f
	}
	l.Catalogue, l.Bags = of(t.catalogue), of(t.bags)
	l.Register = t.register.figure(label)
	l.Ties = same && l.Catalogue == l.Bags && (t.secret || t.register != nil && l.Register == l.Bags)
	return l
}

func effect(e *register.Entry, column int) templates.Fen {
	if column < len(e.Effects) {
		return e.Effects[column]
	}
	return 0
}

// checkRecord names what the three have differently of one record.
func (t *tie) checkRecord(r *Result, number string) {
	d := Difference{Kind: t.titled(t.kind.Title), Year: t.year, Number: number}
	row, inRegister := t.register.row(number)
	known, inCatalogue := t.catalogue[number]
	kept, inBags := t.bags[number]
	if t.register == nil {
		row, inRegister = asKept(t.kind, kept), inBags
	}
	if !inRegister || !inCatalogue || !inBags {
		d.Register, d.Catalogue, d.Bags = there(inRegister), there(inCatalogue), there(inBags)
		_, leftOut := t.leftOut[number]
		switch loss, lost := t.losses[number]; {
		case !inBags && leftOut:
			d.Catalogue, d.Bags, d.Reason = notListed, notListed, "这一件有密级，不该在这份台账里。"+writeAnew
		case !inBags && lost && loss.WrittenOff != nil:
			d.Reason = fmt.Sprintf("档案遗失，已核销：%s（%s）", loss.WrittenOff.Reason, loss.WrittenOff.By)
		case !inBags && (lost || inCatalogue):
			d.Reason = "档案遗失。请从备份恢复，确实找不回来的用 gongwen write-off 核销"
		case !inBags:
			d.Reason = "档案里没有这一件，是后来添在台账里的。" + writeAnew
		case !inCatalogue:
			d.Reason = "目录里没有这一件。请运行 gongwen rebuild"
		default:
			d.Reason = "台账里没有这一行：被删去了，或者台账还没有更新。" + writeAnew
		}
		t.differ(r, d)
		return
	}
	stands := func(is bool) string {
		if is {
			return "有效"
		}
		return "不计"
	}
	if row.stands != kept.Stands() || known.Stands() != kept.Stands() {
		d.Column, d.Register, d.Catalogue, d.Bags = templates.StatusLabel, stands(row.stands), stands(known.Stands()), stands(kept.Stands())
		d.Reason = whoseFault(known.Stands() == kept.Stands())
		t.differ(r, d)
	}
	for i, c := range t.kind.Summed() {
		in, has := row.counted[c.Label]
		if has && in == effect(kept, i) && effect(known, i) == effect(kept, i) {
			continue
		}
		d.Column, d.Register, d.Catalogue, d.Bags = c.Label, in.String(), effect(known, i).String(), effect(kept, i).String()
		if !has {
			d.Register = "没有这一栏"
		}
		d.Reason = whoseFault(effect(known, i) == effect(kept, i))
		t.differ(r, d)
	}
}

func there(is bool) string {
	if is {
		return "有"
	}
	return "没有"
}

// whoseFault says which of the three departs from the bags.
func whoseFault(catalogueAgrees bool) string {
	if catalogueAgrees {
		return "台账被改动过，或者还没有更新。" + writeAnew
	}
	return "目录与档案不符。请运行 gongwen verify、gongwen rebuild"
}
