//go:build peers && linux

package pdf

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
)

var documents = flag.Int("documents", 20000, "how many documents to print one after the other")

// peer is another way to the same document.
type peer struct {
	name string
	// cost is what a copy takes, in milliseconds of one core.
	cost func() float64
	// bound holds between this program's cost and the peer's: at most so many
	// times it or, if less than 1, that part of it. 0 asks for nothing.
	bound map[string]float64
}

// TestPrintBesidePeers prints what documents cost beside what they cost elsewhere.
// Costs are processor time, which others on the machine disturb less than they do the
// clock; costs and ratios are medians of rounds in which all take their turn.
func TestPrintBesidePeers(t *testing.T) {
	const rounds = 7
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, doc := range []struct {
		name string
		job  job
	}{{"letter", letterJob(t)}, {"minutes", minutesJob(t)}} {
		whole := wholeFont(t, doc.job)
		peers := []peer{
			{"gongwen", repeated(t, doc.job.print), nil},
			{"gofpdf in Helvetica", repeated(t, doc.job.floor), map[string]float64{"letter": 3}},
			{"gofpdf, whole font", repeated(t, func(tb testing.TB) { doc.job.plain(tb, whole) }), nil},
			{"ReportLab", reportLab(t, doc.job), map[string]float64{"letter": 1. / 5}},
		}
		costs := make([][]float64, len(peers))
		for range rounds {
			for i, p := range peers {
				costs[i] = append(costs[i], p.cost())
			}
		}
		peers = append(peers, peer{"LibreOffice, 100 at once", nil, map[string]float64{"letter": 1. / 20}})
		costs = append(costs, []float64{libreOffice(t, doc.job)})

		fmt.Fprintf(table, "%s, pages: %d\tms\tgongwen takes\tasked for\t\n", doc.name, len(doc.job.composed.pages))
		for i, p := range peers {
			cost, ratio := median(costs[i]), median(ratios(costs[0], costs[i]))
			fmt.Fprintf(table, "%s\t%.3f\t%s\t%s\t\n", p.name, cost, times(ratio), times(p.bound[doc.name]))
			if bound := p.bound[doc.name]; bound > 0 && ratio > bound {
				t.Errorf("%s: %s of %s, asked for was %s", doc.name, times(ratio), p.name, times(bound))
			}
		}
		fmt.Fprint(table, "\t\t\t\t\n")
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}

func times(ratio float64) string {
	switch {
	case ratio == 0:
		return ""
	case ratio < 1:
		return fmt.Sprintf("1/%.1f", 1/ratio)
	}
	return fmt.Sprintf("%.2f ×", ratio)
}

// ratios are those of each round, or to the one there was.
func ratios(ours, theirs []float64) []float64 {
	all := make([]float64, len(ours))
	for i := range ours {
		all[i] = ours[i] / theirs[i%len(theirs)]
	}
	return all
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// used is the processor time of this process so far, the collecting of garbage
// with it.
func used(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// repeated makes copies for a while.
func repeated(t *testing.T, do func(testing.TB)) func() float64 {
	return func() float64 {
		const while = 300 * time.Millisecond
		start, copies := used(t), 0
		for used(t)-start < while {
			for range 10 {
				do(t)
			}
			copies += 10
		}
		return ms(used(t)-start) / float64(copies)
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// TestPrintKeepsMemoryFlat prints documents by the ten thousand on all cores. What
// the process holds after the last is what it held after the first two thousand.
func TestPrintKeepsMemoryFlat(t *testing.T) {
	const first = 2000
	j := letterJob(t)
	fmt.Println("documents  resident MB  held MB  documents/s")
	early := int64(0)
	for made := 0; made < *documents; {
		step := min(max(first, *documents/10), *documents-made)
		if made == 0 {
			step = first
		}
		start := time.Now()
		j.varied(t, step)
		made += step
		took, memory := time.Since(start), resident(t)
		if early == 0 {
			early = memory
		}
		fmt.Printf("%9d  %11.1f  %7.1f  %11.0f\n", made, float64(memory)/(1<<20), float64(held())/(1<<20), float64(step)/took.Seconds())
		if memory > early+early/5 {
			t.Errorf("after %d documents %d MB are resident, after %d it was %d", made, memory>>20, first, early>>20)
		}
	}
}

// resident is the memory of this process that is not swapped out.
func resident(t *testing.T) int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(statm))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// reportLab draws the same runs and lines with ReportLab, in a process of its
// own that has its fonts registered.
func reportLab(t *testing.T, j job) func() float64 {
	type sheet struct {
		Strokes [][]any `json:"strokes"`
		Runs    [][]any `json:"runs"`
	}
	document := struct {
		Fonts map[string]string `json:"fonts"`
		Pages []sheet           `json:"pages"`
	}{Fonts: map[string]string{}}
	ink := func(c color) []float64 { return []float64{float64(c.r) / 255, float64(c.g) / 255, float64(c.b) / 255} }
	for _, p := range j.composed.pages {
		s := sheet{Strokes: [][]any{}, Runs: [][]any{}}
		for _, l := range p.strokes {
			s.Strokes = append(s.Strokes, []any{l.x1, l.y1, l.x2, l.y2, l.width, ink(l.color), l.dashed})
		}
		for _, r := range p.runs {
			face, text := r.text[0].face, ""
			for _, g := range r.text {
				text += string(g.char)
			}
			document.Fonts[face.PostScript] = face.Path
			s.Runs = append(s.Runs, []any{face.PostScript, r.size, r.x, r.y, r.gap, ink(r.color), text})
		}
		document.Pages = append(document.Pages, s)
	}
	cmd := exec.Command("/usr/bin/python3", "testdata/peers/with_reportlab.py")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	if err := json.NewEncoder(in).Encode(document); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(out)
	return func() float64 {
		fmt.Fprintln(in, 10)
		var cost float64
		if _, err := fmt.Fscanln(answers, &cost); err != nil {
			t.Fatalf("ReportLab (python3-reportlab): %v", err)
		}
		return cost
	}
}

// libreOffice converts a hundred copies of the same text in one go.
func libreOffice(t *testing.T, j job) float64 {
	const copies = 100
	dir := t.TempDir()
	face := j.composed.pages[0].runs[0].text[0].face
	var paragraphs strings.Builder
	for line := range strings.Lines(j.composed.text) {
		paragraphs.WriteString("<text:p>")
		if err := xml.EscapeText(&paragraphs, []byte(strings.TrimSpace(line))); err != nil {
			t.Fatal(err)
		}
		paragraphs.WriteString("</text:p>")
	}
	source := fmt.Sprintf(openDocument, face.Name, paragraphs.String())
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", filepath.Join(dir, "out")}
	for i := range copies {
		path := filepath.Join(dir, fmt.Sprintf("%03d.fodt", i))
		if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	cmd := exec.Command("soffice", args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = io.Discard, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("LibreOffice (libreoffice-writer-nogui): %v\n%s", err, out.String())
	}
	if made, err := filepath.Glob(filepath.Join(dir, "out/*.pdf")); err != nil || len(made) != copies {
		t.Fatalf("LibreOffice made %d files: %v\n%s", len(made), err, out.String())
	}
	return ms(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / copies
}

const openDocument = `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph">
<style:paragraph-properties fo:line-height="28.99pt"/><style:text-properties style:font-name-asian="%[1]s" style:font-family-asian="%[1]s" style:font-size-asian="16pt" fo:font-size="16pt"/>
</style:default-style></office:styles>
<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin-top="37mm" fo:margin-bottom="35mm" fo:margin-left="28mm" fo:margin-right="26mm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
<office:body><office:text>%[2]s</office:text></office:body></office:document>
`
