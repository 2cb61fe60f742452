package reconcile

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"gongwen/templates"
)

// TestEverythingIsSomewhereOnce: whatever the two sides are, each row and each record that
// counts is in one item, and what the items come to is what the sides come to, added up in
// decimal by other means; and the order of the lines changes nothing.
func TestEverythingIsSomewhereOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 18))
	parties := []struct{ name, account string }{{first, firstAccount}, {second, secondAccount}, {"龙凤区园林处", ""}, {"", "6222000011112222444"}, {"", ""}}
	amounts := []float64{100, 100, 60, 40, 99.99, 1234.56, 0.01}
	rounds := 400
	if testing.Short() {
		rounds = 50
	}
	for round := range rounds {
		var records []*Record
		var rows []*Row
		day := func() int { return (1+random.IntN(4))*100 + 1 + random.IntN(28) }
		for n := range random.IntN(14) {
			p := parties[random.IntN(len(parties))]
			r := rec(n+1, day(), amounts[random.IntN(len(amounts))], p.name, p.account)
			switch random.IntN(6) {
			case 0:
				void(r)
			case 1:
				outside(r)
			}
			records = append(records, r)
		}
		for line := range random.IntN(16) {
			p := parties[random.IntN(len(parties))]
			text := ""
			switch random.IntN(7) {
			case 0:
				text = fmt.Sprintf("财审字〔2026〕%d号", 1+random.IntN(16))
			case 1:
				text = fmt.Sprintf("龙政财审字〔2026〕%d号、%d号", 1+random.IntN(16), 1+random.IntN(16))
			case 2:
				text = "退"
			}
			r := row(line+5, day(), amounts[random.IntN(len(amounts))], p.name, p.account, text)
			if random.IntN(20) == 0 {
				r.problem, r.Amount = "金额读不出", 0
			}
			rows = append(rows, r)
		}
		m := bank(t, templates.Fen(random.IntN(2)))
		result := m.result(records, rows)
		checkOnce(t, result, records, rows)
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if a, b := told(result), told(m.result(records, rows)); a != b {
			t.Fatalf("in another order:\n%s\nbefore:\n%s", b, a)
		}
		if t.Failed() {
			t.Fatalf("round %d:\n%s", round, told(result))
		}
	}
}

func checkOnce(t *testing.T, result *Result, records []*Record, rows []*Row) {
	t.Helper()
	seenRows, seenRecords := map[int]int{}, map[string]int{}
	here, there := new(big.Rat), new(big.Rat)
	for _, i := range result.Items {
		if i.Reason == "" || i.Sort == "" {
			t.Errorf("no reason: %+v", i)
		}
		for _, r := range i.Rows {
			seenRows[r.Line]++
		}
		for _, r := range i.Records {
			seenRecords[r.Number]++
			if r.Ended != "" && i.Finding != PaidVoid && (i.Sort != Matched || i.There() != 0) {
				t.Errorf("%s does not stand, and the item says %s", r.Number, i.Finding)
			}
		}
		here.Add(here, yuan(i.Here()))
		there.Add(there, yuan(i.There()))
	}
	for _, p := range result.Passed {
		seenRows[p.Line]++
	}
	wantHere, wantThere := new(big.Rat), new(big.Rat)
	for _, r := range rows {
		if seenRows[r.Line] != 1 {
			t.Errorf("line %d is in %d places", r.Line, seenRows[r.Line])
		}
		wantThere.Add(wantThere, yuan(r.Amount))
	}
	for _, p := range result.Passed { // what came in and takes nothing back
		for _, r := range rows {
			if r.Line == p.Line {
				wantThere.Sub(wantThere, yuan(r.Amount))
			}
		}
	}
	unseen := 0
	for _, r := range records {
		switch seen := seenRecords[r.Number]; {
		case seen > 1, seen == 0 && r.Ended == "" && !r.outside:
			t.Errorf("%s is in %d places", r.Number, seen)
		case seen == 0 && r.outside && r.Ended == "":
			unseen++
		case seen == 1 && r.Ended == "":
			wantHere.Add(wantHere, yuan(r.Amount))
		}
	}
	if unseen != result.Outside {
		t.Errorf("%d outside, %d are told of", unseen, result.Outside)
	}
	if here.Cmp(wantHere) != 0 || there.Cmp(wantThere) != 0 || wantHere.Cmp(yuan(result.Here)) != 0 || wantThere.Cmp(yuan(result.There)) != 0 {
		t.Errorf("items: %s, %s; sides: %s, %s; told: %s, %s", here.FloatString(2), there.FloatString(2),
			wantHere.FloatString(2), wantThere.FloatString(2), result.Here, result.There)
	}
}

// yuan is an amount as a decimal, by its own writing.
func yuan(f templates.Fen) *big.Rat {
	r, _ := new(big.Rat).SetString(f.Plain())
	return r
}

// FuzzRead: whatever the bytes are, reading them ends; and each line with something in it
// is a row or passed over, once.
func FuzzRead(f *testing.F) {
	f.Add([]byte(statement))
	f.Add([]byte("日期,支出,对方户名\n2026-03-05,\"1,2\n\",甲\n合计,3\n"))
	f.Add([]byte("日期\t发生额\t\n\t借方\t贷方\n2026-03-05\t5\t\n"))
	f.Add([]byte("日期;支出\n46086;1.2E+18\n\x00;5\n"))
	f.Add([]byte("PK\x03\x04"))
	m := bank(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		variants, err := readBytes(data, m.File)
		if err != nil {
			return
		}
		_, sheets, err := m.find(variants)
		if err != nil {
			return
		}
		rows, passed, _ := m.rowsIn(sheets, Period{})
		seen := map[string]int{}
		for _, r := range rows {
			seen[fmt.Sprint(r.Sheet, r.Line)]++
		}
		for _, p := range passed {
			seen[fmt.Sprint(p.Sheet, p.Line)]++
		}
		lines := 0
		for _, h := range sheets {
			lines += len(h.before) + len(h.lines)
		}
		if len(rows)+len(passed) != lines || len(seen) != lines {
			t.Fatalf("%d lines, %d rows, %d passed over", lines, len(rows), len(passed))
		}
		result := m.result(nil, rows)
		if total := result.Total(""); total.There != result.There || total.Rows+len(result.Passed) != len(rows) {
			t.Fatalf("%+v of %d rows", total, len(rows))
		}
	})
}
