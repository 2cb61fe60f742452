package reconcile

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongwen/templates/bounded"
)

var errEncoding = errors.New("读不出文字（不是 UTF-8、GB18030 或 UTF-16），请核对是不是放错了文件；是的话另存为 UTF-8 的 CSV 再核对")

var delimiters = map[string]rune{"comma": ',', "tab": '\t', "semicolon": ';', "bar": '|'}

// readText reads a text with cells parted by one of the delimiters: as many variants as
// it may be, the likeliest first. Which is meant shows where the labels are found.
func readText(data []byte, as Layout) ([]*export, error) {
	text, err := decoded(data, as.Encoding)
	if err != nil {
		return nil, err
	}
	var variants []*export
	for _, name := range []string{"comma", "tab", "semicolon", "bar"} {
		if as.Delimiter != "" && as.Delimiter != "auto" && as.Delimiter != name {
			continue
		}
		if !strings.ContainsRune(text, delimiters[name]) && as.Delimiter != name && len(variants) > 0 {
			continue
		}
		e, err := splitText(text, delimiters[name])
		if err != nil {
			return nil, err
		}
		variants = append(variants, e)
	}
	return variants, nil
}

// decoded is a text in UTF-8 with lines that end with \n.
func decoded(data []byte, encoding string) (string, error) {
	switch guess := guessed(data); {
	case encoding == "utf-16" || guess == "utf-16":
		data = fromUTF16(data)
	case encoding == "gb18030" || (encoding == "" || encoding == "auto") && guess == "gb18030":
		var err error
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return "", errEncoding
		}
	}
	data = bounded.WithoutMark(data)
	if !utf8.Valid(data) || bytes.ContainsRune(data, utf8.RuneError) || bytes.IndexByte(data, 0) >= 0 {
		return "", errEncoding
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), nil
}

// guessed is the encoding of a text by its mark, by the zeros that UTF-16 has in every
// comma and figure, or by whether it is UTF-8.
func guessed(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return "utf-16"
	case bytes.Count(data[:min(len(data), 4096)], []byte{0}) > 8:
		return "utf-16"
	case utf8.Valid(data):
		return "utf-8"
	}
	return "gb18030"
}

// fromUTF16 is a text in UTF-16 as UTF-8. Without a mark the order is the one in which
// more of the high bytes are zero. Half a character at the end becomes none.
func fromUTF16(data []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = data[2:]
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data, order = data[2:], binary.BigEndian
	default:
		even, odd := 0, 0
		for i, b := range data[:min(len(data), 4096)] {
			if b == 0 && i%2 == 0 {
				even++
			} else if b == 0 {
				odd++
			}
		}
		if even > odd {
			order = binary.BigEndian
		}
	}
	units := make([]uint16, 0, len(data)/2+1)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	if len(data) == 1 {
		units = append(units, utf8.RuneError)
	}
	return []byte(string(utf16.Decode(units)))
}

// splitText parts a text into lines and cells (RFC 4180). Where quotes do not come in
// pairs, as in texts that programs write without thinking of them, each line stands for
// itself and a quote is a character: one that is never closed must not swallow the lines
// below it.
func splitText(text string, delimiter rune) (*export, error) {
	e := &export{}
	text = wrapped.ReplaceAllString(text, `$1"$2"`)
	lines, err := splitQuoted(text, delimiter)
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		if errors.Is(err, csv.ErrQuote) {
			e.notes = append(e.notes, fmt.Sprintf("第%d行的引号不成对，全表按一行一条读，引号照原样", broken.StartLine))
		}
		lines, err = splitPlain(text, delimiter)
	}
	e.sheets = []sheet{{lines: lines}}
	return e, err
}

// wrapped is ="0012", which is no CSV and yet what programs write to keep the zeros.
var wrapped = regexp.MustCompile(`(?m)(^|[,\t;|])="([^"\n]*)"`)

func splitQuoted(text string, delimiter rune) (lines []line, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = delimiter, -1, true
	cells := 0
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		number, _ := r.FieldPos(0)
		if lines, err = addLine(lines, &cells, number, record); err != nil {
			return nil, err
		}
	}
}

func splitPlain(text string, delimiter rune) (lines []line, err error) {
	cells := 0
	for i, l := range strings.Split(text, "\n") {
		if lines, err = addLine(lines, &cells, i+1, cellsOf(l, delimiter)); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// cellsOf are the cells of one line. A quote that begins a cell counts if another ends it.
func cellsOf(l string, delimiter rune) (cells []string) {
	end := string(delimiter)
	for {
		cell, rest, more := strings.Cut(l, end)
		if quoted, is := strings.CutPrefix(l, `"`); is {
			if inner, behind, closed := strings.Cut(quoted, `"`+end); closed {
				cell, rest, more = inner, behind, true
			} else if inner, closed := strings.CutSuffix(quoted, `"`); closed && inner != "" {
				cell, more = inner, false
			}
		}
		cells = append(cells, cell)
		if !more {
			return cells
		}
		l = rest
	}
}

func addLine(lines []line, cells *int, number int, record []string) ([]line, error) {
	l := line{number: number, cells: make([]any, len(record))}
	something := false
	for i, cell := range record {
		if cell = strings.TrimSpace(cell); cell != "" {
			l.cells[i], something = cell, true
		}
	}
	if !something {
		return lines, nil
	}
	if *cells += len(record); len(lines) == maxLines || len(record) > maxColumns || *cells > maxCells {
		return nil, errTooMuch
	}
	return append(lines, l), nil
}
