package holdings

import (
	"iter"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
)

// Filing is what the journal tells of one record that was filed.
type Filing struct {
	Number string
	Filed  time.Time // zero where no line says filed: then all but the Number and what follows is unknown, too
	Kind   string
	Year   int
	Serial int
	Seal   string // of the bag, see bag.Seal

	Arrival    string
	Submission string
	Content    string
	Path       string    // below inbox/; empty in journals before version 5
	Arrived    time.Time // Filed in journals before version 5
	Degree     string    // how secret it is; empty in journals before version 5: nobody knows

	// Before are the arrivals under which it was filed before, and lost: the same files were
	// handed in again then, and filed once more under the number that is tied to them.
	Before []catalogue.Arrival

	Voided     *catalogue.Void
	WrittenOff *catalogue.WriteOff
}

// Folder is where the record's bag belongs; empty where the journal does not tell.
func (f *Filing) Folder() string {
	if f.Filed.IsZero() {
		return ""
	}
	return archive.Record{Kind: f.Kind, Year: f.Year, Number: f.Number}.Folder()
}

// Told is what a journal tells of the records that were filed, by number.
type Told map[string]*Filing

// Event is the line of the journal that tells of a record's filing, with the seal of its
// bag. What Add reads, it writes.
func Event(r archive.Record, seal string, at time.Time) journal.Event {
	return journal.Event{
		Time: at, Type: journal.Filed, Arrival: r.Arrival, Submission: r.Submission, Content: r.Content,
		Number: r.Number, FormKind: r.Kind, Year: r.Year, Serial: r.Serial, Seal: seal,
		Path: r.DroppedAs, Arrived: r.Arrived, Degree: r.Degree(),
	}
}

// Read is what the journal in a folder tells. Broken lines are for verify to report;
// they are read as far as they can be.
func Read(dir string) (Told, error) { return From(journal.Legible(journal.All(dir))) }

// From is what events tell, up to an error.
func From(events iter.Seq2[journal.Event, error]) (Told, error) {
	told := Told{}
	for e, err := range events {
		if err != nil {
			return told, err
		}
		told.Add(e)
	}
	return told, nil
}

// Add notes what an event of the journal tells of records. Of two that say the same
// the later one counts.
func (t Told) Add(e journal.Event) {
	switch e.Type {
	case journal.Filed:
		f := t.of(e.Number)
		if !f.Filed.IsZero() && f.Arrival != e.Arrival {
			before := f.Lost().Arrival
			before.State, before.Number = catalogue.Duplicate, f.Number
			f.Before = append(f.Before, before)
		}
		f.Kind, f.Year, f.Serial, f.Seal, f.Filed = e.FormKind, e.Year, e.Serial, e.Seal, e.Time
		f.Arrival, f.Submission, f.Content, f.Path, f.Degree = e.Arrival, e.Submission, e.Content, e.Path, e.Degree
		if f.Arrived = e.Arrived; f.Arrived.IsZero() {
			f.Arrived = e.Time
		}
	case journal.Voided:
		f := t.of(e.Number)
		f.Voided = &catalogue.Void{At: e.Time, Reason: e.Reason}
	case journal.WrittenOff:
		t.of(e.Number).WrittenOff = &catalogue.WriteOff{At: e.Time, Reason: e.Reason, By: e.By}
	case journal.WriteOffWithdrawn:
		t.of(e.Number).WrittenOff = nil
	case journal.HandedOver:
		for _, number := range e.Numbers {
			t.of(number)
		}
	}
}

func (t Told) of(number string) *Filing {
	f := t[number]
	if f == nil {
		f = &Filing{Number: number}
		t[number] = f
	}
	return f
}

// Lost is the record as the catalogue enters what was filed and is not there.
func (f *Filing) Lost() catalogue.Lost {
	return catalogue.Lost{
		Loss:    catalogue.Loss{Number: f.Number, Kind: f.Kind, Year: f.Year, Serial: f.Serial, Arrival: f.Arrival, Voided: f.Voided, WrittenOff: f.WrittenOff},
		Arrival: catalogue.Arrival{ID: f.Arrival, Unit: archive.UnitOf(f.Path), Path: f.Path, Arrived: f.Arrived, Ended: f.Filed, Degree: f.Degree},
	}
}
