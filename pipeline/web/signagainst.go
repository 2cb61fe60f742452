package web

import (
	"errors"
	"slices"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/signoff"
)

// objection is what a page tells of what speaks against the reader's agreeing, with the
// words they sent. What they wanted and was not done because of it, is told once.
func (p *signItem) objection(person string, item *desk.Item) error {
	if !p.Can || p.Waits != "" {
		return nil
	}
	for i := range p.Choices {
		c := &p.Choices[i]
		refusal, err := against(item, person, c.Post, p.Words)
		if err != nil {
			return err
		}
		if refusal == nil {
			continue
		}
		if c.Chosen {
			p.Suspicion = refusal.Confirm
		}
		if refusal.Reason != p.Why { // which stands above already
			c.Against = refusal.Reason
		}
	}
	// What speaks against all of them is told once.
	first := p.Choices[0].Against
	if slices.ContainsFunc(p.Choices, func(c signChoice) bool { return c.Against != first }) {
		return nil
	}
	p.Against = first
	for i := range p.Choices {
		p.Choices[i].Against = ""
	}
	return nil
}

// against is for what somebody's agreement in a post, with words, would be refused: nil
// where nothing speaks against it.
func against(item *desk.Item, person, post, words string) (*signoff.Refusal, error) {
	if item.Situation.Object == nil {
		return nil, nil
	}
	o, err := item.Situation.Object(person, post, signoff.Clean(words))
	if err != nil || o == nil {
		return nil, err
	}
	return o.Refusal(), nil
}

// apart tells of what was refused in a batch, but could be signed by itself.
func apart(err error) string {
	if refusal := (*signoff.Refusal)(nil); errors.As(err, &refusal) && refusal.Confirm != "" {
		return "请核实：" + refusal.Confirm + "。这一份要单独签：请打开，核实后再签。"
	}
	return err.Error()
}
