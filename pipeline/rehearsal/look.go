package rehearsal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongwen/archive/bag"
	"gongwen/archive/catalogue"
	"gongwen/index"
	"gongwen/pipeline/audit"
	"gongwen/pipeline/search"
	"gongwen/pipeline/workspace"
	"gongwen/templates/bounded"
)

// catchUp is how long the index may take to work in what it does not have yet.
const catchUp = time.Minute

// look opens what was restored and goes through the points of the package comment.
func (r *rehearsal) look() error {
	findings, err := audit.VerifyFolder(r.ctx, r.folder, r.folder.Reading(), catchUp, r.Show.Verify)
	if err != nil {
		return err
	}
	var wrong []string
	for _, f := range findings {
		wrong = append(wrong, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Code, f.Number, f.Path, f.Message)))
	}
	r.report.add("verified", "查验", "档案、编号、目录、流水、索引", wrong)
	restored, err := workspace.View(r.folder)
	if err != nil {
		return err
	}
	return errors.Join(r.lookInto(restored), restored.Close())
}

func (r *rehearsal) lookInto(restored *workspace.Workspace) error {
	var all []catalogue.Entry
	for e, err := range restored.Catalogue.Records(r.ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		all = append(all, e)
	}
	some := sample(all, r.Sample)
	if r.Live != "" {
		live, err := workspace.View(r.Live)
		if err != nil {
			return err
		}
		err = errors.Join(r.counted(all, live), r.sampled(some, restored, live), live.Close())
		if err != nil {
			return err
		}
		r.journal()
	}
	r.settings()
	return r.found(some, restored)
}

// sample is at most n of all, spread over them.
func sample(all []catalogue.Entry, n int) (some []catalogue.Entry) {
	if len(all) <= n {
		return all
	}
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}

// counted holds the records of the data folder that were filed by then against those that
// were restored.
func (r *rehearsal) counted(all []catalogue.Entry, live *workspace.Workspace) error {
	missing := map[string]string{} // those restored, until they are met; by number, the kind
	for _, e := range all {
		missing[e.Number] = e.Kind
	}
	had, later := map[string]int{}, 0
	var wrong []string
	for e, err := range live.Catalogue.Records(r.ctx, catalogue.Filter{}) {
		if err != nil {
			return err
		}
		_, there := missing[e.Number]
		delete(missing, e.Number)
		switch {
		case there:
			had[e.Kind]++
		// What is filed while a state is taken may be in it or not.
		case e.Filed.Before(r.state.Taken):
			wrong = append(wrong, e.Number+" 备份以前就归档了，恢复出来的没有")
		default:
			later++
		}
	}
	for _, number := range slices.Sorted(maps.Keys(missing)) {
		wrong = append(wrong, number+" 恢复出来的有，现在的没有")
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(had)) {
		title := kind
		if k := live.Kinds().Named(kind); k != nil {
			title = k.Title
		}
		kinds = append(kinds, fmt.Sprintf("%s %d", title, had[kind]))
	}
	r.report.add("counted", "件数", fmt.Sprintf("两边都有 %d 件（%s），备份以后新归档 %d 件", len(all)-len(missing), strings.Join(kinds, "，"), later), wrong)
	return nil
}

func (r *rehearsal) sampled(some []catalogue.Entry, restored, live *workspace.Workspace) error {
	var wrong []string
	for _, e := range some {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		is, err := restored.Archive.Seal(e.Folder())
		if err != nil {
			return err
		}
		was, err := live.Archive.Seal(e.Folder())
		problems, readErr := bag.Validate(live.Archive.Path(e.Folder())) // the seal is of its sums
		switch err = errors.Join(err, readErr); {
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("%s 现在的读不出：%v", e.Number, err))
		case len(problems) > 0:
			wrong = append(wrong, e.Number+" 现在的不完好，请运行 gongwen verify")
		case is != was:
			wrong = append(wrong, e.Number+" 与现在的不同")
		}
	}
	r.report.add("sampled", "抽查", fmt.Sprintf("%d 件与现在的逐字节相同", len(some)), wrong)
	return nil
}

// journal holds the beginnings of the logs against what the state has of them.
func (r *rehearsal) journal() {
	var wrong []string
	n := 0
	for name, f := range r.state.Files {
		dir, file := filepath.ToSlash(filepath.Dir(name)), filepath.Base(name)
		if filepath.Ext(file) != ".jsonl" || dir != "archive/journal" && dir != "reading" {
			continue
		}
		n++
		sum, err := sumOf(filepath.Join(string(r.Live), filepath.FromSlash(name)), f.Size)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s 现在的读不出：%v", name, err))
		} else if sum != f.SHA256 {
			wrong = append(wrong, name+" 现在的不是在备份的后面接着写的：以前的内容被改动过或少了")
		}
	}
	slices.Sort(wrong)
	r.report.add("journal", "流水", fmt.Sprintf("%d 个流水、查阅登记文件，备份以后只添加过", n), wrong)
}

// sumOf is the SHA-256 of a file, or of its first bytes.
func sumOf(file string, most int64) (string, error) {
	f, err := bounded.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var from io.Reader = f
	if most >= 0 {
		from = io.LimitReader(f, most)
	}
	return bag.Sum(from)
}

// ownSettings are the office's own, by their tops: without them another office would come
// back.
var ownSettings = []string{workspace.ConfigName, "roster.xlsx", "roster.yaml", "calendar.yaml", "synonyms.yaml", "regulation.yaml",
	"rules", "templates", "reconcile", "vkeys.txt", "formats.json", "reading/accounts.yaml"}

// settings looks for everything of ownSettings that the data folder has. What was changed
// since the state was taken may differ. Without a data folder, it tells what there is.
func (r *rehearsal) settings() {
	from := r.Live
	if from == "" {
		from = r.folder
	}
	var wrong, there []string
	for _, top := range ownSettings {
		before := len(there)
		err := filepath.WalkDir(filepath.Join(string(from), filepath.FromSlash(top)), func(at string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			rel, err := filepath.Rel(string(from), at)
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			there = append(there, top)
			if info.ModTime().After(r.state.Taken) {
				return nil
			}
			is, err := sumOf(filepath.Join(string(r.folder), rel), -1)
			if errors.Is(err, os.ErrNotExist) {
				wrong = append(wrong, filepath.ToSlash(rel)+" 恢复出来的没有")
				return nil
			}
			if err != nil {
				return err
			}
			if was, err := sumOf(at, -1); err != nil || was != is {
				wrong = append(wrong, filepath.ToSlash(rel)+" 与现在的不同")
			}
			return nil
		})
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s：%v", top, err))
		}
		there = there[:min(len(there), before+1)]
	}
	r.report.add("settings", "设置", strings.Join(there, "、"), wrong)
}

func (r *rehearsal) found(some []catalogue.Entry, restored *workspace.Workspace) error {
	s := &search.Searcher{Kinds: restored.Kinds(), Archive: restored.Archive, Catalogue: restored.Catalogue, Texts: restored.Texts, Index: restored.Index()}
	var wrong []string
	for _, e := range some {
		q, err := index.Parse("“" + e.Number + "”")
		if err != nil {
			return err
		}
		answer, err := s.Search(r.ctx, index.Request{Query: q, Limit: 10}, catchUp)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(answer.Hits, func(h search.Hit) bool { return h.Number == e.Number }) {
			wrong = append(wrong, e.Number+" 检索不到")
		}
	}
	r.report.add("found", "检索", fmt.Sprintf("抽查的 %d 件按编号都检索得到", len(some)), wrong)
	return nil
}
