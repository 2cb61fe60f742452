package font

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// postScriptFace is the face that has PostScript outlines.
func postScriptFace(tb testing.TB) *Face {
	tb.Helper()
	face, _ := found(tb).Pick(Body, '字')
	if !face.HasPostScriptOutlines() {
		tb.Fatalf("仿宋 is served by %s, not by FandolFang: run .ci/setup fonts", face.Path)
	}
	return face
}

// asFontFile is a whole font file of a face with PostScript outlines, cut to characters.
func asFontFile(f *Face, chars []rune) []byte {
	hmtx, cmap := make([]byte, 4), []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0}
	for _, n := range []int{16 + 12*len(chars), 0, len(chars)} {
		cmap = binary.BigEndian.AppendUint32(cmap, uint32(n))
	}
	for i, c := range chars {
		hmtx = append(binary.BigEndian.AppendUint16(hmtx, uint16(f.Advance(c))), 0, 0)
		for _, n := range []int{int(c), int(c), i + 1} {
			cmap = binary.BigEndian.AppendUint32(cmap, uint32(n))
		}
	}
	glyphs := uint16(len(chars) + 1)
	return assemble([]table{{"CFF ", f.Cut(chars)}, {"cmap", cmap}, {"head", f.tables["head"]}, {"hhea", patched(f.tables["hhea"], 34, glyphs)},
		{"hmtx", hmtx}, {"maxp", patched(f.tables["maxp"], 4, glyphs)}})
}

// A cut font has the outlines asked for, in their order, with what they need to be drawn.
func TestCutOfPostScriptOutlines(t *testing.T) {
	face := postScriptFace(t)
	chars := []rune("龙凤区人民政府2026年é，。 “\U0003FFFF")
	data := face.Cut(chars)
	if !slices.Equal(data, face.Cut(chars)) {
		t.Error("two cuts differ")
	}
	whole, err := parsePostScript(face.tables["CFF "], face.glyphs)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := parsePostScript(data, len(chars)+1)
	if err != nil {
		t.Fatal(err)
	}
	if cut.programs.count != len(chars)+1 || !bytes.Equal(cut.parts[0].private, whole.parts[0].private) || !bytes.Equal(cut.box, whole.box) {
		t.Errorf("%d glyphs, private %x", cut.programs.count, cut.parts[0].private)
	}
	for i, c := range append([]rune{0}, chars...) {
		if !bytes.Equal(cut.programs.at(i), whole.programs.at(face.glyph(c))) {
			t.Errorf("%c has another outline", c)
		}
	}
	again, err := parse(asFontFile(face, []rune("龙a")))
	if err != nil {
		t.Fatal(err)
	}
	if !again.Has('龙') || !again.Has('a') || again.Has('文') || again.Top('龙') != face.Top('龙') || again.Advance('a') != face.Advance('a') {
		t.Error("what was cut from the cut font is another")
	}
	if small := face.Cut(nil); len(small) > 1000 {
		t.Errorf("no characters take %d bytes", len(small))
	}
}

// number is an operand of a program.
func number(n int) []byte { return binary.BigEndian.AppendUint16([]byte{28}, uint16(n)) }

// Of fonts with several parts and with subroutines, those are kept that glyphs call,
// under their numbers.
func TestCutKeepsSubroutines(t *testing.T) {
	const rmoveto, rlineto, callsubr, callgsubr, back, endchar = 21, 5, 10, 29, 11, 14
	up := func(n int) []byte { return slices.Concat(number(0), number(n), []byte{rlineto, back}) }
	list := func(items ...[]byte) index { x, _ := parseIndex(writeIndex(items), 0); return x }
	calls := func(local, global int) []byte {
		return slices.Concat(number(0), number(10), []byte{rmoveto}, number(local-107), []byte{callsubr}, number(global-107), []byte{callgsubr, endchar})
	}
	p := &postScript{
		global:   list(up(1), up(2), slices.Concat(number(3-107), []byte{callgsubr, back}), up(4)),
		parts:    []part{{private: dictOf(20, 500), local: list(up(10), up(20))}, {private: dictOf(20, 600), local: list(up(100))}, {private: dictOf(20, 700)}},
		partOf:   []byte{0, 0, 1, 1, 2},
		programs: list([]byte{endchar}, calls(1, 0), calls(0, 2), calls(0, 1), []byte{endchar}),
	}
	glyphs := []int{0, 2, 1}
	data := p.cut("Test", glyphs)
	cut, err := parsePostScript(data, len(glyphs))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0, 114, 31} {
		if r := cut.run(i); r.inked != (want > 0) || r.inked && (r.top != want || r.top != p.run(glyphs[i]).top) {
			t.Errorf("glyph %d reaches to %v, want %v", i, r.top, want)
		}
	}
	if len(cut.parts) != 2 || cut.global.count != 4 || len(cut.global.at(0)) == 0 || len(cut.global.at(1)) != 0 || len(cut.global.at(3)) == 0 ||
		len(cut.parts[0].local.at(0)) != 0 || len(cut.parts[0].local.at(1)) == 0 {
		t.Errorf("%d parts, global subroutines %q, local ones %q", len(cut.parts), cut.global.data, cut.parts[0].local.data)
	}
	if !p.blank(0) || p.blank(1) {
		t.Error("which glyphs are blank")
	}
}

// How high curves of all kinds reach.
func TestRunDraws(t *testing.T) {
	program := func(operators ...any) []byte {
		var b []byte
		for _, o := range operators {
			switch o := o.(type) {
			case int:
				b = append(b, number(o)...)
			case byte:
				b = append(b, o)
			}
		}
		return append(b, 14)
	}
	for name, test := range map[string]struct {
		program []byte
		top     float64
	}{
		"rlineto":          {program(1, 2, byte(21), 3, 40, 5, -6, byte(5)), 42},
		"vlineto":          {program(7, byte(4), 5, 100, -3, byte(7)), 12},
		"hlineto":          {program(7, byte(4), 5, 100, -3, byte(6)), 107},
		"rrcurveto":        {program(7, byte(22), 1, 2, 3, 4, 5, -6, byte(8)), 6},
		"rcurveline":       {program(0, byte(22), 1, 2, 3, 4, 5, 6, 7, 8, byte(24)), 20},
		"rlinecurve":       {program(0, byte(22), 1, 2, 3, 4, 5, 6, 7, 8, byte(25)), 20},
		"vvcurveto":        {program(0, byte(22), 9, 1, 2, 3, 4, byte(26)), 8},
		"hhcurveto":        {program(0, byte(22), 9, 1, 2, 3, 4, byte(27)), 12},
		"vhcurveto":        {program(0, byte(22), 1, 2, 3, 4, 5, byte(30)), 9},
		"hvcurveto":        {program(0, byte(22), 1, 2, 3, 4, byte(31)), 7},
		"hvcurveto, twice": {program(0, byte(22), 1, 2, 3, 4, 5, 6, 7, 8, byte(31)), 19},
		"hflex":            {program(0, byte(22), 1, 2, 30, 4, 5, 6, 7, byte(12), byte(34)), 30},
		"flex":             {program(0, byte(22), 1, 2, 1, 2, 1, 2, 1, -2, 1, -2, 1, -2, 50, byte(12), byte(35)), 6},
		"hflex1":           {program(0, byte(22), 1, 2, 3, 4, 5, 6, 7, 8, 9, byte(12), byte(36)), 14},
		"flex1":            {program(0, byte(22), 1, 2, 1, 2, 1, 2, 1, -2, 1, -2, 9, byte(12), byte(37)), 6},
		"hints and masks":  {program(10, 20, 30, byte(18), 1, 2, 3, 4, byte(19), byte(0xFF), 0, 5, byte(21), 1, 1, byte(5)), 6},
	} {
		p := &postScript{parts: []part{{}}}
		p.programs, _ = parseIndex(writeIndex([][]byte{test.program}), 0)
		if got := p.run(0); got.top != test.top {
			t.Errorf("%s reaches to %v, want %v", name, got.top, test.top)
		}
	}
}

// A program of what the format does not know ends; it does not run for ever or crash.
func TestRunEnds(t *testing.T) {
	for _, program := range [][]byte{{10}, {29}, {28}, {28, 0}, {255, 1}, {12}, {12, 99}, {2}, {19}, {139, 10}, bytes.Repeat([]byte{139}, 2000)} {
		p := &postScript{parts: []part{{}}}
		p.programs, _ = parseIndex(writeIndex([][]byte{program}), 0)
		p.global, _ = parseIndex(writeIndex([][]byte{{32, 29}}), 0) // calls itself
		p.run(0)
	}
}

// Of a glyph whose program cannot be followed to its end, nothing is cut away that it may
// call; a mark that old fonts have (dotsection) is no hindrance.
func TestCutKeepsSubroutinesOfBrokenPrograms(t *testing.T) {
	list := func(items ...[]byte) index { x, _ := parseIndex(writeIndex(items), 0); return x }
	for name, test := range map[string]struct {
		operator byte
		kept     bool
	}{"dotsection": {0, false}, "arithmetic": {10, true}} {
		p := &postScript{global: list([]byte{11}, []byte{11}), parts: []part{{}}, programs: list([]byte{14}, []byte{12, test.operator, 32, 29, 14})}
		cut, err := parsePostScript(p.cut("Test", []int{0, 1}), 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(cut.global.at(0)) == 0 || (len(cut.global.at(1)) > 0) != test.kept {
			t.Errorf("%s: %q and %q", name, cut.global.at(0), cut.global.at(1))
		}
	}
}

// What is wrong with a table is found when it is read, not in the middle of a document,
// and takes no longer than the table is long.
func TestParsePostScriptRefuses(t *testing.T) {
	list := func(items ...[]byte) index { x, _ := parseIndex(writeIndex(items), 0); return x }
	glyphs := make([][]byte, 2)
	for i := range glyphs {
		glyphs[i] = []byte{32, 29, 14}
	}
	p := &postScript{global: list([]byte{11}, []byte{11}), parts: []part{{private: dictOf(20, 500)}}, programs: list(glyphs...)}
	whole := p.cut("Test", []int{0, 1})
	parses := func(table []byte) (err error) {
		defer func() {
			if recover() != nil { // as in parse
				err = errDamaged
			}
		}()
		_, err = parsePostScript(table, 2)
		return err
	}
	if err := parses(whole); err != nil {
		t.Fatal(err)
	}
	subroutines := writeIndex([][]byte{{11}, {}})
	selects := []byte{3, 0, 1, 0, 0, 0, 0, 2}
	for name, change := range map[string][2][]byte{
		"subroutines out of order": {subroutines, slices.Concat(subroutines[:3], []byte{0, 0, 0, 9}, subroutines[7:])},
		"runs out of order":        {selects, []byte{3, 0, 1, 0, 1, 0, 0, 2}},
		"a part too many":          {selects, []byte{3, 0, 1, 0, 0, 1, 0, 2}},
	} {
		if !bytes.Contains(whole, change[0]) {
			t.Fatalf("%s: nothing to change", name)
		}
		if err := parses(bytes.Replace(whole, change[0], change[1], 1)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := parseDict(make([]byte, mostDict+1)); err == nil {
		t.Error("a dictionary of any length is taken")
	}
}
