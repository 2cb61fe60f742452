package xlsx

import (
	"bufio"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
)

// BenchmarkRegister writes a register of 12 styled columns and, in the same run,
// the same with XlsxWriter in constant-memory mode; LibreOffice opens ours and
// adds up the same. GONGWEN_ROWS sets how many rows; 1,000,000 is what a register has to bear.
//
//	GONGWEN_ROWS=1000000 go test -run '^$' -bench Register -benchtime 1x ./templates/xlsx
func BenchmarkRegister(b *testing.B) {
	rows := 100_000
	if n, err := strconv.Atoi(os.Getenv("GONGWEN_ROWS")); err == nil {
		rows = n
	}
	dir := b.TempDir()
	ours, peers := time.Duration(0), time.Duration(0)
	for b.Loop() {
		start := time.Now()
		writeBenchRegister(b, filepath.Join(dir, "ours.xlsx"), rows)
		ours += time.Since(start)
		start = time.Now()
		cmd := exec.Command("/usr/bin/python3", "testdata/peer.py", filepath.Join(dir, "peer.xlsx"), strconv.Itoa(rows))
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("XlsxWriter (Debian package python3-xlsxwriter): %v\n%s", err, out)
		}
		peers += time.Since(start)
	}
	b.StopTimer()
	memory := peakMemory(b) // before the workbook is read back
	workbook, err := os.ReadFile(filepath.Join(dir, "ours.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	sum := templates.Fen(0)
	for n := 1; n <= rows; n++ {
		sum += benchSum(n)
	}
	summary := calculated(b, workbook, 2)
	total := slices.IndexFunc(summary, func(line []string) bool { return line[0] == "合计" })
	if total < 0 || !slices.Equal(summary[total][1:3], []string{strconv.Itoa(rows), sum.String()}) {
		b.Errorf("LibreOffice adds up to %q, want %d and %s", summary[max(total, 0)], rows, sum)
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/register")
	b.ReportMetric(peers.Seconds()/float64(b.N), "s/XlsxWriter")
	b.ReportMetric(peers.Seconds()/ours.Seconds(), "times-as-fast")
	b.ReportMetric(memory, "peak-MB")
}

// benchSum is the money of the n-th row.
func benchSum(n int) templates.Fen { return templates.Fen(n * 12345 % 100000000) }

func writeBenchRegister(b *testing.B, path string, rows int) {
	b.Helper()
	k := &templates.Kind{
		Key: "contract", Title: "合同", Date: "signed", Unit: "unit",
		Fields: []templates.Field{
			{Key: "signed", Label: "签订日期", Type: templates.TypeDate}, {Key: "name", Label: "名称", Type: templates.TypeText},
			{Key: "unit", Label: "承办单位", Type: templates.TypeUnit}, {Key: "sum", Label: "金额", Type: templates.TypeMoney},
			{Key: "paid", Label: "已付", Type: templates.TypeMoney}, {Key: "copies", Label: "份数", Type: templates.TypeInteger},
			{Key: "party", Label: "对方", Type: templates.TypeUnit}, {Key: "by", Label: "经办人", Type: templates.TypePerson},
		},
		Register: []templates.Column{{Label: "编号", From: "number", Width: 18}, {Label: "签订日期", From: "signed"}, {Label: "名称", From: "name"},
			{Label: "承办单位", From: "unit"}, {Label: "金额", From: "sum"}, {Label: "已付", From: "paid"}, {Label: "份数", From: "copies"},
			{Label: "对方", From: "party"}, {Label: "经办人", From: "by"}},
	}
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var all iter.Seq2[Row, error] = func(yield func(Row, error) bool) {
		for n := 1; n <= rows; n++ {
			row := Row{Number: "龙政合字〔2026〕" + strconv.Itoa(n) + "号", FormSHA: fmt.Sprintf("%064x", n), Values: templates.Values{
				"signed": templates.NewDate(2026, time.January, n%365+1), "name": "第" + strconv.Itoa(n) + "号合同的名称",
				"unit": "第" + strconv.Itoa(n%40) + "单位", "sum": benchSum(n), "paid": templates.Fen(n * 2345 % 1000000),
				"copies": int64(n%9 + 1), "party": "对方第" + strconv.Itoa(n%500) + "公司", "by": "林知远",
			}}
			if !yield(row, nil) {
				return
			}
		}
	}
	if err := Register(f, k, 2026, Extras{}, all); err != nil {
		b.Fatal(err)
	}
}

// peakMemory is the most memory the process has held so far, in MB.
func peakMemory(b *testing.B) float64 {
	b.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0 // no Linux
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if kb, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024
		}
	}
	return 0
}
