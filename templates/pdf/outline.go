package pdf

import "fmt"

// outline writes the pages' bookmarks as the file's outline (ISO 32000-1,
// 12.3.3) and gives its object, or 0 where there are none. All branches are
// open. Page objects stand where gofpdf puts them.
func (f *pdfFile) outline(pages []*page) (root int) {
	type item struct {
		bookmark
		page                           int
		parent, previous, next         int // places in items, 0 for none
		firstChild, lastChild, beneath int
	}
	items := []item{{}} // the root, and then the bookmarks in order
	path := []int{0}    // from the root to the last bookmark
	for i, page := range pages {
		for _, b := range page.bookmarks {
			// A level that is left out does not count as one.
			path = path[:min(b.level+1, len(path))]
			at, parent := len(items), &items[path[len(path)-1]]
			added := item{bookmark: b, page: i, parent: path[len(path)-1], previous: parent.lastChild}
			if parent.lastChild == 0 {
				parent.firstChild = at
			} else {
				items[parent.lastChild].next = at
			}
			parent.lastChild = at
			for _, above := range path {
				items[above].beneath++
			}
			items = append(items, added)
			path = append(path, at)
		}
	}
	if len(items) == 1 {
		return 0
	}
	root = len(f.objects)
	for at, it := range items {
		object := []byte("<<")
		for _, link := range []struct {
			key string
			to  int
		}{{"Prev", it.previous}, {"Next", it.next}, {"First", it.firstChild}, {"Last", it.lastChild}} {
			if link.to != 0 {
				object = fmt.Appendf(object, "/%s %d 0 R ", link.key, root+link.to)
			}
		}
		if it.beneath > 0 {
			object = fmt.Appendf(object, "/Count %d ", it.beneath)
		}
		if at == 0 {
			object = append(object, "/Type /Outlines>>"...)
		} else {
			object = fmt.Appendf(object, "/Parent %d 0 R /Title <%s> /Dest [%d 0 R /XYZ 0 %.2f null]>>",
				root+it.parent, hexText(it.title), pageObject(it.page), paperHeight-it.y)
		}
		f.add(object)
	}
	return root
}
