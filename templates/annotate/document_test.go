package annotate

import "testing"

func TestDocument(t *testing.T) {
	for name, test := range map[string]struct {
		text, want string
		change     func(d *document)
	}{
		"nothing":           {"\ufeff<a><b/></a>\r\n", "\ufeff<a><b/></a>\r\n", func(*document) {}},
		"set":               {`<a s="1"/>`, `<a s="2"/>`, func(d *document) { d.set(d.root, "s", "2") }},
		"set, quotes":       {`<a r = 's="5"'  s = '1' ></a>`, `<a r = 's="5"'  s = '2' ></a>`, func(d *document) { d.set(d.root, "s", "2") }},
		"set, empty":        {`<a s=""/>`, `<a s="2"/>`, func(d *document) { d.set(d.root, "s", "2") }},
		"set, missing":      {`<x:a xmlns:x="y" x:s="1"/>`, `<x:a s="2" xmlns:x="y" x:s="1"/>`, func(d *document) { d.set(d.root, "s", "2") }},
		"set, none":         {`<a/>`, `<a s="2"/>`, func(d *document) { d.set(d.root, "s", "2") }},
		"set, two":          {`<a/>`, `<a s="2" t="3"/>`, func(d *document) { d.set(d.root, "s", "2"); d.set(d.root, "t", "3") }},
		"append":            {`<a><b/></a>`, `<a><b/><c/><d/></a>`, func(d *document) { d.append(d.root, "<c/>"); d.append(d.root, "<d/>") }},
		"append to nothing": {`<x:a xmlns:x="/y" />`, `<x:a xmlns:x="/y" ><c/></x:a>`, func(d *document) { d.append(d.root, "<c/>") }},
		"append and set":    {`<a/>`, `<a s="2"><c/></a>`, func(d *document) { d.append(d.root, "<c/>"); d.set(d.root, "s", "2") }},
		"append and insert": {`<a><b/><d/></a>`, `<a><b><x/></b><c/><d/></a>`, func(d *document) {
			d.insert(d.root.elements[1].from, "<c/>")
			d.append(d.root.elements[0], "<x/>")
		}},
		"remove": {`<a>1<b>2<c/></b>3</a>`, `<a>1<n/>3</a>`, func(d *document) {
			b := d.root.elements[0]
			d.remove(b)
			d.set(b.elements[0], "s", "gone with it")
			d.insert(b.from, "<n/>")
		}},
	} {
		d, err := parse([]byte(test.text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		test.change(d)
		if got := string(d.bytes()); got != test.want || d.changed() != (test.text != test.want) {
			t.Errorf("%s: got %s, want %s, changed %v", name, got, test.want, d.changed())
		}
	}
}

// Excel has written boxes with <br> and attributes without quotes.
func TestDocumentVML(t *testing.T) {
	const text = `<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id=one><div>a<br>b&nbsp;</div></v:shape><v:shape id="two"/></xml>`
	d, err := parseVML([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.root.elements); n != 2 {
		t.Fatalf("%d shapes", n)
	}
	d.remove(d.root.elements[0])
	d.append(d.root, "<n/>")
	if got, want := string(d.bytes()), `<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="two"/><n/></xml>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
