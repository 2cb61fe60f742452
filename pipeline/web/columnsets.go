package web

import (
	"net/url"
	"slices"
	"strings"

	"gongwen/pipeline/columnset"
	"gongwen/templates"
	"gongwen/templates/table"
)

// columnChoices are the columns that a page lets choose from, and the sets of them that
// somebody has saved.
type columnChoices struct {
	Of     string // key of the kind or view whose columns they are
	Ticked []columnChoice
	Sets   []setChoice
	Query  string // the address of the page without its path, to come back to
	All    string // address of the page with all columns; empty where it has them
}

// columnChoice is a column that can be shown.
type columnChoice struct {
	Label string
	On    bool
	First bool // nothing stands before it
}

// setChoice is a saved set of columns.
type setChoice struct {
	Name, URL string
	On        bool
	Own       bool // the reader's, who may delete it
}

// columnsOf are the columns of a table as a page offers them.
type columnsOf struct {
	Of     string         // key of the kind or view
	Path   string         // of the page
	All    []table.Column // that there are
	Always []string       // labels of those that are in every choice, the first at the beginning
}

// right puts columns that are wanted right: no others than there are, those that always
// stand in the table, and the number of the row first. All of them as they are is nil.
func (t columnsOf) right(wanted []string) []string {
	there := func(label string) bool {
		return slices.ContainsFunc(t.All, func(c table.Column) bool { return c.Label == label })
	}
	chosen := slices.DeleteFunc(slices.Clone(wanted), func(label string) bool { return !there(label) || label == templates.SerialLabel })
	if len(chosen) == 0 {
		return nil
	}
	for i, label := range t.Always {
		switch {
		case !there(label) || slices.Contains(chosen, label):
		case i == 0:
			chosen = slices.Insert(chosen, 0, label)
		default:
			chosen = append(chosen, label)
		}
	}
	if there(templates.SerialLabel) {
		chosen = slices.Insert(chosen, 0, templates.SerialLabel)
	}
	printed := slices.DeleteFunc(slices.Clone(t.All), func(c table.Column) bool { return c.Technical })
	if slices.EqualFunc(chosen, printed, func(label string, c table.Column) bool { return label == c.Label }) {
		return nil
	}
	return chosen
}

// choose puts the columns of a selection right, and gives them the name under which they
// are saved.
func (t columnsOf) choose(r *request, c *selection) {
	c.Columns = t.right(c.Columns)
	name := r.FormValue("set")
	if c.Columns != nil && slices.ContainsFunc(r.sets(t.Of), func(s columnset.Owned) bool { return s.Name == name && slices.Equal(t.right(s.Columns), c.Columns) }) {
		c.Set = name
	}
}

// choices are what a page offers that shows a selection.
func (t columnsOf) choices(r *request, c selection) columnChoices {
	choices := columnChoices{Of: t.Of, Query: c.values().Encode()}
	offer := func(label string, on bool) {
		if label != templates.SerialLabel {
			choices.Ticked = append(choices.Ticked, columnChoice{Label: label, On: on, First: len(choices.Ticked) == 0})
		}
	}
	for _, label := range c.Columns {
		offer(label, true)
	}
	for _, column := range t.All {
		if !column.Technical && !slices.Contains(c.Columns, column.Label) {
			offer(column.Label, len(c.Columns) == 0)
		}
	}
	if c.Columns != nil {
		of := c
		of.Columns, of.Set = nil, ""
		choices.All = of.at(t.Path, 1)
	}
	for _, set := range r.sets(t.Of) {
		of := c
		if of.Columns, of.Set = t.right(set.Columns), set.Name; of.Columns != nil {
			choices.Sets = append(choices.Sets, setChoice{Name: set.Name, URL: of.at(t.Path, 1), On: set.Name == c.Set, Own: set.Owner != ""})
		}
	}
	return choices
}

// sets are the sets of columns that are there for a kind or view: the reader's own, and the
// office's.
func (r *request) sets(of string) (sets []columnset.Owned) {
	for _, set := range r.account.Columns {
		if set.Of == "" || set.Of == of {
			sets = append(sets, columnset.Owned{Set: set, Owner: r.account.Name})
		}
	}
	return append(sets, r.server.workspace.Config.ColumnSets()...)
}

// saveColumns saves the columns of a page under a name.
func (s *Server) saveColumns(r *request) error {
	path, err := r.columnsPage()
	if err != nil {
		return err
	}
	back, err := url.ParseQuery(r.PostFormValue("query"))
	if err != nil || len(back["column"]) == 0 {
		return badRequest("请先在“选择栏目”里选好栏目，点“查看”，再保存。")
	}
	set := columnset.Set{Name: strings.TrimSpace(r.PostFormValue("name")), Of: r.PostFormValue("of"), Columns: back["column"]}
	if err := s.accounts.SaveColumns(r.account.Name, set); err != nil {
		return badRequest("%v。", err)
	}
	s.sessions.SetFlash(r.session, "已保存栏目组“"+set.Name+"”。")
	back.Set("set", set.Name)
	r.redirect(path + "?" + back.Encode())
	return nil
}

func (s *Server) deleteColumns(r *request) error {
	path, err := r.columnsPage()
	if err != nil {
		return err
	}
	back, err := url.ParseQuery(r.PostFormValue("query"))
	if err != nil {
		return badRequest("网址读不懂，请从“台账”重新选。")
	}
	if err := s.accounts.DeleteColumns(r.account.Name, r.PostFormValue("of"), r.PostFormValue("name")); err != nil {
		return err
	}
	back.Del("set")
	r.redirect(path + "?" + back.Encode())
	return nil
}

// columnsPage is the path of the page whose columns a form is about.
func (r *request) columnsPage() (string, error) {
	of := r.PostFormValue("of")
	if k := r.server.workspace.Kinds().Named(of); k != nil && k.Key == of {
		return registerPath(k), nil
	}
	if v := r.server.workspace.Kinds().View(of); v != nil && v.Key == of {
		return viewPath(v), nil
	}
	return "", badRequest("没有这种台账，请从“台账”重新选。")
}
