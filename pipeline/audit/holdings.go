package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gongwen/archive/catalogue"
	"gongwen/archive/holdings"
)

// compareBags compares every bag with the others, with the catalogue, where there is
// one, and with what the journal tells of its filing.
func (v *verification) compareBags(context.Context) error {
	type place struct {
		kind         string
		year, serial int
	}
	holder := map[place]string{}
	var untold []string // numbers
	for _, folder := range v.folders {
		has, ok := v.bags[folder]
		if !ok {
			continue
		}
		at := place{has.kind, has.year, has.serial}
		if other, taken := holder[at]; taken {
			v.add(Finding{Code: NumberTwice, Path: folder, Number: has.number,
				Message: fmt.Sprintf("%s 与 %s 是同一编号序列的同一号", has.number, other),
				Advice:  "一个编号只能有一份档案。请查明哪一份是复制或移动来的，并移出档案文件夹"})
			continue
		}
		holder[at] = folder
		if has.folder() != folder {
			v.add(Finding{Code: BagMisplaced, Path: folder, Number: has.number,
				Message: fmt.Sprintf("%s 的档案应在 %s", has.number, has.folder()),
				Advice:  "文件夹可能被移动或改名，请改回原处"})
			continue
		}
		v.compareBag(folder, has)
		// Between the bag and the catalogue the journal is told.
		if told := v.told[has.number]; (told == nil || told.Filed.IsZero()) && has.version >= toldOf && v.arrivals[has.arrival] != catalogue.Pending {
			untold = append(untold, has.number)
		}
	}
	if len(untold) > 0 {
		v.add(Finding{Code: JournalLacks, Number: untold[0], Advice: journalAdvice,
			Message: fmt.Sprintf("%s 等 %d 件在档案里，流水里却没有它们归档的记录", untold[0], len(untold))})
	}
	return nil
}

// toldOf is the version of the first records whose filing the journal tells of.
const toldOf = 2

// compareBag compares a bag that is in its place with catalogue and journal.
func (v *verification) compareBag(folder string, has contents) {
	listed, known := v.records[folder]
	switch {
	case v.Catalogue == nil:
	case !known && v.arrivals[has.arrival] == catalogue.Pending:
		// Between the bag and the catalogue; the program is at it, or will be
		// when it starts again.
	case !known:
		v.add(Finding{Code: BagUnlisted, Path: folder, Number: has.number,
			Message: has.number + " 有档案，目录里却没有", Advice: rebuildAdvice})
	case listed.sum != has.sum:
		v.add(Finding{Code: RecordDiffers, Path: folder, Number: has.number,
			Message: has.number + " 的 record.json 与目录里记的不一样",
			Advice:  "档案或目录被改动过。档案文件夹经核对无误的，" + rebuildAdvice})
	}
	told := v.told[has.number]
	if told == nil {
		return
	}
	if told.Seal != "" && has.seal != "" && told.Seal != has.seal {
		v.add(Finding{Code: SealDiffers, Path: folder, Number: has.number,
			Message: has.number + " 不是归档时的那一件：校验清单与流水里归档时记的不一样", Advice: sealAdvice})
	}
	if off := told.WrittenOff; off != nil {
		v.add(Finding{Code: WrittenOffFound, Path: folder, Number: has.number,
			Message: fmt.Sprintf("%s 已于 %s 核销（%s，%s），档案却在", has.number, off.At.Local().Format("2006-01-02"), off.Reason, off.By),
			Advice:  "请查明来历。确是原件的，用 gongwen write-off 编号 --withdraw --reason 理由 --by 经手人 撤销核销；不是的，移到别处"})
	}
}

// checkLosses looks for what was filed and is not there, by catalogue and journal, and
// for write-offs that only one of them knows.
func (v *verification) checkLosses(ctx context.Context) error {
	var places []catalogue.Place
	for _, e := range v.records {
		places = append(places, catalogue.Place{Number: e.number, Kind: e.kind, Year: e.year, Arrival: e.arrival})
	}
	for _, l := range v.losses {
		places = append(places, catalogue.Place{Number: l.Number, Kind: l.Kind, Year: l.Year, Arrival: l.Arrival})
	}
	lost := holdings.NewShelf(v.Archive, v.folders).Losses(v.told, places)
	for _, l := range holdings.Open(lost) {
		v.add(Finding{Code: BagLost, Path: l.Folder, Number: l.Number, Message: l.Message(), Advice: l.Advice()})
	}
	if v.Catalogue == nil {
		return nil
	}
	for _, l := range lost {
		if l.Arrival != "" {
			if err := v.checkListed(ctx, l.Arrival, "", l.Number); err != nil {
				return err
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(v.told)) {
		told, l := v.told[number], v.losses[number]
		if told.WrittenOff != nil && !told.Filed.IsZero() && l.WrittenOff == nil {
			v.add(Finding{Code: LedgerLacks, Number: number, Message: number + " 在流水里已核销，在目录里没有", Advice: rebuildAdvice})
		}
	}
	for _, number := range slices.Sorted(maps.Keys(v.losses)) {
		if told := v.told[number]; v.losses[number].WrittenOff != nil && (told == nil || told.WrittenOff == nil) {
			v.add(Finding{Code: JournalLacks, Number: number, Message: number + " 在目录里已核销，流水里却没有记", Advice: journalAdvice})
		}
	}
	return nil
}
