package audit

import (
	"context"
	"fmt"
	"path"

	"gongwen/archive/catalogue"
)

// readCatalogue reads in an order that keeps what happens meanwhile from looking
// wrong: a number is taken by an arrival that is there, and an arrival is filed
// with its record.
func (v *verification) readCatalogue(ctx context.Context) (err error) {
	if v.seq, err = v.Catalogue.LastChange(ctx); err != nil {
		return err
	}
	for n, err := range v.Catalogue.Numbers(ctx) {
		if err != nil {
			return err
		}
		n.Submission = ""
		v.numbers = append(v.numbers, n)
	}
	for a, err := range v.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		v.arrivals[a.ID] = a.State
		if a.State == catalogue.Pending && a.Stage != catalogue.Waiting {
			v.atWork = append(v.atWork, a)
		}
	}
	for e, err := range v.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		has, err := contentsOf(e.Record)
		if err != nil {
			return err
		}
		v.records[e.Folder()] = entry{has, e.Voided != nil}
	}
	if v.delegations, err = v.Catalogue.Delegations(ctx); err != nil {
		return err
	}
	if v.losses, err = v.Catalogue.Losses(ctx); err != nil {
		return err
	}
	if err := v.readSignings(ctx); err != nil {
		return err
	}
	sums, err := v.Catalogue.Sums(ctx)
	if err == nil && !sums.Holds() {
		v.add(Finding{Code: LedgerSums, Advice: rebuildAdvice, Message: fmt.Sprintf("收件登记的总数对不上：收到 %d，归档 %d，退回 %d，重复 %d，待处理 %d",
			sums.Received, sums.Filed, sums.Returned, sums.Duplicate, sums.Pending)})
	}
	if err != nil {
		return err
	}
	return v.checkAtWork(ctx)
}

// checkAtWork looks for the files of what was taken and has not ended.
func (v *verification) checkAtWork(ctx context.Context) error {
	if v.AtWork == nil {
		return nil
	}
	for _, a := range v.atWork {
		if v.AtWork(a.ID) {
			continue
		}
		now, _, err := v.Catalogue.Arrival(ctx, a.ID) // it may have ended meanwhile
		if err != nil {
			return err
		}
		if now.State == catalogue.Pending {
			v.add(Finding{Code: ArrivalLost, Message: fmt.Sprintf("%s 还没有办完，它的文件却不在 spool 里了（收件号 %s）", a.Path, a.ID),
				Advice: "请从备份恢复 spool 中的同名文件夹；没有备份的，请原单位重新提交"})
		}
	}
	return nil
}

// checkSeries looks for numbers nobody has. One whose record is lost has an owner.
func (v *verification) checkSeries(context.Context) error {
	filed := map[catalogue.Series]map[int]bool{}
	has := func(series catalogue.Series, serial int) {
		if filed[series] == nil {
			filed[series] = map[int]bool{}
		}
		filed[series][serial] = true
	}
	for _, e := range v.records {
		has(catalogue.Series{Kind: e.kind, Year: e.year}, e.serial)
	}
	for _, l := range v.losses {
		has(catalogue.Series{Kind: l.Kind, Year: l.Year}, l.Serial)
	}
	for _, f := range v.told {
		has(catalogue.Series{Kind: f.Kind, Year: f.Year}, f.Serial)
	}
	var last catalogue.Number
	for _, n := range v.numbers {
		if n.Kind != last.Kind || n.Year != last.Year {
			last.Serial = 0
		}
		have := filed[catalogue.Series{Kind: n.Kind, Year: n.Year}]
		for missing := last.Serial + 1; missing < n.Serial; missing++ {
			if !have[missing] {
				v.add(gap(n, missing, "没有给出过"))
			}
		}
		state, known := v.arrivals[n.Arrival]
		if !have[n.Serial] && (!known || state != catalogue.Pending) {
			v.add(gap(n, n.Serial, "给出了，却没有归档"))
		}
		last = n
	}
	return nil
}

func gap(n catalogue.Number, serial int, what string) Finding {
	return Finding{Code: SeriesGap, Path: path.Join(fmt.Sprint(n.Year), n.Kind),
		Message: fmt.Sprintf("%s %d 年的编号不连续：第 %d 号%s", n.Kind, n.Year, serial, what),
		Advice:  "请查明这个编号的去向（档案文件夹是否被移走），并书面说明；编号不会再给出"}
}
