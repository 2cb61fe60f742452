package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
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
	Archive *archive.Archive
	// Catalogue is nil when it cannot be opened; NoCatalogue then says why.
	Catalogue   *catalogue.Catalogue
	NoCatalogue error
	Index       *index.Index
	Trail       string // folder of the reading room's trail, which need not exist
	// AtWork tells whether the files of an arrival that was taken and has not ended
	// are there. Nil does not ask.
	AtWork func(arrival string) bool
}

// Verify reads everything, every byte of every bag, and returns what is wrong,
// bags first. The error is only for what kept it from looking. progress, which
// may be nil, is told after each bag.
//
// Bags are read one by one, several at a time, and only a few hundred bytes of
// each are kept for the comparisons.
func Verify(ctx context.Context, s Subject, progress func(done, total int)) ([]Finding, error) {
	damage := ""
	if s.Catalogue == nil {
		damage = "打不开"
		if s.NoCatalogue != nil {
			damage = s.NoCatalogue.Error()
		}
	} else {
		var err error
		if damage, err = s.Catalogue.Damage(ctx); err != nil {
			return nil, err
		}
	}
	v := &verification{Subject: s, records: map[string]entry{}, arrivals: map[string]catalogue.State{}, bags: map[string]contents{}}
	if damage != "" {
		// What such a catalogue says is worth nothing; the bags are checked anyway.
		v.add(Finding{Code: CatalogueBad, Message: "目录数据库已损坏或不见：" + damage, Advice: rebuildAdvice})
	}
	// Bags before the catalogue: a bag is there before its record, so that what is
	// filed meanwhile is not taken for a bag without a record.
	if err := v.checkBags(ctx, progress); err != nil {
		return v.findings, err
	}
	if err := v.checkTrail(); err != nil {
		return v.findings, err
	}
	steps := []func(context.Context) error{v.readCatalogue, v.compareBags, v.checkSeries, v.checkJournal, v.checkIndex}
	if damage != "" {
		steps = []func(context.Context) error{v.checkChain}
	}
	for _, step := range steps {
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
	bags     map[string]contents        // by folder; those that can be read
	folders  []string                   // all
	records  map[string]entry           // by folder
	arrivals map[string]catalogue.State // by ID
	atWork   []catalogue.Arrival        // taken and not ended
	numbers  []catalogue.Number
	seq      int64 // the last change when the catalogue was read
}

func (v *verification) add(f Finding) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.findings = append(v.findings, f)
}

// contents is what is remembered of a record: a large archive must fit in
// memory, so whatever is only compared is there as a hash.
type contents struct {
	number  string
	kind    string
	year    int
	serial  int
	arrival string
	sum     [sha256.Size]byte // of the whole record
}

func contentsOf(r archive.Record) (contents, error) {
	text, err := r.JSON()
	return contents{r.Number, r.Kind, r.Year, r.Serial, r.Arrival, sha256.Sum256(text)}, err
}

// folder is where the record's bag belongs.
func (c contents) folder() string {
	return archive.Record{Number: c.number, Kind: c.kind, Year: c.year}.Folder()
}

// entry is a record as the catalogue has it.
type entry struct {
	contents
	voided bool
}

func (v *verification) checkBags(ctx context.Context, progress func(done, total int)) error {
	var strays []string
	var err error
	if v.folders, strays, err = v.Archive.Survey(); err != nil {
		return err
	}
	for _, stray := range strays {
		v.add(Finding{Code: ArchiveStray, Path: stray, Message: "档案文件夹里有不属于档案的 " + stray, Advice: strayAdvice})
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
	unreadable := func(err error) error {
		v.add(Finding{Code: BagUnreadable, Path: folder, Message: fmt.Sprintf("%s 读不出：%v", folder, err),
			Advice: "请检查磁盘和文件夹的权限；磁盘有坏道的，请尽快换盘并从备份恢复"})
		return nil // the others still want to be looked at
	}
	problems, err := bag.Validate(v.Archive.Path(folder))
	if err != nil {
		return unreadable(err)
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
	var wrong *archive.NoRecord
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(problems) > 0:
		return nil // reported as missing
	case errors.As(err, &wrong) || errors.Is(err, fs.ErrNotExist):
		v.add(Finding{Code: BagBroken, Path: folder, Message: err.Error(), Advice: restoreAdvice})
		return nil
	case err != nil:
		return unreadable(err)
	}
	has, err := contentsOf(record)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bags[folder] = has
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
		n.Packet = ""
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

// compareBags compares every bag with the catalogue, and the other way round.
func (v *verification) compareBags(context.Context) error {
	type place struct {
		kind         string
		year, serial int
	}
	holder := map[place]string{}
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
		listed, known := v.records[folder]
		switch {
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
	}
	there := map[string]bool{}
	for _, folder := range v.folders {
		there[folder] = true
	}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		if there[folder] {
			continue
		}
		// Filed since the folders were listed?
		if _, err := os.Stat(v.Archive.Path(folder)); err == nil {
			continue
		}
		v.add(Finding{Code: BagLost, Path: folder, Number: v.records[folder].number,
			Message: v.records[folder].number + " 的档案文件夹不见了", Advice: restoreAdvice})
	}
	return nil
}

// checkSeries looks for numbers nobody has.
func (v *verification) checkSeries(context.Context) error {
	filed := map[catalogue.Series]map[int]bool{}
	for _, e := range v.records {
		series := catalogue.Series{Kind: e.kind, Year: e.year}
		if filed[series] == nil {
			filed[series] = map[int]bool{}
		}
		filed[series][e.serial] = true
	}
	var last catalogue.Number
	for _, n := range v.numbers {
		if n.Kind != last.Kind || n.Year != last.Year {
			last.Serial = 0
		}
		for missing := last.Serial + 1; missing < n.Serial; missing++ {
			v.add(gap(n, missing, "没有给出过"))
		}
		state, known := v.arrivals[n.Arrival]
		if !filed[catalogue.Series{Kind: n.Kind, Year: n.Year}][n.Serial] && (!known || state != catalogue.Pending) {
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

// chain yields the journal's events, and reports where their chain is broken.
func (v *verification) chain(each func(journal.Event) error) error {
	return v.links(v.Archive.JournalDir(), each, func(broken *journal.Broken) Finding {
		return Finding{Code: JournalBroken, Path: path.Join("journal", broken.File), Message: broken.Error(),
			Advice: "流水只能由程序添加。请从备份核对这一行前后，并报告主管人员"}
	})
}

// links yields the events of a folder in the journal's format, and reports where
// their chain is broken.
func (v *verification) links(dir string, each func(journal.Event) error, report func(*journal.Broken) Finding) error {
	for e, err := range journal.All(dir) {
		var broken *journal.Broken
		switch {
		case errors.As(err, &broken):
			v.add(report(broken))
		case err != nil:
			return err
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

// checkTrail looks for breaks in the chain of who saw and took what.
func (v *verification) checkTrail() error {
	if v.Trail == "" {
		return nil
	}
	return v.links(v.Trail, noMatter, func(broken *journal.Broken) Finding {
		return Finding{Code: TrailBroken, Message: "阅览室的查阅登记：" + broken.Error(),
			Advice: "查阅登记只能由程序添加。请从备份核对这一行前后，并报告主管人员"}
	})
}

// checkChain is what can be said of the journal without a catalogue.
func (v *verification) checkChain(context.Context) error {
	return v.chain(noMatter)
}

// noMatter takes an event of which nothing but its place in the chain counts.
func noMatter(journal.Event) error { return nil }

// checkJournal checks the chain and compares the ends it tells with the ledger.
// The journal is read last and written first: what it tells beyond the ledger is
// asked for again.
func (v *verification) checkJournal(ctx context.Context) error {
	ended, voided := map[string]bool{}, map[string]bool{}
	err := v.chain(func(e journal.Event) error {
		switch e.Event {
		case journal.Returned, journal.Duplicate:
			ended[e.Arrival] = true
			if _, known := v.arrivals[e.Arrival]; known {
				return nil
			}
			_, known, err := v.Catalogue.Arrival(ctx, e.Arrival)
			if err != nil {
				return err
			}
			if !known {
				v.add(Finding{Code: LedgerLacks, Number: e.Number, Advice: rebuildAdvice,
					Message: fmt.Sprintf("流水记有 %s 的去向，收件登记里却没有这一件", e.Path)})
			}
		case journal.Voided:
			voided[e.Number] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	numbers := map[string]bool{}
	for _, folder := range slices.Sorted(maps.Keys(v.records)) {
		e := v.records[folder]
		numbers[e.number] = true
		switch {
		case e.voided && !voided[e.number]:
			v.add(Finding{Code: JournalLacks, Number: e.number, Path: folder,
				Message: e.number + " 在目录里已作废，流水里却没有记", Advice: journalAdvice})
		case !e.voided && voided[e.number]:
			now, err := v.Catalogue.Record(ctx, e.number)
			if err != nil {
				return err
			}
			if now.Voided == nil {
				v.add(Finding{Code: LedgerLacks, Number: e.number, Path: folder,
					Message: e.number + " 在流水里已作废，在目录里没有", Advice: rebuildAdvice})
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(voided)) {
		if !numbers[number] { // nothing is voided while it is being filed
			v.add(Finding{Code: BagLost, Number: number, Message: number + " 在流水里有作废记录，档案和目录里却没有这一件", Advice: restoreAdvice})
		}
	}
	for a, err := range v.Catalogue.Arrivals(ctx) {
		if err != nil {
			return err
		}
		// What has ended since the journal was read does not count.
		was := v.arrivals[a.ID]
		if (was == catalogue.Returned || was == catalogue.Duplicate) && !ended[a.ID] {
			v.add(Finding{Code: JournalLacks, Number: a.Number, Message: fmt.Sprintf("收件登记里 %s 已了结，流水里却没有记", a.Path),
				Advice: journalAdvice})
		}
	}
	return nil
}

// checkIndex compares the index with the catalogue.
func (v *verification) checkIndex(ctx context.Context) error {
	const mends = "下次检索或运行时会自动补上；仍有此提示的，请运行 gongwen rebuild --index"
	state, err := v.Index.Verify(ctx)
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
		numbers = append(numbers, e.number)
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
	strangers := max(0, state.Records-(len(numbers)-lacking))
	if state.Seq > v.seq {
		strangers = 0 // filed since
	}
	if lacking > 0 || strangers > 0 {
		v.add(Finding{Code: IndexDisagrees, Message: fmt.Sprintf("检索索引缺 %d 件，多 %d 件", lacking, strangers),
			Advice: "请运行 gongwen rebuild --index"})
	}
	return nil
}
