//go:build linux

package pipeline

import (
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongwen/pipeline/workspace"
	"gongwen/samples"
)

// growth is that of a part of a data folder that grows with its records.
type growth struct{ bytes, disk, files float64 }

// grown is what each part of a data folder takes: bytes of the files, bytes of the disk,
// and how many files and folders.
func grown(b *testing.B, f workspace.Folder) map[string]growth {
	b.Helper()
	all := map[string]growth{}
	err := filepath.WalkDir(string(f), func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(string(f), at)
		if err != nil {
			return err
		}
		top, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		if strings.HasPrefix(filepath.ToSlash(rel), "archive/journal") {
			top = "journal"
		}
		top = strings.TrimSuffix(strings.TrimSuffix(top, "-wal"), "-shm")
		p := all[top]
		if !e.IsDir() {
			p.bytes += float64(info.Size())
		}
		p.disk += float64(info.Sys().(*syscall.Stat_t).Blocks * 512) // see stat(2)
		p.files++
		all[top] = p
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// BenchmarkDisk tells what a thousand records take of a disk, part by part, in MB as the
// file system gives them out (4 KB a file at least), and the copies in issued/ and the
// files beside: by what the second part of so many forms adds to the first, so that what
// an empty office takes does not count. The figures of the page 容量 (capacity.md) are
// these: go test ./pipeline -run '^$' -bench Disk -benchtime 1x
func BenchmarkDisk(b *testing.B) {
	const first, then = 100, 300
	for _, format := range []samples.Format{samples.YAML, samples.XLSX} {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				f := dataFolder(b, "")
				file := func(seed uint64, n int) map[string]growth {
					drop(b, f, seed, n, format)
					at(b, f, func(p *Pipeline) {
						if err := p.Once(b.Context()); err != nil {
							b.Fatal(err)
						}
					})
					return grown(b, f)
				}
				before := file(1, first)
				after := file(2, then)
				if s := sums(b, f); s.Filed != first+then {
					b.Fatalf("sums %+v", s)
				}
				for _, part := range []string{"archive", "journal", "catalogue.db", "index", "texts.db", "issued", "registers"} {
					b.ReportMetric((after[part].disk-before[part].disk)/then*1000/(1<<20), part+"-MB/1000")
				}
				b.ReportMetric((after["archive"].files-before["archive"].files)/then, "files/record")
				b.ReportMetric((after["archive"].bytes-before["archive"].bytes)/then/1024, "archive-KB-net/record")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
