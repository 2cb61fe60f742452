package query

import (
	"fmt"

	"gongwen/templates"
)

// Field is what a condition can ask for, and a search can count the values of. It
// is the name of the field in the index, on the command line and in JSON.
type Field string

// The fields of a record.
const (
	Kind    Field = "kind"    // key of the kind
	Title   Field = "title"   // Chinese title of the kind
	Number  Field = "number"  // the record's; conditions only
	Year    Field = "year"    // of the number
	Date    Field = "date"    // 2006-01-02
	Unit    Field = "unit"    // as the record spells it
	Person  Field = "person"  // everybody the form names as a person
	Secrecy Field = "secrecy" // degree (密级); none when the record has none
	Manner  Field = "manner"  // how it was signed (签批), as templates.Manner.Short; none where nobody had to
	Amount  Field = "amount"  // every amount of money on the form, see AmountTerm
	Article Field = "article" // every article the record cites, see ArticleTerm
)

// Title is the field's name in Chinese, by which conditions ask for it; it is empty
// for one that they cannot ask for alone.
func (f Field) Title() string {
	for _, c := range conditions {
		if c.field == f {
			return c.names[0]
		}
	}
	return ""
}

// AmountTerm writes an amount so that greater amounts sort later. Forms have no
// negative ones.
func AmountTerm(f templates.Fen) string { return fmt.Sprintf("%019d", max(f, 0)) }

// ArticleTerm writes the number of an article so that later ones sort later.
func ArticleTerm(n int) string { return fmt.Sprintf("%06d", n) }
