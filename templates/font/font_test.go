package font

import (
	"encoding/binary"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func found(tb testing.TB) *Fonts {
	tb.Helper()
	fonts, err := Find(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return fonts
}

func TestPickDrawsOrdinaryTextInEveryRole(t *testing.T) {
	fonts := found(t)
	for _, role := range Roles {
		for _, c := range "公文2026年Aa，。“”〔〕—…·％" {
			if face, _ := fonts.Pick(role, c); face == nil || !face.Has(c) {
				t.Errorf("%s has no %c", role, c)
			}
		}
		for _, c := range fullWidth {
			if face, _ := fonts.Pick(role, c); face.Advance(c) != 1000 {
				t.Errorf("%s draws %c %d wide from %s", role, c, face.Advance(c), face.Name)
			}
		}
	}
}

func TestMissing(t *testing.T) {
	fonts := found(t)
	if got := fonts.Missing("王喆\n堃\t祎㛃"); len(got) != 0 {
		t.Errorf("missing %q", got)
	}
	if got := fonts.Missing("王\U0003FFFF某\U0003FFFF\x01\u200b"); !slices.Equal(got, []rune{0x3FFFF, 1, 0x200B}) {
		t.Errorf("missing %q", got)
	}
}

func TestSurvey(t *testing.T) {
	_, services, err := Survey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range services {
		if s.Role != Roles[i] || len(s.Faces) == 0 || s.Unserved {
			t.Errorf("%s: %+v", Roles[i], s)
		}
		if s.Faces[0].StandIn != (len(s.Wanted) > 0) {
			t.Errorf("%s is served by %+v, and wanted is %v", s.Role, s.Faces[0], s.Wanted)
		}
		for _, f := range s.Faces {
			if _, err := os.Stat(f.Path); err != nil || f.Name == "" || f.Characters < 5000 {
				t.Errorf("%+v: %v", f, err)
			}
		}
	}
}

func TestSurveyWithoutFonts(t *testing.T) {
	_, services, err := survey(nil, map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range services {
		debian := slices.ContainsFunc(s.Wanted, func(w Wanted) bool { return w.Debian })
		if !s.Unserved || len(s.Faces) > 0 || len(s.Wanted) != len(known[s.Role]) || !debian {
			t.Errorf("%+v", s)
		}
	}
}

// Where Windows' own fonts are installed, by whatever way, they come before
// Debian's, and those still stand in for characters they lack. The files here
// have Windows' names only.
func TestFontsOfWindowsComeFirst(t *testing.T) {
	installed := installed(folders())
	body, _ := found(t).Pick(Body, '㛃')
	for _, file := range []string{"simfang.ttf", "simhei.ttf", "simkai.ttf", "simsun.ttc"} {
		data, err := os.ReadFile(installed["gbsn00lp.ttf"])
		if err != nil {
			t.Fatal(err)
		}
		installed[file] = filepath.Join(t.TempDir(), file)
		if err := os.WriteFile(installed[file], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fonts, services, err := survey(nil, installed)
	if err != nil {
		t.Fatal(err)
	}
	for role, file := range map[Role]string{Body: "simfang.ttf", Hei: "simhei.ttf", Kai: "simkai.ttf", Song: "simsun.ttc"} {
		face, thin := fonts.Pick(role, '字')
		if face.Path != installed[file] || thin {
			t.Errorf("%s is drawn from %s (thin %v), not %s", role, face.Path, thin, file)
		}
		if s := services[slices.Index(Roles, role)]; len(s.Wanted) > 0 || s.Faces[0].StandIn {
			t.Errorf("%+v", s)
		}
	}
	if face, _ := fonts.Pick(Body, '㛃'); face != body {
		t.Errorf("㛃 is drawn from %v", face)
	}
}

// A file that is there for rare characters is read when one is looked for, and passed
// over where it cannot be used.
func TestFindReadsWhatIsAskedFor(t *testing.T) {
	for name, damaged := range map[string]bool{"whole by then": false, "damaged": true} {
		t.Run(name, func(t *testing.T) {
			installed := installed(folders())
			wenkai, err := os.ReadFile(installed["lxgwwenkai-regular.ttf"])
			if err != nil {
				t.Fatal(err)
			}
			rare := filepath.Join(t.TempDir(), "lxgwwenkai-regular.ttf")
			if err := os.WriteFile(rare, []byte("not yet a font"), 0o600); err != nil {
				t.Fatal(err)
			}
			fonts, err := find(nil, map[string]string{
				"gbsn00lp.ttf": installed["gbsn00lp.ttf"], "gkai00mp.ttf": installed["gkai00mp.ttf"],
				"fandolhei-regular.otf": installed["fandolhei-regular.otf"], "fandolfang-regular.otf": installed["fandolfang-regular.otf"],
				"lxgwwenkai-regular.ttf": rare,
			})
			if err != nil {
				t.Fatal(err)
			}
			if missing := fonts.Missing("龙凤区人民政府"); len(missing) > 0 {
				t.Errorf("nothing draws %q", missing)
			}
			if !damaged {
				if err := os.WriteFile(rare, wenkai, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			drawn := ""
			if face, _ := fonts.Pick(Song, '㛃'); face != nil {
				drawn = face.Path
			}
			if drawn != rare && !damaged || drawn != "" && damaged {
				t.Errorf("㛃 is drawn from %q", drawn)
			}
		})
	}
}

func TestFindWithoutFonts(t *testing.T) {
	_, err := find(nil, map[string]string{})
	want := "没有找到字体：小标宋、仿宋、黑体、楷体、宋体。请安装后重试：Debian 上运行 apt-get install " +
		"fonts-arphic-gbsn00lp fonts-arphic-gkai00mp fonts-droid-fallback fonts-lxgw-wenkai；" +
		"Windows 上安装相应的中文字体；也可在 gongwen.yaml 中写明字体文件"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestConfig(t *testing.T) {
	songs, _ := found(t).Pick(Song, '字')
	fonts, err := Find(Config{Body: songs.Path})
	if err != nil {
		t.Fatal(err)
	}
	if face, thin := fonts.Pick(Body, '字'); face != songs || thin {
		t.Errorf("the office chose %s, got %s (thin %v)", songs.Name, face.Name, thin)
	}

	notFont := filepath.Join(t.TempDir(), "note.ttf")
	if err := os.WriteFile(notFont, []byte("no font at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	postScript := filepath.Join(t.TempDir(), "cff.otf")
	if err := os.WriteFile(postScript, []byte("OTTO\x00\x00\x00\x00\x00\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{"隶书": songs.Path}, "没有“隶书”这一种字体"},
		{Config{Body: "/nowhere.ttf"}, "字体配置的仿宋不能用"},
		{Config{Body: notFont}, "不是有 TrueType 或 CFF 轮廓的字体"},
		{Config{Hei: postScript}, "不是有 TrueType 或 CFF 轮廓的字体"},
	} {
		if _, err := Find(c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %s", c.config, err, c.want)
		}
	}
}

func TestOpenParsesAFileOnce(t *testing.T) {
	var wait sync.WaitGroup
	var all [8]*Fonts
	for i := range all {
		wait.Go(func() { all[i] = found(t) })
	}
	wait.Wait()
	for _, role := range Roles {
		first, _ := all[0].Pick(role, '字')
		for _, fonts := range all[1:] {
			if face, _ := fonts.Pick(role, '字'); face != first {
				t.Errorf("%s was parsed twice", first.Name)
			}
		}
	}
}

// A cut font is a font: parsed again it draws the same outlines in the order
// asked for, and nothing else but the parts they are made of.
func TestCut(t *testing.T) {
	fonts := found(t)
	for _, text := range []string{"龙凤区人民政府2026年", "é①Ⅳ。，", "喆堃祎㛃𠮷"} {
		for face, chars := range byFace(fonts, text) {
			if face.HasPostScriptOutlines() {
				continue // TestCutOfPostScriptOutlines
			}
			data := face.Cut(chars)
			if again := face.Cut(chars); !slices.Equal(data, again) {
				t.Errorf("%s: two cuts differ", face.Name)
			}
			cut, err := parseOutlines(data)
			if err != nil {
				t.Fatalf("%s: %v", face.Name, err)
			}
			parts := 0
			for i, c := range chars {
				old, _ := face.metrics(face.glyph(c))
				if width, _ := cut.metrics(i + 1); width != old {
					t.Errorf("%s: %c is %d wide, was %d", face.Name, c, width, old)
				}
				was, is := face.outline(face.glyph(c)), cut.outline(i+1)
				if len(components(was)) != len(components(is)) {
					t.Errorf("%s: %c is made of other parts", face.Name, c)
				}
				parts += len(components(was))
				if components(was) == nil && !slices.Equal(unpadded(is), unpadded(was)) {
					t.Errorf("%s: %c has another outline", face.Name, c)
				}
			}
			if cut.glyphs < len(chars)+1 || cut.glyphs > len(chars)+1+parts {
				t.Errorf("%s: %d glyphs for %d characters of %d parts", face.Name, cut.glyphs, len(chars), parts)
			}
			for glyph := range cut.glyphs {
				for _, ref := range components(cut.outline(glyph)) {
					if short(cut.outline(glyph), ref) >= cut.glyphs {
						t.Errorf("%s: glyph %d is made of one that was left out", face.Name, glyph)
					}
				}
			}
			if checksum(data) != 0xB1B0AFBA {
				t.Errorf("%s: the file's checksum is %X", face.Name, checksum(data))
			}
		}
	}
}

// A font of blanks only is still a font.
func TestCutOfBlanks(t *testing.T) {
	face, _ := found(t).Pick(Song, '字')
	blank, err := parseOutlines(face.Cut([]rune("  ")))
	if err != nil {
		t.Fatal(err)
	}
	blank.tables["loca"] = make([]byte, len(blank.tables["loca"]))
	if _, err := parseOutlines(blank.Cut(nil)); err != nil {
		t.Error(err)
	}
}

// withCharacters adds to a cut font a table of its characters (cmap, format 12).
func withCharacters(tb testing.TB, cut []byte, chars ...rune) []byte {
	tb.Helper()
	f, err := parseOutlines(cut)
	if err != nil {
		tb.Fatal(err)
	}
	cmap := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0}
	for _, n := range []int{16 + 12*len(chars), 0, len(chars)} {
		cmap = binary.BigEndian.AppendUint32(cmap, uint32(n))
	}
	for i, c := range chars {
		for _, n := range []int{int(c), int(c), i + 1} {
			cmap = binary.BigEndian.AppendUint32(cmap, uint32(n))
		}
	}
	tables := []table{{"cmap", cmap}}
	for _, tag := range slices.Sorted(maps.Keys(f.tables)) {
		tables = append(tables, table{tag, f.tables[tag]})
	}
	return assemble(tables)
}

func byFace(fonts *Fonts, text string) map[*Face][]rune {
	faces := map[*Face][]rune{}
	for _, role := range Roles {
		for _, c := range text {
			if face, _ := fonts.Pick(role, c); face != nil && !slices.Contains(faces[face], c) {
				faces[face] = append(faces[face], c)
			}
		}
	}
	return faces
}

// unpadded is an outline without the zeros that align the next.
func unpadded(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// However a font file is damaged, parsing it is an error or gives a font.
func FuzzParse(f *testing.F) {
	fonts := found(f)
	face, _ := fonts.Pick(Body, '㛃')
	f.Add(withCharacters(f, face.Cut([]rune("字a𠮷")), []rune("字a𠮷")...))
	f.Add(asFontFile(postScriptFace(f), []rune("字a")))
	f.Add([]byte("ttcf\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, data []byte) {
		face, err := parse(data)
		if err != nil {
			return
		}
		data = face.Cut([]rune("字a𠮷"))
		if face.HasPostScriptOutlines() {
			_ = face.Top('字')
			_, err = parsePostScript(data, 4)
		} else {
			_, err = parseOutlines(data)
		}
		if err != nil {
			t.Error(err)
		}
	})
}

// Windows keeps 宋体 in a collection of two fonts.
func TestParseGivesTheFirstFontOfACollection(t *testing.T) {
	face, _ := found(t).Pick(Song, '字')
	single := withCharacters(t, face.Cut([]rune("字")), '字')
	const header = 16
	collection := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), single...)
	for i := range short(single, 4) {
		at := header + 12 + 16*i + 8 // offsets count from the file's beginning
		binary.BigEndian.PutUint32(collection[at:], uint32(long(collection, at)+header))
	}
	got, err := parse(collection)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Has('字') || got.Has('文') {
		t.Error("not the font that was put in")
	}
}

// TestLookup: every character once, in order, by the face of each role; what no font
// has is not drawn in any.
func TestLookup(t *testing.T) {
	looked := found(t).Lookup("公文 公\n\U0010FFFD")
	if len(looked) != 3 || looked[0].Character != '公' || looked[1].Character != '文' || looked[2].Character != '\U0010FFFD' {
		t.Fatalf("%+v", looked)
	}
	if !looked[0].Drawn || len(looked[0].Faces) != len(Roles) || looked[0].Faces[0].Role != Roles[0] || looked[0].Faces[0].Face == nil {
		t.Errorf("%+v", looked[0])
	}
	if looked[2].Drawn || looked[2].Faces != nil {
		t.Errorf("%+v", looked[2])
	}
}

func TestSameTellsFontsApart(t *testing.T) {
	one, err := Find(nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Find(nil)
	if err != nil || !one.Same(again) {
		t.Errorf("not the same fonts: %v", err)
	}
	other, err := Find(Config{Body: one.chains[Kai][0].path})
	if err != nil || one.Same(other) || other.Same(one) {
		t.Errorf("the same, with another 仿宋: %v", err)
	}
}
