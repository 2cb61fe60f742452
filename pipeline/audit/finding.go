package audit

// Code names a sort of finding. Scripts go by it, so none is ever renamed or
// used for something else. archive/README.md tells archivists what each means
// and what to do.
type Code string

const (
	FileMissing     Code = "file-missing"      // a bag lacks a file it lists
	FileChanged     Code = "file-changed"      // a file of a bag is not as it was written
	FileExtra       Code = "file-extra"        // a bag has a file it does not list
	BagBroken       Code = "bag-broken"        // a bag's manifest or record.json cannot be understood
	BagUnreadable   Code = "bag-unreadable"    // the disk does not give a bag's files
	BagMisplaced    Code = "bag-misplaced"     // a bag is not where its number belongs
	SealDiffers     Code = "seal-differs"      // a bag is whole, and not the one that was filed
	BagUnlisted     Code = "bag-unlisted"      // a bag has no record in the catalogue
	BagLost         Code = "bag-lost"          // a record that was filed has no bag, and nobody has written it off
	WrittenOffFound Code = "written-off-found" // a record that was written off has a bag
	ArchiveStray    Code = "archive-stray"     // something in the archive's folder is no bag
	RecordDiffers   Code = "record-differs"    // bag and catalogue tell different things
	NumberTwice     Code = "number-twice"      // two bags have one number
	SeriesGap       Code = "series-gap"        // a number that nobody has, below others
	JournalBroken   Code = "journal-broken"    // the chain of the journal
	AccessLogBroken Code = "trail-broken"      // the chain of the access log
	JournalLacks    Code = "journal-lacks"     // the ledger or a bag knows an end, a void or a filing the journal does not
	LedgerLacks     Code = "ledger-lacks"      // the other way round
	SigningDiffers  Code = "signing-differs"   // journal, catalogue and bag tell different things of a signing
	LedgerSums      Code = "ledger-sums"       // an arrival in no state, or in two
	ArrivalLost     Code = "arrival-lost"      // the files of a form at work are gone
	CatalogueBad    Code = "catalogue-bad"     // the database is damaged or missing
	IndexBehind     Code = "index-behind"      // the index has not followed the catalogue to its end
	IndexDisagrees  Code = "index-disagrees"   // the index lacks records, or has strangers
)

// Finding is one thing that is wrong.
type Finding struct {
	Code    Code   `json:"code"`
	Path    string `json:"path,omitempty"` // below archive/, with /; of a bag or one of its files, or of the journal
	Number  string `json:"number,omitempty"`
	Message string `json:"message"` // what is wrong, in Chinese
	Advice  string `json:"advice"`  // what to do next
}

const (
	restoreAdvice = "请从备份恢复这个文件夹；没有备份的，请保留现状并报告主管人员"
	journalAdvice = "流水可能被截短。请从备份恢复 archive/journal，并报告主管人员"
	rebuildAdvice = "请停止程序后运行 gongwen rebuild；仍有此提示的，请报告主管人员"
	sealAdvice    = "档案可能连同校验清单一起被改动或换过。请从备份恢复这个文件夹；两份都留着，并报告主管人员"
	strayAdvice   = "请查明来历，移到别处；档案文件夹只由程序写入"
)
