package opc

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// raw is a package's files as they are packed, by name.
func raw(t *testing.T, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range archive.File {
		r, err := file.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(b)
	}
	return all
}

func TestPackageRewrite(t *testing.T) {
	data := packed(t, `a\b.xml`, strings.Repeat("kept", 100), "/c.xml", "old", "empty", "")
	p, err := Open(data, Bounds{Parts: 9, Unpacked: wide, Part: wide})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Rewrite(&b, map[string][]byte{"C.xml": []byte("new"), "z.xml": []byte("added"), "y/表.xml": []byte("added, too")}); err != nil {
		t.Fatal(err)
	}
	before, after := raw(t, data), raw(t, b.Bytes())
	if len(after) != 5 || after["a/b.xml"] != before[`a\b.xml`] || after["empty"] != before["empty"] {
		t.Errorf("got %q", after)
	}
	again, err := Open(b.Bytes(), Bounds{Parts: 9, Unpacked: wide, Part: wide})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"c.xml": "new", "z.xml": "added", "y/表.xml": "added, too", "a/b.xml": strings.Repeat("kept", 100)} {
		part := again.Part(name)
		if part == nil {
			t.Fatalf("no %s", name)
		}
		if got, err := part.Read(); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestPackageRewriteRefusesPartsThatStandTwice(t *testing.T) {
	p, err := Open(packed(t, "a.xml", "1", `\A.xml`, "2", "b.xml", "3", "b.xml", "4"), Bounds{Parts: 9, Unpacked: wide, Part: wide})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Rewrite(io.Discard, map[string][]byte{"a.xml": nil}); err == nil {
		t.Error("which of the two was changed?")
	}
	if err := p.Rewrite(io.Discard, map[string][]byte{"c.xml": nil}); err != nil {
		t.Errorf("parts that are only copied: %v", err)
	}
}

func TestWithoutSizes(t *testing.T) {
	time := "\x55\x54\x01\x00\x00"
	for extra, want := range map[string]string{
		"": "", time: time, "\x01\x00\x02\x00ab" + time: time, time + "\x01\x00\x00\x00": time, "\x01\x00\xff\xff": "", "\x07": "",
	} {
		if got := string(withoutSizes([]byte(extra))); got != want {
			t.Errorf("%q: got %q", extra, got)
		}
	}
}

// TestPack: what is packed is opened.
func TestPack(t *testing.T) {
	packed, err := Pack([]NewPart{{"a/甲.xml", []byte("<a/>")}, {"b.bin", []byte{0, 0xff}}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(packed, Bounds{Parts: 2, Unpacked: 100, Part: 100})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a/甲.xml": "<a/>", "b.bin": "\x00\xff"} {
		if got, err := p.Part(name).Read(); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if _, err := Pack([]NewPart{{Name: strings.Repeat("a", 1<<16)}}); err == nil {
		t.Error("a name longer than zip files can have was packed")
	}
}
