package xlsx

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongwen/templates"
	"gongwen/templates/table"
)

// BenchmarkRegister writes a register of 12 styled columns, with its totals, and, in the same run,
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
	work, peersWork := time.Duration(0), time.Duration(0) // of processors, whatever else they do
	for b.Loop() {
		start, before := time.Now(), processorTime(b)
		writeBenchRegister(b, filepath.Join(dir, "ours.xlsx"), rows)
		ours, work = ours+time.Since(start), work+processorTime(b)-before
		start = time.Now()
		cmd := exec.Command("/usr/bin/python3", "testdata/peer.py", filepath.Join(dir, "peer.xlsx"), strconv.Itoa(rows))
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("XlsxWriter (Debian package python3-xlsxwriter): %v\n%s", err, out)
		}
		peers += time.Since(start)
		peersWork += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
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
	below := calculated(b, workbook)[0]["2026年合同"][rows+1:]
	for _, label := range []string{"合计（随筛选）", "控制数（定值）"} {
		at := slices.IndexFunc(below, func(line []string) bool { return line[0] == label })
		if at < 0 || below[at][5] != sum.String() {
			b.Errorf("LibreOffice adds up to %q, want %s", below[max(at, 0)], sum)
		}
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/register")
	b.ReportMetric(peers.Seconds()/float64(b.N), "s/XlsxWriter")
	b.ReportMetric(peers.Seconds()/ours.Seconds(), "times-as-fast")
	b.ReportMetric(float64(rows*12*b.N)/ours.Seconds(), "cells/s")
	b.ReportMetric(work.Seconds()/float64(b.N), "cpu-s/register")
	b.ReportMetric(peersWork.Seconds()/float64(b.N), "cpu-s/XlsxWriter")
	b.ReportMetric(memory, "peak-MB")
}

// benchSum is the money of the n-th row.
func benchSum(n int) templates.Fen { return templates.Fen(n * 12345 % 100000000) }

func writeBenchRegister(b *testing.B, path string, rows int) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	columns := []table.Column{{Label: "序号", Type: templates.TypeInteger}, {Label: "编号", Type: templates.TypeText}, {Label: "签订日期", Type: templates.TypeDate},
		{Label: "名称", Type: templates.TypeText}, {Label: "承办单位", Type: templates.TypeUnit}, {Label: "金额", Type: templates.TypeMoney, Total: true},
		{Label: "份数", Type: templates.TypeInteger}, {Label: "对方", Type: templates.TypeUnit}, {Label: "经办人", Type: templates.TypePerson},
		{Label: "效力", Type: templates.TypeText}, {Label: "表单摘要", Type: templates.TypeText, Technical: true}}
	first := templates.NewDate(2026, time.January, 1)
	all := func(yield func(*table.Row, error) bool) {
		row := table.Row{Cells: make([]any, len(columns)), Counted: make([]templates.Fen, 1)}
		hash := []byte(strings.Repeat("0", 64))
		for n := 1; n <= rows; n++ {
			figures := strconv.Itoa(n)
			copy(hash[64-len(figures):], figures)
			row.Counted[0] = benchSum(n)
			copy(row.Cells, []any{int64(n), "龙政合字〔2026〕" + figures + "号", templates.Date{Time: first.AddDate(0, 0, n%365)},
				"第" + figures + "号合同的名称", "第" + strconv.Itoa(n%40) + "单位", benchSum(n), int64(n%9 + 1), "对方第" + strconv.Itoa(n%500) + "公司", "林知远",
				"有效", string(hash)})
			if !yield(&row, nil) {
				return
			}
		}
	}
	book := table.Book{Name: "合同", Title: "2026年合同台账", Scope: "按签订日期，2026年", Sheets: []table.Sheet{{
		Name: "2026年合同", Columns: columns, Rows: all, Totals: true}}}
	if err := Write(f, book); err != nil {
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

// processorTime is what the process has used of processors so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0 // no Linux
	}
	const ticks = 100 // a second, proc(5)
	_, fields, _ := strings.Cut(string(text), ") ")
	sum := 0
	for _, field := range strings.Fields(fields)[11:13] { // utime and stime
		n, _ := strconv.Atoi(field)
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks
}
