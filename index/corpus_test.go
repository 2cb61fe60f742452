package index_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/templates"
)

// records is how many records the benchmarks index that compare and that file.
var records = flag.Int("records", 20000, "records to index in benchmarks")

// corpus is as many records as one likes, each the same every time: invented
// letters and minutes, filled up with paragraphs of real Chinese text where
// .ci/corpus has fetched it.
type corpus struct {
	paragraphs []string
	name       string // what the paragraphs are
	n          int
}

// real are the paragraphs fetched from Debian packages, or none.
var real = sync.OnceValues(func() ([]string, error) {
	files, err := filepath.Glob("../bin/corpus/*.txt")
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	var paragraphs []string
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			paragraphs = append(paragraphs, lines.Text())
		}
		f.Close()
		if err := lines.Err(); err != nil {
			return nil, err
		}
	}
	return paragraphs, nil
})

func newCorpus(tb testing.TB, n int) corpus {
	paragraphs, err := real()
	if err == nil {
		return corpus{paragraphs, "invented records around paragraphs of libreoffice-help-zh-cn and manpages-zh", n}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		tb.Fatal(err)
	}
	return corpus{invented(), "invented records and paragraphs", n}
}

// words are drawn from by invented.
var words = strings.Fields(`防汛 抗旱 老旧小区 改造 资金 拨付 项目 验收 督查 督办 信访 接访 安全生产 隐患 排查 整治 食品 药品 监管 营商环境
	优化 招商引资 乡村振兴 产业 园区 规划 用地 审批 征收 补偿 安置 就业 创业 培训 医保 社保 养老 服务 教育 学校 幼儿园 医院
	卫生 防疫 环保 治理 河道 绿化 道路 桥梁 供水 供热 燃气 物业 社区 网格 党建 纪律 作风 会议 纪要 请示 报告 批复 通知 印发
	落实 推进 研究 部署 协调 配合 牵头 承办 完成 时限 责任 分工 汇报 审议 通过 同意 修改 完善 提交 公示 备案 归档 统计 审计`)

// invented are paragraphs of words put together by chance.
var invented = sync.OnceValue(func() []string {
	rng := rand.New(rand.NewPCG(5, 6))
	paragraphs := make([]string, 20000)
	for i := range paragraphs {
		var b strings.Builder
		for range 10 + rng.IntN(40) {
			b.WriteString(words[rng.IntN(len(words))])
			if rng.IntN(4) == 0 {
				b.WriteString([]string{"，", "。", "；", "、", fmt.Sprintf("%d项", rng.IntN(500)), "等"}[rng.IntN(6)])
			}
		}
		paragraphs[i] = b.String() + "。"
	}
	return paragraphs
})

// recordSize is about how many bytes of text a record has.
const recordSize = 1300

// record is the i-th one, from 0.
func (c corpus) record(i int) archive.Record {
	rng := rand.New(rand.NewPCG(7, uint64(i)))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	kind := pick("letter", "minutes", "leave", "outgoing", "funds")
	unit := pick("区财政局", "区教育局", "区住房和城乡建设局", "龙凤镇人民政府", "区信访局", "区应急管理局", "区政府办公室")
	date := templates.NewDate(2015, 1, 1).AddDays(rng.IntN(4300))
	name := pick("沈", "方", "陆", "欧阳", "王", "李", "赵", "柳") + pick("望舒", "听澜", "小明", "秀英", "建国", "思远", "一鸣", "万里")
	subject := pick("关于", "研究", "报送") + c.paragraphs[rng.IntN(len(c.paragraphs))]
	if runes := []rune(subject); len(runes) > 24 {
		subject = string(runes[:24])
	}
	var text strings.Builder
	fmt.Fprintf(&text, "龙凤区人民政府办公室%s\n%s：\n%s第%d次会议议定，由%s（%s）负责，拨付%s元。\n", pick("介绍信", "会议纪要", "通知", "函"), unit,
		date, 1+rng.IntN(60), unit, name, templates.Fen(100*rng.Int64N(5000000)))
	for at := rng.IntN(len(c.paragraphs)); text.Len() < recordSize; at = (at + 1) % len(c.paragraphs) {
		text.WriteString(c.paragraphs[at] + "\n")
	}
	return archive.Record{
		Number: fmt.Sprintf("龙政%s〔%d〕%d号", kind, date.Year(), i+1), Kind: kind, Title: "公文", Year: date.Year(), Serial: i + 1,
		Subject: subject, Date: date, Unit: unit, Text: text.String(),
	}
}

func (c corpus) ID() string { return "corpus" }

// Changes makes a corpus a catalogue to follow.
func (c corpus) Changes(_ context.Context, after int64, limit int) ([]catalogue.Change, error) {
	var changes []catalogue.Change
	for i := after; i < int64(c.n) && len(changes) < limit; i++ {
		changes = append(changes, catalogue.Change{Seq: i + 1, Entry: catalogue.Entry{Record: c.record(int(i))}})
	}
	return changes, nil
}

// substring is a random piece of a record's text, of so many runes.
func (c corpus) substring(rng *rand.Rand, runes int) string {
	for {
		r := c.record(rng.IntN(c.n))
		text := []rune([]string{r.Text, r.Text, r.Text, r.Subject, r.Number}[rng.IntN(5)])
		if len(text) < runes {
			continue
		}
		from := rng.IntN(len(text) - runes + 1)
		piece := string(text[from : from+runes])
		// What folds to less, or would have to be quoted twice, is left to other tests.
		if !strings.ContainsFunc(piece, func(r rune) bool { return r <= ' ' || strings.ContainsRune("\"“”「」『』„＂", r) }) && utf8.ValidString(piece) {
			return piece
		}
	}
}

func (c corpus) Record(_ context.Context, number string) (catalogue.Entry, error) {
	return catalogue.Entry{}, catalogue.ErrUnknown
}

// classes are the mixed queries, by what they are like.
var classes = []struct {
	name string
	make func(c corpus, rng *rand.Rand) []string
}{
	{"1 character", func(c corpus, rng *rand.Rand) []string { return []string{c.substring(rng, 1)} }},
	{"2 characters", func(c corpus, rng *rand.Rand) []string { return []string{c.substring(rng, 2)} }},
	{"3 to 5", func(c corpus, rng *rand.Rand) []string { return []string{c.substring(rng, 3+rng.IntN(3))} }},
	{"6 to 12", func(c corpus, rng *rand.Rand) []string { return []string{c.substring(rng, 6+rng.IntN(7))} }},
	{"two words", func(c corpus, rng *rand.Rand) []string { return []string{c.substring(rng, 3), c.substring(rng, 4)} }},
	{"in every record", func(_ corpus, rng *rand.Rand) []string {
		return [][]string{{"龙凤区人民政府办公室"}, {"次会议议定"}, {"人民政府", "负责，拨付"}}[rng.IntN(3)]
	}},
	{"in many", func(_ corpus, rng *rand.Rand) []string {
		return [][]string{{"会议纪要"}, {"区财政局"}, {"沈望舒"}, {"第12次会议"}, {"龙政minutes"}}[rng.IntN(5)]
	}},
}

// phrases is a query for all of some phrases.
func phrases(all []string) string { return `"` + strings.Join(all, `" "`) + `"` }
