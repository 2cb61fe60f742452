package web

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"gongwen/pipeline/web/account"
)

func (s *Server) saveSearch(r *request) error {
	name := strings.TrimSpace(r.PostFormValue("name"))
	asked, err := url.ParseQuery(r.PostFormValue("query"))
	if err != nil || name == "" || utf8.RuneCountInString(name) > 40 || len(r.PostFormValue("query")) > 4*maxQuery {
		return badRequest("保存的检索要有1到40个字的名称。")
	}
	to := queryOf(asked).url()
	if err := s.accounts.SaveSearch(r.account.Name, account.Search{Name: name, Query: strings.TrimPrefix(to, "/search?")}); err != nil {
		return badRequest("%v。", err)
	}
	s.sessions.SetFlash(r.session, "已保存检索“"+name+"”。")
	r.redirect(to)
	return nil
}

func (s *Server) deleteSearch(r *request) error {
	if err := s.accounts.DeleteSearch(r.account.Name, r.PostFormValue("name")); err != nil {
		return err
	}
	r.redirect("/search")
	return nil
}
