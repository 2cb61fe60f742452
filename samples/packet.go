package samples

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"math/rand/v2"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"gongwen/templates"
	"gongwen/templates/xlsx"
)

// Packet is what somebody drops at once: files, with their paths below a unit's inbox.
// All lie in it, or all in a folder of their own. What becomes of it matters less than
// that none of its bytes is lost.
type Packet struct {
	Unit  string
	What  string // it tries out, for whoever reads what failed
	Files []File
}

// Packets draws packets that are hard to sort, without end: forms that share
// attachments, name forms, workbooks or what we give back ourselves as attachments,
// cannot be read, or lack what they name. The i-th depends on seed and i only. Kind is
// one whose forms name an attachment.
func Packets(kind *templates.Kind, seed uint64) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		g, err := load(kind)
		if err != nil {
			yield(Packet{}, err)
			return
		}
		for i := 0; ; i++ {
			p := packing{g: g, seed: seed, i: i, random: rand.New(rand.NewPCG(seed, uint64(i)))}
			drawn := p.draw()
			if !yield(drawn, p.err) || p.err != nil {
				return
			}
		}
	}
}

// packing is one packet being made.
type packing struct {
	g      *generator
	seed   uint64
	i      int
	n      int // files so far
	drawn  int // forms, to find those of one unit
	random *rand.Rand
	packet Packet
	err    error
}

// shapes are the sorts of packets.
var shapes = []struct {
	what string
	make func(p *packing)
}{
	{"a form with its attachment", func(p *packing) { p.add(p.form(p.text("函.txt"))) }},
	{"a form with mistakes", func(p *packing) { p.add(p.broken(p.text("函.txt"))) }},
	{"a form that cannot be read, with others", func(p *packing) {
		p.text("函.txt")
		p.text("附图.png")
		p.put("信.yaml", "表单种类: [\n"+p.mark())
	}},
	{"a damaged workbook, with others", func(p *packing) {
		p.text("函.txt")
		p.put("信.xlsx", "PK\x03\x04"+p.mark())
	}},
	{"a workbook of data for an attachment", func(p *packing) { p.add(p.form(p.data("数据.xlsx"))) }},
	{"a form of some kind for an attachment", func(p *packing) {
		inner := p.form("没有.txt")
		p.put("附表"+path.Ext(inner.Path), string(inner.Data))
		p.add(p.form("附表" + path.Ext(inner.Path)))
	}},
	{"a text too large for a form, for an attachment", func(p *packing) {
		p.put("清单.json", strings.Repeat(" ", 2<<20)+p.mark())
		p.add(p.form("清单.json"))
	}},
	{"an empty attachment", func(p *packing) {
		p.put("函.txt", "")
		p.add(p.form("函.txt"))
	}},
	{"two forms and one attachment", func(p *packing) { p.several(2, 0) }},
	{"three forms, one with mistakes, and one attachment", func(p *packing) { p.several(3, 1) }},
	{"an attachment called as our notice", func(p *packing) { p.add(p.broken(p.text("退件通知.pdf"))) }},
	{"files called as ours", func(p *packing) {
		p.text("退件通知.txt")
		p.text("退件通知.pdf")
		f := p.broken(p.text("函.txt"))
		p.put("批注-"+path.Base(f.Path), p.mark())
		p.add(f)
	}},
	{"names that differ by case", func(p *packing) {
		p.text("a.TXT")
		p.add(p.broken(p.text("A.txt")))
	}},
	{"an attachment that is not there", func(p *packing) { p.add(p.form("不在.pdf")) }},
	{"an attachment with another name", func(p *packing) {
		p.text("函 (1).txt")
		p.add(p.form("函.txt"))
	}},
	{"no form at all", func(p *packing) {
		p.text("扫描件.pdf")
		p.text("说明.docx")
	}},
	{"the same form twice", func(p *packing) {
		f := p.form(p.text("函.txt"))
		p.add(f)
		p.put("又"+path.Base(f.Path), string(f.Data))
	}},
	{"two forms that name each other", func(p *packing) {
		first, second := p.form("乙.yaml"), p.form("甲.yaml")
		p.put("甲.yaml", string(first.Data))
		p.put("乙.yaml", string(second.Data))
	}},
}

func (p *packing) draw() Packet {
	shape := shapes[p.random.IntN(len(shapes))]
	p.packet = Packet{What: shape.what}
	shape.make(p)
	p.packet.Unit = cmp.Or(p.packet.Unit, "区财政局")
	p.random.Shuffle(len(p.packet.Files), func(i, j int) {
		p.packet.Files[i], p.packet.Files[j] = p.packet.Files[j], p.packet.Files[i]
	})
	for i := range p.packet.Files {
		p.packet.Files[i].Path = path.Join(fmt.Sprintf("袋%d", p.i), p.packet.Files[i].Path)
	}
	return p.packet
}

// Loose is the packet dropped into the inbox itself. Its names are made such as no
// other packet has, but for those that forms name.
func (p Packet) Loose() Packet {
	loose := p
	loose.Files = nil
	for _, f := range p.Files {
		loose.Files = append(loose.Files, File{Path: path.Base(f.Path), Data: f.Data})
	}
	return loose
}

// mark is a text that no other file has.
func (p *packing) mark() string {
	p.n++
	return fmt.Sprintf("第%d袋第%d件，%d", p.i, p.n, p.seed)
}

func (p *packing) put(name, content string) string {
	p.add(File{Path: name, Data: []byte(content)})
	return name
}

func (p *packing) text(name string) string { return p.put(name, "兹附"+p.mark()) }

func (p *packing) add(f File) { p.packet.Files = append(p.packet.Files, f) }

// data is a workbook that is no form.
func (p *packing) data(name string) string {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetCellValue("Sheet1", "A1", p.mark()); err != nil {
		p.err = err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		p.err = err
	}
	return p.put(name, b.String())
}

// several adds forms that name one attachment, the first of them with mistakes.
func (p *packing) several(forms, broken int) {
	name := p.text("函.txt")
	for i := range forms {
		if i < broken {
			p.add(p.broken(name))
		} else {
			p.add(p.form(name))
		}
	}
}

// form is a form in order that names an attachment.
func (p *packing) form(attachment string) File { return p.filled(attachment, false) }

// broken is a form that leaves out what it must say.
func (p *packing) broken(attachment string) File { return p.filled(attachment, true) }

func (p *packing) filled(attachment string, broken bool) File {
	p.n++
	var s Sample
	for unit := ""; unit == "" || unit != p.packet.Unit; p.drawn++ { // all of a packet are one unit's
		var err error
		if s, err = p.g.sample(p.seed, p.i<<16+p.drawn, Options{}); err != nil {
			p.err = err
			return File{}
		}
		if unit, _ = s.Values[p.g.kind.Unit].(string); p.packet.Unit == "" {
			p.packet.Unit = unit
		}
	}
	for _, f := range p.g.kind.Fields {
		switch {
		case f.Type == templates.TypeFile:
			s.Values[f.Key] = attachment
		case broken && f.Required && f.Type == templates.TypePhone:
			delete(s.Values, f.Key)
		}
	}
	name := fmt.Sprintf("信%d-%d", p.i, p.n)
	if p.random.IntN(3) > 0 {
		return File{name + ".yaml", formYAML(p.g.kind, s.Values)}
	}
	var b bytes.Buffer
	if err := xlsx.Fill(&b, p.g.kind, s.Values); err != nil {
		p.err = err
	}
	return File{name + ".xlsx", b.Bytes()}
}
