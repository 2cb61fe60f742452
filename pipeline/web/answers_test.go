package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"

	"gongwen/archive"
	"gongwen/archive/catalogue"
	"gongwen/archive/journal"
	"gongwen/pipeline/form"
	"gongwen/samples"
)

// checks are the lines of the access log that tell of forms checked by an account.
func checks(t *testing.T, r *room, by string) (lines []journal.Event) {
	t.Helper()
	for _, e := range accessLogOf(t, r.server) {
		if e.Type == journal.Checked && e.By == by {
			lines = append(lines, e)
		}
	}
	return lines
}

// TestHandInTellsNothingOfOthersRecords: whatever an office guesses of another
// unit's record or of a secret one, the answer is the same, and every question is
// in the access log.
func TestHandInTellsNothingOfOthersRecords(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "caizheng")
	before := len(checks(t, r, "caizheng"))
	closing := func(number string) map[string]any {
		return map[string]any{"表单种类": "办结登记", "登记日期": "2026-05-25", "单位": "区财政局", "经办人": "林知远", "原件编号": number,
			"办结事项": "督办办结", "办结日期": "2026-05-19", "办结情况": "办毕", "核收人": "项知衡", "核收人职务": "区政府办公室副主任"}
	}
	asked := 0
	for _, test := range []struct {
		name    string
		guesses []map[string]any // each told apart by what is true of the record
	}{
		// 区教育局's letter of 方听澜, for 核对学位数据, valid until 2026-05-20.
		{"another unit's letter", []map[string]any{
			letter(map[string]any{"持信人": "方听澜", "联系事项": "核对学位数据"}), letter(map[string]any{"持信人": "方听澜", "联系事项": "核对别的数据"}),
			letter(map[string]any{"持信人": "方听澜", "联系事项": "核对学位数据", "开具日期": "2026-05-20"}),
			letter(map[string]any{"持信人": "方听澜", "联系事项": "核对学位数据", "开具日期": "2026-05-21", "有效期至": "2026-05-25"})}},
		{"a secret record", []map[string]any{closing(r.secret.Number), closing(r.foreign.Number)}},
	} {
		answers := map[string]bool{}
		for _, guess := range test.guesses {
			delete(guess, "本单位介绍信")
			w := c.upload("区财政局", map[string][]byte{"a.yaml": formText(t, guess), "b.yaml": []byte("表单种类: 介绍信\n")})
			asked += 2
			body := w.Body.String()
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "查阅范围以外") {
				t.Errorf("%s: %d, not told that there is something", test.name, w.Code)
			}
			for _, known := range []string{r.foreign.Number, r.secret.Number, "区教育局", "第12次常务会议"} {
				if strings.Contains(body, known) && guess["原件编号"] != known {
					t.Errorf("%s: the answer tells of %s", test.name, known)
				}
			}
			// What the form itself says is no answer.
			for _, value := range []string{"联系事项", "开具日期", "有效期至", "原件编号"} {
				if s, ok := guess[value].(string); ok {
					body = strings.ReplaceAll(body, s, "…")
				}
			}
			for day, long := range map[string]string{"2026-05-11": "2026年5月11日", "2026-05-20": "2026年5月20日", "2026-05-21": "2026年5月21日", "2026-05-25": "2026年5月25日"} {
				body = strings.ReplaceAll(strings.ReplaceAll(body, long, "…"), day, "…")
			}
			answers[body] = true
		}
		if len(answers) != 1 {
			t.Errorf("%s: %d answers to %d guesses", test.name, len(answers), len(test.guesses))
		}
	}
	w := c.upload("区财政局", map[string][]byte{"a.yaml": formText(t, letter(map[string]any{"持信人": "叶知白"}))})
	if asked++; strings.Contains(w.Body.String(), "查阅范围以外") {
		t.Error("of somebody unknown there is said to be a record")
	}
	lines := checks(t, r, "caizheng")[before:]
	if len(lines) != asked {
		t.Errorf("%d of %d checks in the access log", len(lines), asked)
	}
	if e := lines[0]; e.Unit != "区财政局" || e.Path != "a.yaml" || e.FormKind != "letter" || !strings.Contains(e.Reason, "查阅范围以外") || e.From == "" {
		t.Errorf("the access log tells %+v", e)
	}
	if body := r.as(t, "admin").get("/trail?who=caizheng").Body.String(); !strings.Contains(body, "核对") || !strings.Contains(body, "涉及查阅范围以外的档案") {
		t.Error("the page of the access log does not tell of checks")
	}
}

// TestMaySeeArrivalByDegree: what was returned or repeated is known to those cleared
// for it; of what nobody knows how secret it is, to none of these.
func TestMaySeeArrivalByDegree(t *testing.T) {
	r := theRoom(t)
	ctx := t.Context()
	now := time.Now().Truncate(time.Millisecond)
	enter := func(name, degree string, end func(id string) error) {
		t.Helper()
		a := catalogue.Arrival{ID: "id-" + name, Unit: "区财政局", Path: "区财政局/件" + name + ".yaml", Arrived: now, Degree: degree}
		if err := r.workspace.Catalogue.Receive(ctx, a); err != nil {
			t.Fatal(err)
		}
		if err := end(a.ID); err != nil {
			t.Fatal(err)
		}
	}
	finding := func(beyond ...string) []byte {
		text, err := json.Marshal([]form.Finding{{Article: "81(4)", Severity: form.Must, Field: "持信人", Message: "见某某〔2026〕77号", Value: "值七七", Beyond: beyond}})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	returned := func(name, degree string, findings []byte) {
		enter(name, degree, func(id string) error {
			if err := r.workspace.Journal.Append(journal.Event{Time: now, Type: journal.Returned, Arrival: id, Findings: findings}); err != nil {
				return err
			}
			return r.workspace.Catalogue.Return(ctx, id, "不合", degree, now)
		})
	}
	returned("公开", archive.NotSecret, finding())
	returned("秘密", "秘密", finding())
	returned("不明", "", finding())
	returned("涉他", archive.NotSecret, finding(""))
	returned("涉密", archive.NotSecret, finding("秘密"))
	enter("重复", archive.NotSecret, func(id string) error {
		return r.workspace.Catalogue.Duplicate(ctx, id, r.secret.Number, archive.NotSecret, now)
	})
	enter("待办", "秘密", func(string) error { return nil })
	defer func() {
		if err := r.workspace.Catalogue.Return(ctx, "id-待办", "试毕", "秘密", now); err != nil {
			t.Error(err)
		}
	}()

	seen := map[string][]string{
		"caizheng": {"公开", "涉他", "涉密", "重复"}, "dangan": {"公开", "涉他", "涉密", "重复"}, "kuaiji": nil,
		"admin": {"公开", "涉他", "涉密", "重复"}, "baomi": {"公开", "秘密", "涉他", "涉密", "重复", "待办"},
	}
	whole := map[string][]string{"caizheng": {"公开"}, "dangan": {"公开", "涉他"}, "admin": {"公开", "涉他"}, "baomi": {"公开", "秘密", "涉他", "涉密"}}
	for name, may := range seen {
		c := r.as(t, name)
		for _, page := range []string{"/desk", "/desk/list"} {
			body := c.get(page).Body.String()
			for _, arrival := range []string{"公开", "秘密", "不明", "涉他", "涉密", "重复", "待办"} {
				if strings.Contains(body, "件"+arrival+".yaml") != slices.Contains(may, arrival) {
					t.Errorf("%s %s: %s, wanted %v", name, page, arrival, slices.Contains(may, arrival))
				}
			}
			if strings.Contains(body, r.secret.Number) != (name == "baomi") {
				t.Errorf("%s %s names the secret record", name, page)
			}
		}
		for _, arrival := range []string{"公开", "秘密", "不明", "涉他", "涉密", "重复", "待办"} {
			w := c.get("/desk/" + url.PathEscape("id-"+arrival))
			if (w.Code == http.StatusOK) != slices.Contains(may, arrival) || w.Code != http.StatusOK && w.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d", name, arrival, w.Code)
			}
			if got := strings.Contains(w.Body.String(), "77号"); got != slices.Contains(whole[name], arrival) {
				t.Errorf("%s %s: told all: %v", name, arrival, got)
			}
			if arrival == "重复" && strings.Contains(w.Body.String(), r.secret.Number) != (name == "baomi") {
				t.Errorf("%s is told the number of the secret record", name)
			}
		}
		if w := c.get("/desk/" + url.PathEscape(r.secret.Arrival)); (w.Code == http.StatusOK) != (name == "baomi") {
			t.Errorf("%s: the arrival of the secret record: %d", name, w.Code)
		}
	}
}

// TestServerKnowsUnitsByAnySpelling: an account sees its unit's records and arrivals
// however either of them spells it.
func TestServerKnowsUnitsByAnySpelling(t *testing.T) {
	r := theRoom(t)
	c := r.as(t, "fanti")
	if w := c.get(recordURL(r.own.Number)); w.Code != http.StatusOK {
		t.Errorf("own record: %d", w.Code)
	}
	if w := c.get(recordURL(r.foreign.Number)); w.Code != http.StatusNotFound {
		t.Errorf("another unit's: %d", w.Code)
	}
	if w := c.get("/desk/" + url.PathEscape(r.back.ID)); w.Code != http.StatusOK {
		t.Errorf("own return: %d", w.Code)
	}
	body := c.get("/search?q=" + url.QueryEscape("核对")).Body.String()
	if !strings.Contains(body, r.own.Number) || strings.Contains(body, r.foreign.Number) {
		t.Error("searching finds otherwise")
	}
	// A form that names another unit is not this account's to hand in.
	var form map[string]any
	if err := yaml.Unmarshal(formText(t, letter(map[string]any{"申请单位": "区教育局"})), &form); err != nil {
		t.Fatal(err)
	}
	w := c.upload("龍鳳區財政局", map[string][]byte{"a.yaml": formText(t, form)})
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "填的是区教育局，而这份表单是由区财政局送来的") {
		t.Errorf("another unit's name: %d", w.Code)
	}
}

// TestServerFindsAUnitsRecordsByAnySpelling: of the unit, and of the records, which
// older ones have as it was written.
func TestServerFindsAUnitsRecordsByAnySpelling(t *testing.T) {
	r := ownRoom(t, Options{})
	kind := r.workspace.Kinds().Named("letter")
	var old archive.Record
	for record, err := range samples.Records(kind, 8, 1, 10) {
		if err != nil {
			t.Fatal(err)
		}
		record.Year, record.Serial, record.Unit = 2026, 5000, "龍鳳區財政局"
		record.Number, record.Arrival = kind.FormatNumber(record.Year, record.Serial), "old"
		old = record
	}
	err := errors.Join(r.workspace.Catalogue.Restore(t.Context(), []archive.Record{old}), r.server.statistics.Refresh(t.Context()), r.server.followIndex(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	c := r.as(t, "dangan")
	for unit, want := range map[string]bool{"区财政局": true, "龍鳳區財政局": true, "大庆市龙凤区财政局": true, "区教育局": false} {
		of := url.QueryEscape(unit)
		for _, page := range []string{
			"/search?q=" + url.QueryEscape(`"`+old.Number+`"`) + "&unit=" + of,
			"/search?q=" + url.QueryEscape(`"`+old.Number+`" 单位:`) + of,
			"/registers/letter?year=2026&unit=" + of,
		} {
			if body := c.get(page).Body.String(); strings.Contains(body, recordURL(old.Number)) != want {
				t.Errorf("%s has it: %v", page, !want)
			}
		}
		book, err := excelize.OpenReader(c.get("/registers/letter/xlsx?year=2026&unit=" + of).Body)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := book.SearchSheet(book.GetSheetName(0), old.Number); err != nil || (len(found) > 0) != want {
			t.Errorf("the workbook of %s has it: %v, %v", unit, found, err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
	if body := c.get("/search?q=").Body.String(); strings.Contains(body, "unit="+url.QueryEscape("龍鳳區財政局")) || !strings.Contains(body, "unit="+url.QueryEscape("区财政局")) {
		t.Error("the search counts a unit by its spellings")
	}
}

// TestRegistersOutOfReachAreNotListed.
func TestRegistersOutOfReachAreNotListed(t *testing.T) {
	r := theRoom(t)
	for name, listed := range map[string]bool{"dangan": false, "kuaiji": false, "baomi": true} {
		body := r.as(t, name).get("/registers").Body.String()
		if strings.Contains(body, "/registers/minutes") != listed || !strings.Contains(body, "/registers/letter") {
			t.Errorf("%s is shown the registers otherwise", name)
		}
	}
}
