package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
)

// readFlatPackage reads the parts of a docx, pptx or xlsx that stand in one file of
// XML (Flat OPC): it packs them into the package they are.
func readFlatPackage(x *Extractor, into *text, flat []byte) error {
	packed, cut := unfold(into, flat)
	if err := into.ctx.Err(); err != nil {
		return err
	}
	read, err := sniffPackage(packed)
	if err != nil {
		return errors.Join(err, cut)
	}
	return errors.Join(read(x, into, packed), cut)
}

// unfold is the package of which the parts stand in a file. The error tells where that
// is cut short; the parts before are in the package all the same.
func unfold(into *text, flat []byte) (packed []byte, err error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	defer func() {
		err = errors.Join(err, w.Close())
		packed = out.Bytes()
	}()
	d := xml.NewDecoder(bytes.NewReader(flat))
	parts := &walker{into: into, d: d}
	name := ""
	for token, err := range parts.tokens() {
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "part":
				name = strings.TrimPrefix(attribute(token, "name"), "/")
			case "xmlData", "binaryData":
				begin := d.InputOffset()
				if err := parts.skip(token); err != nil {
					return nil, err
				}
				content := flat[begin:d.InputOffset()]
				content = content[:max(0, bytes.LastIndex(content, []byte("</")))]
				if token.Name.Local == "binaryData" {
					content, _ = fromBase64(content)
				}
				if err := store(w, name, content); err != nil {
					return nil, err
				}
				continue
			}
			parts.depth++
		case xml.EndElement:
			parts.depth--
		}
	}
	return nil, nil
}
