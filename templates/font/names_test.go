package font

import (
	"regexp"
	"testing"
)

func TestParseNames(t *testing.T) {
	installed := installed(folders())
	for file, want := range map[string][2]string{
		"lxgwwenkai-regular.ttf": {"霞鹜文楷", "LXGWWenKai-Regular"},
		"lxgwwenkai-bold.ttf":    {"霞鹜文楷 Bold", "LXGWWenKai-Bold"},
		"gkai00mp.ttf":           {"文鼎ＰＬ简中楷", "GBZenKai-Medium"},
	} {
		face, err := opener(installed[file])()
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{face.Name, face.PostScript}; got != want {
			t.Errorf("%s is called %q, want %q", file, got, want)
		}
	}
}

// A font that does not say what it is called goes by its file's name.
func TestParseNamesOfTheNameless(t *testing.T) {
	for _, names := range [][]byte{nil, {0, 0, 0, 1}, {0, 0, 0, 9, 0, 6, 0, 3, 0, 1}} {
		f := &Face{tables: map[string][]byte{"name": names}}
		f.parseNames("方正小标宋_GBK")
		if f.Name != "方正小标宋_GBK" || f.PostScript != "GBK" {
			t.Errorf("%v: %q, %q", names, f.Name, f.PostScript)
		}
		f.parseNames("仿宋")
		if f.Name != "仿宋" || f.PostScript != "Font" {
			t.Errorf("%v: %q, %q", names, f.Name, f.PostScript)
		}
	}
}

// What a face says of all its outlines holds for those of ordinary text.
func TestMetrics(t *testing.T) {
	fonts := found(t)
	for face, chars := range byFace(fonts, "龙凤区人民政府办公室鬱Agjpqy0，。“〔") {
		m := face.Metrics
		if m.Ascent <= 0 || m.Descent >= 0 || m.CapHeight <= 0 || m.CapHeight > m.Box[3] || m.Stem < 50 || m.Stem > 300 || m.ItalicAngle != 0 {
			t.Errorf("%s: %+v", face.Name, m)
		}
		if !regexp.MustCompile(`^[A-Za-z0-9-]+$`).MatchString(face.PostScript) {
			t.Errorf("%s: PDF files would call it %q", face.Name, face.PostScript)
		}
		for _, c := range chars {
			if at := face.Top(c); at > m.Box[3]+1 || at <= 0 && c != '，' && c != '。' && c != 'g' {
				t.Errorf("%s: %c reaches to %d, the box to %d", face.Name, c, at, m.Box[3])
			}
			if face.HasPostScriptOutlines() {
				continue
			}
			outline := face.outline(face.glyph(c))
			for i, edge := range m.Box {
				at := face.thousandths(signed(outline, 2+2*i))
				if inside := i < 2 && at >= edge-1 || i >= 2 && at <= edge+1; !inside {
					t.Errorf("%s: %c reaches to %d, the box to %d", face.Name, c, at, edge)
				}
			}
		}
	}
}
