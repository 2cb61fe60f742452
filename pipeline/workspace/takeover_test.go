package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gongwen/samples"
	"gongwen/templates"
)

// edited is an open data folder that is looked at when the test says so, at times of
// the test's own.
type edited struct {
	*taker
	t   *testing.T
	now time.Time
}

func edit(t *testing.T, files map[string]string) *edited {
	t.Helper()
	w, err := View(begun(t, files))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := w.Ruleset(); err != nil {
		t.Fatal(err)
	}
	e := &edited{&taker{Workspace: w, tried: w.once.stamp}, t, time.Now()}
	e.nothing()
	return e
}

// begun is a data folder with the sample roster that was opened once.
func begun(t *testing.T, files map[string]string) Folder {
	t.Helper()
	f := folderWith(t, files)
	if err := os.WriteFile(f.at("roster.yaml"), samples.Roster(), 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := Open(f)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (e *edited) write(name, text string) {
	e.t.Helper()
	path := e.Folder.at(filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
}

// roster changes the roster by pairs of old and new.
func (e *edited) roster(changes ...string) {
	e.t.Helper()
	e.write("roster.yaml", strings.NewReplacer(changes...).Replace(string(samples.Roster())))
}

const settle = 2 * time.Second

// after looks, and again when everything has lain still.
func (e *edited) after() []Change {
	e.t.Helper()
	if changes, settling := e.look(e.now, settle); len(changes) > 0 || settling != settle {
		e.t.Fatalf("not waited for: %+v, %v", changes, settling)
	}
	e.now = e.now.Add(settle)
	changes, _ := e.look(e.now, settle)
	return changes
}

func (e *edited) tells(wants ...string) {
	e.t.Helper()
	changes := e.after()
	for i, want := range wants {
		if i >= len(changes) || !regexp.MustCompile(want).MatchString(changes[i].Text) || strings.Contains(changes[i].Text, "\n") {
			e.t.Fatalf("told %+v, want %q", changes, wants)
		}
	}
	if len(changes) != len(wants) {
		e.t.Errorf("told %+v, want %q", changes, wants)
	}
}

func (e *edited) nothing() {
	e.t.Helper()
	if changes, settling := e.look(e.now, settle); len(changes) > 0 || settling > 0 {
		e.t.Errorf("told %+v, looks again after %v", changes, settling)
	}
}

var today = templates.NewDate(2026, 5, 11)

const by = `^\d{4}-\d\d-\d\d \d\d:\d\d 起按新的`

func TestTakeOverAnEdit(t *testing.T) {
	e := edit(t, nil)
	before := e.Current()
	e.roster("顾怀瑾", "顾怀瑜", "编制数: 41", "编制数: 42")
	e.tells(by + "花名册办理：增 1 人、减 1 人、改 2 处$")
	if now := e.Current(); now == before || len(now.Roster.Appointments("顾怀瑜", today)) == 0 {
		t.Error("the ruleset is the old one")
	}
	if before.Roster.Empty() || len(before.Roster.Appointments("顾怀瑜", today)) > 0 {
		t.Error("who began with the old one has another now")
	}
	e.nothing()
}

// TestTakeOverSynonyms: an edit is searched by at once.
func TestTakeOverSynonyms(t *testing.T) {
	e := edit(t, nil)
	e.write("synonyms.yaml", "- [老旧小区改造, 旧城改造]\n")
	e.tells(by + "同义词办理$")
	if known, err := e.Synonyms(); err != nil || len(known.Of("旧城改造")) != 1 {
		t.Error(known, err)
	}
	e.nothing()
}

// TestTakeOverWording: an office's own sentence stands beside those of the kind.
func TestTakeOverWording(t *testing.T) {
	e := edit(t, nil)
	e.write("templates/disclosure/wording.yaml", "救济:\n  - {from: 2026-01-01, text: \"向{superior}申请复议\"}\n")
	e.tells(by + "表单种类办理：改 政府信息公开$")
	said := e.Current().Kinds.Named("disclosure").Wording.On(today)
	if said["救济"]["text"] != "向{superior}申请复议" || said["不予公开"]["basis"] == "" {
		t.Errorf("in force: %v", said)
	}
	e.nothing()
}

// TestTakeOverViews: an office's own, and one in the place of the program's; a mistake is
// not taken over.
func TestTakeOverViews(t *testing.T) {
	e := edit(t, nil)
	const own = "key: %s\ntitle: %s\nby: [unit]\nkinds: [funds]\ncolumns:\n  - {label: 金额, from: funds.%s}\n"
	e.write("templates/views/payees.yaml", fmt.Sprintf(own, "payees", "单位用款台账", "amount"))
	e.tells(by + "综合台账办理：增 单位用款台账$")
	e.write("templates/views/budget.yaml", fmt.Sprintf(own, "budget", "预算执行台账", "amount"))
	e.tells(by + "综合台账办理：改 预算执行台账$")
	if c := e.Current().Kinds.View("budget").Columns; len(c) != 1 || e.Current().Kinds.View("payees") == nil || e.Current().Kinds.View("contracts") == nil {
		t.Errorf("in force: %+v", c)
	}
	e.write("templates/views/payees.yaml", fmt.Sprintf(own, "payees", "单位用款台账", "amuont"))
	if changes := e.after(); len(changes) != 1 || changes[0].After != nil || !strings.Contains(changes[0].Text, `views/payees.yaml:6:`) {
		t.Errorf("told %+v", changes)
	}
}

// TestTakeOverLayouts: those of further documents, whatever they are called.
func TestTakeOverLayouts(t *testing.T) {
	kind, err := os.ReadFile(filepath.Join("..", "..", "samples", "kind", "vehicle", "templates", "vehicle", "kind.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	const layout = "<document><p>%s{{.form.cause}}</p></document>"
	e := edit(t, map[string]string{
		"templates/vehicle/kind.yaml": string(kind) + "documents:\n  - {file: pass.xml, name: 出车通知}\n",
		"templates/vehicle/pass.xml":  fmt.Sprintf(layout, "因"),
	})
	e.write("templates/vehicle/pass.xml", fmt.Sprintf(layout, "为"))
	e.tells(by + "表单种类办理：改 公务用车$")
	if k := e.Current().Kinds.Named("vehicle"); k.Further[0].Layout != fmt.Sprintf(layout, "为") {
		t.Errorf("in force: %s", k.Further[0].Layout)
	}
}

// TestTakeOverNoWrongEdit: it is told once, by its place, and when it is mended.
func TestTakeOverNoWrongEdit(t *testing.T) {
	for name, test := range map[string]struct{ file, wrong, told string }{
		"roster":   {"roster.yaml", "任职:\n  - {姓名: 江临川, 官职: 区长}\n", "roster.yaml：第2行.*官职"},
		"rule":     {"rules/longfeng2017/letter.yaml", "kind: letter\nrules:\n  - {id: x, article: \"81\", field: nowhere, require: \"true\", message: m}\n", "letter.yaml:3:.*nowhere"},
		"kind":     {"templates/car/kind.yaml", "key: car\ntitle: 用车\nfeilds: []\n", "car/kind.yaml.*feilds"},
		"wording":  {"templates/disclosure/wording.yaml", "救济:\n  - {from: 明年, text: 起诉}\n", "disclosure/wording.yaml:2:.*明年"},
		"settings": {"gongwen.yaml", "settel: 2s\n", "gongwen.yaml 有误.*settel"},
		"calendar": {"calendar.yaml", "放假: 春节\n", "calendar.yaml"},
		"synonyms": {"synonyms.yaml", "- [老旧小区改造, 旧城改造]\n- [公车]\n", "synonyms.yaml 有误：第2行"},
		"units":    {"gongwen.yaml", "units: {区财政局: [财政], 区教育局: [财政]}\n", "gongwen.yaml 的 units 有误.*财政"},
	} {
		t.Run(name, func(t *testing.T) {
			e := edit(t, nil)
			before := e.Current()
			e.write(test.file, test.wrong)
			e.tells("没有采用.*" + test.told)
			e.nothing()
			if e.Current() != before {
				t.Fatal("the ruleset is not the old one")
			}
			e.write(test.file, test.wrong+"# wrong as before\n")
			if changes := e.after(); len(changes) > 0 {
				t.Errorf("told again: %+v", changes)
			}
			if err := os.Remove(e.Folder.at(test.file)); err != nil {
				t.Fatal(err)
			}
			if test.file == "roster.yaml" {
				e.roster()
			}
			e.tells("^先前写错的已改正$")
			e.nothing()
		})
	}
}

// TestTakeOverOfEditsAtOnceIsOne: they are taken over together.
func TestTakeOverOfEditsAtOnceIsOne(t *testing.T) {
	e := edit(t, nil)
	for _, name := range []string{"templates/vehicle/kind.yaml", "templates/vehicle/example.yaml", "rules/longfeng2017/vehicle.yaml"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "samples", "kind", "vehicle", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		e.write(name, string(text))
	}
	e.write("calendar.yaml", "放假: [2026-10-01 至 2026-10-07]\n")
	e.write("gongwen.yaml", "settle: 5s\nunits: {区教育局: [教体局]}\n")
	e.tells(by+"单位别名、规则册、表单种类、日历办理。单位别名：区教育局；规则册 longfeng2017：增 \\d+ 条（vehicle-.*）；表单种类：增 公务用车$",
		"^gongwen.yaml 的 settle 有改动，重新启动后生效$")
	r := e.Current()
	if name, ok := r.Units.Named("教体局"); r.Kinds.Named("公务用车") == nil || name != "区教育局" || !ok || e.Config.Settle != 2*time.Second {
		t.Errorf("%s, settings %+v", name, e.Config)
	}
	e.write("gongwen.yaml", "units: {区教育局: [教体局]}\n")
	if changes := e.after(); len(changes) != 1 || changes[0].Text != "" {
		t.Errorf("settings as they were: %+v", changes)
	}
}

// TestBeingWrittenFileIsWaitedFor, however long that takes.
func TestBeingWrittenFileIsWaitedFor(t *testing.T) {
	e := edit(t, nil)
	text := strings.ReplaceAll(string(samples.Roster()), "顾怀瑾", "顾怀瑜")
	file, err := os.Create(e.Folder.at("roster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, half := range []string{text[:len(text)/2], text[len(text)/2:]} {
		if _, err := file.WriteString(half); err != nil {
			t.Fatal(err)
		}
		if changes := e.after(); len(changes) > 0 {
			t.Fatalf("read too early: %+v", changes)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if changes, _ := e.look(e.now, settle); len(changes) != 1 || !strings.Contains(changes[0].Text, "增 1 人、减 1 人") {
		t.Errorf("told %+v", changes)
	}
}

// TestChangeTellsWhatIsDerivedByKinds: registers and the index tell which kinds concern
// them.
func TestChangeTellsWhatIsDerivedByKinds(t *testing.T) {
	e := edit(t, nil)
	kind, err := os.ReadFile(filepath.Join("..", "..", "templates", "kinds", "letter", "kind.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(changes ...string) Change {
		t.Helper()
		e.write("templates/letter/kind.yaml", strings.NewReplacer(changes...).Replace(string(kind)))
		changed := e.after()
		if len(changed) != 1 || changed[0].After == nil {
			t.Fatalf("told %+v", changed)
		}
		return changed[0]
	}
	if c := write("label: 职务, from: bearer_post", "label: 持信人职务, from: bearer_post"); strings.Join(c.Registers(), "") != "letter" || len(c.Indexed()) > 0 {
		t.Errorf("a column: registers %q, index %q", c.Registers(), c.Indexed())
	}
	if c := write("label: 经办人, type: person", "label: 经办人, type: text"); strings.Join(c.Registers(), "") != "letter" || strings.Join(c.Indexed(), "") != "letter" {
		t.Errorf("a person: registers %q, index %q", c.Registers(), c.Indexed())
	}
	if c := write("label: 经办人, type: person", "label: 经办人, type: text", "10年", "长期"); len(c.Registers())+len(c.Indexed()) > 0 || !strings.Contains(c.Text, "改 介绍信") {
		t.Errorf("retention: registers %q, index %q, told %s", c.Registers(), c.Indexed(), c.Text)
	}
}
