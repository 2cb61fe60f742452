package index_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/templates"
)

// source is a catalogue of nothing but its changes.
type source struct {
	id      string
	changes []catalogue.Change
}

func (s *source) ID() string { return s.id }

func (s *source) Changes(_ context.Context, after int64, limit int) ([]catalogue.Change, error) {
	rest := s.changes[min(int(after), len(s.changes)):]
	return rest[:min(limit, len(rest))], nil
}

func (s *source) Record(_ context.Context, number string) (catalogue.Entry, error) {
	for _, c := range slices.Backward(s.changes) {
		if c.Number == number {
			return c.Entry, nil
		}
	}
	return catalogue.Entry{}, catalogue.ErrUnknown
}

func (s *source) LastChange(context.Context) (int64, error) { return int64(len(s.changes)), nil }

func (s *source) Filed(context.Context) (int, error) {
	numbers := map[string]bool{}
	for _, c := range s.changes {
		numbers[c.Number] = true
	}
	return len(numbers), nil
}

func (s *source) add(records ...archive.Record) {
	for _, r := range records {
		s.changes = append(s.changes, catalogue.Change{Seq: int64(len(s.changes) + 1), Entry: catalogue.Entry{Record: r}})
	}
}

// generated are records as an office might write them, the same ones every time.
func generated(n int) []archive.Record {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	sentence := func() string {
		return pick("兹介绍", "会议听取了", "现将", "经区政府同意，", "根据《工作规则》") +
			pick("区财政局", "龙凤镇人民政府", "区住房和城乡建设局", "青禾社区工作站", "龙凤区人民政府办公室") +
			pick("沈望舒", "方听澜", "㛃堃祎", "𠮷田一郎", "龙王塘", "Ａｎｎａ Smith") +
			pick("联系", "研究", "核对", "部署") +
			pick("老旧小区改造", "２０２６年度资金下达", "第12次常务会议", "第３次专题会议", "PM2.5 治理", "100㎡用房") +
			pick("情况", "实施方案", "有关事项") + fmt.Sprintf("（%d）", rng.IntN(1000)) + pick("。", "；", "！")
	}
	records := make([]archive.Record, n)
	for i := range records {
		kind := pick("letter", "minutes", "leave")
		var text strings.Builder
		for range 2 + rng.IntN(8) {
			text.WriteString(sentence())
			if rng.IntN(3) == 0 {
				text.WriteByte('\n')
			}
		}
		records[i] = archive.Record{
			Number: fmt.Sprintf("龙政%s〔2026〕%d号", kind, i+1), Kind: kind, Title: "介绍信", Year: 2026, Serial: i + 1,
			Subject: sentence(), Date: templates.NewDate(2026, 1, 1+rng.IntN(365)), Unit: pick("区财政局", "区教育局"),
			Fields: []archive.LabelledText{{Label: "备注", Text: sentence()}}, Text: text.String(),
		}
	}
	return records
}

func follow(t testing.TB, x *index.Index, s index.Source) {
	t.Helper()
	if err := x.Follow(t.Context(), s, noTexts, nil); err != nil {
		t.Fatal(err)
	}
}

// built is an index of the records in a new folder.
func built(t testing.TB, records ...archive.Record) (*index.Index, *source, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	s := &source{id: "first"}
	s.add(records...)
	x := index.At(dir, nil)
	follow(t, x, s)
	return x, s, dir
}

func parsed(t testing.TB, text string) index.Query {
	t.Helper()
	q, err := index.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func numbers(t testing.TB, x *index.Index, text string, limit int) []string {
	t.Helper()
	result, err := x.Search(t.Context(), index.Request{Query: parsed(t, text), Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	found := make([]string, len(result.Hits))
	for i, hit := range result.Hits {
		found[i] = hit.Number
	}
	return found
}

func TestSearch(t *testing.T) {
	t.Parallel()
	record := func(serial int, kind string, date templates.Date, subject, text string) archive.Record {
		return archive.Record{Number: fmt.Sprintf("%s%d号", kind, serial), Kind: kind, Year: 2026, Serial: serial, Date: date, Subject: subject, Text: text}
	}
	x, s, _ := built(t,
		record(1, "会", templates.NewDate(2026, 3, 1), "防汛工作", "龙凤区人民政府第3次常务会议研究防汛。\n会议要求落实。"),
		record(2, "会", templates.NewDate(2026, 5, 1), "老旧小区", "区人民政府专题会议；龙凤镇列席。"),
		record(3, "会", templates.NewDate(2026, 5, 1), "老旧小区", "区人民政府专题会议；龙凤镇列席。"),
		record(10, "会", templates.NewDate(2026, 5, 1), "老旧小区", "区人民政府专题会议；龙凤镇列席。"),
		record(1, "信", templates.NewDate(2026, 4, 1), "王小明赴防汛办", "联系 Budget Ⅻ 事宜，第 ３ 次。"),
	)
	for _, tt := range []struct {
		query string
		want  string
	}{
		{"龙", "会2号 会3号 会10号 会1号"},
		{"王", "信1号"},
		{"龙凤区人民政府", "会1号"},
		{"第3次", "信1号 会1号"},
		{"第３次", "信1号 会1号"},
		{"budget xii", "信1号"},
		{"BUDGETXII事", "信1号"},
		{"防汛", "信1号 会1号"}, // in the subjects of both; the newer first
		{"汛。会议", "会1号"},   // over a line's end
		{"落实。防汛", ""},     // not from text to subject
		{"会议 列席", "会2号 会3号 会10号"},
		{"会议列席", ""},
		{"“专题会议” 老旧", "会2号 会3号 会10号"},
		{"“专题 会议；”", "会2号 会3号 会10号"},
		{"会10号", "会10号"},
		{"火星", ""},
		{"", "会2号 会3号 会10号 信1号 会1号"},
		{"类别:信", "信1号"},
		{"防汛 类别:会", "会1号"},
		{"日期:2026-03-02..2026-04-30", "信1号"},
		{"防汛 日期:..2026-03-01", "会1号"},
	} {
		if got := strings.Join(numbers(t, x, tt.query, 0), " "); got != tt.want {
			t.Errorf("%+v\ngot  %s\nwant %s", tt.query, got, tt.want)
		}
	}
	result, err := x.Search(t.Context(), index.Request{Query: parsed(t, "会议"), Limit: 1})
	if err != nil || result.Total != 4 || len(result.Hits) != 1 {
		t.Errorf("%+v, %v", result, err)
	}

	// A change to a record that is there replaces it.
	s.add(record(1, "信", templates.NewDate(2026, 4, 1), "王小明", "作废"))
	follow(t, x, s)
	if got := numbers(t, x, "王", 0); !slices.Equal(got, []string{"信1号"}) {
		t.Errorf("got %q", got)
	}
	if got := numbers(t, x, "budget", 0); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}

func BenchmarkFollow(b *testing.B) {
	records := generated(5000)
	for b.Loop() {
		_, _, dir := built(b, records...)
		var size int64
		files, _ := filepath.Glob(filepath.Join(dir, "*", "store", "*"))
		for _, file := range files {
			if info, err := os.Stat(file); err == nil {
				size += info.Size()
			}
		}
		b.ReportMetric(float64(size)/float64(len(records)), "B/record")
	}
	b.ReportMetric(float64(len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkSearch(b *testing.B) {
	x, _, _ := built(b, generated(20000)...)
	for _, text := range []string{"龙", "龙凤", "龙凤区人民政府办公室", "第12次常务会议 沈望舒"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), index.Request{Query: parsed(b, text)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("everything, counted, the newest first", func(b *testing.B) { // what is there before anything is asked
		ask := index.Request{Sort: index.ByNewest, Limit: 10, FacetValues: 1000, Facets: []index.Field{index.FacetKind, index.FacetYear, index.FacetUnit}}
		for b.Loop() {
			if _, err := x.Search(b.Context(), ask); err != nil {
				b.Fatal(err)
			}
		}
	})
}
