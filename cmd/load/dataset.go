//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/cmd/internal/program"
	"gongwen/pipeline"
	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// dataset is a folder with a data folder full of records, and what is known of it.
//
//	<dataset>/data         the data folder
//	<dataset>/known.json   written last: where it is missing, making it was broken off
type dataset string

func (d dataset) data() string { return filepath.Join(string(d), "data") }
func (d dataset) list() string { return filepath.Join(string(d), "known.json") }

// known is what readers may ask about.
type known struct {
	Sums     program.Ledger `json:"sums"`     // of the ledger
	Records  []record       `json:"records"`  // some of them
	Texts    []text         `json:"texts"`    // of some documents, for searching what nobody searched for before
	Arrivals []arrival      `json:"arrivals"` // that were returned
	Series   []register     `json:"series"`
}

type record struct {
	Number, Unit, Degree string
	Code                 string // check code
	Whole                bool   // it has a bag, and so files that can be opened
	Attachments          int
}

type text struct{ Unit, Degree, Text string }

type arrival struct{ ID, Unit, Degree string } // as the catalogue has it

type register struct {
	Kind string
	Year int
}

// units are those that have records to be opened, in order.
func (k known) units() []string {
	all := map[string]bool{}
	for _, r := range k.Records {
		if r.Whole {
			all[r.Unit] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (d dataset) known() (known, error) {
	var k known
	text, err := os.ReadFile(d.list())
	if err == nil {
		err = json.Unmarshal(text, &k)
	}
	return k, err
}

// years is over how many years the records are spread.
const years = 10

// filedCount is how many of n records are really taken in.
func filedCount(n int) int { return min(400, n/4) }

// attachmentWait is a line of the configuration: a form that waits in vain is to go
// back within a trial.
const attachmentWait = "attachment_wait: 20s\n"

// openDataset gives a dataset of n records in the folder dir, and makes it when it is
// not there.
func openDataset(ctx context.Context, dir string, n int, seed uint64, progress func(string, ...any)) (dataset, error) {
	d := dataset(filepath.Join(dir, fmt.Sprintf("filling-%d-%d", n, seed)))
	if _, err := os.Stat(d.list()); !errors.Is(err, fs.ErrNotExist) {
		return d, err
	}
	if err := os.RemoveAll(string(d)); err != nil {
		return d, err
	}
	if err := os.MkdirAll(d.data(), 0o755); err != nil {
		return d, err
	}
	if err := os.WriteFile(filepath.Join(d.data(), "roster.yaml"), samples.Roster(), 0o644); err != nil {
		return d, err
	}
	if err := os.WriteFile(filepath.Join(d.data(), workspace.ConfigName), []byte("settle: 0s\n"+attachmentWait), 0o644); err != nil {
		return d, err
	}
	o, err := workspace.Open(workspace.Folder(d.data()))
	if err != nil {
		return d, err
	}
	k, err := fillArchive(ctx, o, n, seed, progress)
	if err := errors.Join(err, o.Close()); err != nil {
		return d, err
	}
	// From now on it is as an office has it that has set nothing, but that some of
	// what is dropped names an attachment that never comes.
	config := regexp.MustCompile(`(?m)^attachment_wait:.*\n`).ReplaceAllString(workspace.NewConfig(workspace.DefaultConfig()), attachmentWait)
	if err := os.WriteFile(filepath.Join(d.data(), workspace.ConfigName), []byte(config), 0o644); err != nil {
		return d, err
	}
	list, err := json.Marshal(k)
	if err != nil {
		return d, err
	}
	return d, os.WriteFile(d.list(), list, 0o644)
}

func fillArchive(ctx context.Context, o *workspace.Workspace, n int, seed uint64, progress func(string, ...any)) (k known, err error) {
	progress("filling the catalogue with %d records of %d years", n-filedCount(n), years)
	if err := restoreRecords(ctx, o, n-filedCount(n), seed); err != nil {
		return k, err
	}
	ruleset, err := o.Ruleset()
	if err != nil {
		return k, err
	}
	for form, err := range draw(ruleset, mixture, filedCount(n), percentBad, seed+seedFiled) {
		if err != nil {
			return k, err
		}
		if err := form.write(filepath.Join(o.Folder.Inbox(), form.unit)); err != nil {
			return k, err
		}
	}
	progress("taking %d forms in, and indexing it all", filedCount(n))
	p, err := pipeline.New(o, func(pipeline.Event) {})
	if err != nil {
		return k, err
	}
	if err := p.Once(ctx); err != nil {
		return k, err
	}
	progress("looking through what was filled in")
	return listKnown(ctx, o, n)
}

// restoreRecords enters n records whose bags are empty folders into the catalogue, of
// all kinds of the mixture, as old as their dates say.
func restoreRecords(ctx context.Context, o *workspace.Workspace, n int, seed uint64) error {
	for i, m := range mixture {
		var batch []archive.Record
		serial := 0
		for r, err := range samples.Records(o.Kinds().Named(m.kind), seed+uint64(i), m.of(n), years) {
			if err != nil {
				return err
			}
			r.Arrived = time.Date(r.Date.Year(), r.Date.Month(), r.Date.Day(), 9, 0, 0, 0, time.Local)
			r.Filed = r.Arrived.Add(time.Minute)
			r.Arrival = fmt.Sprintf("%s-%d", m.kind, serial)
			r.Submission, r.Content = "packet-"+r.Arrival, "content-"+r.Arrival
			serial++
			// An empty folder, where a bag would be: without it the record is lost.
			if err := os.MkdirAll(o.Archive.Path(r.Folder()), 0o700); err != nil {
				return err
			}
			if batch = append(batch, r); len(batch) == 1000 {
				if err := o.Catalogue.Restore(ctx, batch); err != nil {
					return err
				}
				batch = nil
			}
		}
		if err := o.Catalogue.Restore(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// How many of the n records that have no files, and how many texts, are known to
// readers.
const (
	knownRecords = 4000
	knownTexts   = 1000
)

// listKnown lists what readers may ask about.
func listKnown(ctx context.Context, o *workspace.Workspace, n int) (k known, err error) {
	i := 0
	for e, err := range o.Catalogue.Records(ctx, catalogue.Filter{}) {
		if err != nil {
			return k, err
		}
		i++
		degree, files := e.Secrecy, e.Document.SHA256 != ""
		if files || i%(n/knownRecords+1) == 0 {
			k.Records = append(k.Records, record{e.Number, e.Unit, degree, e.CheckCode(), files, len(e.Attachments)})
		}
		if i%(n/knownTexts+1) == 0 {
			k.Texts = append(k.Texts, text{e.Unit, degree, e.Text})
		}
	}
	for a, err := range o.Catalogue.Arrivals(ctx) {
		if err != nil {
			return k, err
		}
		if a.State == catalogue.Returned {
			k.Arrivals = append(k.Arrivals, arrival{a.ID, a.Unit, a.Degree})
		}
	}
	all, err := o.Catalogue.Sums(ctx)
	if err != nil {
		return k, err
	}
	k.Sums = program.Ledger{Received: all.Received, Filed: all.Filed, Returned: all.Returned, Duplicate: all.Duplicate, Pending: all.Pending}
	series, err := o.Catalogue.Series(ctx)
	for _, s := range series {
		k.Series = append(k.Series, register{s.Kind, s.Year})
	}
	return k, err
}
