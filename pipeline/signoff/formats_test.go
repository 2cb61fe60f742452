package signoff

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestFileExampleComputes: what archive/FORMATS.md tells of signoffs.json is so. Its example
// is read as a file of ours, and the commands it gives to people who have nothing but a
// shell come to the example's own codes and hashes.
func TestFileExampleComputes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../archive/FORMATS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n**Sign-offs** ")
	section, _, _ = strings.Cut(section, "\n**Journal** ")
	_, example, _ := strings.Cut(section, "```json\n")
	example, recipes, ok := strings.Cut(example, "```\n")
	if !ok {
		t.Fatal("there is no example")
	}
	s, err := ParseFile([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\* `(shown|code)` of .*?`(printf .*?)`").FindAllStringSubmatch(recipes, -1) {
		commands[m[1]] = m[2]
	}
	// sh runs one with what its capitals stand for.
	sh := func(command string, values map[string]string) string {
		for name, value := range values {
			command = strings.ReplaceAll(command, " "+name, " '"+value+"'")
		}
		out, err := exec.Command("sh", "-c", command).Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(out)), "-"))
	}
	opened, signed := 0, 0
	for _, e := range s.Events {
		line, err := e.JSON()
		if err != nil {
			t.Fatal(err)
		}
		code := sh(commands["code"], map[string]string{"ARRIVAL": s.Arrival, "EVENT": string(line)})
		if want := strings.ReplaceAll(s.Code(e), "-", ""); code != want {
			t.Errorf("%s has the code %q by the shell, want %q", e.Act, code, want)
		}
		if p := e.Parts; p != nil {
			opened++
			shown := sh(commands["shown"], map[string]string{"SUBMISSION": p.Submission, "CONTENT": p.Content, "RULEBOOK": p.Rulebook, "DRAFT": p.Draft})
			if shown != e.Shown || shown != p.Hash() {
				t.Errorf("shown is %q by the shell, %q in the example, want %q", shown, e.Shown, p.Hash())
			}
		}
	}
	for _, e := range s.Counted() {
		signed++
		if e.Shown != s.Shown() {
			t.Errorf("the signature %s is given to %s, shown was %s", s.Code(e), e.Shown, s.Shown())
		}
	}
	if opened == 0 || signed == 0 {
		t.Errorf("the example has %d versions and %d signatures that count", opened, signed)
	}
}
