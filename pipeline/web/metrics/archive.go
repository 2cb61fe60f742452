package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/status"
)

// Archive is what is asked about the archive and those who work in it, each time
// Prometheus asks. What fails is left out of the answer.
type Archive struct {
	Sums    func(context.Context) (catalogue.Sums, error)      // of the ledger
	Pending func(context.Context) (Pending, error)             // of the ledger, too
	Index   func(context.Context) (Lag, error)                 // of the search index
	Intake  func() (status.Intake, error)                      // how the inboxes are looked at; zero where that is not known
	Done    func(status.Task) (time.Time, error)               // when a task last ended well; zero where that is not known
	Disks   map[string]string                                  // folders by what they are for
	Space   func(folder string) (free, size uint64, err error) // of the disk a folder lies on, in bytes
	Now     func() time.Time
}

// Pending is the arrivals that are neither filed nor given back.
type Pending struct {
	ByCause map[string]int // see inbox.Cause; signatures for those that only wait to be signed
	Oldest  time.Time      // when the oldest of the others came; zero when there is none
	// OldestUnsigned is when the oldest came of those that only wait to be signed; zero
	// when there is none.
	OldestUnsigned time.Time
}

// Lag is what the search index does not have yet.
type Lag struct {
	Records int       // filed
	Changes int64     // made, voids too
	Since   time.Time // when the first of them was made; zero when there is none
}

// Watch adds how the archive stands. It may be called once.
func (m *Metrics) Watch(a Archive) { m.registry.MustRegister(collector{a}) }

type collector struct{ Archive }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("gongwen_"+name, help, labels, nil)
}

var (
	arrivals   = gauge("arrivals", "Arrivals in the ledger, by state.", "state")
	pending    = gauge("pending_arrivals", "Arrivals that are neither filed nor given back, by what they wait for.", "reason")
	oldest     = gauge("pending_oldest_age_seconds", "Age of the oldest arrival that is neither filed nor given back and does not only wait for signatures; 0 when there is none.")
	unsigned   = gauge("unsigned_oldest_age_seconds", "Age of the oldest arrival that only waits for signatures; 0 when there is none.")
	unindexed  = gauge("index_behind", "Records filed that the index does not have yet.")
	lagChanges = gauge("index_lag_changes", "Changes of the archive, filings and voids, that the index does not have yet.")
	lagSeconds = gauge("index_lag_seconds", "Age of the first change that the index does not have yet; 0 when it has all.")
	blind      = gauge("intake_blind", "Whether an inbox is not looked at, by inbox; the folder of all of them has no name.", "inbox")
	lookAge    = gauge("inbox_look_age_seconds", "Time since an inbox was last looked through, by inbox; the folder of all of them has no name.", "inbox")
	free       = gauge("disk_free_bytes", "Room on the disk that a folder lies on, for this program, by what the folder is for.", "folder")
	size       = gauge("disk_size_bytes", "Size of the disk that a folder lies on, by what the folder is for.", "folder")
	backupAge  = gauge("backup_age_seconds", "Time since a backup last ended well; absent when none is known of.")
	rehearsed  = gauge("rehearsal_age_seconds", "Time since a backup was last restored to try it and found to be right; absent when none is known of.")
	verifyAge  = gauge("verify_age_seconds", "Time since a verification last ended without findings; absent when none is known of.")
)

// Describe tells all of them.
func (collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{arrivals, pending, oldest, unsigned, unindexed, lagChanges, lagSeconds, blind, lookAge, free, size, backupAge, verifyAge, rehearsed} {
		to <- d
	}
}

// Collect asks for all of them.
func (c collector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c.ledger(ctx, to)
	c.lag(ctx, to)
	c.inboxes(to)
	for what, folder := range c.Disks {
		room, all, err := c.Space(folder)
		if err != nil {
			to <- prometheus.NewInvalidMetric(free, err)
			continue
		}
		set(to, free, float64(room), what)
		set(to, size, float64(all), what)
	}
	for task, d := range map[status.Task]*prometheus.Desc{status.Backup: backupAge, status.Verify: verifyAge, status.Rehearsal: rehearsed} {
		at, err := c.Done(task)
		if err != nil {
			to <- prometheus.NewInvalidMetric(d, err)
		} else if !at.IsZero() {
			set(to, d, c.age(at))
		}
	}
}

func (c collector) ledger(ctx context.Context, to chan<- prometheus.Metric) {
	sums, err := c.Sums(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(arrivals, err)
		return
	}
	for state, n := range map[string]int{"filed": sums.Filed, "returned": sums.Returned, "duplicate": sums.Duplicate, "pending": sums.Pending, "voided": sums.Voided} {
		set(to, arrivals, float64(n), state)
	}
	waiting, err := c.Pending(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(pending, err)
		return
	}
	for cause, n := range waiting.ByCause {
		set(to, pending, float64(n), cause)
	}
	set(to, oldest, c.age(waiting.Oldest))
	set(to, unsigned, c.age(waiting.OldestUnsigned))
}

func (c collector) lag(ctx context.Context, to chan<- prometheus.Metric) {
	lag, err := c.Index(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(unindexed, err)
		return
	}
	set(to, unindexed, float64(lag.Records))
	set(to, lagChanges, float64(lag.Changes))
	set(to, lagSeconds, c.age(lag.Since))
}

func (c collector) inboxes(to chan<- prometheus.Metric) {
	intake, err := c.Intake()
	if err != nil {
		to <- prometheus.NewInvalidMetric(blind, err)
		return
	}
	isBlind := map[string]float64{}
	for _, each := range intake.Blind(c.Now()) {
		isBlind[each.Unit] = 1
	}
	for _, each := range intake.Inboxes {
		set(to, blind, isBlind[each.Unit], each.Unit)
		if !each.Looked.IsZero() {
			set(to, lookAge, c.age(each.Looked), each.Unit)
		}
	}
}

// age is how long ago something was, in seconds, and 0 for what was not.
func (c collector) age(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, c.Now().Sub(t).Seconds())
}

func set(to chan<- prometheus.Metric, d *prometheus.Desc, value float64, labels ...string) {
	to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}
