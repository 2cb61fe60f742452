package catalogue

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestIsDamaged: a sound file is not, whatever error was met before; one that was
// written over is, and one that is gone; one that nobody can read may be.
func TestIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalogue.db")
	c, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		a := Arrival{ID: fmt.Sprint(i), Unit: "区财政局", Path: strings.Repeat("很长的名称", 20) + ".yaml", Arrived: time.Unix(0, 0), State: Pending, Stage: Received}
		if err := c.Receive(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if c.IsDamaged(t.Context()) {
		t.Error("a sound catalogue is damaged")
	}
	if err := c.Close(); err != nil { // what is in the log comes into the file
		t.Fatal(err)
	}
	if c, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(bytes.Repeat([]byte("x"), int(size)-8192), 8192); err != nil { // all but the schema
		t.Fatal(err)
	}
	if !c.IsDamaged(t.Context()) {
		t.Error("a catalogue that was written over is sound")
	}
	for _, test := range []struct {
		file string
		want bool
	}{
		{filepath.Dir(path), false}, // reading it fails, as a file on a failing disk does
		{path + ".gone", true},
	} {
		if err := c.probe.close(); err != nil {
			t.Fatal(err)
		}
		c.probe, c.path = probe{}, test.file
		if got := c.IsDamaged(t.Context()); got != test.want {
			t.Errorf("%s: damaged %v, want %v", test.file, got, test.want)
		}
	}
}
