package pdf

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gongwen/templates"
	"gongwen/templates/font"
)

// In the cells of every kind's document, with as little and as much in them as there may
// be, nothing is broken that people read as one, and no label has a character alone on a
// line.
func TestCellsKeepWhatIsReadAsOne(t *testing.T) {
	fonts := testRenderer(t).fonts
	for _, k := range builtinKinds(t) {
		asSlip := *k
		asSlip.Document = ""
		for _, kind := range []*templates.Kind{k, &asSlip} {
			template, err := Parse(kind)
			if err != nil {
				t.Fatal(err)
			}
			for name, d := range map[string]Data{
				"example": exampleData(t, k), "emptied": emptied(t, k), "full": brimful(t, k, brim{rows: 4, line: 40, paragraph: 240}),
			} {
				filled, err := template.fill(root(kind, d))
				if err != nil {
					t.Fatal(err)
				}
				for smaller := range 3 {
					c := &composer{typesetter: typesetter{fonts: fonts}, smaller: smaller}
					for _, n := range filled.children {
						if n.name == "table" {
							for _, fault := range c.brokenCells(n) {
								t.Errorf("%s, %s: %s", template.file, name, fault)
							}
						}
					}
				}
			}
		}
	}
}

// brokenCells tells what stands on two lines in a table and should not.
func (c *composer) brokenCells(n *node) []string {
	cells, err := grid(n)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	size, edges := c.columns(n, cells)
	for _, p := range cells {
		made, _ := c.cell(p, size, edges)
		parts := p.children
		if len(parts) == 0 {
			parts = []*node{{text: p.text}}
		}
		var lines []string
		for _, l := range made.lines {
			lines = append(lines, chars(l.glyphs))
		}
		shown := strings.Join(lines, "|")
		if p.name == "label" {
			for _, l := range lines {
				if len(lines) > 1 && utf8.RuneCountInString(l) == 1 {
					faults = append(faults, "label "+shown)
				}
			}
			continue
		}
		for _, part := range parts {
			for _, text := range part.paragraphs() {
				characters := []rune(text)
				for _, at := range wholePieces(characters) {
					piece := string(characters[at[0]:at[1]])
					if width := c.single(size, span{piece, font.Body}).width; width > longestWhole {
						continue // no date or number any more
					}
					if strings.Count(shown, piece) < strings.Count(text, piece) {
						faults = append(faults, piece+" in "+shown)
					}
				}
			}
		}
	}
	return faults
}
