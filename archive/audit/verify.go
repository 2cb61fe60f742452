package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"gongwen/archive"
	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/index"
)

// Subject is what Verify looks at.
type Subject struct {
	Archive   *archive.Archive
	Catalogue *catalogue.Catalogue
	Index     *index.Index
}

// Verify reads everything, every byte of every bag, and returns what is wrong,
// bags first. The error is only for what kept it from looking. progress, which
// may be nil, is told after each bag.
func Verify(ctx context.Context, s Subject, progress func(done, total int)) ([]Finding, error) {
	damage, err := s.Catalogue.Damage(ctx)
	if err != nil {
		return nil, err
	}
	v := &verification{Subject: s, records: map[string]catalogue.Entry{}, arrivals: map[string]catalogue.Arrival{}, bags: map[string]archive.Record{}}
	if damage != "" {
		// What such a catalogue says is worth nothing; the bags are checked anyway.
		v.add(Finding{Code: CatalogueBad, Message: "目录数据库已损坏：" + damage, Advice: rebuildAdvice})
	}
	// Bags before the catalogue: a bag is there before its record, so that what is
	// filed meanwhile is not taken for a bag without a record.
	if err := v.checkBags(ctx, progress); err != nil || damage != "" {
		return v.findings, err
	}
	for _, step := range []func(context.Context) error{v.readCatalogue, v.compareBags, v.checkSeries, v.checkJournal, v.checkIndex} {
		if err := step(ctx); err != nil {
			return v.findings, err
		}
	}
	return v.findings, nil
}

// verification gathers what is known and what is wrong.
type verification struct {
	Subject
	mu       sync.Mutex
	findings []Finding
	bags     map[string]archive.Record    // by folder; those that can be read
	folders  []string                     // all
	records  map[string]catalogue.Entry   // by folder, without their texts
	arrivals map[string]catalogue.Arrival // by ID
	numbers  []catalogue.Number
	seq      int64 // the last change when the catalogue was read
}

func (v *verification) add(f Finding) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.findings = append(v.findings, f)
}

// slim drops what is compared by hash, so that a large archive fits in memory,
// and puts the hash in its place.
func slim(r archive.Record) (archive.Record, error) {
	text, err := r.JSON()
	if err != nil {
		return r, err
	}
	r.Values, r.Fields, r.Excused, r.Attachments = nil, nil, nil, nil
	sum := sha256.Sum256(text)
	r.Text = hex.EncodeToString(sum[:])
	return r, nil
}

func (v *verification) checkBags(ctx context.Context, progress func(done, total int)) error {
	var err error
	if v.folders, err = v.Archive.Folders(); err != nil {
		return err
	}
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, folder := range v.folders {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := v.checkBag(folder); err != nil {
				return err
			}
			v.mu.Lock()
			defer v.mu.Unlock()
			done++
			if progress != nil {
				progress(done, len(v.folders))
			}
			return nil
		})
	}
	err = group.Wait()
	slices.SortFunc(v.findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(string(a.Code), string(b.Code)))
	})
	return err
}

func (v *verification) checkBag(folder string) error {
	problems, err := bag.Validate(v.Archive.Path(folder))
	if err != nil {
		return fmt.Errorf("%s 读不出：%w", v.Archive.Path(folder), err)
	}
	for _, p := range problems {
		f := Finding{Path: path.Join(folder, p.Path), Advice: restoreAdvice}
		switch p.Fault {
		case bag.Missing:
			f.Code, f.Message = FileMissing, "档案缺少文件 "+p.Path
		case bag.Changed:
			f.Code, f.Message = FileChanged, "归档后文件被改动："+p.Path
		case bag.Extra:
			f.Code, f.Message = FileExtra, "档案里多出归档时没有的文件 "+p.Path
			f.Advice = "请把这个文件移到别处；归档后不能再往档案里放文件"
		case bag.Broken:
			f.Code, f.Message = BagBroken, fmt.Sprintf("%s 读不懂：%v", p.Path, p.Err)
		}
		v.add(f)
	}
	record, err := v.Archive.Read(folder)
	if errors.Is(err, fs.ErrNotExist) && len(problems) > 0 {
		return nil // reported as missing
	}
	if err != nil {
		v.add(Finding{Code: BagBroken, Path: folder, Message: err.Error(), Advice: restoreAdvice})
		return nil
	}
	if record, err = slim(record); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bags[folder] = record
	return nil
}

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
		v.numbers = append(v.numbers, n)
	}
	for a, err := range v.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		v.arrivals[a.ID] = a
	}
	for e, err := range v.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		if e.Record, err = slim(e.Record); err != nil {
			return err
		}
		v.records[e.Folder()] = e
	}
	sums, err := v.Catalogue.Sums(ctx)
	if err == nil && !sums.Holds() {
		v.add(Finding{Code: LedgerSums, Advice: rebuildAdvice, Message: fmt.Sprintf("收件登记的总数对不上：收到 %d，归档 %d，退回 %d，重复 %d，待处理 %d",
			sums.Received, sums.Filed, sums.Returned, sums.Duplicate, sums.Pending)})
	}
	return err
}

// compareBags compares every bag with the catalogue, and the other way round.
func (v *verification) compareBags(context.Context) error {
	type place struct {
		kind         string
		year, serial int
	}
	holder := map[place]string{}
	for _, folder := range v.folders {
		record, ok := v.bags[folder]
		if !ok {
			continue
		}
		at := place{record.Kind, record.Year, record.Serial}
		if other, taken := holder[at]; taken {
			v.add(Finding{Code: NumberTwice, Path: folder, Number: record.Number,
				Message: fmt.Sprintf("%s 与 %s 是同一编号序列的同一号", record.Number, other),
				Advice:  "一个编号只能有一份档案。请查明哪一份是复制或移动来的，并移出档案文件夹"})
			continue
		}
		holder[at] = folder
		if record.Folder() != folder {
			v.add(Finding{Code: BagMisplaced, Path: folder, Number: record.Number,
				Message: fmt.Sprintf("%s 的档案应在 %s", record.Number, record.Folder()),
				Advice:  "文件夹可能被移动或改名，请改回原处"})
			continue
		}
		entry, known := v.records[folder]
		switch {
		case !known && v.arrivals[record.Arrival].State == catalogue.Pending:
			// Between the bag and the catalogue; the program is at it, or will be
			// when it starts again.
		case !known:
			v.add(Finding{Code: BagUnlisted, Path: folder, Number: record.Number,
				Message: record.Number + " 有档案，目录里却没有", Advice: rebuildAdvice})
		case entry.Text != record.Text:
			v.add(Finding{Code: RecordDiffers, Path: folder, Number: record.Number,
				Message: record.Number + " 的 record.json 与目录里记的不一样",
				Advice:  "档案或目录被改动过。档案文件夹经核对无误的，" + rebuildAdvice})
		}
	}
	listed := map[string]bool{}
	for _, folder := range v.folders {
		listed[folder] = true
	}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		if listed[folder] {
			continue
		}
		// Filed since the folders were listed?
		if _, err := os.Stat(v.Archive.Path(folder)); err == nil {
			continue
		}
		v.add(Finding{Code: BagLost, Path: folder, Number: v.records[folder].Number,
			Message: v.records[folder].Number + " 的档案文件夹不见了", Advice: restoreAdvice})
	}
	return nil
}

// checkSeries looks for numbers nobody has.
func (v *verification) checkSeries(context.Context) error {
	filed := map[catalogue.Series]map[int]bool{}
	for _, e := range v.records {
		series := catalogue.Series{Kind: e.Kind, Year: e.Year}
		if filed[series] == nil {
			filed[series] = map[int]bool{}
		}
		filed[series][e.Serial] = true
	}
	var last catalogue.Number
	for _, n := range v.numbers {
		if n.Kind != last.Kind || n.Year != last.Year {
			last.Serial = 0
		}
		for missing := last.Serial + 1; missing < n.Serial; missing++ {
			v.add(gap(n, missing, "没有给出过"))
		}
		a, known := v.arrivals[n.Arrival]
		if !filed[catalogue.Series{Kind: n.Kind, Year: n.Year}][n.Serial] && (!known || a.State != catalogue.Pending) {
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

// checkJournal checks the chain and compares the ends it tells with the ledger.
// The journal is read last and written first: what it tells beyond the ledger is
// asked for again.
func (v *verification) checkJournal(ctx context.Context) error {
	ended, voided := map[string]bool{}, map[string]bool{}
	for e, err := range journal.All(v.Archive.JournalDir()) {
		var broken *journal.Broken
		switch {
		case errors.As(err, &broken):
			v.add(Finding{Code: JournalBroken, Path: path.Join("journal", broken.File), Message: broken.Error(),
				Advice: "日志只能由程序添加。请从备份核对这一行前后，并报告主管人员"})
		case err != nil:
			return err
		}
		switch e.Event {
		case journal.Returned, journal.Duplicate:
			ended[e.Arrival] = true
			if _, known := v.arrivals[e.Arrival]; known {
				continue
			}
			_, known, err := v.Catalogue.Arrival(ctx, e.Arrival)
			if err != nil {
				return err
			}
			if !known {
				v.add(Finding{Code: LedgerLacks, Number: e.Number, Advice: rebuildAdvice,
					Message: fmt.Sprintf("日志记有 %s 的去向，收件登记里却没有这一件", e.Path)})
			}
		case journal.Voided:
			voided[e.Number] = true
		}
	}
	numbers := map[string]bool{}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		e := v.records[folder]
		numbers[e.Number] = true
		switch {
		case e.Voided != nil && !voided[e.Number]:
			v.add(Finding{Code: JournalLacks, Number: e.Number, Path: folder,
				Message: e.Number + " 在目录里已作废，日志里却没有记", Advice: journalAdvice})
		case e.Voided == nil && voided[e.Number]:
			now, err := v.Catalogue.Record(ctx, e.Number)
			if err != nil {
				return err
			}
			if now.Voided == nil {
				v.add(Finding{Code: LedgerLacks, Number: e.Number, Path: folder,
					Message: e.Number + " 在日志里已作废，在目录里没有", Advice: rebuildAdvice})
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(voided)) {
		if !numbers[number] { // nothing is voided while it is being filed
			v.add(Finding{Code: BagLost, Number: number, Message: number + " 在日志里有作废记录，档案和目录里却没有这一件", Advice: restoreAdvice})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.arrivals)) {
		a := v.arrivals[id]
		if (a.State == catalogue.Returned || a.State == catalogue.Duplicate) && !ended[id] {
			v.add(Finding{Code: JournalLacks, Number: a.Number, Message: fmt.Sprintf("收件登记里 %s 已了结，日志里却没有记", a.Path),
				Advice: journalAdvice})
		}
	}
	return nil
}

// checkIndex compares the index with the catalogue.
func (v *verification) checkIndex(ctx context.Context) error {
	const mends = "下次检索或运行时会自动补上；仍有此提示的，请删去 index 文件夹，程序会重建"
	state, count, err := v.Index.State()
	if errors.Is(err, index.ErrMissing) || errors.Is(err, index.ErrDamaged) {
		if len(v.records) > 0 {
			v.add(Finding{Code: IndexBehind, Message: err.Error(), Advice: mends})
		}
		return nil
	}
	if err != nil {
		return err
	}
	if state.Catalogue != v.Catalogue.ID() || state.Seq < v.seq {
		v.add(Finding{Code: IndexBehind, Message: "检索索引还没有跟上目录", Advice: mends})
		return nil
	}
	var numbers []string
	for _, e := range v.records {
		numbers = append(numbers, e.Number)
	}
	slices.Sort(numbers)
	lacking := 0
	for some := range slices.Chunk(numbers, 1000) {
		missing, err := v.Index.Lacking(ctx, some)
		if err != nil {
			return err
		}
		lacking += len(missing)
	}
	strangers := max(0, count-(len(numbers)-lacking))
	if state.Seq > v.seq {
		strangers = 0 // filed since
	}
	if lacking > 0 || strangers > 0 {
		v.add(Finding{Code: IndexDisagrees, Message: fmt.Sprintf("检索索引缺 %d 件，多 %d 件", lacking, strangers),
			Advice: "请删去 index 文件夹，程序会重建"})
	}
	return nil
}
