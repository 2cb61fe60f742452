package tieout

// scope is what of a register is tied: what it has, in all three; or with secret what it
// leaves out for its degree of secrecy, too, in the catalogue and the bags.
type scope struct {
	secret bool            // see Total.Secret
	named  map[string]bool // records or lines of which has been told what is amiss
}

// beyond is the scope with what the register leaves out, after these differences were told.
func beyond(told []Difference) scope {
	s := scope{true, map[string]bool{}}
	for _, d := range told {
		s.named[d.Number] = true
	}
	return s
}

// titled is what the figures are of.
func (s scope) titled(title string) string {
	if s.secret {
		title += "（连同有密级的）"
	}
	return title
}

// notListed is what the register has of what has a degree of secrecy.
const notListed = "不列"

func (s scope) differ(r *Result, d Difference) {
	if s.secret {
		d.Register = notListed
	}
	r.differ(d)
}
