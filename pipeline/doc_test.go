package pipeline

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/tabwriter"
)

// comment is the package comment.
func comment(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// TestStepTableIsInTheComment as the driver has it.
func TestStepTableIsInTheComment(t *testing.T) {
	t.Parallel()
	var picture strings.Builder
	table := tabwriter.NewWriter(&picture, 0, 0, 2, ' ', 0)
	for _, s := range steps {
		var to, faults []string
		for _, state := range s.to {
			to = append(to, string(state))
		}
		for _, place := range s.faults {
			faults = append(faults, string(place))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.from, s.name, strings.Join(to, ", "), strings.Join(faults, ", "))
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	text := comment(t)
	for line := range strings.Lines(picture.String()) {
		if !strings.Contains(text, "\t"+line) {
			t.Errorf("the package comment lacks the step\n%s", line)
		}
	}
	if t.Failed() {
		t.Logf("the table is\n%s", picture.String())
	}
}

// TestStateHasItsLineInTheComment in the table of what the disk says, in order.
func TestStateHasItsLineInTheComment(t *testing.T) {
	t.Parallel()
	_, table, _ := strings.Cut(comment(t), "\tstate ")
	var got []State
	for _, m := range regexp.MustCompile(`(?m)^\t([a-z]+) `).FindAllStringSubmatch(table, -1) {
		if m[1] != "duplicate" { // the ledger's word for the second line of closed
			got = append(got, State(m[1]))
		}
	}
	var want []State
	for _, s := range steps {
		want = append(want, s.from)
	}
	want = append(want, Ended)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the table has %v\nthe states are %v", got, want)
	}
}

// TestPipelineWalkOfTheCommentHolds: every file of the walk is there and declares what
// the walk says, and each leads to the next: what is named there is called in a file
// before it.
func TestPipelineWalkOfTheCommentHolds(t *testing.T) {
	t.Parallel()
	stations := regexp.MustCompile(`(?m)^\s*(\d+)\. (\S+\.go): (\w+) .*?(\w+)$`).FindAllStringSubmatch(comment(t), -1)
	if len(stations) < 5 || len(stations) > 10 {
		t.Fatalf("the walk has %d files", len(stations))
	}
	called := map[string]bool{}
	seen := map[string]bool{}
	for i, station := range stations {
		number, path, declares := station[1], station[2], station[3]
		if number != fmt.Sprint(i+1) || seen[path] {
			t.Errorf("%s. %s is out of order, or a second time", number, path)
		}
		seen[path] = true
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", path), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		declared := false
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			declared = declared || ok && f.Name.Name == declares
		}
		if !declared {
			t.Errorf("%s does not declare %s", path, declares)
		}
		if i > 0 && (stations[i-1][4] != declares || !called[declares]) {
			t.Errorf("nothing before %s leads to its %s (the line before ends with %s)", path, declares, stations[i-1][4])
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Obj == nil {
				called[id.Name] = true
			}
			return true
		})
	}
}
