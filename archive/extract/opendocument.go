package extract

import (
	"encoding/xml"
	"io"
	"path"
	"strings"

	"gongwen/templates/opc"
)

// readOpenDocument reads odt, ods and odp (ODF 1.3): what is in them, heads and feet
// of pages, embedded charts, tables and formulas, then what the file says of itself.
func (p *pack) readOpenDocument() error {
	locked, err := p.locked()
	if err != nil {
		return err
	}
	if locked {
		return errEncrypted
	}
	if p.Part("content.xml") == nil {
		p.into.miss(Damaged, "正文（content.xml）缺失")
	}
	for _, part := range []struct{ name, title string }{{"content.xml", "正文"}, {"styles.xml", "页眉页脚"}} {
		if err := p.openFolder(p.Part(part.name), part.title); err != nil {
			return err
		}
	}
	if meta := p.Part("meta.xml"); meta != nil {
		return p.read(meta, "文件属性", properties, false)
	}
	return nil
}

// locked reports whether the files in the package are encrypted (ODF 1.3 part 2,
// 3.4): the list of files says how.
func (p *pack) locked() (locked bool, err error) {
	err = p.stream(p.Part("META-INF/manifest.xml"), "文件清单", func(r io.Reader) error {
		return elements(p.into, r, func(s xml.StartElement) {
			locked = locked || s.Name.Local == "encryption-data"
		})
	})
	return locked, err
}

// openFolder reads a part and the objects it shows, each of which is a folder with a
// document in it, or a file of some program's own.
func (p *pack) openFolder(part *opc.Part, title string) error {
	if part == nil || p.done[part] {
		return nil
	}
	var objects []string
	err := p.read(part, title, openDocument.with(vocabulary{
		"object":     {own: objectIn(&objects)},
		"object-ole": {own: objectIn(&objects)},
	}), false)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := p.openObject(path.Dir(part.Name), object); err != nil {
			return err
		}
	}
	return nil
}

// objectIn notes where an object lies. What stands in its place for programs that
// cannot show it is a picture.
func objectIn(objects *[]string) func(*walker, xml.StartElement) error {
	return func(w *walker, s xml.StartElement) error {
		if href := attribute(s, "href"); href != "" && len(*objects) < mostParts {
			*objects = append(*objects, href)
			return w.skip(s)
		}
		return w.passThrough(s) // flat: it stands right here
	}
}

func (p *pack) openObject(folder, href string) error {
	if strings.Contains(href, ":") {
		return nil // outside
	}
	name := path.Join(folder, href)
	if content := p.Part(name + "/content.xml"); content != nil {
		return p.openFolder(content, "嵌入的对象")
	}
	if object := p.Part(name); object != nil {
		return p.file(object, "嵌入的对象")
	}
	p.into.miss(Damaged, "嵌入的对象（"+href+"）缺失")
	return nil
}

// sheetName reads what a sheet is called. Names of tables in a text are not seen by
// people.
func sheetName(w *walker, s xml.StartElement) error {
	if err := w.passThrough(s); err != nil || w.place() != "spreadsheet" {
		return err
	}
	return w.say(attribute(s, "name") + "\n")
}

// frame passes over a place to be filled in, which says what with. In a master page
// each frame that is of a class of the presentation's is one.
func frame(w *walker, s xml.StartElement) error {
	if attribute(s, "placeholder") == "true" || w.place() == "master-page" && attribute(s, "class") != "" {
		return w.skip(s)
	}
	return w.passThrough(s)
}

// group passes over a group in a chart, which says what cells its figures come from.
func group(w *walker, s xml.StartElement) error {
	if w.place() == "chart" {
		return w.skip(s)
	}
	return w.passThrough(s)
}
