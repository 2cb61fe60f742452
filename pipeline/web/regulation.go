package web

import (
	"net/url"
	"strconv"

	"gongwen/pipeline/rules"
)

// regulationPage is the regulation, chapter by chapter, with how every article is
// met.
type regulationPage struct {
	Book     string
	Chapters []chapter
	Wording  bool // the regulation's own words are loaded
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
}

type kindLink struct{ Title, URL string }

var metWords = map[string]string{
	rules.MetByForm: "表单核对", rules.MetByRegister: "台账", rules.MetByDuty: "时限", rules.MetByPolicy: "原则性条文",
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
	line := articleLine{Article: a, Text: text}
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
