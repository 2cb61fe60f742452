package font

import "math"

// run is what came of running a glyph's program (Adobe Technical Note 5177, "The Type 2
// Charstring Format"), as far as it matters here: how high its points reach, and which
// subroutines it calls. What the note does not allow breaks the run off.
type run struct {
	inked         bool
	broken        bool    // broken off: what follows is not known
	top           float64 // in font units
	global, local map[int]bool

	font   *postScript
	own    index // the part's subroutines
	stack  []float64
	y      float64
	hints  int
	steps  int // that are left
	ending bool
}

// Limits of programs: the note's own of the stack and of calls, and one that ends what
// would run for ever.
const (
	mostOperands = 513
	mostCalls    = 10
	mostSteps    = 1 << 16
)

func (p *postScript) run(glyph int) *run { return p.runFor(glyph, mostSteps) }

// runFor is run for so many steps at most.
func (p *postScript) runFor(glyph, steps int) *run {
	r := &run{font: p, own: p.parts[p.part(glyph)].local, top: math.Inf(-1), steps: steps}
	r.program(p.programs.at(glyph), 0)
	return r
}

func (r *run) breakOff() { r.ending, r.broken = true, true }

func (r *run) program(b []byte, calls int) {
	for at := 0; at < len(b) && !r.ending; {
		if r.steps--; r.steps < 0 || len(r.stack) > mostOperands {
			r.breakOff()
			return
		}
		v := int(b[at])
		if v >= 32 || v == 28 {
			n, size := operand(b[at:])
			if size == 0 {
				r.breakOff()
				return
			}
			r.stack = append(r.stack, n)
			at += size
			continue
		}
		at++
		switch v {
		case 10, 29: // callsubr, callgsubr
			r.call(v == 29, calls)
		case 11: // return
			return
		case 14: // endchar
			r.ending = true
		case 1, 3, 18, 23: // hstem, vstem, hstemhm, vstemhm
			r.hints += len(r.stack) / 2
			r.stack = r.stack[:0]
		case 19, 20: // hintmask, cntrmask, and vertical hints before the first
			r.hints += len(r.stack) / 2
			r.stack = r.stack[:0]
			at += (r.hints + 7) / 8
		case 12:
			if at >= len(b) {
				r.breakOff()
				return
			}
			r.flex(int(b[at]))
			at++
		default:
			r.draw(v)
		}
	}
}

// operand is a number of a program, and how many bytes it takes; none where it is cut off.
func operand(b []byte) (n float64, size int) {
	v := int(b[0])
	switch {
	case v == 28 && len(b) >= 3:
		return float64(signed(b, 1)), 3
	case v >= 32 && v <= 246:
		return float64(v - 139), 1
	case v >= 247 && v <= 250 && len(b) >= 2:
		return float64((v-247)<<8 + int(b[1]) + 108), 2
	case v >= 251 && v <= 254 && len(b) >= 2:
		return float64(-(v-251)<<8 - int(b[1]) - 108), 2
	case v == 255 && len(b) >= 5:
		return float64(int32(long(b, 1))) / (1 << 16), 5
	}
	return 0, 0
}

// call runs a subroutine. They are numbered so that most numbers are short.
func (r *run) call(global bool, calls int) {
	subroutines, called := r.own, &r.local
	if global {
		subroutines, called = r.font.global, &r.global
	}
	if len(r.stack) == 0 || calls == mostCalls {
		r.breakOff()
		return
	}
	n := int(r.stack[len(r.stack)-1]) + bias(subroutines.count)
	r.stack = r.stack[:len(r.stack)-1]
	if n < 0 || n >= subroutines.count {
		r.breakOff()
		return
	}
	if *called == nil {
		*called = map[int]bool{}
	}
	(*called)[n] = true
	r.program(subroutines.at(n), calls+1)
}

func bias(subroutines int) int {
	switch {
	case subroutines < 1240:
		return 107
	case subroutines < 33900:
		return 1131
	}
	return 32768
}

// by moves the pen up, with ink or, for a control point, towards where ink goes.
func (r *run) by(dy float64) {
	r.y += dy
	r.inked, r.top = true, max(r.top, r.y)
}

// draw runs an operator of one byte that moves the pen, and takes its operands. Those of
// points stand in pairs, of which the second is upwards, but for lines and curves that
// leave or arrive level or upright, which leave out what is 0.
func (r *run) draw(operator int) {
	a := r.stack
	defer func() { r.stack = r.stack[:0] }()
	switch operator {
	case 4, 21: // vmoveto, rmoveto
		if len(a) > 0 {
			r.y += a[len(a)-1]
		}
	case 22: // hmoveto
	case 5, 8, 24, 25: // rlineto, rrcurveto, rcurveline, rlinecurve: pairs, all of them
		for i := 1; i < len(a); i += 2 {
			r.by(a[i])
		}
	case 6, 7: // hlineto, vlineto: by turns
		for i, d := range a {
			if upright := (i%2 == 0) == (operator == 7); !upright {
				d = 0
			}
			r.by(d)
		}
	case 26: // vvcurveto
		for a = a[len(a)%4:]; len(a) >= 4; a = a[4:] {
			r.by(a[0])
			r.by(a[2])
			r.by(a[3])
		}
	case 27: // hhcurveto
		if len(a)%4 == 1 {
			r.by(a[0])
		}
		for a = a[len(a)%4:]; len(a) >= 4; a = a[4:] {
			r.by(0)
			r.by(a[2])
		}
	case 30, 31: // vhcurveto, hvcurveto: by turns, the last with an end of its own
		for upright := operator == 30; len(a) >= 4; upright = !upright {
			last := 0.0
			if len(a) == 5 {
				last = a[4]
			}
			if upright {
				r.by(a[0])
				r.by(a[2])
				r.by(last)
			} else {
				r.by(0)
				r.by(a[2])
				r.by(a[3])
			}
			a = a[4:]
		}
	default:
		r.breakOff()
	}
}

// flex runs an operator of two bytes: two curves that are nearly a line. The others of
// them, sums and the like, no font for print needs.
func (r *run) flex(operator int) {
	a := r.stack
	defer func() { r.stack = r.stack[:0] }()
	from := r.y
	switch {
	case operator == 0: // dotsection, which old fonts have and nobody heeds
	case operator == 34 && len(a) >= 7: // hflex
		r.by(a[2])
		r.by(-a[2])
	case operator == 35 && len(a) >= 12: // flex
		for i := 1; i < 12; i += 2 {
			r.by(a[i])
		}
	case operator == 36 && len(a) >= 9: // hflex1
		for _, i := range []int{1, 3, 7} {
			r.by(a[i])
		}
		r.by(from - r.y)
	case operator == 37 && len(a) >= 11: // flex1: the last goes where the rest tends less
		dx := 0.0
		for i := 0; i < 10; i += 2 {
			dx += a[i]
			r.by(a[i+1])
		}
		if math.Abs(dx) > math.Abs(r.y-from) {
			r.by(from - r.y)
		} else {
			r.by(a[10])
		}
	default:
		r.breakOff()
	}
}
