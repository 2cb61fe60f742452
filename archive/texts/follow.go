package texts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/extract"
	"gongwen/templates/bounded"
)

// Source is the catalogue as Follow needs it.
type Source interface {
	ID() string
	Changes(ctx context.Context, after int64, limit int) ([]catalogue.Change, error)
	Record(ctx context.Context, number string) (catalogue.Entry, error)
}

// passed is a record that Follow has come by.
type passed struct {
	record archive.Record
	read   bool // each of its attachments has its text
}

const (
	// stride is how many changes are looked at together, at most.
	stride = 200
	// flush is how long what has been read waits to be told to the index.
	flush = time.Second
)

// Follow reads the attachments of all records that have none of their texts yet.
// It costs next to nothing when there are none. It can be stopped at any time
// and goes on where it was. progress, which may be nil, is called with the last change
// worked in, now and then.
//
// An attachment that the disk does not give, or whose bag was meddled with, is
// left unread; the error tells which, after everything else has been read. It is
// tried again by the first Follow after the store is opened.
func (s *Store) Follow(ctx context.Context, source Source, a *archive.Archive, x *extract.Extractor, progress func(seq int64)) error {
	var faults error
	if s.retried.CompareAndSwap(false, true) {
		faults = s.retry(ctx, source, a, x)
	}
	seq, err := s.position(ctx, source.ID())
	for err == nil {
		var changes []catalogue.Change
		if changes, err = source.Changes(ctx, seq, stride); err != nil || len(changes) == 0 {
			break
		}
		var some []passed
		begun := time.Now()
		for i, change := range changes {
			if len(change.Attachments) > 0 {
				var p passed
				p, err = s.pass(ctx, change.Record, a, x)
				if ctx.Err() != nil {
					return errors.Join(faults, ctx.Err())
				}
				faults = errors.Join(faults, err)
				some = append(some, p)
			}
			seq = change.Seq
			if i == len(changes)-1 || time.Since(begun) > flush {
				if err := s.advance(ctx, source.ID(), seq, some); err != nil {
					return errors.Join(faults, err)
				}
				some, begun = nil, time.Now()
				if progress != nil {
					progress(seq)
				}
			}
		}
		err = nil
	}
	return errors.Join(faults, err)
}

// UpToDate reports whether every attachment in the catalogue has been read, so that
// what there is to find in them can be found.
func (s *Store) UpToDate(ctx context.Context, source Source) (bool, error) {
	if s == nil {
		return false, nil
	}
	counts, err := s.Counts(ctx)
	if err != nil || counts[Unread] > 0 {
		return false, err
	}
	seq, err := s.position(ctx, source.ID())
	if err != nil {
		return false, err
	}
	// What Follow has not come to may be read all the same: a record was voided, or
	// has no attachments.
	changes, err := source.Changes(ctx, seq, stride)
	if err != nil || len(changes) == stride {
		return false, err
	}
	for _, change := range changes {
		for _, file := range change.Attachments {
			if known, err := s.known(ctx, file.SHA256); err != nil || !known {
				return false, err
			}
		}
	}
	return true, nil
}

// retry reads what was left unread before.
func (s *Store) retry(ctx context.Context, source Source, a *archive.Archive, x *extract.Extractor) error {
	numbers, err := s.unread(ctx)
	var faults error
	for _, number := range numbers {
		entry, err := source.Record(ctx, number)
		if errors.Is(err, catalogue.ErrUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		p, err := s.pass(ctx, entry.Record, a, x)
		faults = errors.Join(faults, err)
		seq, err := s.position(ctx, source.ID())
		if err == nil {
			err = s.advance(ctx, source.ID(), seq, []passed{p})
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(faults, err)
}

func (s *Store) unread(ctx context.Context) (numbers []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT a.number FROM attachments a LEFT JOIN texts t ON t.sha256 = a.sha256 WHERE t.sha256 IS NULL ORDER BY a.number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	return numbers, rows.Err()
}

// pass reads the attachments of a record that have not been read.
func (s *Store) pass(ctx context.Context, r archive.Record, a *archive.Archive, x *extract.Extractor) (passed, error) {
	p := passed{r, true}
	var faults error
	for _, file := range r.Attachments {
		known, err := s.known(ctx, file.SHA256)
		if err == nil && !known {
			err = s.readOnce(ctx, a.Path(r.Folder(), file.Path), file, x)
		}
		if err != nil {
			p.read = false
			faults = errors.Join(faults, fmt.Errorf("附件未能读取：%w", err))
		}
	}
	return p, faults
}

// tries is how often reading an attachment may end with the end of the program. A
// power cut is no fault of the attachment; one that takes all memory would end the
// program again at every start.
const tries = 3

// engine is what stands in the place of a checksum while what reads PDFs is being started:
// on a slow machine that may be cut short again and again, and is not the attachment's fault.
const engine = "engine"

// readOnce reads one attachment and keeps its text.
func (s *Store) readOnce(ctx context.Context, where string, file archive.File, x *extract.Extractor) error {
	data, err := readFile(where, file, x.Limits().Size)
	if err != nil {
		return err
	}
	if x.MustStart(data) {
		if err := s.start(ctx, x); err != nil {
			return fmt.Errorf("%s：%w", where, err)
		}
	}
	try, err := s.begin(ctx, file.SHA256)
	if err != nil {
		return err
	}
	result := extract.Result{State: extract.Damaged, Reason: fmt.Sprintf("读取时程序 %d 次中断，不再读取", tries)}
	if try <= tries {
		result, err = x.Data(ctx, path.Base(file.Path), data)
	}
	if err == nil {
		err = s.put(ctx, file.SHA256, result)
	}
	return errors.Join(err, s.end(context.WithoutCancel(ctx), file.SHA256))
}

// start starts what reads PDFs. Where the program has ended over that several times, it is
// left for this once: what else there is to do goes on.
func (s *Store) start(ctx context.Context, x *extract.Extractor) error {
	try, err := s.begin(ctx, engine)
	if err != nil {
		return err
	}
	if try <= tries {
		err = x.Start()
	} else {
		err = fmt.Errorf("启动读取 PDF 的程序时 %d 次中断，可能内存不足，这次没有再启动；重新启动 gongwen 以后再试", tries)
	}
	return errors.Join(err, s.end(context.WithoutCancel(ctx), engine))
}

// readFile reads one attachment, or as much of one that is larger as tells so. What is not
// the file that was archived is an error: its text would be kept as that of another.
func readFile(where string, file archive.File, most int64) ([]byte, error) {
	f, err := bounded.Open(where)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// In one piece: io.ReadAll would hold it nearly three times over.
	data := make([]byte, min(file.Size, most)+1)
	n, err := io.ReadFull(f, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	data = data[:n]
	sum := sha256.Sum256(data)
	if file.Size <= most && hex.EncodeToString(sum[:]) != file.SHA256 {
		return nil, fmt.Errorf("%s 与归档时不同，请运行 gongwen verify 查明", where)
	}
	return data, nil
}
