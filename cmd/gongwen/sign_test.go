package main

import (
	"strings"
	"testing"

	"gongwen/pipeline/desk"
	"gongwen/pipeline/rules"
	"gongwen/pipeline/signoff"
)

// TestSigningChoose: what is signed is what was meant, and where that is not clear nothing
// is, and it is told what there is to choose from.
func TestSigningChoose(t *testing.T) {
	// 程以宁 signs for titles by a post of their own, or for somebody.
	as := map[string]rules.Candidate{
		"副区长": {Name: "程以宁", Post: "副区长"},
		"区长":  {Name: "程以宁", Post: "副区长", For: "江临川", Ground: "请假单"},
		"局长":  {Name: "程以宁", Post: "副区长", For: "陆景行", Ground: "委托"},
		"主任":  {Name: "程以宁", Post: "副区长", For: "主任", Ground: "主持工作"},
	}
	for _, test := range []struct {
		name, stands string
		titles       []string
		whom, title  string // it is signed for
		why          []string
	}{
		{name: "nothing to sign"},
		{name: "their own", titles: []string{"副区长"}, title: "副区长"},
		{name: "one other's", titles: []string{"区长"}, whom: "江临川", title: "区长"},
		{name: "one other's, as they say", titles: []string{"区长"}, stands: " 江临川", whom: "江临川", title: "区长"},
		{name: "their own and another's", titles: []string{"区长", "副区长"}, why: []string{"不止一项", "以“副区长”签自己的：--for 程以宁；代江临川签：--for 江临川"}},
		{name: "their own of both", titles: []string{"区长", "副区长"}, stands: "程以宁", title: "副区长"},
		{name: "the other's of both", titles: []string{"区长", "副区长"}, stands: "江临川", whom: "江临川", title: "区长"},
		{name: "two others'", titles: []string{"区长", "局长"}, why: []string{"不止一项", "代江临川签：--for 江临川；代陆景行签：--for 陆景行"}},
		{name: "the second of two others'", titles: []string{"区长", "局长"}, stands: "陆景行", whom: "陆景行", title: "局长"},
		{name: "a vacant post's", titles: []string{"区长", "主任"}, stands: "主任", whom: "主任", title: "主任"},
		{name: "somebody's for whom they cannot", titles: []string{"区长"}, stands: "陆景行", why: []string{"不能代陆景行签", "--for 江临川"}},
		{name: "their own that there is not", titles: []string{"区长"}, stands: "程以宁", why: []string{"没有自己的要签", "--for 江临川"}},
	} {
		route := make([]rules.Progress, len(test.titles))
		for i, title := range test.titles {
			route[i] = rules.Progress{Step: title, Ready: true, Titles: []string{title}, Open: []string{title}}
		}
		may := func(name, title string, _ bool) (rules.Candidate, bool, error) {
			return as[title], name == "程以宁", nil
		}
		item := &desk.Item{Situation: signoff.Situation{Route: route, May: may,
			MayIn: func(name, _, title string, inPerson bool) (rules.Candidate, bool, error) {
				return may(name, title, inPerson)
			}}}
		s := signing{stands: test.stands}
		got, why, err := s.choose(item, signoff.Event{Act: signoff.Signed, Name: "程以宁"})
		if err != nil || (why == "") != (test.why == nil) {
			t.Errorf("%s: %+v, %q, %v", test.name, got, why, err)
		}
		for _, told := range test.why {
			if !strings.Contains(why, told) {
				t.Errorf("%s: %q does not say %q", test.name, why, told)
			}
		}
		title := ""
		if len(got.Counts) == 1 {
			title = got.Counts[0].Title
		}
		if got.For != test.whom || title != test.title {
			t.Errorf("%s: signed %q for %q, want %q for %q", test.name, title, got.For, test.title, test.whom)
		}
	}
}
