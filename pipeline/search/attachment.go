package search

import (
	"context"

	"gongwen/archive/extract"
	"gongwen/archive/texts"
)

// Attachment is an attachment and how much of it queries can find.
type Attachment struct {
	Number string        `json:"number,omitempty"` // of the record; empty where that is clear
	Name   string        `json:"name"`
	Path   string        `json:"path,omitempty"` // inside the bag, with /
	State  extract.State `json:"state"`          // read, partial, no-text, encrypted, unsupported, too-large, timed-out, damaged, unread
	Reason string        `json:"reason,omitempty"`
}

// Explanation says in Chinese how far the attachment was read, and why no further.
func (a Attachment) Explanation() string {
	if a.Reason == "" {
		return texts.Title(a.State)
	}
	return texts.Title(a.State) + "，" + a.Reason
}

// Attachments is how far the attachments of the archive can be searched.
type Attachments struct {
	Counts map[extract.State]int `json:"counts"`
	List   []Attachment          `json:"list"` // by number of the record and place in its form
}

// ListAttachments lists the attachments of the archive that queries do not see, or
// not all of; with all, every one. The counts are always of every one. Attachments
// that nobody has begun to read are not known yet.
func ListAttachments(ctx context.Context, store *texts.Store, all bool) (Attachments, error) {
	found, err := store.All(ctx)
	if err != nil {
		return Attachments{}, err
	}
	a := Attachments{Counts: map[extract.State]int{}, List: []Attachment{}}
	for _, one := range found {
		a.Counts[one.State]++
		if all || one.State != extract.Read {
			a.List = append(a.List, Attachment{one.Number, one.Name(), one.Path, one.State, one.Reason})
		}
	}
	return a, nil
}

// Hidden are those of a record's attachments that queries do not see, or not all of.
func Hidden(all []texts.Attachment) []Attachment {
	var some []Attachment
	for _, a := range all {
		if a.State != extract.Read {
			some = append(some, Attachment{Name: a.Name(), State: a.State, Reason: a.Reason})
		}
	}
	return some
}
