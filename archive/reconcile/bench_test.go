package reconcile

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkReconcile is a year's statement of a busy account: 50,000 lines read and held
// against 20,000 records.
func BenchmarkReconcile(b *testing.B) {
	m := bank(b)
	var text bytes.Buffer
	text.WriteString("交易日期,支出,收入,对方户名,对方账号,摘要,流水号\n")
	var records []*Record
	for i := range 50_000 {
		party, account := fmt.Sprintf("第%d工程有限公司", i%700), fmt.Sprintf("62220000%08d", i%700)
		month, day := 1+i*12/50_000, 1+i%28
		amount := float64(100+i%900) + 0.25
		fmt.Fprintf(&text, "2026-%02d-%02d,%.2f,,%s,%s,货款,%06d\n", month, day, amount, party, account, i)
		if i%5 < 2 {
			records = append(records, rec(i+1, month*100+day, amount, party, account))
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		variants, err := readBytes(text.Bytes(), m.File)
		if err != nil {
			b.Fatal(err)
		}
		_, h, err := m.find(variants)
		if err != nil {
			b.Fatal(err)
		}
		rows, _, _ := m.rowsIn(h, Period{})
		result := m.result(records, rows)
		if len(rows) != 50_000 || result.Total("").There != result.There {
			b.Fatal(len(rows))
		}
	}
}
