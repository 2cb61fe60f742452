package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
)

// signing is signoffs.json, as archive/FORMATS.md describes it.
type signing struct {
	Arrival string
	Events  []json.RawMessage
}

type signingEvent struct {
	Code, Act, Name, Post, Decision, Shown string
	Counts                                 bool
	Parts                                  *struct{ Submission, Content, Rulebook, Draft string }
}

// codeAt is what an event in signoffs.json has before what its code is over.
var codeAt = regexp.MustCompile(`^\{"code":"[A-Z2-9]{4}-[A-Z2-9]{4}",(?:"counts":true,)?`)

var codes = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

func inHex(text []byte) string { sum := sha256.Sum256(text); return hex.EncodeToString(sum[:]) }

// checkSignOffs checks the signatures at the desk in a bag: they were given to the form that
// became this record, every code is the event's, what was shown is the hash over its parts,
// the draft is the one in the bag, and those that count are the approvals of record.json.
// Bags without them have nothing to check.
func (c *checker) checkSignOffs(files fs.FS) error {
	text, err := fs.ReadFile(files, "data/signoffs.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var s signing
	if err := json.Unmarshal(text, &s); err != nil {
		return wrongf("档案的 signoffs.json 不是 JSON：%v", err)
	}
	var shown, draft string
	var counted []string
	for i, raw := range s.Events {
		var e signingEvent
		var line bytes.Buffer
		if json.Unmarshal(raw, &e) != nil || json.Compact(&line, raw) != nil {
			return wrongf("signoffs.json 的第%d个事件读不懂", i+1)
		}
		sum := sha256.Sum256(fmt.Appendf(nil, "gongwen sign-off\n%s\n{%s", s.Arrival, codeAt.ReplaceAll(line.Bytes(), nil)))
		if code := codes.EncodeToString(sum[:]); code[:4]+"-"+code[4:8] != e.Code {
			return wrongf("signoffs.json 的第%d个事件与它的签批号 %s 不符", i+1, e.Code)
		}
		if p := e.Parts; e.Act == "opened" {
			if p == nil || inHex(fmt.Appendf(nil, "gongwen shown\n%s\n%s\n%s\n%s\n", p.Submission, p.Content, p.Rulebook, p.Draft)) != e.Shown {
				return wrongf("签批事件 %s 的所签内容与它的各部分不符", e.Code)
			}
			shown, draft = e.Shown, p.Draft
		}
		if e.Counts {
			if e.Act != "signed" || e.Decision != "同意" {
				return wrongf("签批事件 %s 不是同意，却算作签批", e.Code)
			}
			counted = append(counted, e.Post+" "+e.Name+" "+e.Shown)
		}
	}
	if slices.ContainsFunc(counted, func(one string) bool { return !bytes.HasSuffix([]byte(one), []byte(" "+shown)) }) {
		return wrongf("有一个签批签的不是最后一稿，却算作签批")
	}
	if sum, err := sumOf(files, "data/签批稿.pdf"); err != nil {
		return err
	} else if sum != draft {
		return wrongf("档案里的签批稿不是签批人所看的那一份")
	}
	return c.sameApprovals(files, s.Arrival, counted, shown)
}

// sameApprovals holds the signing against record.json: it is of the arrival that became the
// record, and the signatures that count are its approvals.
func (c *checker) sameApprovals(files fs.FS, arrival string, counted []string, shown string) error {
	text, err := fs.ReadFile(files, "data/record.json")
	if err != nil {
		return err
	}
	var record struct {
		Arrival  string
		SignOffs []struct{ Line int } `json:"sign_offs"`
		Values   map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &record); err != nil {
		return wrongf("档案的 record.json 读不懂：%v", err)
	}
	if record.Arrival != arrival {
		return wrongf("signoffs.json 是收件 %s 的，record.json 是收件 %s 的：签批不是这一件的", arrival, record.Arrival)
	}
	for _, value := range record.Values {
		var rows []struct{ Post, Name, Opinion string }
		if json.Unmarshal(value, &rows) != nil || len(rows) != len(counted) || len(rows) != len(record.SignOffs) {
			continue
		}
		same := true
		for i, r := range rows {
			same = same && r.Opinion != "" && r.Post+" "+r.Name+" "+shown == counted[i]
		}
		if same {
			c.say("签批", "一致：%d 个签批，签批号、所签内容、签批稿与审批意见都相符", len(counted))
			return nil
		}
	}
	return wrongf("signoffs.json 里算数的签批与 record.json 的审批意见不符")
}
