package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

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
			if key == "/Filter" && v != "/FlateDecode" || key == "/F" && v != 4. || key == "/FFilter" || key == "/DecodeParms" {
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
		known := strings.Fields("q Q BT ET Td Tm Tf Tc Tr Tj g G rg RG w J j d m l S BDC EMC")
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
			case k.at(font, "/Subtype") != "/Type0" || k.at(font, "/Encoding") != "/Identity-H" || k.at(descendant, "/CIDSystemInfo", "/Ordering") != "u:Identity":
				return errors.New("another kind of font")
			case k.at(descendant, "/Subtype") == "/CIDFontType0":
				if k.at(descriptor, "/FontFile3", "/Subtype") != "/CIDFontType0C" || len(k.stream(k.at(descriptor).(dict)["/FontFile3"])) == 0 || k.at(descendant, "/CIDToGIDMap") != nil {
					return errors.New("PostScript outlines not embedded")
				}
			case k.at(descendant, "/Subtype") != "/CIDFontType2" || k.at(descendant, "/CIDToGIDMap") != "/Identity":
				return errors.New("neither kind of outlines")
			case len(k.stream(k.at(descriptor).(dict)["/FontFile2"])) == 0:
				return errors.New("not embedded")
			case k.at(descriptor, "/FontFile2", "/Length1") != float64(len(k.stream(k.at(descriptor).(dict)["/FontFile2"]))):
				return errors.New("length")
			}
			switch {
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
			descriptor := k.at(descendant, "/FontDescriptor").(dict)
			var program []float64
			if k.at(descendant, "/Subtype") == "/CIDFontType0" {
				program = compactAdvances(k.stream(descriptor["/FontFile3"]))
			} else {
				program = advances(k.stream(descriptor["/FontFile2"]))
			}
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
	{"6.3", "annotations are links, which are printed, and lead to addresses", func(k *kept) error {
		var errs []error
		k.every(func(key string, v any) {
			annotations, _ := v.([]any)
			for _, a := range annotations {
				if key != "/Annots" {
					break
				}
				if k.at(a, "/Subtype") != "/Link" || k.at(a, "/F") != 4. || k.at(a, "/A", "/S") != "/URI" || k.at(a, "/AP") != nil {
					errs = append(errs, fmt.Errorf("%v", k.at(a)))
				}
			}
		})
		return errors.Join(errs...)
	}},
	{"6.4, 6.5, 6.8–6.10", "nothing interactive but links, attached, optional or changing", func(k *kept) error {
		return k.without("/AcroForm", "/OpenAction", "/AA", "/JavaScript", "/JS", "/XFA", "/EmbeddedFiles", "/Filespec", "/OCProperties",
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

func TestPrintMakesFilesForKeeping(t *testing.T) {
	files := map[string][]byte{}
	for _, s := range specimens(t) {
		if slices.Contains([]string{"letter", "minutes", "leave-slip", "outgoing", "notice"}, s.name) {
			files[s.name] = s.file
		}
	}
	if len(files) != 5 {
		t.Fatalf("only %d of the documents are there", len(files))
	}
	files["rare"], _ = printTest(t, `<document><h1>{{.form.line}}</h1><p>{{.form.body}}</p></document>`, testData("𠮷 & <㛃>", `堃喆祎㛃𠮷 (a)\b "c" é①… lin@lf.example.cn`))
	for name, file := range files {
		k := inspected(t, file)
		for _, c := range claims {
			if err := c.holds(k); err != nil {
				t.Errorf("%s: %s, %s: %v", name, c.clause, c.claim, err)
			}
		}
	}
}
