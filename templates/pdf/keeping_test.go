package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// kept is a file as qpdf reads it.
type kept struct {
	raw     []byte
	objects map[string]struct {
		Value  any
		Stream struct {
			Dict map[string]any
			Data []byte // decoded
		}
	}
}

type dict = map[string]any

func inspected(tb testing.TB, file []byte) *kept {
	tb.Helper()
	k := &kept{raw: file}
	var read struct{ QPDF []json.RawMessage }
	out := tool(tb, "qpdf", "qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", save(tb, file))
	if err := json.Unmarshal([]byte(out), &read); err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(read.QPDF[1], &k.objects); err != nil {
		tb.Fatal(err)
	}
	return k
}

// at follows keys from a dictionary down, through references.
func (k *kept) at(v any, keys ...any) any {
	for _, key := range append(keys, nil) {
		if ref, ok := v.(string); ok && strings.HasSuffix(ref, " R") {
			o := k.objects["obj:"+ref]
			if v = o.Value; v == nil {
				v = o.Stream.Dict
			}
		}
		switch key := key.(type) {
		case string:
			d, _ := v.(dict)
			v = d[key]
		case int:
			a, _ := v.([]any)
			if key >= len(a) {
				return nil
			}
			v = a[key]
		}
	}
	return v
}

func (k *kept) trailer() dict { return k.objects["trailer"].Value.(dict) }

func (k *kept) catalog() any { return k.at(k.trailer(), "/Root") }

// stream is the decoded data of a stream that a reference leads to.
func (k *kept) stream(ref any) []byte {
	s, _ := ref.(string)
	return k.objects["obj:"+s].Stream.Data
}

// every calls visit with every key and value of every object.
func (k *kept) every(visit func(key string, v any)) {
	var walk func(key string, v any)
	walk = func(key string, v any) {
		visit(key, v)
		switch v := v.(type) {
		case dict:
			for key, v := range v {
				walk(key, v)
			}
		case []any:
			for _, v := range v {
				walk("", v)
			}
		}
	}
	for _, o := range k.objects {
		walk("", o.Value)
		walk("", o.Stream.Dict)
	}
}

// instruction is an operator of a page's content with what stands before it.
type instruction struct {
	operator string
	operands []string // strings without their brackets
}

// content are the instructions of a page.
func content(data []byte) []instruction {
	var all []instruction
	var operands []string
	for i := 0; i < len(data); {
		switch c := data[i]; {
		case c == '(':
			var s []byte
			for i++; data[i] != ')'; i++ { // gofpdf escapes every bracket
				if data[i] == '\\' {
					i++
					if data[i] == 'r' {
						s = append(s, '\r')
						continue
					}
				}
				s = append(s, data[i])
			}
			operands = append(operands, string(s))
			i++
		case bytes.IndexByte([]byte(" \n[]"), c) >= 0:
			i++
		default:
			end := i
			for end < len(data) && bytes.IndexByte([]byte(" \n[]("), data[end]) < 0 {
				end++
			}
			word := string(data[i:end])
			i = end
			if _, err := strconv.ParseFloat(word, 64); err == nil || word[0] == '/' {
				operands = append(operands, word)
				continue
			}
			all = append(all, instruction{word, operands})
			operands = nil
		}
	}
	return all
}

// pages are the instructions of every page.
func (k *kept) pages() [][]instruction {
	var all [][]instruction
	kids, _ := k.at(k.catalog(), "/Pages", "/Kids").([]any)
	for _, page := range kids {
		all = append(all, content(k.stream(k.at(page).(dict)["/Contents"])))
	}
	return all
}

// shown are the codes shown in each font, by the font's resource name.
func (k *kept) shown() map[string][]uint16 {
	codes := map[string][]uint16{}
	for _, page := range k.pages() {
		font := ""
		for _, in := range page {
			switch in.operator {
			case "Tf":
				font = in.operands[0]
			case "Tj":
				for i := 0; i+1 < len(in.operands[0]); i += 2 {
					codes[font] = append(codes[font], binary.BigEndian.Uint16([]byte(in.operands[0][i:])))
				}
			}
		}
	}
	return codes
}

// fonts calls do with every font of the file.
func (k *kept) fonts(do func(name string, font, descendant any) error) error {
	resources, _ := k.at(k.catalog(), "/Pages", "/Kids", 0, "/Resources", "/Font").(dict)
	if len(resources) == 0 {
		return errors.New("no fonts")
	}
	var errs []error
	for name, font := range resources {
		if err := do(name, font, k.at(font, "/DescendantFonts", 0)); err != nil {
			errs = append(errs, fmt.Errorf("font %v: %w", k.at(font, "/BaseFont"), err))
		}
	}
	return errors.Join(errs...)
}

// advances are the widths in a TrueType program, in thousandths.
func advances(program []byte) []float64 {
	table := func(tag string) []byte {
		for i := range int(binary.BigEndian.Uint16(program[4:])) {
			entry := program[12+16*i:]
			if string(entry[:4]) == tag {
				return program[binary.BigEndian.Uint32(entry[8:]):][:binary.BigEndian.Uint32(entry[12:])]
			}
		}
		return nil
	}
	perEm := float64(binary.BigEndian.Uint16(table("head")[18:]))
	widths := make([]float64, binary.BigEndian.Uint16(table("hhea")[34:]))
	for i := range widths {
		widths[i] = float64(binary.BigEndian.Uint16(table("hmtx")[4*i:])) * 1000 / perEm
	}
	return widths
}

// claims is what the package comment says of files made for keeping, by the
// clauses of ISO 19005-2:2011.
var claims = []struct {
	clause, claim string
	holds         func(k *kept) error
}{
	{"6.1.2", "header", func(k *kept) error {
		if !regexp.MustCompile(`^%PDF-1\.7\n%[\x80-\xFF]{4}\n`).Match(latin(k.raw[:20])) {
			return fmt.Errorf("begins with %q", k.raw[:20])
		}
		return nil
	}},
	{"6.1.3", "trailer", func(k *kept) error {
		id, _ := k.trailer()["/ID"].([]any)
		if len(id) != 2 || id[0] != id[1] || len(fmt.Sprint(id[0])) < 16 {
			return fmt.Errorf("identifier %v", id)
		}
		if k.trailer()["/Encrypt"] != nil || !bytes.HasSuffix(k.raw, []byte("\n%%EOF\n")) {
			return errors.New("encrypted, or something stands after the end")
		}
		return nil
	}},
	{"6.1.4", "cross-reference table and objects", func(k *kept) error {
		m := regexp.MustCompile(`\nxref\n0 (\d+)\n0000000000 65535 f \n((?:\d{10} 00000 n \n)+)trailer\n`).FindSubmatch(k.raw)
		if m == nil {
			return errors.New("no table")
		}
		lines := strings.Split(strings.TrimSpace(string(m[2])), "\n")
		if fmt.Sprint(len(lines)+1) != string(m[1]) {
			return fmt.Errorf("%s announced, %d there", m[1], len(lines)+1)
		}
		for i, line := range lines {
			offset, _ := strconv.Atoi(line[:10])
			if !bytes.HasPrefix(k.raw[offset:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) ||
				i > 0 && !bytes.HasSuffix(k.raw[:offset], []byte("\nendobj\n")) {
				return fmt.Errorf("object %d is not where the table says", i+1)
			}
		}
		return nil
	}},
	{"6.1.7", "streams are Flate or plain, and in the file", func(k *kept) error {
		var errs []error
		k.every(func(key string, v any) {
			if key == "/Filter" && v != "/FlateDecode" || key == "/F" || key == "/FFilter" || key == "/DecodeParms" {
				errs = append(errs, fmt.Errorf("%s %v", key, v))
			}
		})
		return errors.Join(errs...)
	}},
	{"6.1.13", "implementation limits", func(k *kept) error {
		var errs []error
		k.every(func(key string, v any) {
			s, _ := v.(string)
			n, _ := v.(float64)
			if len(key) > 127 || strings.HasPrefix(s, "/") && len(s) > 127 || len(s) > 32767 || math.Abs(n) > 32767 && key != "/Length1" {
				errs = append(errs, fmt.Errorf("%s %.50v", key, v))
			}
		})
		for _, page := range k.pages() {
			depth := 0
			for _, in := range page {
				depth += map[string]int{"q": 1, "Q": -1}[in.operator]
				if depth < 0 || depth > 28 {
					errs = append(errs, fmt.Errorf("graphics states %d deep", depth))
				}
			}
			if depth != 0 {
				errs = append(errs, errors.New("a graphics state is left open"))
			}
		}
		return errors.Join(errs...)
	}},
	{"6.2.2", "content of known operators and the page's own resources", func(k *kept) error {
		known := strings.Fields("q Q BT ET Td Tf Tc Tr Tj g G rg RG w J j d m l S")
		for _, page := range k.pages() {
			for _, in := range page {
				if !slices.Contains(known, in.operator) {
					return fmt.Errorf("operator %s", in.operator)
				}
			}
		}
		resources, _ := k.at(k.catalog(), "/Pages", "/Kids", 0, "/Resources", "/Font").(dict)
		for name := range k.shown() {
			if resources[name] == nil {
				return fmt.Errorf("font %s is not among the resources", name)
			}
		}
		return nil
	}},
	{"6.2.3", "output intent", func(k *kept) error {
		intents, _ := k.at(k.catalog(), "/OutputIntents").([]any)
		if len(intents) != 1 || k.at(intents[0], "/S") != "/GTS_PDFA1" || k.at(intents[0], "/DestOutputProfile", "/N") != 3. ||
			k.at(intents[0], "/OutputConditionIdentifier") == nil {
			return fmt.Errorf("%v", intents)
		}
		if profile := k.stream(intents[0].(dict)["/DestOutputProfile"]); !bytes.Equal(profile, srgbProfile()) {
			return errors.New("another profile")
		}
		return nil
	}},
	{"6.2.4", "colours of the output intent only: grey and RGB, no other spaces, patterns or shadings", func(k *kept) error {
		return k.without("/Pattern", "/Shading", "/Separation", "/DeviceN", "/DeviceCMYK", "/ICCBased", "/Indexed")
	}},
	{"6.2.5–6.2.10", "no graphics states, images, forms or transparency", func(k *kept) error {
		return k.without("/ExtGState", "/Image", "/Form", "/PS", "/Group", "/SMask", "/BM", "/CA", "/ca", "/Alternates", "/OPI", "/Interpolate")
	}},
	{"6.2.11.2–6.2.11.4", "fonts embedded, cut and named so", func(k *kept) error {
		return k.fonts(func(_ string, font, descendant any) error {
			descriptor := k.at(descendant, "/FontDescriptor")
			name := fmt.Sprint(k.at(font, "/BaseFont"))
			switch {
			case !regexp.MustCompile(`^/[A-Z]{6}\+[A-Za-z0-9-]+$`).MatchString(name):
				return errors.New("name")
			case k.at(descendant, "/BaseFont") != name || k.at(descriptor, "/FontName") != name:
				return errors.New("several names")
			case k.at(font, "/Subtype") != "/Type0" || k.at(font, "/Encoding") != "/Identity-H" || k.at(descendant, "/Subtype") != "/CIDFontType2" ||
				k.at(descendant, "/CIDToGIDMap") != "/Identity" || k.at(descendant, "/CIDSystemInfo", "/Ordering") != "u:Identity":
				return errors.New("another kind of font")
			case len(k.stream(k.at(descriptor).(dict)["/FontFile2"])) == 0:
				return errors.New("not embedded")
			case k.at(descriptor, "/FontFile2", "/Length1") != float64(len(k.stream(k.at(descriptor).(dict)["/FontFile2"]))):
				return errors.New("length")
			case k.at(descriptor, "/Flags") != 4. && k.at(descriptor, "/Flags") != 5.:
				return errors.New("flags")
			}
			for _, key := range strings.Fields("/Ascent /Descent /CapHeight /StemV /ItalicAngle") {
				if _, ok := k.at(descriptor, key).(float64); !ok {
					return errors.New("no " + key)
				}
			}
			return nil
		})
	}},
	{"6.2.11.5", "widths are those of the font program", func(k *kept) error {
		return k.fonts(func(_ string, _, descendant any) error {
			program := advances(k.stream(k.at(descendant, "/FontDescriptor").(dict)["/FontFile2"]))
			widths, _ := k.at(descendant, "/W", 1).([]any)
			if k.at(descendant, "/W", 0) != 1. || len(widths) == 0 || len(widths) >= len(program) {
				return fmt.Errorf("%d widths for %d glyphs", len(widths), len(program))
			}
			for i, w := range widths {
				if math.Abs(w.(float64)-program[i+1]) > 0.5 {
					return fmt.Errorf("glyph %d is %v wide, %.1f in the program", i+1, w, program[i+1])
				}
			}
			return nil
		})
	}},
	{"6.2.11.7", "every code has its character", func(k *kept) error {
		shown := k.shown()
		return k.fonts(func(name string, font, _ any) error {
			cmap := string(k.stream(k.at(font).(dict)["/ToUnicode"]))
			means := map[string]string{}
			for _, m := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>`).FindAllStringSubmatch(cmap, -1) {
				means[m[1]] = m[2]
			}
			for _, code := range shown[name] {
				if m := means[fmt.Sprintf("%04X", code)]; m == "" || m == "0000" || m == "FEFF" || m == "FFFE" {
					return fmt.Errorf("code %d means %q", code, m)
				}
			}
			return nil
		})
	}},
	{"6.2.11.8", "the empty box is never shown", func(k *kept) error {
		shown := k.shown()
		return k.fonts(func(name string, _, descendant any) error {
			glyphs := len(k.at(descendant, "/W", 1).([]any))
			if len(shown[name]) == 0 {
				return errors.New("not used")
			}
			for _, code := range shown[name] {
				if code == 0 || int(code) > glyphs {
					return fmt.Errorf("code %d of %d glyphs", code, glyphs)
				}
			}
			return nil
		})
	}},
	{"6.3–6.5, 6.8–6.10", "nothing interactive, attached, optional or changing", func(k *kept) error {
		return k.without("/Annots", "/AcroForm", "/OpenAction", "/AA", "/JavaScript", "/JS", "/XFA", "/EmbeddedFiles", "/Filespec", "/OCProperties",
			"/Names", "/Requirements", "/Perms", "/AlternatePresentations", "/PresSteps")
	}},
	{"6.6", "metadata that agree with the information dictionary", func(k *kept) error {
		metadata := k.at(k.catalog()).(dict)["/Metadata"]
		if k.at(metadata, "/Filter") != nil || k.at(metadata, "/Type") != "/Metadata" || k.at(metadata, "/Subtype") != "/XML" {
			return fmt.Errorf("stream %v", k.at(metadata))
		}
		if !bytes.Contains(k.raw, k.stream(metadata)) {
			return errors.New("not readable in the file")
		}
		said, err := properties(k.stream(metadata))
		if err != nil {
			return err
		}
		info := func(key string) string {
			return strings.TrimPrefix(fmt.Sprint(k.at(k.trailer(), "/Info", key)), "u:")
		}
		day := regexp.MustCompile(`^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+]\d\d)'(\d\d)'$`)
		for property, want := range map[string]string{
			"part": "2", "conformance": "B", "format": "application/pdf",
			"title": info("/Title"), "description": info("/Subject"), "creator": info("/Author"),
			"Keywords": info("/Keywords"), "identifier": info("/Keywords"), "Producer": info("/Producer"), "CreatorTool": info("/Creator"),
			"CreateDate": day.ReplaceAllString(info("/CreationDate"), "$1-$2-${3}T$4:$5:$6$7:$8"),
			"ModifyDate": day.ReplaceAllString(info("/ModDate"), "$1-$2-${3}T$4:$5:$6$7:$8"),
		} {
			if want == "<nil>" { // a notice has no number
				want = ""
			}
			if said[property] != want {
				return fmt.Errorf("%s is %q, want %q", property, said[property], want)
			}
		}
		return nil
	}},
}

// without tells which of these names the file has, as a key or a value.
func (k *kept) without(names ...string) error {
	var errs []error
	k.every(func(key string, v any) {
		s, _ := v.(string)
		if slices.Contains(names, key) || slices.Contains(names, s) {
			errs = append(errs, fmt.Errorf("%s %.50v", key, v))
		}
	})
	return errors.Join(errs...)
}

// latin makes a rune of every byte.
func latin(b []byte) []byte {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return []byte(string(runes))
}

// properties are the texts in an XMP packet by the innermost property's name.
func properties(packet []byte) (map[string]string, error) {
	said := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return said, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
				path = append(path, token.Name.Local)
			}
		case xml.EndElement:
			if token.Name.Space != "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && len(path) > 0 {
				said[path[len(path)-1]] += text
			}
		}
	}
}

func TestFilesAreMadeForKeeping(t *testing.T) {
	files := map[string][]byte{}
	for _, s := range specimens(t) {
		if slices.Contains([]string{"letter", "minutes", "leave-slip", "outgoing", "notice"}, s.name) {
			files[s.name] = s.file
		}
	}
	if len(files) != 5 {
		t.Fatalf("only %d of the documents are there", len(files))
	}
	files["rare"], _ = printTest(t, `<document><h1>{{.form.line}}</h1><p>{{.form.body}}</p></document>`, testData("𠮷 & <㛃>", `堃喆祎㛃𠮷 (a)\b "c" é①…`))
	for name, file := range files {
		k := inspected(t, file)
		for _, c := range claims {
			if err := c.holds(k); err != nil {
				t.Errorf("%s: %s, %s: %v", name, c.clause, c.claim, err)
			}
		}
	}
}

// Headings become bookmarks, one under the other, that lead to their places.
func TestBookmarks(t *testing.T) {
	body := strings.Repeat("字", 28*22)
	file, printed := printTest(t, `<document><h1>一、甲𠮷</h1><p>{{.form.body}}</p><h2>（一）乙</h2><h2>（二）(丙)\</h2><h1>二、丁</h1></document>`, testData("行", body))
	if printed.Pages != 2 {
		t.Fatalf("%d pages", printed.Pages)
	}
	type entry struct {
		Title string
		Page  int `json:"destpageposfrom1"`
		Dest  []any
		Kids  []entry
	}
	var read struct{ Outlines []entry }
	if err := json.Unmarshal([]byte(tool(t, "qpdf", "qpdf", "--json", "--json-key=outlines", save(t, file))), &read); err != nil {
		t.Fatal(err)
	}
	var got []string
	var list func(depth string, all []entry)
	list = func(depth string, all []entry) {
		for _, e := range all {
			got = append(got, fmt.Sprintf("%s%s %d", depth, e.Title, e.Page))
			if y := e.Dest[3].(float64); y < paperHeight-areaBottom || y > paperHeight-areaTop+bodySize {
				t.Errorf("%s leads to %.1f", e.Title, y)
			}
			list(depth+"-", e.Kids)
		}
	}
	list("", read.Outlines)
	if want := []string{"一、甲𠮷 1", "-（一）乙 2", `-（二）(丙)\ 2`, "二、丁 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	k := inspected(t, file)
	all, beneath, none := k.at(k.catalog(), "/Outlines", "/Count"), k.at(k.catalog(), "/Outlines", "/First", "/Count"), k.at(k.catalog(), "/Outlines", "/Last", "/Count")
	if all != 4. || beneath != 2. || none != nil {
		t.Errorf("the outline counts %v in all, %v under its first and %v under its last entry", all, beneath, none)
	}
}

// The profile's colorants are those that the makers of profiles publish for
// sRGB, and a second implementation takes its colours for sRGB's.
func TestOutputProfile(t *testing.T) {
	_, colorants := srgbMatrices()
	for i, want := range [][]float64{{0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}} {
		for j, got := range colorants.column(i) {
			if math.Abs(got-want[j]) > 0.0003 {
				t.Errorf("colorant %d: %v, want %v", i, colorants.column(i), want)
			}
		}
	}
	g, a, b, c, d := srgbCurve[0], srgbCurve[1], srgbCurve[2], srgbCurve[3], srgbCurve[4]
	if gap := math.Pow(a*d+b, g) - c*d; math.Abs(gap) > 1e-6 {
		t.Errorf("the curve's parts miss each other by %g", gap)
	}
	const colors = "255 0 0\n0 255 0\n0 0 255\n255 255 255\n0 0 0\n12 128 200\n"
	cmd := exec.Command("transicc", "-i", save(t, srgbProfile()), "-o", "*sRGB", "-n", "-t", "1")
	cmd.Stdin = strings.NewReader(colors)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("transicc (Debian package liblcms2-utils): %v", err)
	}
	got, want := strings.Fields(string(out)), strings.Fields(colors)
	if len(got) != len(want) {
		t.Fatalf("transicc says %s", out)
	}
	for i := range want {
		g, _ := strconv.ParseFloat(got[i], 64)
		w, _ := strconv.ParseFloat(want[i], 64)
		if math.Abs(g-w) > 0.2 {
			t.Errorf("%v became %v", want, got)
		}
	}
}
