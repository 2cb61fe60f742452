package workbook

import (
	"gongwen/templates/opc"
)

// Format is how a cell shows its number.
type Format struct {
	// ID is the number of the format; those below 164 are built in (ECMA-376 part 1,
	// 18.8.30) and seldom have a code in the file. 0 is General.
	ID   int
	Code string // such as yyyy"年"m"月"d"日"; empty where the file gives none
}

// scanFormats reads from the part of the styles the number formats of the cellXfs that
// are wanted. Named styles, fonts and fills, of which old workbooks gather tens of
// thousands, are passed over.
func scanFormats(part *opc.Part, wanted map[int]Format) error {
	if part == nil || len(wanted) == 0 {
		return nil
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	codes, size := map[int]string{}, 0
	section, xf := "", 0
	s := tokens(r)
	for s.Scan() {
		t, is := tagOf(s.Bytes())
		switch list := listOf(t.name); {
		case !is:
		case list != "":
			section = ""
			if !t.end && !t.empty {
				section = list
			}
		case section == "numFmts" && t.is("numFmt"):
			code := t.text("formatCode")
			if size += 64 + len(code); size > maxText { // each takes more than its code
				return ErrTooMuch
			}
			codes[t.number("numFmtId")] = code
		case section == "cellXfs" && t.is("xf"):
			if _, is := wanted[xf]; is {
				wanted[xf] = Format{ID: max(t.number("numFmtId"), 0)}
			}
			xf++
		}
	}
	for xf, f := range wanted {
		wanted[xf] = Format{ID: f.ID, Code: codes[f.ID]}
	}
	return s.Err()
}

// listOf is the name of a list of the styles that has formats in it; empty for what is
// none.
func listOf(name []byte) string {
	for _, list := range [...]string{"numFmts", "cellXfs", "dxfs", "cellStyleXfs"} {
		if string(name) == list {
			return list
		}
	}
	return ""
}
