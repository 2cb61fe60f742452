package index_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/index"
	"gongwen/index/reading"
)

func TestSnippet(t *testing.T) {
	r := archive.Record{
		Number: "龙政〔2026〕1号", Subject: "防汛",
		Text:   strings.Repeat("前", 40) + "关于Ｐ Ｍ２．５治理的\n通知，面积100㎡" + strings.Repeat("后", 40),
		Fields: []archive.LabelledText{{Label: "备注", Text: "领导批示：Very   urgent 速办"}},
	}
	before := func(n int) string { return "…" + strings.Repeat("前", n) }
	after := func(n int) string { return strings.Repeat("后", n) + "…" }
	for query, want := range map[string]string{ // thirty runes on either side
		"pm2.5":    before(28) + "关于[Ｐ Ｍ２．５]治理的 通知，面积100㎡" + after(17),
		"治理的通知":    before(22) + "关于Ｐ Ｍ２．５[治理的 通知]，面积100㎡" + after(23),
		"m2":       before(26) + "关于Ｐ [Ｍ２]．５治理的 通知，面积100[㎡]" + after(15),
		"URGENT 办": "领导批示：Very   [urgent] 速[办]",
		"2026":     "龙政〔[2026]〕1号",
		"火星":       strings.Repeat("前", 30) + "…",
		"":         strings.Repeat("前", 30) + "…",
	} {
		if got := index.Marked(snippet(t, r, noTexts, query), "[", "]"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
}

// TestHTML: of what a form says nothing is markup, be it found or not.
func TestHTML(t *testing.T) {
	r := archive.Record{Text: `<b onclick="x">防汛</b>&amp;'`}
	for query, want := range map[string]string{
		"防汛":   `&lt;b onclick=&#34;x&#34;&gt;<mark>防汛</mark>&lt;/b&gt;&amp;amp;&#39;`,
		`"<b"`: `<mark>&lt;b</mark> onclick=&#34;x&#34;&gt;防汛&lt;/b&gt;&amp;amp;&#39;`,
	} {
		if got := index.HTML(snippet(t, r, noTexts, query)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
		}
	}
}

// snippet is the snippet of a record for a query.
func snippet(tb testing.TB, r archive.Record, attached index.Attached, query string) []index.Piece {
	tb.Helper()
	pieces, err := index.Snippet(tb.Context(), r, attached, parsed(tb, query))
	if err != nil {
		tb.Fatal(err)
	}
	return pieces
}

// filler is text without any of the words that are looked for below.
func filler(bytes int) string { return strings.Repeat("的，", bytes/6) }

// TestSnippetOfALongText: wherever in a long text a passage stands, be it where it is
// parted for reading, it is shown as if the text were short.
func TestSnippetOfALongText(t *testing.T) {
	for query, passage := range map[string]string{
		"防汛物资":         "采购防汛物资一批",
		"防汛 物资":        "采购物资用于防汛一批",
		"防汛物资 2":       "采购防\n汛　物 资2批",
		"繁體":           "印發繁體一批",
		"pm2.5":        "治理ＰＭ２．５一批",
		"第12次":         "召开第十二次会议",
		"12":           "召开十二次会议",
		"防汛 物资 没有的":    "采购防汛和物资一批",
		"“物资防汛” OR 一批": "采购防汛物资一批",
	} {
		short := archive.Record{Text: filler(6000) + passage + filler(6000)}
		want := index.Marked(snippet(t, short, noTexts, query), "[", "]")
		if !strings.Contains(want, "[") {
			t.Fatal(query, want)
		}
		for at := 65536 - 6*12; at < 65536+6*30; at += 18 {
			text := filler(at) + passage + filler(100_000)
			if got := index.Marked(snippet(t, archive.Record{Text: text}, noTexts, query), "[", "]"); got != want {
				t.Fatalf("%s, at %d:\ngot  %s\nwant %s", query, at, got, want)
			}
		}
		for _, ends := range []archive.Record{{Text: passage + filler(200_000)}, {Text: filler(200_000) + passage}} {
			if got := index.Marked(snippet(t, ends, noTexts, query), "[", "]"); !strings.Contains(want, strings.Trim(got, "…")) && !strings.Contains(strings.Trim(got, "…"), passage[:3]) {
				t.Errorf("%s: %s", query, got)
			}
		}
	}
}

// opened counts what is read of texts.
type opened struct {
	fakeTexts
	files []string
	bytes int
}

func (o *opened) Text(ctx context.Context, sha256 string) (io.ReadCloser, error) {
	o.files = append(o.files, sha256)
	text, err := o.fakeTexts.Text(ctx, sha256)
	return io.NopCloser(io.TeeReader(text, o)), err
}

func (o *opened) Write(b []byte) (int, error) {
	o.bytes += len(b)
	return len(b), nil
}

// TestSnippetReadsWhatItShows: what is shown costs what it takes to find it, and there
// is an end to that.
func TestSnippetReadsWhatItShows(t *testing.T) {
	long := filler(4 << 20)
	o := &opened{fakeTexts: fakeTexts{texts: map[string]string{
		"no": long, "early": filler(1000) + "防汛" + long, "late": long + "防汛"}}}
	record := func(text string, attached ...string) archive.Record {
		r := archive.Record{Number: "1号", Text: text}
		for _, sha := range attached {
			r.Attachments = append(r.Attachments, archive.File{Path: "data/attachments/" + sha + ".txt", SHA256: sha})
		}
		return r
	}
	for _, test := range []struct {
		r     archive.Record
		files int
		most  int // bytes
	}{
		{record("防汛", "early", "no"), 0, 0},
		{record("", "early", "no"), 1, 200_000},
		{record("", "no", "late", "no"), 2, 9 << 20},
		{record("", "no", "no", "no", "no", "no", "no", "no", "no", "no", "no"), 9, 32 << 20},
	} {
		o.files, o.bytes = nil, 0
		snippet(t, test.r, o, "防汛")
		if len(o.files) != test.files || o.bytes > test.most {
			t.Errorf("%d files and %d bytes were read, want %d and at most %d", len(o.files), o.bytes, test.files, test.most)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := index.Snippet(ctx, record("", "late"), o, parsed(t, "防汛")); !errors.Is(err, context.Canceled) {
		t.Error("when nobody waits any more:", err)
	}
}

// FuzzSnippet: what is shown is a piece of the text, and what is marked in it says what
// was looked for.
func FuzzSnippet(f *testing.F) {
	f.Add("100㎡的\n用房", "m2", 0)
	f.Add("ﷺﷺ", "الله", 65530)
	f.Add("第十二次、繁體，1,000元", "第12次 繁体 1000", 65536*3)
	f.Fuzz(func(t *testing.T, text, query string, before int) {
		q, err := index.Parse(query)
		if err != nil || before < 0 || before > 300_000 {
			return
		}
		text = strings.Repeat("……", before/6) + text
		pieces, err := index.Snippet(t.Context(), archive.Record{Text: text}, noTexts, q)
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.NewReplacer("…", "", "\x00", "", "\n", "", "\r", "", " ", "")
		if got := plain.Replace(index.Marked(pieces, "", "")); !strings.Contains(plain.Replace(text), got) {
			t.Errorf("%q gave %q", text, got)
		}
		for _, piece := range pieces {
			says := func(word string) bool {
				return len(reading.Places(piece.Text, []string{word})) > 0
			}
			if piece.Hit && !slices.ContainsFunc(q.Folded(), says) {
				t.Errorf("%q: %q is marked", query, piece.Text)
			}
		}
	})
}
