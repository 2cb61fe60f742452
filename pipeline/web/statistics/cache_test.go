package statistics_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/register"
	"gongwen/pipeline/roster"
	"gongwen/pipeline/web/statistics"
	"gongwen/samples"
	"gongwen/templates"
)

const kinds = `key: %s
title: %[1]s
date: day
unit: unit
subject: "{unit}"
number: %s〔{year}〕{n}号
retention: {code: Y, name: 永久}
fields:
  - {key: day, label: 日期, type: date, required: true}
  - {key: unit, label: 单位, type: unit, required: true}
  - {key: state, label: 状态, type: choice, choices: [新, 变]}
  - {key: original, label: 原编号, type: text, belongs: %[1]s}
  - {key: corrects, label: 更正的编号, type: text, makes: [已更正], supersedes: true}
  - {key: amount, label: 金额, type: money, counts: {state: {新: adds, 变: %[3]s}}}
register:
  - {label: 编号, from: number}
  - {label: 金额, from: amount}
`

// units is a scope of some units.
type units []string

func (u units) Includes(unit, _ string) bool { return u == nil || slices.Contains(u, unit) }

// TestEffects: what the cache adds up is what registers do, whatever is filed, made void
// and corrected, also for those who may not know of all records.
func TestEffects(t *testing.T) {
	set, err := templates.Load(fstest.MapFS{
		"contract/kind.yaml": {Data: fmt.Appendf(nil, kinds, "contract", "试合", "replaces")},
		"funds/kind.yaml":    {Data: fmt.Appendf(nil, kinds, "funds", "试财", "subtracts")},
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalogue.Create(filepath.Join(t.TempDir(), "catalogue.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	a, err := archive.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	book := &register.Book{Kinds: set, Archive: a, Catalogue: c}
	cache := statistics.New(t.Context(), set, &roster.Units{}, c)
	random := rand.New(rand.NewPCG(3, 4))
	var numbers []string
	serials := map[string]int{}
	file := func() {
		k := set.All()[random.IntN(2)]
		year := 2024 + random.IntN(3)
		serials[fmt.Sprint(k.Key, year)]++
		n := serials[fmt.Sprint(k.Key, year)]
		v := templates.Values{"day": fmt.Sprintf("%d-0%d-01", year, 1+random.IntN(9)), "unit": []string{"甲局", "乙局"}[random.IntN(2)],
			"state": []string{"新", "变"}[random.IntN(2)], "amount": fmt.Sprint(random.IntN(1000))}
		if len(numbers) > 0 && random.IntN(2) == 0 {
			v["original"] = numbers[random.IntN(len(numbers))]
		}
		if len(numbers) > 0 && random.IntN(5) == 0 {
			v["corrects"] = numbers[random.IntN(len(numbers))]
		}
		typed, err := k.Decode(v)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, len(numbers), 0, 0, time.UTC)
		r := archive.Record{Version: archive.RecordVersion, Number: k.FormatNumber(year, n), Kind: k.Key, Year: year, Serial: n, Date: k.DateOf(typed),
			Unit: v["unit"].(string), Values: v, Submission: fmt.Sprint(k.Key, year, n), Arrival: fmt.Sprint(k.Key, year, n), Arrived: at, Filed: at}
		if err := c.Restore(t.Context(), []archive.Record{r}); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, r.Number)
	}
	for range 25 {
		for range 4 {
			file()
		}
		if err := c.Void(t.Context(), numbers[random.IntN(len(numbers))], "开错", time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		if err := cache.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, scope := range []units{nil, {"甲局"}, {"乙局"}} {
			for _, k := range set.All() {
				compareWithRegister(t, book, cache, k, scope)
			}
		}
	}
}

func compareWithRegister(t *testing.T, book *register.Book, cache *statistics.Cache, k *templates.Kind, scope units) {
	t.Helper()
	for year := 2024; year <= 2026; year++ {
		of, err := book.Register(t.Context(), k, register.Selection{Year: year}, func(r archive.Record) bool { return scope.Includes(r.Unit, "") })
		if err != nil {
			t.Fatal(err)
		}
		sum := templates.Fen(0)
		for row, err := range of.Sheets[0].Rows {
			if err != nil {
				t.Fatal(err)
			}
			sum += row.Counted[0]
		}
		got, records, stand := templates.Fen(0), 0, 0
		for _, row := range cache.Rows(scope, catalogue.Series{Kind: k.Key, Year: year}) {
			got += row.Money[0]
			if row.Stands() {
				stand++
			}
		}
		total := templates.Fen(0)
		cache.Totals(scope, year, func(g statistics.Group, of statistics.Total) {
			if g.Kind == k.Key {
				total, records = total+of.Amount, records+of.Records
			}
		})
		if got != sum || total != sum || records != stand {
			t.Fatalf("%s, %d, %v: rows %s, totals %s of %d records; the register has %s of %d", k.Key, year, scope, got, total, records, sum, stand)
		}
	}
}

// BenchmarkCache tells how much memory a record takes, of the kinds of which effects depend
// on others and of the rest.
func BenchmarkCache(b *testing.B) {
	set, err := templates.Load(templates.Builtin(samples.Office()))
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []string{"letter", "funds", "contract"} {
		b.Run(kind, func(b *testing.B) {
			const n = 3000
			var batch []archive.Record
			for r, err := range samples.Records(set.Named(kind), 1, n, 3) {
				if err != nil {
					b.Fatal(err)
				}
				batch = append(batch, r)
			}
			c, err := catalogue.Create(filepath.Join(b.TempDir(), "catalogue.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			if err := c.Restore(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			batch = nil
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				cache := statistics.New(b.Context(), set, &roster.Units{}, c)
				if err := cache.Refresh(b.Context()); err != nil {
					b.Fatal(err)
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "B/record")
				runtime.KeepAlive(cache)
			}
		})
	}
}
