package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongwen/archive/journal"
	"gongwen/pipeline"
	"gongwen/pipeline/form"
	"gongwen/pipeline/spool"
	"gongwen/templates/bounded"
)

// judged is one form as it was judged.
type judged struct {
	Name     string
	Kind     string // title
	Accepted bool
	Filed    string         // number under which the same was filed before
	Unnamed  bool           // the same was filed before, as a record out of scope
	Withheld string         // the articles of rules that rest on records out of scope
	On       []form.Finding // findings on the form as a whole
	Fields   []judgedField
	Quotes   []quote
}

// judgedField is a field of the form with what was found there.
type judgedField struct {
	Label, Text string
	Findings    []form.Finding
	Wrong       bool
}

// judgeAll judges every form among the files of a folder.
func (r *request) judgeAll(dir string, names []string, from pipeline.Sender) (all []judged, err error) {
	for _, name := range names {
		if !form.IsForm(name) {
			continue
		}
		f, found, err := r.readForm(dir, name)
		var unreadable *form.Unreadable
		if errors.As(err, &unreadable) {
			if !unreadable.MaybeAttachment || len(names) == 1 {
				if err := r.logAccess(journal.Event{Event: journal.Checked, Unit: from.Unit, Path: name, Reason: "读不了"}); err != nil {
					return nil, err
				}
				all = append(all, judged{Name: name, On: []form.Finding{unreadable.Finding()}})
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		j, err := r.judge(dir, names, f, found, from)
		if err == nil {
			err = r.noteCheck(j, f, from)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, j)
	}
	return all, nil
}

// noteCheck writes to the access log what was asked and what came of it, before the
// answer is given.
func (r *request) noteCheck(j judged, f *form.Form, from pipeline.Sender) error {
	came := "要改"
	switch {
	case j.Accepted:
		came = "通过"
	case j.Filed != "" || j.Unnamed:
		came = "此前已办理"
	}
	if j.Withheld != "" {
		came += "，涉及查阅范围以外的档案（" + j.Withheld + "）"
	}
	return r.logAccess(journal.Event{Event: journal.Checked, Unit: from.Unit, Path: f.Name, Kind: f.Kind.Key, Number: j.Filed,
		Content: f.SHA256, Reason: f.Kind.Title + "：" + came})
}

// withheld says of which articles the answer was kept back; empty where of none.
func (s *Server) withheld(all []judged) string {
	for _, j := range all {
		if j.Withheld != "" {
			return j.Withheld + "要与您查阅范围以外的档案核对，办理时才知道结果；有疑问请问" + s.ruleset.Office + "。"
		}
	}
	return ""
}

// readForm reads a form once there is a slot for it.
func (r *request) readForm(dir, name string) (*form.Form, []form.Finding, error) {
	data, err := form.Load(bounded.Dir(dir), name)
	if err != nil {
		return nil, nil, err
	}
	done, err := r.awaitSlot(r.server.turns.Take)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	return form.Read(name, data, r.server.workspace.Kinds)
}

func (r *request) judge(dir string, names []string, f *form.Form, found []form.Finding, from pipeline.Sender) (judged, error) {
	s, ctx := r.server, r.Context()
	j := judged{Name: f.Name, Kind: f.Kind.Title}
	attached := func(name string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return norm.NFC.String(name) == n })
	}
	sum, sums, err := sumsOf(dir, names, f)
	if err != nil {
		return j, err
	}
	pipeline.Attribute(s.ruleset, f, from)
	packet := spool.PacketHash(sum, sums)
	number, filed, err := s.workspace.Catalogue.FiledPacket(ctx, packet)
	if err == nil && !filed {
		number, filed, err = s.workspace.Catalogue.FiledContent(ctx, f.Kind.Key, f.Content(sums))
	}
	if err != nil {
		return j, err
	}
	if filed {
		first, err := s.workspace.Catalogue.Record(ctx, number)
		if err = r.checkScope(first.Record, err); errors.Is(err, errNotFound) {
			j.Unnamed = true
			return j, nil
		}
		j.Filed = number
		return j, err
	}
	verdict, err := pipeline.Judge(s.ruleset, s.fonts, s.workspace.Catalogue.Others(ctx, packet), f, found, from, attached)
	if err != nil {
		return j, err
	}
	j.Accepted = !verdict.Returned()
	var articles []string
	for _, article := range verdict.Withheld {
		articles = append(articles, cmp.Or(form.ArticleName(article), "本单位补充的规则"))
	}
	j.Withheld = strings.Join(articles, "、")
	j.Quotes = s.quotes(verdict.Findings)
	j.lay(f, verdict.Findings)
	return j, nil
}

// sumsOf are the hashes of a form and of the attachments it names.
func sumsOf(dir string, names []string, f *form.Form) (sum string, attachments []string, err error) {
	hash := func(name string) (string, error) {
		file, err := bounded.Open(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		defer file.Close()
		h := sha256.New()
		_, err = io.Copy(h, file)
		return hex.EncodeToString(h.Sum(nil)), err
	}
	for _, name := range f.Kind.Attachments(f.Values) {
		if name = norm.NFC.String(name); slices.Contains(names, name) {
			of, err := hash(name)
			if err != nil {
				return "", nil, err
			}
			attachments = append(attachments, of)
		}
	}
	sum, err = hash(f.Name)
	return sum, attachments, err
}

// lay puts every finding to its field.
func (j *judged) lay(f *form.Form, findings []form.Finding) {
	of := map[string][]form.Finding{}
	for _, finding := range findings {
		key, _, _ := strings.Cut(finding.Path, ".")
		key, _, _ = strings.Cut(key, "[")
		if f.Kind.Field(key) == nil {
			j.On = append(j.On, finding)
			continue
		}
		of[key] = append(of[key], finding)
	}
	for i := range f.Kind.Fields {
		field := &f.Kind.Fields[i]
		row := judgedField{Label: field.Label, Findings: of[field.Key]}
		if value, ok := f.Values[field.Key]; ok {
			row.Text = field.InWords(value)
		}
		row.Wrong = slices.ContainsFunc(row.Findings, form.Finding.Returns)
		if row.Text != "" || len(row.Findings) > 0 {
			j.Fields = append(j.Fields, row)
		}
	}
}
