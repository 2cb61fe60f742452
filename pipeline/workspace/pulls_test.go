package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPullSettings: what the settings' own explanation shows can be used as it stands, and
// pulls are not laid over what else is in the data folder.
func TestPullSettings(t *testing.T) {
	_, example, _ := strings.Cut(NewConfig(DefaultConfig()), "\n# pulls:\n")
	example, _, _ = strings.Cut(example, "\n\n")
	example = "pulls:\n" + strings.ReplaceAll("\n"+example, "\n#", "\n")
	dir := t.TempDir()
	kinds, err := ReadKinds("")
	if err != nil {
		t.Fatal(err)
	}
	pull := func(to string) string { return "pulls:\n  - {name: 月报, every: month, to: '" + to + "'}\n" }
	for settings, want := range map[string]string{
		example:     "",
		pull("月/报"): "",
		pull(filepath.Join(dir, "registers", "月报")):           "",
		pull(filepath.Join(filepath.Dir(dir), "月报")):          "",
		pull(filepath.Join(dir, "archive", "月报")):             "在数据文件夹里面",
		pull(filepath.Join(dir, "registers")):                 "在数据文件夹里面",
		pull(dir):                                             "在数据文件夹里面",
		pull("../archive"):                                    "不能用",
		"pulls: [{name: 月报, every: month, columns: ['@没有']}]": "pulls 的“月报”：columns ",
		"pulls: [{name: 月报, evry: month}]":                    "evry",
	} {
		if err := os.WriteFile(filepath.Join(dir, ConfigName), []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := ReadConfig(Folder(dir))
		if err == nil {
			err = c.checkPullNames(Folder(dir), kinds)
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", settings, err, want)
		}
		if settings == example && (len(c.Pulls) != 1 || !c.Pulls[0].File || c.Pulls[0].Since != "2026-01") {
			t.Errorf("the example is read as %+v", c.Pulls)
		}
	}
}
