package pdf

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gongwen/templates/font"
)

// writer makes up paragraphs of the sort official documents are full of.
type writer struct{ *rand.Rand }

func (w writer) pick(from ...string) string { return from[w.IntN(len(from))] }

func (w writer) han(n int) string {
	const common = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"
	runes := []rune(common)
	var b strings.Builder
	for range n {
		b.WriteRune(runes[w.IntN(len(runes))])
	}
	return b.String()
}

func (w writer) clause() string {
	h := func() string { return w.han(1 + w.IntN(9)) }
	switch w.IntN(17) {
	case 0:
		return h() + "2026年" + w.pick("5", "12") + "月" + w.pick("7", "31") + "日" + h()
	case 1:
		return h() + "（龙政办发〔2026〕" + w.pick("1", "128") + "号）" + h()
	case 2:
		return h() + w.pick("3.5%", "1,234,567.80元", "24小时", "第12次", "100%", "８％", "-5℃") + h()
	case 3:
		return h() + w.pick("GB/T 9704-2012", "WTO", "5G", "PPP", "A4", "e-mail", "V2.0", "http://example.com/a?b=1") + h()
	case 4:
		return "“" + h() + "”" + h()
	case 5:
		return h() + "《" + h() + "》"
	case 6:
		return "“" + h() + "《" + h() + "》”" + "、“" + h() + "”"
	case 7:
		return h() + "——" + h()
	case 8:
		return h() + "……" + h()
	case 9:
		return h() + w.pick("～", "·", "/", "—") + h()
	case 10:
		return h() + "（" + h() + "，" + h() + "）"
	case 11:
		return w.pick("喆", "堃", "祎", "㛃") + h() + "[" + h() + "]"
	case 12:
		return h() + w.pick("投资3,260,000.00元", "约1.2亿元", "36个月", "3～5天", "第十二次", "9时30分", "13845960112", "0459-6240551", "2026—2030年") + h()
	case 13:
		return h() + w.pick("一、", "（一）", "1.", "①") + h() + w.pick("Excel", "International", "ISO 9001", "www.example.cn/zwgk/2026/index.html", "office@example.cn") + h()
	default:
		return h() + h()
	}
}

func (w writer) paragraph() string {
	var b strings.Builder
	for n := 2 + w.IntN(12); n > 0; n-- {
		b.WriteString(w.clause())
		if n > 1 {
			b.WriteString(w.pick("，", "，", "、", "；", "："))
		}
	}
	b.WriteString(w.pick("。", "。", "？", "！"))
	return b.String()
}

// What must stay together, written anew so that the test does not repeat the
// code's own mistakes.
var (
	neverAtStart = "。，、；：？！”’）》】〕—～-·/…％%℃.,)]"
	neverAtEnd   = "“‘（《【〔/(["
)

// many is a number of paragraphs. The next is made like the last: all of them are for
// make trials, and go test -short does with fewer.
func many(n int) int {
	if testing.Short() {
		return n / 20
	}
	return n
}

func TestLinesOfRandomParagraphs(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(9704, 2012))}
	set := &typesetter{fonts: testRenderer(t).fonts}
	for range many(10_000) {
		text := w.paragraph()
		m := measure{size: bodySize, width: areaWidth, indent: 2 * bodyPitch, justify: true}
		if w.IntN(2) == 0 {
			m = measure{size: 12, width: 120 + 10*float64(w.IntN(20)), justify: true}
		}
		lines := set.lines(m, span{text, font.Body})
		var joined strings.Builder
		for i, l := range lines {
			var b strings.Builder
			for _, g := range l.glyphs {
				b.WriteRune(g.char)
			}
			s := b.String()
			first, _ := utf8.DecodeRuneInString(s)
			last, _ := utf8.DecodeLastRuneInString(s)
			if i > 0 && strings.ContainsRune(neverAtStart, first) {
				t.Fatalf("line starts with %c: %q of %q", first, s, text)
			}
			if i < len(lines)-1 && strings.ContainsRune(neverAtEnd, last) {
				t.Fatalf("line ends with %c: %q of %q", last, s, text)
			}
			end := l.glyphs[len(l.glyphs)-1]
			right := end.x + end.width
			if strings.ContainsRune(inkLeft, last) {
				right = end.x + end.width/2
			}
			if right > m.width+0.02 {
				t.Fatalf("line of %.2f pt in a column of %.2f: %q", right, m.width, s)
			}
			joined.WriteString(s)
		}
		if bare(joined.String()) != bare(text) {
			t.Fatalf("set\n%s\nput in was\n%s", joined.String(), text)
		}
	}
	if len(set.missing) > 0 {
		t.Errorf("no font has %q", set.missing)
	}
}

// joinedSpaces is the beginning of text that has been set so far, with the
// spaces that lines were broken at.
func joinedSpaces(text, set string) string {
	i := 0
	for _, c := range set {
		for text[i] == ' ' && c != ' ' {
			i++
		}
		i += utf8.RuneLen(c)
	}
	for i < len(text) && text[i] == ' ' {
		i++
	}
	return text[:i]
}

// The same on paper: 5,000 paragraphs are printed and read back by poppler,
// line by line.
func TestPrintOfGeneratedParagraphsIsReadBackWhole(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(15834, 2011))}
	paragraphs := make([]string, many(5_000))
	for i := range paragraphs {
		paragraphs[i] = w.paragraph()
	}
	all := strings.Join(paragraphs, "\n")
	file, printed := printTest(t, `<document pages="no"><p>{{.form.body}}</p></document>`, testData("试验", all))
	if printed.Text != all {
		t.Error("text is not what was put in")
	}
	var lines []string
	for _, page := range words(t, file) {
		lines = append(lines, linesOf(page)...)
	}
	for i, paragraph := range paragraphs {
		want, got := bare(paragraph), ""
		for n := 0; len(got) < len(want) && len(lines) > 0; n++ {
			line := lines[0]
			lines = lines[1:]
			first, _ := utf8.DecodeRuneInString(line)
			last, _ := utf8.DecodeLastRuneInString(line)
			got += bare(line)
			if n > 0 && strings.ContainsRune(neverAtStart, first) {
				t.Errorf("printed line starts with %c: %s", first, line)
			}
			if len(got) < len(want) && strings.ContainsRune(neverAtEnd, last) {
				t.Errorf("printed line ends with %c: %s", last, line)
			}
		}
		if got != want {
			t.Fatalf("paragraph %d was put in as\n%s\nand is read as\n%s", i+1, want, got)
		}
	}
}

// TestLinesOfMuchOfTheSame: what nobody writes, but what may be pasted, is set as soon as
// any other text of its length, and nothing of it is lost.
func TestLinesOfMuchOfTheSame(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	const n = 20_000
	for _, text := range []string{"甲" + strings.Repeat("　", n) + "乙", "a" + strings.Repeat(" ", n) + "b", strings.Repeat("甲 ", n/2) + "乙", strings.Repeat("1", n), strings.Repeat("。", n), strings.Repeat("1～", n/2) + "3"} {
		for _, justify := range []bool{true, false} {
			start := time.Now()
			said := ""
			for _, l := range set.lines(measure{size: 16, width: 28 * pitch(16), indent: 32, justify: justify}, span{text, font.Body}) {
				said += chars(l.glyphs)
			}
			if bare(said) != bare(text) {
				t.Errorf("%.10q…: %d of %d bytes", text, len(bare(said)), len(bare(text)))
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("%.10q…: %v", text, took)
			}
		}
	}
}

func TestLinesReachTheEdgeWhenJustified(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	text := strings.Repeat("各有关单位要于汛期之前完成排水管网清淤，", 10)
	lines := set.lines(measure{size: bodySize, width: areaWidth, justify: true}, span{text, font.Body})
	for _, l := range lines[:len(lines)-1] {
		end := l.glyphs[len(l.glyphs)-1]
		right := end.x + end.width
		if end.char == '，' && right > areaWidth {
			right -= bodyPitch / 2
		}
		if abs(right-areaWidth) > 0.01 {
			t.Errorf("line ends at %.3f of %.3f pt", right, areaWidth)
		}
	}
}

func TestLinesKeepHangingItemsWhole(t *testing.T) {
	set := &typesetter{fonts: testRenderer(t).fonts}
	text := strings.TrimSuffix(strings.Repeat("贺知秋（区财政局局长）　", 6), "　")
	for _, l := range set.lines(measure{size: bodySize, width: 20 * bodyPitch, justify: true, parted: true}, span{text, font.Body}) {
		if first, last := l.glyphs[0].char, l.glyphs[len(l.glyphs)-1].char; first != '贺' || last != '）' {
			t.Errorf("a name is divided: line from %c to %c", first, last)
		}
	}
}
