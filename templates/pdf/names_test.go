package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongwen/templates"
)

func namesDocument(people ...[2]string) string {
	var b strings.Builder
	b.WriteString(`<document pages="no"><names label="出席">`)
	for _, p := range people {
		fmt.Fprintf(&b, `<name post="%s">%s</name>`, p[1], p[0])
	}
	b.WriteString(`</names></document>`)
	return b.String()
}

func TestNamesStandInColumns(t *testing.T) {
	people := func(posts ...string) (all [][2]string) {
		names := []string{"王伟", "江临川", "陆景行", "叶清", "程以宁", "韩牧之", "顾怀瑾", "欧阳望舒", "贺秋", "姜闻笛", "邵言", "沈安澜", "林知", "苏砚秋"}
		for i, name := range names {
			post := ""
			if len(posts) > 0 {
				post = posts[i%len(posts)]
			}
			all = append(all, [2]string{name, post})
		}
		return all
	}
	for _, c := range []struct {
		name   string
		people [][2]string
		lines  int
		starts int // different places of names on their lines
	}{
		{"without posts", people()[:7], 2, 6},
		{"a name of four characters", people(), 3, 5},
		{"short posts", people("区长", "副区长"), 7, 2},
		{"one long post", people("区长", "副区长", "副区长", "区政府党组成员、办公室主任", "副区长", "副区长", "副区长", "副区长", "副区长", "副区长", "副区长", "副区长", "副区长", "副区长"), 8, 2},
		{"long posts", people("区卫生健康局局长", "区住房和城乡建设局局长"), 14, 1},
		{"a post longer than a line", [][2]string{{"王伟", "区住房和城乡建设局党组书记、局长，兼任区老旧小区改造工作领导小组办公室主任（主持工作）"}, {"江临川", "区长"}}, 4, 1},
		{"nobody", nil, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, printed := printTest(t, namesDocument(c.people...), testData("行", ""))
			var said []string
			for _, p := range c.people {
				said = append(said, p[0]+bracketed(p[1]))
			}
			if want := "出席：" + strings.Join(said, "　"); printed.Text != want {
				t.Errorf("said %q, want %q", printed.Text, want)
			}
			root, err := parseMarkup(strings.NewReader(namesDocument(c.people...)))
			if err != nil {
				t.Fatal(err)
			}
			if set := composeSlabs(t, root); set != c.lines {
				t.Errorf("%d lines, want %d", set, c.lines)
			}
			all := tool(t, "poppler-utils", "pdftotext", save(t, file), "-")
			at := 0
			for _, p := range c.people {
				next := strings.Index(all[at:], p[0])
				if next < 0 {
					t.Fatalf("%s is not read in its place:\n%s", p[0], all)
				}
				at += next
			}
			if starts := placesOf(t, file, c.people); len(starts) != c.starts {
				t.Errorf("names begin at %.1f, want %d places", starts, c.starts)
			}
		})
	}
}

// placesOf are where on their lines people's names begin, without the first, which
// stands behind the label.
func placesOf(tb testing.TB, file []byte, people [][2]string) []float64 {
	var places []float64
	for _, page := range words(tb, file) {
		for _, w := range page[1:] {
			name := func(p [2]string) bool { return strings.HasPrefix(w.text, p[0]) }
			if slices.ContainsFunc(people, name) && !slices.ContainsFunc(places, func(x float64) bool { return near(x, w.x1) }) {
				places = append(places, w.x1)
			}
		}
	}
	return places
}

func composeSlabs(tb testing.TB, root *node) int {
	tb.Helper()
	c := &composer{typesetter: typesetter{fonts: testRenderer(tb).fonts}, size: bodySize}
	for _, n := range root.children {
		c.add(n)
	}
	return len(c.slabs)
}

// Names that the form gives as people's are not divided by a line's end.
func TestPrintKeepsNamesWhole(t *testing.T) {
	kind := testKind(`<document pages="no"><p indent="0">{{.form.body}}</p></document>`)
	kind.Fields = append(kind.Fields, templates.Field{Key: "bearer", Label: "经办人", Type: templates.TypePerson})
	template, err := Parse(kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, bearer := range []string{"", "江临川"} {
		data := testData("行", strings.Repeat("字", 26)+"江临川同志负责。"+strings.Repeat("字", 26))
		data.Values["bearer"] = bearer
		file, _ := printWith(t, template, data)
		line := linesOf(words(t, file)[0])[0]
		if whole := strings.HasSuffix(line, "字"); whole != (bearer != "") {
			t.Errorf("with %q as a name a line ends %s", bearer, line)
		}
	}
}
