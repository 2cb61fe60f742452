package form

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gongwen/templates"
)

// leftOver accounts for the filled cells that are part of no field: furniture, or
// something that would be lost without a word.
func (l *layout) leftOver() {
	l.passFurniture()
	l.strayTables()
	l.misnamed()
	l.misplaced()
	l.rest()
}

// longTitle is how many characters a title can have.
const longTitle = 30

// passFurniture notes what the blank form has of its own.
func (l *layout) passFurniture() {
	top := len(l.sheet.Rows)
	if l.kindMark.row >= 0 {
		top = l.kindMark.row
	}
	for at := range l.labels {
		top = min(top, at.row)
	}
	l.each(func(at spot) {
		title := bareLabel(l.text(at))
		if l.furniture.Has(l.text(at)) ||
			at.row < top && len([]rune(title)) <= longTitle && (strings.Contains(title, l.kind.Title) || l.isHeading(at, title)) {
			l.uses[at] = ours
		}
		if scan, _ := l.scanNoMore(l.sheet.label(at.row, at.col)); scan != "" && len(l.after(at)) == 0 { // of an earlier blank form
			l.uses[at] = ours
		}
	})
}

// heading is how the title of a form ends. Blank forms bear the document's title, which an
// office may change after it has handed them out.
var heading = regexp.MustCompile(`(?:单|表|簿|卡片?)$`)

// isHeading reports whether a text stands alone at the top of the sheet, and ends as titles
// of forms do.
func (l *layout) isHeading(at spot, text string) bool {
	for row := range at.row {
		if l.firstFilled(row) >= 0 {
			return false
		}
	}
	return heading.MatchString(text) && len(l.unreadInRow(at.row)) == 1
}

// strayTables reports tables that belong to no list: one whose label was changed or
// lost hangs below the table before it.
func (l *layout) strayTables() {
	for row := 0; row < len(l.sheet.Rows); row++ {
		var at spot
		open := false
		for col, text := range l.sheet.Rows[row] {
			if at = (spot{row, col}); shown(text) && l.uses[at] == unread && !l.inTable(row, col) {
				open = true
				break
			}
		}
		if !open {
			continue
		}
		like := l.heads(row)
		if like == nil {
			continue
		}
		cells := l.unreadInRow(row)
		for next := row + 1; next < len(l.sheet.Rows); next++ {
			first := l.firstFilled(next)
			if first < 0 {
				continue
			}
			if u := l.uses[spot{next, first}]; u == aLabel || u == ours || l.inTable(next, first) || l.heads(next) != nil || l.headsBelow(next) {
				break
			}
			cells = append(cells, l.unreadInRow(next)...)
		}
		name, place := "", l.place(cells[0])
		if above := l.headingOver(row); len(above) > 0 {
			name, place = l.says(above[0]), l.place(above[0])
			l.uses[above[0]] = told
			cells = append(above[1:], cells...)
		}
		message := "这里的一张表没有栏目名称"
		if name != "" {
			message = fmt.Sprintf("没有“%s”这一栏", bareLabel(name))
		}
		meant := ""
		if given, ok := l.given[like.Key]; !ok || given.cell.fault != nil {
			meant = like.Label
		}
		message = l.guess(message, meant, l.span(l.tell(cells))+"的内容没有读入")
		l.stray(bareLabel(name), place, message, l.rename())
	}
}

// headingOver is what stands unread in the nearest filled row above heads.
func (l *layout) headingOver(row int) []spot {
	for above := row - 1; above >= max(0, row-3); above-- {
		if l.firstFilled(above) >= 0 {
			return l.unreadInRow(above)
		}
	}
	return nil
}

// misnamed reports what stands where labels stand, has a value beside it, and is no
// label: most likely one that was changed. So does a cell that has both in it.
func (l *layout) misnamed() {
	columns := map[int]bool{}
	for at := range l.labels {
		columns[at.col] = true
	}
	var found []misnomer
	l.each(func(at spot) {
		if name, value, both := strings.Cut(strings.ReplaceAll(l.text(at), "：", ":"), ":"); both && shown(value) {
			if f := l.labelled(name); f != nil {
				l.uses[at] = told
				l.guessed = append(l.guessed, f.Label)
				l.strays = append(l.strays, Finding{Severity: Must, Field: f.Label, Cell: l.place(at), Value: l.says(at),
					Message: fmt.Sprintf("“%s”的名称和内容写在了同一格里", f.Label),
					Advice:  "请在这一格只留名称，内容写到右边的格里"})
				return
			}
		}
		beside := l.after(at)
		meant := l.meant(l.text(at))
		if meant == "" && !columns[at.col] || len(beside) == 0 || l.ownerOf(at) != nil {
			return
		}
		if meant == "" {
			meant = nearest(looseLabel(l.text(at)), l.absentLabels())
		}
		// Rows of strange names one after another are a table of something, not labels.
		if n := len(found); meant == "" && n > 0 && found[n-1].meant == "" && found[n-1].at.row == at.row-1 {
			found[n-1].table = true
			found = append(found, misnomer{at: at, table: true})
			return
		}
		found = append(found, misnomer{at: at, meant: meant})
	})
	for _, m := range found {
		if !m.table {
			beside := l.after(m.at)
			l.uses[m.at] = told
			l.unknownLabel(m.at, m.meant, l.tell(beside))
		}
	}
}

// misnomer is a text that stands where labels stand and is none.
type misnomer struct {
	at    spot
	meant string
	table bool // one of several rows
}

func (l *layout) absentLabels() []string {
	labels := make([]string, len(l.absent))
	for i, f := range l.absent {
		labels[i] = f.Label
	}
	return labels
}

// labelled is the field whose label a text is, or is near, or nil.
func (l *layout) labelled(text string) *templates.Field {
	if len(text) > maxLabel {
		return nil
	}
	if f := l.looseFields()[looseLabel(text)]; f != nil {
		return f
	}
	if meant := l.meant(text); meant != "" {
		return l.kind.FieldNamed(meant)
	}
	return nil
}

func (l *layout) unknownLabel(at spot, meant string, beside []spot) {
	name := clip(l.sheet.label(at.row, at.col))
	if message, advice := l.scanNoMore(name); message != "" {
		l.strays = append(l.strays, Finding{Severity: Must, Field: templates.ApprovalScan.Label, Cell: l.place(at), Value: l.words(beside),
			Message: message, Because: l.whereAll(beside), Advice: advice})
		return
	}
	l.strays = append(l.strays, Finding{Severity: Must, Field: name, Cell: l.place(at), Value: l.words(beside),
		Message: l.guess(fmt.Sprintf("没有“%s”这一栏", name), meant, ""), Because: l.whereAll(beside), Advice: l.rename()})
}

// after are the unread cells on the right of one, up to the next label.
func (l *layout) after(at spot) []spot {
	var cells []spot
	for col := l.sheet.Area(at.row, at.col).Right + 1; col < len(l.sheet.Rows[at.row]); col++ {
		next := spot{at.row, col}
		if l.uses[next] == aLabel || l.inTable(at.row, col) {
			break
		}
		if l.uses[next] == unread && shown(l.text(next)) {
			cells = append(cells, next)
		}
	}
	return cells
}

// ownerOf is the label in whose row a cell stands, or nil.
func (l *layout) ownerOf(at spot) *spot {
	for col := at.col - 1; col >= 0; col-- {
		a := l.sheet.Area(at.row, col)
		s := spot{a.Top, a.Left}
		if l.labels[s] != nil {
			return &s
		}
		if l.uses[s] == aLabel {
			return nil
		}
	}
	return nil
}

// misplaced reports values that stand beside their place, or lost their label.
func (l *layout) misplaced() {
	valueColumns := map[int]bool{}
	for at := range l.values {
		valueColumns[at.col] = true
	}
	var nameless []spot
	remarks := map[spot][]spot{} // by the label they stand beside
	l.each(func(at spot) {
		if owner := l.ownerOf(at); owner != nil && !l.inTableRow(at.row) {
			f := l.labels[*owner]
			place := l.right(owner.row, owner.col)
			if shown(l.text(place)) && at.col == place.col { // the label goes over both rows
				l.uses[at] = told
				l.stray(f.Label, l.place(at), fmt.Sprintf("“%s”右边有两格内容，“%s”没有读入", f.Label, l.says(at)), "请合并到"+l.place(place)+"，或删去")
				return
			}
			if shown(l.text(place)) {
				remarks[*owner] = append(remarks[*owner], at)
				l.uses[at] = told
				return
			}
			l.wrongPlace(at, f, place)
			return
		}
		if at.row == 0 {
			return
		}
		over := l.sheet.Area(at.row-1, at.col)
		if f := l.labels[spot{over.Top, over.Left}]; f != nil {
			if place := l.right(over.Top, over.Left); !shown(l.text(place)) {
				l.wrongPlace(at, f, place)
				return
			}
		}
		beside := l.left(at)
		if !valueColumns[at.col] || beside.col < 0 || shown(l.text(beside)) || l.inTableRow(at.row) {
			return
		}
		f := l.between(at.row)
		if f == nil {
			nameless = append(nameless, at)
			return
		}
		l.uses[at] = told
		l.stray("", l.place(at), l.guess(fmt.Sprintf("“%s”左边没有栏目名称", l.says(at)), f.Label, ""), "请补上栏目名称，或删去它")
	})
	for _, owner := range slices.SortedFunc(maps.Keys(remarks), spot.compare) {
		f, cells := l.labels[owner], remarks[owner]
		l.remark(cells, f, fmt.Sprintf("“%s”右边的%s没有读入", f.Label, l.words(cells)))
	}
	if len(nameless) > 0 {
		l.strays = append(l.strays, Finding{Severity: Must, Cell: l.place(nameless[0]), Because: l.whereAll(nameless),
			Message: l.words(nameless) + "左边没有栏目名称", Advice: "请补上栏目名称，或删去它"})
		l.tell(nameless)
	}
}

// wrongPlace reports a cell beside or below the empty one of a field.
func (l *layout) wrongPlace(at spot, f *templates.Field, place spot) {
	text, advice := l.says(at), fmt.Sprintf("如果是填错了位置，请移到%s；否则请删去", l.place(place))
	l.uses[at] = told
	if given := l.given[f.Key]; given.cell.fault == nil {
		given.cell.fault = &fault{fmt.Sprintf("没有填写，旁边的%s却写着“%s”", l.place(at), text), advice}
		l.given[f.Key] = given
		return
	}
	l.strays = append(l.strays, Finding{Severity: Must, Field: f.Label, Cell: l.place(at), Value: text,
		Message: fmt.Sprintf("“%s”的格（%s）旁边还有内容，没有读入", f.Label, l.place(place)), Advice: advice})
}

// between is the one field without a label that stands, on a blank form, between the
// labels above a row and below it; nil if there is none or several.
func (l *layout) between(row int) *templates.Field {
	order := func(f *templates.Field) int {
		return slices.IndexFunc(l.kind.Fields, func(g templates.Field) bool { return g.Key == f.Key })
	}
	above, below := -1, len(l.sheet.Rows)
	from, to := -1, len(l.kind.Fields)
	for at, f := range l.labels {
		n := order(f)
		if at.row < row && (at.row > above || at.row == above && n > from) {
			above, from = at.row, n
		}
		if at.row > row && (at.row < below || at.row == below && n < to) {
			below, to = at.row, n
		}
	}
	var found *templates.Field
	for i := from + 1; i < to; i++ {
		if f := &l.kind.Fields[i]; !f.IsList() && l.isAbsent(f) {
			if found != nil {
				return nil
			}
			found = f
		}
	}
	return found
}

func (l *layout) inTableRow(row int) bool {
	return slices.ContainsFunc(l.tables, func(t *table) bool { return t.Top <= row && row <= t.Bottom })
}

// rest reports what is left in blocks of rows that follow each other. Single words are
// asked about; what is in a list's rows, or has something beside it, looks like an
// answer.
func (l *layout) rest() {
	var block []spot
	certain := false
	flush := func() {
		if len(block) == 0 {
			return
		}
		if certain {
			l.lost(block)
		} else {
			l.remark(block, nil, l.words(block)+"不在任何一栏里，没有读入")
		}
		block, certain = nil, false
	}
	last, rows := -2, map[int]int{}
	var cells []spot
	l.each(func(at spot) { cells = append(cells, at); rows[at.row]++ })
	for _, at := range cells {
		inRow := l.inTableRow(at.row)
		if at.row > last+1 || inRow != certain && len(block) > 0 && rows[at.row] < 2 {
			flush()
		}
		certain = certain || inRow || rows[at.row] > 1
		block, last = append(block, at), at.row
	}
	flush()
}

// lost reports cells that look like an answer.
func (l *layout) lost(cells []spot) {
	message, advice := l.words(cells)+"不在任何一栏里，没有读入", "请移到应当填写的栏里；与办理无关的请删去"
	if meant := l.meant(l.text(cells[0])); meant != "" {
		message, advice = l.guess(fmt.Sprintf("没有“%s”这一栏", l.says(cells[0])), meant, "这里的内容没有读入"), l.rename()
	}
	l.strays = append(l.strays, Finding{Severity: Must, Cell: l.place(cells[0]), Message: message, Because: l.whereAll(cells), Advice: advice})
	l.tell(cells)
}

// remark asks about cells that look like something said on the side.
func (l *layout) remark(cells []spot, f *templates.Field, message string) {
	field := ""
	if f != nil {
		field = f.Label
	}
	advice := "与办理有关的，请写进相应的栏里；无关的请删去"
	if meant := l.meant(l.text(cells[0])); meant != "" && f == nil {
		advice = fmt.Sprintf("如果是栏目名称“%s”，请改正；%s", meant, advice)
	}
	l.strays = append(l.strays, Finding{Severity: Confirm, Field: field, Cell: l.place(cells[0]), Message: message,
		Because: l.whereAll(cells), Advice: advice})
	l.tell(cells)
}

func (l *layout) rename() string { return fmt.Sprintf(l.format.rename, l.kind.Title) }
