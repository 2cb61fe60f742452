package web

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"gongwen/archive"
	"gongwen/archive/journal"
)

// listMedia is what the header says of a list, by its format.
var listMedia = map[string]string{
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".csv":  "text/csv; charset=utf-8; header=present",
}

// workbook serves a workbook once it is whole.
func (r *request) workbook(name string, write func(io.Writer) error) error {
	return r.whole(name, listMedia[".xlsx"], write)
}

// made serves a list of records once it is whole and in the access log, as write says; the
// event's path is the file's name. Few are made at once, and no more than that: sending
// one may take an hour.
func (r *request) made(media string, write func(io.Writer) (journal.Event, error)) error {
	var b bytes.Buffer
	var event journal.Event
	err := r.inSlot(func() (err error) {
		event, err = write(&b)
		return err
	})
	if err == nil {
		err = r.logAccess(event)
	}
	if err != nil {
		return err
	}
	return r.send(event.Path, media, b.Bytes())
}

// inSlot does what takes the whole of a processor, and memory, when it is its turn.
func (r *request) inSlot(do func() error) error {
	release, err := r.server.slot(r.Context())
	if err != nil {
		return err
	}
	defer release()
	return do()
}

// slot waits for the turn of what takes the whole of a processor, and memory.
func (s *Server) slot(ctx context.Context) (release func(), err error) {
	select {
	case s.workbookSlots <- struct{}{}:
		return func() { <-s.workbookSlots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// whole serves what is made just now, once it is whole.
func (r *request) whole(name, media string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return r.send(name, media, b.Bytes())
}

// send serves a file to be kept.
func (r *request) send(name, media string, content []byte) error {
	r.w.Header().Set("Content-Type", media)
	r.w.Header().Set("Content-Disposition", disposition(archive.SafeName(name), false))
	r.w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = r.w.Write(content) // an error means that nobody is there any more
	return nil
}
