// Package registertest fills archives with records about money, for tests of registers.
package registertest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing/fstest"
	"time"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/templates"
)

// Money are records about money over three years as they may stand in an archive, however
// unlikely: contracts changed, renewed and ended, also such as are not on file or
// void; payments by contract, by budget item and by neither; assets that come and go;
// purchases asked for and made, one without the other; projects in all their stages and
// changed; takings; matters closed; records made void, and records corrected by later ones.
type Money struct {
	*rand.Rand
	kinds   *templates.Set
	Records []archive.Record     // as they were filed
	Voided  map[string]time.Time // by number

	at      time.Time
	serial  map[catalogue.Series]int
	numbers map[string][]string // by kind
	cards   []templates.Values
}

const grant = `
key: grant
title: 补助发放
date: issue_date
unit: unit
subject: "{purpose}"
number: BZ-{year}-{n}
retention: {code: D30, name: 30年}
fields:
  - {key: issue_date, label: 发放日期, type: date, required: true}
  - {key: unit, label: 发放单位, type: unit, required: true}
  - {key: purpose, label: 用途, type: text, required: true}
  - {key: corrects, label: 更正的编号, type: text, makes: [已更正, 更正], supersedes: true}
  - {key: amount, label: 发放金额, type: money, required: true, counts: adds}
register:
  - {label: 编号, from: number}
  - {label: 用途, from: purpose}
  - {label: 发放金额, from: amount}
`

// Kinds are the built-in ones, as an office names things, and one more, 补助发放 (grant), whose records may be corrected
// by later ones, and whose numbers are of a form of the office's own: none of the built-in
// kinds about money has that.
func Kinds(o templates.Office) (*templates.Set, error) {
	return templates.Load(templates.Builtin(o), fstest.MapFS{"grant/kind.yaml": {Data: []byte(grant)}})
}

// Draw draws n records of kinds, which are those of Kinds, from a seed.
func Draw(kinds *templates.Set, seed uint64, n int) *Money {
	m := &Money{Rand: rand.New(rand.NewPCG(seed, 18)), kinds: kinds, at: time.Date(2024, 1, 2, 1, 0, 0, 0, time.UTC),
		serial: map[catalogue.Series]int{}, numbers: map[string][]string{}, Voided: map[string]time.Time{}}
	step := 3 * 365 * 24 * time.Hour / time.Duration(n+1)
	draws := []func(){m.contract, m.contract, m.funds, m.funds, m.funds, m.asset, m.asset, m.procurement, m.project, m.projectChange, m.revenue, m.closing, m.grant}
	for len(m.Records) < n {
		m.at = m.at.Add(step)
		draws[m.IntN(len(draws))]()
		if m.IntN(20) == 0 {
			if r := m.Records[m.IntN(len(m.Records))]; m.Voided[r.Number].IsZero() {
				m.Voided[r.Number] = m.at.Add(time.Second)
			}
		}
	}
	return m
}

var moneyUnits = []string{"区财政局", "区教育局", "区住房和城乡建设局", "区农业农村局", "区卫生健康局", "城关镇人民政府", "区政府办公室"}

func (m *Money) unit() string { return pick(m, moneyUnits) }

func pick[T any](m *Money, from []T) T { return from[m.IntN(len(from))] }

// fen is an amount, seldom none and seldom very large.
func (m *Money) fen() templates.Fen {
	switch m.IntN(12) {
	case 0:
		return 0
	case 1:
		return templates.Fen(m.Int64N(300_000_000_000)) // three thousand million yuan
	}
	return templates.Fen(m.Int64N(50_000_000))
}

// earlier is the number of a record of a kind, or one that no record has.
func (m *Money) earlier(kind string) string {
	if of := m.numbers[kind]; len(of) > 0 && m.IntN(25) > 0 {
		return pick(m, of)
	}
	return m.kinds.Named(kind).FormatNumber(2023, 1+m.IntN(5))
}

// day is that of the moment, or some days off it.
func (m *Money) day(most int) templates.Date {
	return templates.Today(m.at).AddDays(m.IntN(most + 1))
}

func (m *Money) file(kind string, v templates.Values) {
	k := m.kinds.Named(kind)
	day := k.DateOf(v)
	series := catalogue.Series{Kind: kind, Year: day.Year()}
	m.serial[series]++
	n, id := m.serial[series], strconv.Itoa(len(m.Records))
	unit, _ := v[k.Unit].(string)
	r := archive.Record{
		Version: archive.RecordVersion, Kind: kind, Title: k.Title, Year: day.Year(), Serial: n, Number: k.FormatNumber(day.Year(), n),
		Subject: k.SubjectOf(v), Date: day, Unit: unit, Values: v, Arrival: "arrival-" + id, Submission: "submission-" + id, Content: "content-" + id,
		DroppedAs: unit + "/" + id + ".yaml", Arrived: m.at, Filed: m.at,
		Form: archive.File{Path: "data/form.yaml", Size: 1, SHA256: fmt.Sprintf("%064x", len(m.Records))}, Document: archive.File{Path: "data/document.pdf", Size: 1},
	}
	m.Records = append(m.Records, r)
	m.numbers[kind] = append(m.numbers[kind], r.Number)
}

func (m *Money) contract() {
	amount := m.fen()
	paid := templates.Fen(0)
	if amount > 0 && m.IntN(3) == 0 {
		paid = templates.Fen(m.Int64N(int64(amount)))
	}
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "name": "第" + strconv.Itoa(len(m.Records)) + "号施工合同", "state": "新订立", "type": "工程建设",
		"party_a": "青山区人民政府", "party_b": "建业建筑工程有限公司", "amount": amount, "paid": paid, "unpaid": amount - paid,
		"sign_date": m.day(20), "term_from": m.day(20), "term_until": m.day(400)}
	if len(m.numbers["contract"]) > 5 && m.IntN(5) < 2 {
		v["state"] = pick(m, []string{"变更", "变更", "变更", "解除", "续签"})
		v["original"] = m.earlier("contract")
	}
	m.file("contract", v)
}

func (m *Money) funds() {
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "purpose": "支付款项", "category": "一般专项支出", "amount": m.fen(), "in_budget": templates.YesNo(true),
		"source": "一般公共预算", "payee": "建业建筑工程有限公司", "account": "6222000000001234567"}
	switch m.IntN(3) {
	case 0:
		v["contract"] = m.earlier("contract")
	case 1:
		v["category"], v["budget_item"] = "日常支出", pick(m, []string{"办公经费", "物业管理", "设备购置"})
		if m.IntN(2) == 0 {
			v["budget_left"] = m.fen()
		}
	}
	m.file("funds", v)
}

func (m *Money) asset() {
	if len(m.cards) > 0 && m.IntN(3) == 0 {
		came := pick(m, m.cards)
		value, _ := came["value"].(templates.Fen)
		m.file("asset", templates.Values{"issue_date": m.day(0), "unit": came["unit"], "action": "减少", "card": came["card"], "name": came["name"], "count": came["count"],
			"value": value, "net": value / 3, "depreciation": value - value/3, "income": value / 7, "reduction": "报废", "acquired": m.day(0), "voucher": "记-1"})
		return
	}
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "action": "新增", "card": "设备-" + strconv.Itoa(len(m.Records)), "name": "计算机", "count": int64(1 + m.IntN(9)),
		"value": m.fen(), "acquired": m.day(0), "voucher": "记-2"}
	m.cards = append(m.cards, v)
	m.file("asset", v)
}

func (m *Money) procurement() {
	budget := m.fen()
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "name": "采购项目", "stage": "采购申请", "category": "货物", "budget": budget, "method": "集中采购", "way": "询价"}
	if m.IntN(2) == 0 {
		v["stage"], v["original"], v["supplier"], v["deal"], v["saved"] = "采购结果", m.earlier("procurement"), "建业建筑工程有限公司", budget-budget/9, budget/9
	}
	m.file("procurement", v)
}

// approval is the number under which a project was approved, and its name.
func (m *Money) approval() (number, project string) {
	n := 1 + m.IntN(40)
	return "庆发改审〔2024〕" + strconv.Itoa(n) + "号", "第" + strconv.Itoa(n%7) + "号道路改造"
}

func (m *Money) project() {
	approval, project := m.approval()
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "project": project, "stage": pick(m, []string{"立项批复", "立项批复", "投资评审", "竣工验收"}),
		"approval_number": approval, "invested": m.fen()}
	if v["stage"] == "投资评审" {
		v["reviewed"] = m.fen()
	}
	m.file("project", v)
}

func (m *Money) projectChange() {
	approval, project := m.approval()
	before, after := m.fen(), m.fen()
	m.file("project-change", templates.Values{"issue_date": m.day(0), "unit": m.unit(), "project": project, "type": "投资",
		"approval_number": approval, "before": before, "after": after, "change": after - before, "start": m.day(0)})
}

func (m *Money) revenue() {
	collected := m.fen()
	m.file("revenue", templates.Values{"issue_date": m.day(0), "unit": m.unit(), "type": "行政事业性收费", "item": "占道费", "from": m.day(0), "until": m.day(30),
		"collected": collected, "paid": collected - collected/5, "spent": collected / 11, "account": "国库"})
}

func (m *Money) closing() {
	m.file("closing", templates.Values{"issue_date": m.day(0), "unit": m.unit(), "record": m.earlier("contract")})
}

func (m *Money) grant() {
	v := templates.Values{"issue_date": m.day(0), "unit": m.unit(), "purpose": "补助", "amount": m.fen()}
	if m.IntN(4) == 0 && len(m.numbers["grant"]) > 0 {
		v["corrects"] = pick(m, m.numbers["grant"])
	}
	m.file("grant", v)
}

// Keep puts the records into an archive and a catalogue below dir: record.json where each
// bag has it, and the journal's lines of what was filed and what was made void. The caller
// closes the catalogue.
func (m *Money) Keep(ctx context.Context, dir string) (*archive.Archive, *catalogue.Catalogue, error) {
	a, err := archive.Open(filepath.Join(dir, "archive"))
	if err != nil {
		return nil, nil, err
	}
	c, err := catalogue.Create(filepath.Join(dir, "catalogue.db"))
	if err != nil {
		return nil, nil, err
	}
	if err = m.keepBags(a); err == nil {
		err = m.keepVoids(ctx, a, c)
	}
	return a, c, err
}

func (m *Money) keepBags(a *archive.Archive) error {
	for i, r := range m.Records {
		text, err := r.JSON()
		if err != nil {
			return err
		}
		to := a.Path(r.Folder(), "data", "record.json")
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o600); err != nil {
			return err
		}
		if m.Records[i], err = archive.ParseRecord(text); err != nil { // the catalogue has what the bag says
			return err
		}
	}
	return nil
}

// batch is how many records are entered at once.
const batch = 500

func (m *Money) keepVoids(ctx context.Context, a *archive.Archive, c *catalogue.Catalogue) error {
	for at := 0; at < len(m.Records); at += batch {
		if err := c.Restore(ctx, m.Records[at:min(at+batch, len(m.Records))]); err != nil {
			return err
		}
	}
	log, err := journal.Open(a.JournalDir(), m.at)
	if err != nil {
		return err
	}
	for _, r := range m.Records {
		at := m.Voided[r.Number]
		if at.IsZero() {
			continue
		}
		const reason = "重新填报"
		if err := log.Append(journal.Event{Type: journal.Voided, Time: at, Number: r.Number, Reason: reason}); err != nil {
			return err
		}
		if err := c.Void(ctx, r.Number, reason, at); err != nil {
			return err
		}
	}
	return log.Close()
}
