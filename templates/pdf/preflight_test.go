//go:build preflight

package pdf

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// classpath is PDFBox's Preflight as Debian has it.
const classpath = "/usr/share/java/preflight.jar:/usr/share/java/pdfbox2.jar:/usr/share/java/xmpbox.jar:/usr/share/java/fontbox2.jar:" +
	"/usr/share/java/commons-logging.jar:/usr/share/java/javax.activation.jar:/usr/share/java/jaxb-api.jar"

// PDFBox's Preflight knows PDF/A-1b only, whose demands PDF/A-2b has taken over
// but for what is excused here: in the second part a list of the characters in
// a cut font (CIDSet) need not be there, and profiles may be of ICC's version 4.
var excused = regexp.MustCompile(`^(3\.1\.11 : .*The CIDSet entry is missing.*` +
	`|2\.1\.6 : .*Invalid version of the ICCProfile.*` +
	`|7\.11\.2 : .*part must be 1.*` +
	`|The file .* is not a valid PDF/A-1b file, error\(s\) :|)$`)

func TestPrintPassesPreflight(t *testing.T) {
	for _, s := range specimens(t) {
		if strings.HasSuffix(s.name, "-slip") && s.name != "leave-slip" {
			continue // all alike
		}
		// It leaves with an error for what is excused, too.
		out, _ := exec.Command("java", "-cp", classpath, "org.apache.pdfbox.preflight.Validator_A1b", save(t, s.file)).CombinedOutput()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		if !strings.Contains(lines[0], "PDF/A-1b") {
			t.Fatalf("Preflight (.ci/setup pdfa) did not judge %s:\n%s", s.name, out)
		}
		for _, line := range lines {
			if !excused.MatchString(line) {
				t.Errorf("%s: %s", s.name, line)
			}
		}
	}
}
