package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongwen/pipeline/inbox"
)

const people = "任职:\n  - {姓名: 江临川, 单位: 区政府, 职务: 区长, 类别: 区长, 任职自: 2023-02-15}\n"

// folderWith is a data folder with some people and the given files.
func folderWith(t *testing.T, files map[string]string) Folder {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "roster.yaml"), []byte(people), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Folder(dir)
}

func TestOpenNeedsPeopleOnly(t *testing.T) {
	o, err := Open(folderWith(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if o.Config.Settle != 2*time.Second || o.Config.Office == "" || o.Kinds().Named("letter") == nil {
		t.Errorf("defaults: %+v", o.Config)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

// TestReadRulesetFailsWithoutPeople: forms would go back although nothing is wrong
// with them.
func TestReadRulesetFailsWithoutPeople(t *testing.T) {
	f := folderWith(t, nil)
	if err := os.Remove(filepath.Join(string(f), "roster.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRuleset(f); err == nil || !strings.Contains(err.Error(), "roster.xlsx") {
		t.Errorf("error %v, want one that names roster.xlsx", err)
	}
}

func TestConfigTemplateSaysTheDefaults(t *testing.T) {
	c, err := ReadConfig(folderWith(t, map[string]string{ConfigName: NewConfig(DefaultConfig())}))
	if err != nil {
		t.Fatal(err)
	}
	if want := DefaultConfig(); c.Settle != want.Settle || c.Rescan != want.Rescan || c.AttachmentWait != want.AttachmentWait ||
		c.Watch != want.Watch || c.Office != want.Office || c.Government != want.Government || c.Superior != want.Superior {
		t.Errorf("template %+v, defaults %+v", c, want)
	}
}

// TestConfigOfCommentsIsTheDefaults, as is one that is empty or missing.
func TestConfigOfCommentsIsTheDefaults(t *testing.T) {
	for _, text := range []string{"", "\n", "# settle: 2s\n"} {
		c, err := ReadConfig(folderWith(t, map[string]string{ConfigName: text}))
		if err != nil || !reflect.DeepEqual(c, DefaultConfig()) {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

// TestReadConfigTakesNoStrangerForSuperior: the government above that is known is that of
// the one known.
func TestReadConfigTakesNoStrangerForSuperior(t *testing.T) {
	for text, want := range map[string]string{
		"": "大庆市人民政府",
		"office: 龙凤区人民政府办公室\n":                      "大庆市人民政府",
		"government: 青禾县人民政府\n":                     "",
		"superior: 青禾市人民政府\n":                       "青禾市人民政府",
		"government: 龙凤区人民政府\nsuperior: 青禾市人民政府\n":  "青禾市人民政府",
		"government: 萨尔图区人民政府\nsuperior: 大庆市人民政府\n": "大庆市人民政府",
	} {
		c, err := ReadConfig(folderWith(t, map[string]string{ConfigName: text}))
		if err != nil || c.Superior != want {
			t.Errorf("%q: %q, %v", text, c.Superior, err)
		}
	}
}

func TestInboxOfAUnitHasItsOwnSettings(t *testing.T) {
	c, err := ReadConfig(folderWith(t, map[string]string{ConfigName: "settle: 3s\ninboxes:\n  区财政局: {watch: poll, rescan: 10s}\n  区水务局: {settle: 0s}\n"}))
	if err != nil {
		t.Fatal(err)
	}
	for unit, want := range map[string]inbox.Options{
		"区财政局":       {Watch: inbox.Poll, Settle: 3 * time.Second, Rescan: 10 * time.Second},
		"区水务局":       {Watch: inbox.Both, Settle: 0, Rescan: 30 * time.Second},
		"区水务局\uFE00": {Watch: inbox.Both, Settle: 0, Rescan: 30 * time.Second},
		"区⽔务局":       {Watch: inbox.Both, Settle: 0, Rescan: 30 * time.Second},
		"区民政局":       {Watch: inbox.Both, Settle: 3 * time.Second, Rescan: 30 * time.Second},
	} {
		if got := c.InboxOf(unit); got != want {
			t.Errorf("%s: %+v, want %+v", unit, got, want)
		}
	}
}

func TestWorkspaceNamesMistakes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		wants []string
	}{
		{"unknown setting", map[string]string{ConfigName: "settel: 2s\n"}, []string{ConfigName, "settel", "^"}},
		{"negative wait", map[string]string{ConfigName: "settle: -1s\n"}, []string{ConfigName, "settle"}},
		{"a way of watching there is not", map[string]string{ConfigName: "inboxes:\n  区财政局: {watch: eyes}\n"}, []string{ConfigName, "区财政局", "both", "poll"}},
		{"rescan too often", map[string]string{ConfigName: "inboxes:\n  区财政局: {rescan: 1ms}\n"}, []string{ConfigName, "区财政局", "100ms"}},
		{"the key in the data folder", map[string]string{ConfigName: "key: keys/office.key\n"}, []string{ConfigName, "key", "数据文件夹里面"}},
		{"a telephone that is none", map[string]string{ConfigName: "phone: 62405\n"}, []string{ConfigName, "phone", "62405", "0459-6240551"}},
		{"no name of an office", map[string]string{ConfigName: "office: '办公室: 甲'\n"}, []string{ConfigName, "office", "办公室: 甲"}},
		{"nameless", map[string]string{ConfigName: "regulation: own\n"}, []string{ConfigName, "government"}},
		{"no such regulation", map[string]string{ConfigName: "regulation: theirs\n"}, []string{ConfigName, "theirs", "own"}},
		{"no such kind to hide", map[string]string{ConfigName: "hide: [公务机]\n"}, []string{ConfigName, "hide", "公务机"}},
		{"two rosters", map[string]string{"roster.xlsx": ""}, []string{"roster.xlsx", "roster.yaml"}},
		{"broken kind", map[string]string{"templates/car/kind.yaml": "key: car\ntitle: 用车\n"}, []string{"car/kind.yaml", "fields", "date", "number"}},
		{"broken rule", map[string]string{"rules/longfeng2017/letter.yaml": "kind: letter\nrules:\n  - {id: x, article: \"81\", field: nowhere, require: \"true\", message: m}\n"},
			[]string{"letter.yaml", "nowhere", "^"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o, err := Open(folderWith(t, test.files))
			if err == nil {
				_, err = o.Ruleset()
				if err := o.Close(); err != nil {
					t.Error(err)
				}
			}
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range test.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not name %q:\n%v", want, err)
				}
			}
		})
	}
}

// Files made to exhaust the program, wherever an office keeps its own, are
// refused by name before a library unfolds them.
func TestReadRulesetRefusesHostileSettings(t *testing.T) {
	large := strings.Repeat("# "+strings.Repeat("x", 1<<10)+"\n", 21<<10) // more than any bound
	for name, text := range map[string]string{
		"gongwen.yaml": "office: 办公室\n", "roster.yaml": people, "regulation.yaml": "chapters: []\n",
		"templates/own/kind.yaml": "key: own\n", "templates/disclosure/wording.yaml": "救济: []\n", "rules/own/rules.yaml": "kind: letter\n",
	} {
		for harm, wanted := range map[string]struct{ text, want string }{
			"large":    {large, "太大"},
			"aliases":  {text + "a: &a [x]\nb: [*a, *a]\n", "有特殊符号“&”"},
			"brackets": {text + "a: " + strings.Repeat("[", 100_000) + "\n", "层数太多"},
			"blank":    {text + "a: |\n" + strings.Repeat("\n", 100_000), "空行太多"},
		} {
			t.Run(name+" "+harm, func(t *testing.T) {
				folder := folderWith(t, map[string]string{name: wanted.text})
				_, err := ReadConfig(folder)
				if err == nil {
					_, err = ReadRuleset(folder)
				}
				if err == nil || !strings.Contains(err.Error(), wanted.want) || !strings.Contains(err.Error(), strings.TrimPrefix(strings.TrimPrefix(name, "templates/"), "rules/")) {
					t.Errorf("got %.300v, want %s", err, wanted.want)
				}
			})
		}
	}
}

func TestOpenLetsOneProgramWriteAtATime(t *testing.T) {
	f := folderWith(t, nil)
	first, err := Open(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f); !errors.Is(err, ErrBusy) {
		t.Errorf("second: %v, want ErrBusy", err)
	}
	reader, err := View(f)
	if err != nil {
		t.Errorf("reading beside it: %v", err)
	} else if err := reader.Close(); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(f)
	if err != nil {
		t.Fatalf("after the first has closed: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenMakesNoMistypedFolder(t *testing.T) {
	f := Folder(filepath.Join(t.TempDir(), "nowhere"))
	for name, open := range map[string]func(Folder) (*Workspace, error){"Open": Open, "View": View} {
		if _, err := open(f); err == nil || !strings.Contains(err.Error(), "gongwen init") {
			t.Errorf("%s: %v, want a hint at gongwen init", name, err)
		}
	}
	if _, err := os.Stat(string(f)); err == nil {
		t.Error("the folder was made")
	}
}

// TestCreateCatalogueDoesNotStartNumbersAgain: beside records of the archive an
// empty catalogue would give their numbers a second time.
func TestCreateCatalogueDoesNotStartNumbersAgain(t *testing.T) {
	f := folderWith(t, map[string]string{"archive/2026/letter/龙政办介字〔2026〕1号/data/record.json": "{}"})
	if _, err := Open(f); err == nil || !strings.Contains(err.Error(), "gongwen rebuild") {
		t.Errorf("error %v, want a hint at gongwen rebuild", err)
	}
}

// TestReadingSharesWhatIsOpenedOnceAProcess: those who read beside share what takes
// time and memory, and have a catalogue of their own.
func TestReadingSharesWhatIsOpenedOnceAProcess(t *testing.T) {
	w, err := Open(folderWith(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	beside, err := w.Reading(1)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	if w.Current() != nil {
		t.Error("the rules are read before anybody asks for them")
	}
	one, err := w.Ruleset()
	other, err2 := beside.Ruleset()
	if err := errors.Join(err, err2); err != nil || one != other || one != beside.Current() || one.Documents["letter"] == nil {
		t.Errorf("rulesets %p and %p, %v", one, other, err)
	}
	fonts, err := w.Fonts()
	others, err2 := beside.Fonts()
	if err := errors.Join(err, err2); err != nil || fonts != others {
		t.Errorf("fonts %p and %p, %v", fonts, others, err)
	}
	if w.Index() != beside.Index() || w.Kinds() != beside.Kinds() || w.Kinds() != one.Kinds {
		t.Error("index or kinds are not shared")
	}
	if w.Catalogue == beside.Catalogue {
		t.Error("readers wait for whoever writes")
	}
}
