package access

import (
	"context"
	"fmt"
	"strings"

	"gongwen/archive/catalogue"
	"gongwen/pipeline/signoff"
)

// Filed is the record that a document is which somebody named, where it is on file and in
// scope.
func (s Scope) Filed(ctx context.Context, c *catalogue.Catalogue, document string) (e catalogue.Entry, ok bool) {
	if document = strings.TrimSpace(document); document == "" {
		return e, false
	}
	number, err := c.NumberMeant(ctx, document)
	if err == nil {
		e, err = c.Record(ctx, number)
	}
	return e, err == nil && s.IncludesRecord(e.Record)
}

// CheckGround refuses a document as that which a delegation is to rest on, where it is void
// as far as the account may know. The error is a *signoff.Refusal.
func (s Scope) CheckGround(ctx context.Context, c *catalogue.Catalogue, document string) error {
	if e, ok := s.Filed(ctx, c, document); ok && e.Voided != nil {
		return &signoff.Refusal{Reason: fmt.Sprintf("依据 %s 已经作废，请写现在有效的文件。", e.Number)}
	}
	return nil
}
