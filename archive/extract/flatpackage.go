package extract

import (
	"bytes"
	"encoding/xml"
	"strings"

	"gongwen/templates/opc"
)

// readFlatPackage reads the parts of a docx, pptx or xlsx that stand in one file of
// XML (Flat OPC): it packs them into the package they are. Of a file that is cut short
// those before are read.
func readFlatPackage(x *Extractor, into *text, flat []byte) error {
	parts, cut := unfold(into, flat)
	if err := into.ctx.Err(); err != nil {
		return err
	}
	packed, err := opc.Pack(parts)
	if err != nil {
		return err
	}
	read, err := sniffPackage(packed)
	if err == nil {
		err = read(x, into, packed)
	}
	if err == nil {
		err = cut
	}
	return err
}

// unfold are the parts that stand in a file. The error tells where that is cut short.
func unfold(into *text, flat []byte) (parts []opc.NewPart, err error) {
	d := xml.NewDecoder(bytes.NewReader(flat))
	w := &walker{into: into, d: d}
	name := ""
	for token, err := range w.tokens() {
		if err != nil {
			return parts, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "part":
				name = strings.TrimPrefix(attribute(token, "name"), "/")
			case "xmlData", "binaryData":
				begin := d.InputOffset()
				if err := w.skip(token); err != nil {
					return parts, err
				}
				content := flat[begin:d.InputOffset()]
				content = content[:max(0, bytes.LastIndex(content, []byte("</")))]
				if token.Name.Local == "binaryData" {
					content, _ = fromBase64(content)
				}
				parts = append(parts, opc.NewPart{Name: name, Content: content})
				continue
			}
			w.depth++
		case xml.EndElement:
			w.depth--
		}
	}
	return parts, nil
}
