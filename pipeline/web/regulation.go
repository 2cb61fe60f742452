package web

import (
	"net/url"
	"strconv"
	"strings"

	"gongwen/pipeline/rules"
)

// regulationPage is the regulation, chapter by chapter, with how every article is
// met.
type regulationPage struct {
	Book     string
	Chapters []chapter
	Wording  bool // the regulation's own words are loaded
	Totals   []total
	Asked    int // obligations in all
}

// total is how many obligations are met in a way.
type total struct {
	How   rules.How
	Count int
}

type chapter struct {
	Title    string
	Articles []articleLine
}

type articleLine struct {
	rules.Article
	Text  []string // in the regulation's own words
	Met   []string // in Chinese
	Kinds []kindLink
	URL   string // of the records that cite it

	Totals []total
	Asked  []obligationLine
}

// obligationLine is an obligation with what meets it, a text for each way.
type obligationLine struct {
	rules.Obligation
	Who string // must, where what is asked does not begin with it
	Met []string
}

type kindLink struct{ Title, URL string }

var metWords = map[string]string{
	rules.MetByForm: "表单核对", rules.MetByRegister: "台账", rules.MetByDuty: "时限", rules.MetByPolicy: "原则性条文",
	rules.MetByRecord: "记录",
}

func (s *Server) regulation(r *request) error {
	book := s.ruleset().Regulation.Latest()
	p := regulationPage{Wording: s.ruleset().Wording != nil}
	if book == nil {
		return r.show("regulation", "工作规则", p)
	}
	p.Book = book.Name()
	titles := map[int]string{} // of the chapter that begins with an article
	texts := map[int][]string{}
	if s.ruleset().Wording != nil {
		for _, c := range s.ruleset().Wording.Chapters {
			for i, a := range c.Articles {
				if i == 0 {
					titles[a.Number] = c.Title
				}
				for _, paragraph := range a.Paragraphs {
					texts[a.Number] = append(texts[a.Number], paragraph.Text)
				}
			}
		}
	}
	p.Asked, p.Totals = len(book.Obligations()), totals(book.Obligations())
	for i, a := range book.Articles() {
		number := i + 1
		if title, begins := titles[number]; begins || i == 0 {
			p.Chapters = append(p.Chapters, chapter{Title: title})
		}
		last := &p.Chapters[len(p.Chapters)-1]
		last.Articles = append(last.Articles, s.articleLine(a, texts[number]))
	}
	return r.show("regulation", "工作规则", p)
}

func (s *Server) articleLine(a rules.Article, text []string) articleLine {
	line := articleLine{Article: a, Text: text, Totals: totals(a.Obligations)}
	for _, o := range a.Obligations {
		asked := obligationLine{Obligation: o, Met: s.meansInWords(o)}
		if !strings.HasPrefix(o.Asks, o.Of) {
			asked.Who = o.Of
		}
		line.Asked = append(line.Asked, asked)
	}
	for _, by := range a.MetBy {
		line.Met = append(line.Met, metWords[by])
	}
	for _, key := range a.Kinds {
		if k := s.workspace.Kinds().Named(key); k != nil {
			line.Kinds = append(line.Kinds, kindLink{k.Title, "/search?" + url.Values{"kind": {key}}.Encode()})
		}
	}
	if n, err := strconv.Atoi(a.Number); err == nil {
		line.URL = "/search?" + url.Values{"q": {"条款:" + strconv.Itoa(n)}}.Encode()
	}
	return line
}

// totals are how many obligations are met in each way.
func totals(obligations []rules.Obligation) (list []total) {
	for _, h := range rules.Hows {
		n := 0
		for _, o := range obligations {
			if o.How == h {
				n++
			}
		}
		if n > 0 {
			list = append(list, total{h, n})
		}
	}
	return list
}

// meansInWords says for each way what meets an obligation, by the names that
// people know forms and their fields by.
func (s *Server) meansInWords(o rules.Obligation) (ways []string) {
	for _, h := range rules.Hows {
		var names []string
		times := map[string]int{}
		for _, m := range o.By {
			if m.How != h {
				continue
			}
			name := s.meansName(m)
			if times[name]++; times[name] == 1 {
				names = append(names, name)
			}
		}
		for i, name := range names {
			if n := times[name]; n > 1 {
				names[i] = name + strconv.Itoa(n) + "条"
			}
		}
		if names != nil {
			ways = append(ways, h.Chinese()+"："+strings.Join(names, "、"))
		}
	}
	return ways
}

func (s *Server) meansName(m rules.Means) string {
	k := s.workspace.Kinds().Named(m.Kind)
	if k == nil {
		return "各种表单"
	}
	if m.How == rules.HowField || m.How == rules.HowRecorded {
		_, path, _ := strings.Cut(m.ID, ".")
		return k.Title + "“" + k.LabelOf(path) + "”"
	}
	return k.Title
}
