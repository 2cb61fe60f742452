package opc

import (
	"path"
	"strings"
	"testing"
)

// FuzzRelated: whatever the relationships say, what they lead to is a part of the
// package, by the very name it is found under, and not beyond its bound.
func FuzzRelated(f *testing.F) {
	const officeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
	f.Add([]byte(relationship("r1", officeDocument, "xl/workbook.xml")), "xl/workbook.xml")
	f.Add([]byte(relationship("r1", officeDocument, `..\..\XL\%77orkbook.xml`)), `xl\Workbook.xml`)
	f.Add([]byte(`<?xml version="1.0" encoding="utf-16"?><Relationships><Relationship Target="/" TargetMode="External"/></Relationships>`), "/")
	f.Fuzz(func(t *testing.T, list []byte, name string) {
		if name == "" || strings.HasSuffix(name, "/") {
			return // a folder
		}
		p, err := Open(packed(t, "_rels/.rels", string(list), name, "found", "x/"+name, "elsewhere"), Bounds{Parts: 3, Unpacked: wide, Part: wide})
		if err != nil {
			return
		}
		root := Part{in: p}
		all, err := root.Related()
		if err != nil {
			return
		}
		for _, r := range all {
			if r.Part == nil {
				continue
			}
			if p.Part(r.Part.Name) != r.Part || path.Clean("/"+r.Part.Name) != "/"+r.Part.Name {
				t.Errorf("%q leads to %q, which is not found by its name", r.Target, r.Part.Name)
			}
			if r.Outside {
				t.Errorf("%q is outside and leads to %q", r.Target, r.Part.Name)
			}
			if b, err := r.Part.Read(); err == nil && len(b) > wide {
				t.Errorf("%d bytes of %q", len(b), r.Part.Name)
			}
		}
	})
}
