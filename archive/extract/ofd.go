package extract

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"gongwen/templates/opc"
)

// readOFD reads an ofd (GB/T 33190-2016): of each document in it the pages, what is
// on every page, notes, and files that come with it. Where each lies the file says
// that names it, from its own folder or from the top.
func (p *pack) readOFD() error {
	if p.Part("Encryptions.xml") != nil { // GM/T 0099-2020
		return errEncrypted
	}
	var bodies, about []string
	top := p.Part("OFD.xml")
	err := p.texts(top, "OFD.xml", func(path []xml.StartElement, text string) {
		switch last(path).Name.Local {
		case "DocRoot":
			bodies = append(bodies, text)
		case "Title", "Subject", "Abstract", "Keyword":
			about = append(about, text)
		}
	})
	if err != nil {
		return err
	}
	for _, body := range bodies {
		document, err := p.placed(top, body, "文档")
		if err == nil && document != nil && !p.done[document] {
			err = p.ofdDocument(document)
		}
		if err != nil {
			return err
		}
	}
	if len(bodies) == 0 { // OFD.xml is damaged
		if err := p.strayPages(); err != nil {
			return err
		}
	}
	return p.into.write(strings.Join(about, "\n"))
}

// strayPages reads what looks like pages.
func (p *pack) strayPages() error {
	for _, file := range p.Files() {
		part := p.Part(file.Name)
		if part == nil || p.done[part] || !strings.HasSuffix(strings.ToLower(part.Name), "/content.xml") {
			continue
		}
		if err := p.ofdPage(part, "页"); err != nil {
			return err
		}
	}
	return nil
}

// ofdDocument reads one document.
func (p *pack) ofdDocument(document *opc.Part) error {
	type place struct {
		loc, title string
		read       func(*opc.Part, string) error
	}
	var pages, rest []place
	err := p.texts(document, "文档", func(path []xml.StartElement, text string) {
		loc := attribute(last(path), "BaseLoc")
		switch last(path).Name.Local {
		case "Page":
			pages = append(pages, place{loc, fmt.Sprintf("第%d页", len(pages)+1), p.ofdPage})
		case "TemplatePage":
			rest = append(rest, place{loc, "模板页", p.ofdPage})
		case "PublicRes", "DocumentRes":
			rest = append(rest, place{text, "资源", p.ofdPage}) // pictures that are drawn, with text in them
		case "Annotations":
			rest = append(rest, place{text, "注释", p.ofdAnnotations})
		case "Attachments":
			rest = append(rest, place{text, "附件", p.ofdAttachments})
		}
	})
	if err != nil {
		return err
	}
	if len(pages) == 0 {
		p.into.miss(Damaged, "文档（"+document.Name+"）里没有页")
		return p.strayPages()
	}
	for _, place := range append(pages, rest...) {
		if place.loc == "" {
			continue
		}
		part, err := p.placed(document, place.loc, place.title)
		if err == nil && part != nil && !p.done[part] {
			err = place.read(part, place.title)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ofdAnnotations reads the notes of all pages (15): a list of files.
func (p *pack) ofdAnnotations(list *opc.Part, title string) error {
	var locs []string
	err := p.texts(list, title, func(path []xml.StartElement, text string) {
		if last(path).Name.Local == "FileLoc" {
			locs = append(locs, text)
		}
	})
	for i := 0; i < len(locs) && err == nil; i++ {
		var part *opc.Part
		part, err = p.placed(list, locs[i], title)
		if err != nil || part == nil || p.done[part] {
			continue
		}
		err = p.ofdPage(part, title)
	}
	return err
}

// ofdAttachments reads the files that come with a document (20).
func (p *pack) ofdAttachments(list *opc.Part, title string) error {
	type file struct{ name, loc string }
	var files []file
	err := p.texts(list, title, func(path []xml.StartElement, text string) {
		if last(path).Name.Local == "FileLoc" && len(path) > 1 {
			files = append(files, file{attribute(path[len(path)-2], "Name"), text})
		}
	})
	if len(files) > mostEmbedded {
		p.into.lack(fmt.Sprintf("附件多于 %d 个，没有全读", mostEmbedded))
		files = files[:mostEmbedded]
	}
	for i := 0; i < len(files) && err == nil; i++ {
		var part *opc.Part
		var data []byte
		if part, err = p.placed(list, files[i].loc, "附件"); err == nil && part != nil {
			data, err = p.whole(part, "附件")
		}
		if err == nil && data != nil {
			name := files[i].name
			if path.Ext(name) == "" {
				name += path.Ext(part.Name)
			}
			err = p.x.embedded(p.into, name, data)
		}
	}
	return err
}

// placed is the part that a part names, or nil, which is noted.
func (p *pack) placed(from *opc.Part, loc, title string) (*opc.Part, error) {
	loc = strings.TrimSpace(strings.ReplaceAll(loc, `\`, "/"))
	name := loc
	if !strings.HasPrefix(loc, "/") {
		name = path.Join(path.Dir(from.Name), loc)
	}
	part := p.Part(name)
	if part == nil {
		part = p.Part(loc) // some programs write all of them from the top
	}
	if part == nil {
		p.into.miss(Damaged, title+"（"+loc+"）缺失")
	}
	return part, p.into.ctx.Err()
}

// last is the element that a path leads to.
func last(path []xml.StartElement) xml.StartElement { return path[len(path)-1] }

// texts reads a part that is a list: it gives every element, at its end, with the
// elements it stands in, and the characters right in it.
func (p *pack) texts(part *opc.Part, title string, see func(path []xml.StartElement, text string)) error {
	return p.stream(part, title, func(r io.Reader) error {
		w := &walker{into: p.into, d: tokens(r)}
		var open []xml.StartElement
		var text strings.Builder
		read := 0
		for token, err := range w.tokens() {
			if err != nil {
				return err
			}
			if read++; len(open) > 100 || read > 10*mostParts {
				return io.ErrUnexpectedEOF
			}
			switch token := token.(type) {
			case xml.StartElement:
				open = append(open, token.Copy())
				w.depth++
				text.Reset()
			case xml.CharData:
				text.Write(token)
			case xml.EndElement:
				if len(open) == 0 {
					return io.ErrUnexpectedEOF
				}
				see(open, strings.TrimSpace(text.String()))
				open = open[:len(open)-1]
				w.depth--
				text.Reset()
			}
		}
		return nil
	})
}
