package reading

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unihan is what of Unicode's Unihan database (15.0) the table of simplified characters
// goes by, as testdata/unihan.txt keeps it. It was taken from Debian's package
// unicode-data, and is held against it where that is installed.
type unihan struct {
	// standard are the characters that simplified writing has: those of 通用规范汉字表
	// (kTGH) and of GB/T 2312 (kGB0).
	standard map[rune]bool
	variants map[rune][]variant // of characters that it does not have
}

// variant is a character that another is a variant of.
type variant struct {
	of rune
	// dictionaries are how many say that both mean the same (kSemanticVariant), 0 where the
	// two are one character in two shapes (kZVariant), or its simplified form
	// (kSimplifiedVariant).
	dictionaries int
}

const (
	unihanVersion = "15.0"

	unihanKept   = "testdata/unihan.txt"
	unihanSource = "/usr/share/unicode/Unihan_*.txt.bz2"
)

// readUnihan reads what is kept.
func readUnihan(t *testing.T) unihan {
	t.Helper()
	text, err := os.ReadFile(unihanKept)
	if err != nil {
		t.Fatal(err)
	}
	u := unihan{standard: map[rune]bool{}, variants: map[rune][]variant{}}
	for line := range strings.Lines(string(text)) {
		switch line = strings.TrimSuffix(line, "\n"); {
		case strings.HasPrefix(line, "#"):
		case !strings.Contains(line, "\t"):
			for _, r := range line {
				u.standard[r] = true
			}
		default:
			c, rest, _ := strings.Cut(line, "\t")
			from := []rune(c)[0]
			for field := range strings.FieldsSeq(rest) {
				of := []rune(field)
				n, err := strconv.Atoi(string(of[1:]))
				if err != nil {
					t.Fatal(line, err)
				}
				u.variants[from] = append(u.variants[from], variant{of[0], n})
			}
		}
	}
	return u
}

// sourceOfUnihan reads Debian's files; ok is false where they are not installed, or of
// another version than what is kept.
func sourceOfUnihan(t *testing.T) (u unihan, ok bool) {
	t.Helper()
	files, err := filepath.Glob(unihanSource)
	if err != nil || len(files) == 0 {
		return u, false
	}
	u = unihan{standard: map[rune]bool{}, variants: map[rune][]variant{}}
	common := map[rune]bool{}                       // kIICore
	variants := map[rune]map[rune]map[string]bool{} // with the dictionaries that say so
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bzip2.NewReader(f))
		for lines.Scan() {
			if version, ok := strings.CutPrefix(lines.Text(), "# Unicode version: "); ok && version != unihanVersion+".0" {
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				return u, false
			}
			fields := strings.Split(lines.Text(), "\t")
			if len(fields) != 3 || !strings.HasPrefix(fields[0], "U+") {
				continue
			}
			from := codePoint(t, fields[0])
			switch fields[1] {
			case "kTGH", "kGB0":
				u.standard[from] = true
			case "kIICore":
				common[from] = true
			case "kSimplifiedVariant", "kZVariant", "kSemanticVariant":
				for field := range strings.FieldsSeq(fields[2]) {
					of, dictionaries, semantic := strings.Cut(field, "<")
					to := codePoint(t, of)
					if to == from || fields[1] == "kSemanticVariant" && !semantic {
						continue
					}
					if variants[from] == nil {
						variants[from] = map[rune]map[string]bool{}
					}
					if variants[from][to] == nil {
						variants[from][to] = map[string]bool{}
					}
					for d := range strings.SplitSeq(dictionaries, ",") {
						d, _, _ = strings.Cut(d, ":")
						variants[from][to][d] = true // "" where no dictionary is needed
					}
				}
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	for from, all := range variants {
		if u.standard[from] {
			continue
		}
		for to, dictionaries := range all {
			n := len(dictionaries)
			if dictionaries[""] {
				n = 0
			}
			if n != 1 || common[from] {
				u.variants[from] = append(u.variants[from], variant{to, n})
			}
		}
		slices.SortFunc(u.variants[from], func(a, b variant) int { return int(a.of - b.of) })
	}
	return u, true
}

func codePoint(t *testing.T, text string) rune {
	t.Helper()
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "U+"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return rune(n)
}

// text is what is kept of it.
func (u unihan) text() string {
	var b strings.Builder
	b.WriteString("# From Unicode's Unihan database, " + unihanVersion + " (kTGH, kGB0, kIICore, kSimplifiedVariant,\n# kZVariant, kSemanticVariant), as the test UnihanIsAsItsSource writes it. First the characters that\n# simplified writing has; then, of others, what each is a variant of, and how many\n# dictionaries say so (0 where none need to). What only one says is left out but for\n# characters in common use somewhere.\n")
	for i, r := range sorted(u.standard) {
		if i > 0 && i%60 == 0 {
			b.WriteByte('\n')
		}
		b.WriteRune(r)
	}
	b.WriteByte('\n')
	for _, from := range sorted(u.variants) {
		if len(u.variants[from]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%c\t", from)
		for i, v := range u.variants[from] {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%c%d", v.of, v.dictionaries)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func sorted[V any](m map[rune]V) []rune {
	var all []rune
	for r := range m {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// TestUnihanIsAsItsSource: what is kept is what Debian's package says. Where that is not
// installed, it is at least whole.
func TestUnihanIsAsItsSource(t *testing.T) {
	if source, ok := sourceOfUnihan(t); ok {
		if *update {
			if err := os.WriteFile(unihanKept, []byte(source.text()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(unihanKept)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if string(kept) != source.text() {
			t.Errorf("%s is not as %s has it; run with -update", unihanKept, unihanSource)
		}
	}
	u := readUnihan(t)
	if len(u.standard) < 8105 || len(u.variants) < 3000 {
		t.Errorf("%d standard characters, %d variants", len(u.standard), len(u.variants))
	}
	if u.text() != string(must(os.ReadFile(unihanKept))) {
		t.Error("what is read is not what is written")
	}
}

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}
